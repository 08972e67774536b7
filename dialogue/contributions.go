package dialogue

import (
	"context"

	"github.com/google/uuid"
)

// inWords is that a contribution co has words, as its index of a round knows it. What waits always has.
const inWords = "(CASE WHEN co.text = '' THEN 1 ELSE 0 END) = 0"

// SaidIn lists all that was said in a cycle in words, with its question, ambassador and item, a page at a time, the ambassadors' own in the order of
// arrival: up to limit after the one with the id after, uuid.Nil for the first page. Marks without words only count in the figures.
func (s *Store) SaidIn(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Contribution, error) {
	var said []Contribution
	err := s.DB.NewSelect().Model(&said).Relation("Question").Relation("Ambassador").Relation("Ambassador.Person").Relation("Person").
		Where("co.cycle_id = ? AND "+inWords+" AND co.state <> ? AND co.id > ?", cycle, Removed, after).Order("co.id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, wrap("said", err)
	}
	return said, s.addItems(ctx, said)
}

// ItemTally counts the items of a cycle.
type ItemTally struct {
	All, Unrouted, Answered int
}

// TallyItems counts the items of a cycle by an index of their states, without reading them.
func (s *Store) TallyItems(ctx context.Context, cycle uuid.UUID) (ItemTally, error) {
	var tally ItemTally
	var rows []struct {
		State            string
		Count, Dissolved int
	}
	err := s.DB.NewSelect().Table("items").Column("state").ColumnExpr("COUNT(*) AS count").
		ColumnExpr("(SELECT COUNT(*) FROM items AS d WHERE d.cycle_id = ? AND d.outcome = 'dissolved') AS dissolved", cycle). // few, with an index of their own
		Where("cycle_id = ?", cycle).Group("state").Scan(ctx, &rows)
	for _, r := range rows {
		tally.All += r.Count
		switch r.State {
		case New:
			tally.Unrouted = r.Count
		case HasOutcome:
			tally.Answered = r.Count - r.Dissolved
			tally.All -= r.Dissolved
		}
	}
	return tally, wrap("tally", err)
}
