package dialogue

import (
	"context"

	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Decision is something that was decided about a round, with its deadlines before and after.
type Decision struct {
	panel.CycleEvent
	Before, After Deadlines
}

// Moved are the phases whose last day it changed.
func (d Decision) Moved() []string {
	var moved []string
	for _, phase := range phases {
		if d.Before.Of(phase) != d.After.Of(phase) {
			moved = append(moved, phase)
		}
	}
	return moved
}

// Decisions are all that was decided about a round, which has its Panel; the first first.
func (s *Store) Decisions(ctx context.Context, c panel.Cycle) ([]Decision, error) {
	return decisions(ctx, s.DB, c)
}

// decisions reads backwards what each of them changed: what it left is what the next one found, and what the last one left is there now.
func decisions(ctx context.Context, db bun.IDB, c panel.Cycle) ([]Decision, error) {
	var events []panel.CycleEvent
	err := db.NewSelect().Model(&events).ColumnExpr("ce.*").Join("LEFT JOIN people AS p ON p.id = ce.person_id").ColumnExpr("p.name AS person__name").
		Where("ce.cycle_id = ?", c.ID).Order("ce.id").Scan(ctx)
	if err != nil {
		return nil, wrap("decisions", err)
	}
	made := make([]Decision, len(events))
	after := DeadlinesOf(c)
	for i := len(events) - 1; i >= 0; i-- {
		then := panel.Cycle{Panel: c.Panel, CollectingUntil: events[i].CollectingUntil, RespondingUntil: events[i].RespondingUntil, ReportingUntil: events[i].ReportingUntil}
		made[i] = Decision{events[i], DeadlinesOf(then), after}
		after = made[i].Before
	}
	return made, nil
}
