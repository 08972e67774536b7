package panel

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// DeskFor is the panel that takes what somebody says outside a round: the one whose ambassador speaks for them on this day, of several the
// one that has this service (nil for none); else any panel with the service; else the oldest. False when there is no panel at all.
func DeskFor(ctx context.Context, db bun.IDB, p Person, service *uuid.UUID, day scheduler.Date) (Panel, bool, error) {
	var panels []Panel
	if err := db.NewSelect().Model(&panels).Order("pa.created_at", "pa.id").Scan(ctx); err != nil {
		return Panel{}, false, fmt.Errorf("desk: %w", err)
	}
	if len(panels) == 0 {
		return Panel{}, false, nil
	}
	spoken, err := panelsOf(ctx, speakFor(db.NewSelect().TableExpr("ambassadors AS a").Column("a.panel_id"), p, day).
		Join("JOIN people AS person ON person.id = a.person_id"))
	if err != nil {
		return Panel{}, false, err
	}
	var having []uuid.UUID
	if service != nil {
		having, err = panelsOf(ctx, db.NewSelect().Table("panel_services").Column("panel_id").Where("service_id = ?", *service))
	}
	best, most := panels[0], 0
	for _, candidate := range panels {
		points := 0
		if slices.Contains(spoken, candidate.ID) {
			points += 2
		}
		if slices.Contains(having, candidate.ID) {
			points++
		}
		if points > most {
			best, most = candidate, points
		}
	}
	return best, true, err
}

// panelsOf reads the ids of panels that a query selects.
func panelsOf(ctx context.Context, q *bun.SelectQuery) (ids []uuid.UUID, err error) {
	if err := q.Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return ids, nil
}
