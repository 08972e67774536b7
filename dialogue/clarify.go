package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// mostQuestions is how often one point may ask its colleagues something: after that a service decides by what it knows.
const mostQuestions = 5

// Clarification is a question that a service asks back of all who stand behind a point. The latest one is open until the point has its
// outcome; a new question takes the place of the one before.
type Clarification struct {
	bun.BaseModel `bun:"table:clarifications,alias:cl"`

	ID       uuid.UUID `bun:"id,pk"`
	ItemID   uuid.UUID `bun:"item_id"`
	PersonID uuid.UUID `bun:"person_id"` // who asked
	Question string    `bun:"question"`
	AskedAt  time.Time `bun:"asked_at"`

	Answers []string `bun:"-"` // of colleagues, in no order
}

// AskBack asks all who stand behind an item something. Those who can be reached get a letter, and so do the ambassadors through whom the
// others spoke; those others see it on their receipt. Asking the same twice in a row counts once.
func (s *Store) AskBack(ctx context.Context, actor panel.Actor, id uuid.UUID, question string) (Clarification, error) {
	var c Clarification
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return err
		}
		if !actor.RespondsFor(item.ServiceID) && !actor.CoordinatesPanel(item.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.responders_only")
		}
		var ps panel.Problems
		question = ps.Text("question", question, 1, 1000)
		if err := ps.Err(); err != nil {
			return err
		}
		if item.State == HasOutcome {
			return panel.Refuse(panel.Conflict, "error.item_answered")
		}
		if !item.ReadyAt.IsZero() {
			return panel.Refuse(panel.Conflict, "error.answer_ready")
		}
		var asked []Clarification // by itself: what those that went up in it asked is neither the same again nor too often
		if err := tx.NewSelect().Model(&asked).Where("cl.item_id = ?", id).Order("cl.id").Scan(ctx); err != nil {
			return wrap("clarifications", err)
		}
		if n := len(asked); n > 0 && asked[n-1].Question == question && asked[n-1].PersonID == actor.Person.ID {
			c = asked[n-1]
			return nil
		}
		if len(asked) >= mostQuestions {
			return panel.Refuse(panel.Conflict, "error.asked_often", "Most", mostQuestions)
		}
		c = Clarification{ID: newID(), ItemID: id, PersonID: actor.Person.ID, Question: question, AskedAt: s.Clock()}
		return s.askBack(ctx, tx, actor, item, c)
	})
	return c, err
}

func (s *Store) askBack(ctx context.Context, tx bun.Tx, actor panel.Actor, item Item, c Clarification) error {
	if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
		return wrap("clarification", err)
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasAskedBack, ServiceID: item.ServiceID, Text: c.Question}); err != nil {
		return err
	}
	if err := s.pauseClock(ctx, tx, &item); err != nil {
		return err
	}
	s.responded(&item)
	if _, err := tx.NewUpdate().Model(&item).Column("responded_at").WherePK().Exec(ctx); err != nil {
		return wrap("clarification", err)
	}
	today, err := s.todayOf(ctx, tx, item)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, mail.KindClarification, c.ID, concernedBy(tx, item.ID, today))
}

// concernedBy selects who hears of a question: who stands behind the item by name, and the ambassadors in office through whom, or through
// those before whom, others do.
func concernedBy(db bun.IDB, item uuid.UUID, today scheduler.Date) *bun.SelectQuery {
	through := func(term string) *bun.SelectQuery {
		return db.NewSelect().TableExpr("contributions AS co").Join("JOIN ambassadors AS a ON "+term).Column("a.person_id").
			Where("co.item_id = ? AND co.link_id IS NOT NULL", item).Where("a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", today, today)
	}
	return db.NewSelect().TableExpr("contributions AS co").Column("co.person_id").
		Where("co.item_id = ? AND co.person_id IS NOT NULL", item).Union(through(ownTerm)).Union(through(earlierTerm))
}

// clarifications are what was asked about these items and about those that went up in them, as of the former, the first question first: who
// was asked something is still asked when a point went up in another one.
func clarifications(ctx context.Context, db bun.IDB, items ...uuid.UUID) ([]Clarification, error) {
	var asked []Clarification
	if len(items) == 0 {
		return nil, nil
	}
	q := db.NewSelect().Model(&asked).Column("id", "person_id", "question", "asked_at").ColumnExpr("l.root AS item_id")
	err := withLineage(db, q, items).Join("JOIN lineage AS l ON l.id = cl.item_id").Order("cl.id").Scan(ctx)
	return asked, wrap("clarifications", err)
}

// Clarifications lists what was asked about an item, and about those that went up in it, with all answers, for whoever may read what
// colleagues say. Whose an answer is nobody is told; their order is that of random keys.
func (s *Store) Clarifications(ctx context.Context, item uuid.UUID) ([]Clarification, error) {
	asked, err := clarifications(ctx, s.DB, item)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	var answers []clarificationAnswer
	err = s.DB.NewSelect().Model(&answers).Where("ca.clarification_id IN (?)", bun.In(idsOf(asked))).Order("ca.submission_id").Scan(ctx)
	for _, a := range answers {
		for i := range asked {
			if asked[i].ID == a.ClarificationID {
				asked[i].Answers = append(asked[i].Answers, a.Text)
			}
		}
	}
	return asked, wrap("answers", err)
}

func idsOf(asked []Clarification) []uuid.UUID {
	ids := make([]uuid.UUID, len(asked))
	for i, c := range asked {
		ids[i] = c.ID
	}
	return ids
}

// Asked tells of these items without an outcome which ones asked something, and whether anybody answered the latest question.
func (s *Store) Asked(ctx context.Context, items []Item) (map[uuid.UUID]bool, error) {
	var open []uuid.UUID
	for _, item := range items {
		if item.State != HasOutcome {
			open = append(open, item.ID)
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	var rows []struct {
		ItemID   uuid.UUID
		Answered bool
	}
	q := s.DB.NewSelect().TableExpr("clarifications AS cl").ColumnExpr("l.root AS item_id").
		ColumnExpr("EXISTS (SELECT 1 FROM clarification_answers ca WHERE ca.clarification_id = cl.id) AS answered")
	err := withLineage(s.DB, q, open).Join("JOIN lineage AS l ON l.id = cl.item_id").Order("cl.id").Scan(ctx, &rows)
	asked := make(map[uuid.UUID]bool, len(rows))
	for _, row := range rows {
		asked[row.ItemID] = row.Answered // the latest question comes last
	}
	return asked, wrap("asked", err)
}
