package dialogue

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// clarificationAnswer is what one sending says to a question that was asked back.
type clarificationAnswer struct {
	bun.BaseModel `bun:"table:clarification_answers,alias:ca"`

	ClarificationID uuid.UUID `bun:"clarification_id,pk"`
	SubmissionID    uuid.UUID `bun:"submission_id,pk"`
	Text            string    `bun:"text"`
	AnsweredAt      time.Time `bun:"answered_at"` // of a colleague whom nobody can name: when it was asked
}

// Clarify answers the open question about a point, for whoever stands behind it. A second answer takes the place of the own first one. The
// clock of the point runs again, which its timeline tells without a name; what came by a receipt makes no event, as the moment of one would
// tell when somebody whom nobody can name was there.
func (s *Store) Clarify(ctx context.Context, by Voice, clarification uuid.UUID, text string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var c Clarification
		err := tx.NewSelect().Model(&c).Where("cl.id = ?", clarification).Scan(ctx)
		if isNone(err) {
			return panel.Refuse(panel.NotFound, "error.clarification_not_found")
		}
		if err != nil {
			return wrap("clarification", err)
		}
		asks, err := successor(ctx, tx, c.ItemID)
		if err != nil {
			return err
		}
		item, err := s.item(ctx, tx, asks) // held: answers to one question take turns
		if err != nil {
			return err
		}
		mine, err := standings(ctx, tx, by, item.ID)
		if err != nil {
			return err
		}
		var ps panel.Problems
		text = ps.Text("answer", text, 1, 2000)
		if err := ps.Err(); err != nil {
			return err
		}
		return s.clarify(ctx, tx, item, c, mine, text)
	})
}

func (s *Store) clarify(ctx context.Context, tx bun.Tx, item Item, c Clarification, mine []standing, text string) error {
	var answers []clarificationAnswer
	if err := tx.NewSelect().Model(&answers).Where("ca.clarification_id = ?", c.ID).Scan(ctx); err != nil {
		return wrap("answers", err)
	}
	own := func(a clarificationAnswer) bool { return speaksBy(mine, a.SubmissionID) }
	if i := slices.IndexFunc(answers, own); i >= 0 && answers[i].Text == text {
		return nil // the same form once more
	}
	if item.State == HasOutcome {
		return panel.Refuse(panel.Conflict, "error.item_answered")
	}
	asked, err := clarifications(ctx, tx, item.ID)
	if err != nil {
		return err
	}
	if asked[len(asked)-1].ID != c.ID {
		return panel.Refuse(panel.Conflict, "error.question_over")
	}
	answers = append(slices.DeleteFunc(answers, own), clarificationAnswer{ClarificationID: c.ID, SubmissionID: mine[0].SubmissionID, Text: text,
		AnsweredAt: mine[0].at(s.Clock(), c.AskedAt)})
	// All are written anew by their random keys: neither the place of a row nor its transaction tells whose answer came last.
	slices.SortFunc(answers, func(a, b clarificationAnswer) int {
		return strings.Compare(a.SubmissionID.String(), b.SubmissionID.String())
	})
	if _, err := tx.NewDelete().Model((*clarificationAnswer)(nil)).Where("clarification_id = ?", c.ID).Exec(ctx); err != nil {
		return wrap("answers", err)
	}
	if _, err := tx.NewInsert().Model(&answers).Exec(ctx); err != nil {
		return wrap("answers", err)
	}
	if mine[0].Nameless {
		return nil // the program looks tomorrow
	}
	today, err := s.todayOf(ctx, tx, item)
	if err != nil {
		return err
	}
	return s.runClock(ctx, tx, &item, today, WasClarified)
}
