package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Noticed is what a round's colleagues said when they were asked about a promise that was kept: how many of so many noticed it. Hidden says
// that these numbers may not be shown.
type Noticed struct {
	Hidden  bool
	Yes, Of int
}

// NoticedOf are the answers about the promises of these items, by item; none of those that no round asked about, or that one asks about now.
func (s *Store) NoticedOf(ctx context.Context, items []uuid.UUID) (map[uuid.UUID]Noticed, error) {
	noticed := map[uuid.UUID]Noticed{}
	if len(items) == 0 {
		return noticed, nil
	}
	var asked []struct {
		panel.CycleQuestion `bun:",extend"`
		SmallestGroup       int `bun:"smallest_group"`
	}
	err := s.DB.NewSelect().Model(&asked).ColumnExpr("cq.*, pa.smallest_group").Join("JOIN cycles AS c ON c.id = cq.cycle_id").Join("JOIN panels AS pa ON pa.id = c.panel_id").
		Where("cq.item_id IN (?) AND c.phase NOT IN (?)", bun.In(items), bun.In([]string{panel.Collecting, panel.Cancelled})).Scan(ctx)
	if err != nil || len(asked) == 0 {
		return noticed, wrap("noticed", err)
	}
	cycles, questions := make([]uuid.UUID, len(asked)), make([]uuid.UUID, len(asked))
	for i, q := range asked {
		cycles[i], questions[i] = q.CycleID, q.ID
	}
	answers, err := answersTo(ctx, s.DB, "cycle_id IN (?) AND question_id IN (?)", bun.In(cycles), bun.In(questions))
	for _, q := range asked {
		f := figureOf(q.CycleQuestion, answers[q.ID], q.SmallestGroup)
		n := Noticed{Hidden: f.Hidden, Of: f.People}
		if !f.Hidden {
			n.Yes = f.Options[panel.NoticedYes]
		}
		noticed[*q.ItemID] = n
	}
	return noticed, err
}
