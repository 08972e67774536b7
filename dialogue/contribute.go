package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Unasked stands in field names for the point that no question asked for.
const Unasked = "unasked"

// Answer is one filled-in question of the form; a nil QuestionID is the point that no question asked for.
type Answer struct {
	QuestionID                           *uuid.UUID
	People                               int // how many colleagues say so, 1 is the ambassador alone
	Mark, Importance, Experience, Choice *int
	Text                                 string
	Unquoted                             bool   // not to be quoted
	Point                                string // which of a meeting's points it is; "" on the form with one answer to each question
}

// Field is the form's name of a part of the answer to a question (nil for the unasked point), and of the problems with it.
func Field(part string, question *uuid.UUID) string {
	if question == nil {
		return part + "." + Unasked
	}
	return part + "." + question.String()
}

// field is the form's name of a part of the answer.
func (a Answer) field(part string) string {
	if a.Point != "" {
		return PointField(part, a.Point)
	}
	return Field(part, a.QuestionID)
}

// empty reports that nothing was answered, whatever the number of people says.
func (a Answer) empty() bool {
	return a.Mark == nil && a.Importance == nil && a.Experience == nil && a.Choice == nil && a.Text == ""
}

// Contribute takes an ambassador's filled-in form: each answer becomes a contribution, and the draft is gone. The submission's key
// comes with the form; sending it twice counts once and is no error. It returns the number of contributions added.
func (s *Store) Contribute(ctx context.Context, actor panel.Actor, cycle, submission uuid.UUID, answers []Answer) (int, error) {
	return s.contribute(ctx, actor, cycle, submission, answers, "drafts")
}

// contribute is Contribute for a form whose drafts stand in a table of their own.
func (s *Store) contribute(ctx context.Context, actor panel.Actor, cycle, submission uuid.UUID, answers []Answer, drafts string) (int, error) {
	var added int
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		added, err = s.contributeIn(ctx, tx, actor, cycle, submission, answers, drafts)
		return err
	})
	return added, err
}

// contributeIn is contribute within a transaction. With no table of drafts, what the actor typed on the site stays as it is.
func (s *Store) contributeIn(ctx context.Context, tx bun.Tx, actor panel.Actor, cycle, submission uuid.UUID, answers []Answer, drafts string) (int, error) {
	c, ambassador, err := s.collecting(ctx, tx, actor, cycle)
	if err != nil {
		return 0, err
	}
	asked, err := questionsOf(ctx, tx, c.ID)
	if err != nil {
		return 0, err
	}
	most, err := mostPeople(ctx, tx, answers)
	if err != nil {
		return 0, err
	}
	made, err := s.contributions(c.ID, asked[c.ID], most, answers)
	if err != nil {
		return 0, err
	}
	// First the answer by mail, as agreeing to it does: of both at once one waits for the other.
	if err := useMailAnswer(ctx, tx, submission); err != nil {
		return 0, err
	}
	first, err := s.submit(ctx, tx, c.ID, submission, ambassador)
	if err != nil || !first {
		return 0, err
	}
	for i := range made {
		made[i].SubmissionID, made[i].AmbassadorID, made[i].PersonID = submission, ambassador, actor.PersonID()
	}
	if _, err := tx.NewInsert().Model(&made).Exec(ctx); err != nil {
		return 0, wrap("contribute", err)
	}
	if drafts != "" {
		_, err = tx.NewDelete().Table(drafts).Where("cycle_id = ? AND person_id = ?", c.ID, actor.Person.ID).Exec(ctx)
		if err != nil {
			return 0, wrap("contribute", err)
		}
	}
	return len(made), count(ctx, tx, c.ID, countOf(made)) // last, because all contributors of a round wait for this row
}

// counted is what contributions add to the counters of their cycle.
type counted struct{ all, waiting, inFigures int }

func countOf(made []Contribution) counted {
	n := counted{all: len(made)}
	for _, c := range made {
		switch {
		case c.State == Waiting:
			n.waiting++
		case c.Text == "":
			n.inFigures++
		}
	}
	return n
}

// count adds to the counters of a cycle. One that was cancelled a moment ago takes none: nobody would look at them.
func count(ctx context.Context, tx bun.Tx, cycle uuid.UUID, n counted) error {
	q := tx.NewUpdate().Table("cycles").
		Set("contributions = contributions + ?, waiting = waiting + ?, in_figures = in_figures + ?", n.all, n.waiting, n.inFigures).Where("id = ?", cycle)
	if n.all > 0 {
		q.Where("phase <> ?", panel.Cancelled)
	}
	r, err := q.Exec(ctx)
	if err != nil {
		return wrap("contribute", err)
	}
	rows, err := r.RowsAffected()
	if err == nil && rows == 0 {
		return panel.Refuse(panel.Conflict, "error.cycle_not_collecting")
	}
	return wrap("contribute", err)
}

// collecting reads the cycle, checks that the actor is its ambassador and that it still collects. It doesn't hold the row: whether a
// form that arrives in the very second of the deadline counts may go either way, and contributors don't wait for each other.
func (s *Store) collecting(ctx context.Context, tx bun.IDB, actor panel.Actor, cycle uuid.UUID) (c panel.Cycle, ambassador uuid.UUID, err error) {
	c, err = s.cycle(ctx, tx, cycle)
	if err != nil {
		return c, ambassador, err
	}
	ambassador, ok := actor.Ambassadors[c.PanelID]
	if !ok {
		return c, ambassador, panel.Refuse(panel.Forbidden, "error.ambassadors_only")
	}
	if !c.Collects(s.Clock()) {
		return c, ambassador, panel.Refuse(panel.Conflict, "error.cycle_not_collecting")
	}
	return c, ambassador, nil
}

func (s *Store) cycle(ctx context.Context, db bun.IDB, id uuid.UUID) (panel.Cycle, error) {
	var c panel.Cycle
	err := db.NewSelect().Model(&c).Where("c.id = ?", id).Scan(ctx)
	if isNone(err) {
		return c, panel.Refuse(panel.NotFound, "error.cycle_not_found")
	}
	return c, wrap("cycle", err)
}

// submit notes the submission, through nobody when ambassador is uuid.Nil; first is false when this very form was received before.
func (s *Store) submit(ctx context.Context, tx bun.Tx, cycle, submission, ambassador uuid.UUID) (first bool, err error) {
	row := map[string]any{"id": submission, "cycle_id": cycle, "created_at": s.Clock()}
	if ambassador != uuid.Nil {
		row["ambassador_id"] = ambassador
	}
	r, err := tx.NewInsert().Model(&row).Table("submissions").On("CONFLICT (id) DO NOTHING").Exec(ctx)
	if err != nil {
		return false, wrap("submission", err)
	}
	n, err := r.RowsAffected()
	return n == 1, wrap("submission", err)
}

// Said lists what an ambassador contributed to a cycle, not what colleagues sent by a link, in the order in which it was said, with what became of it.
func (s *Store) Said(ctx context.Context, ambassador, cycle uuid.UUID) ([]Contribution, error) {
	var said []Contribution
	err := s.DB.NewSelect().Model(&said).Relation("Question").
		Where("co.ambassador_id = ? AND co.cycle_id = ? AND co.link_id IS NULL", ambassador, cycle).Order("co.id").Scan(ctx)
	if err != nil {
		return nil, wrap("said", err)
	}
	return said, s.addItems(ctx, said)
}
