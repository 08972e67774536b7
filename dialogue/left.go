package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// freeAtOnce items of one service are given back in one transaction.
const freeAtOnce = 100

// FreeLeft gives back to their service the items that somebody took who doesn't answer for it any more: who left, who was taken off it, and a
// stand-in when the others are back. The rest of the service hears of it in their letter of the day. Who is away keeps theirs.
func (s *Store) FreeLeft(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || d.today == "" {
		return wrap("free left", err)
	}
	return wrap("free left", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var items []Item
		q := tx.NewSelect().Model(&items).Where("i.taken_by IS NOT NULL AND i.state <> ?", HasOutcome).
			Where("NOT EXISTS (SELECT 1 FROM people AS p WHERE p.id = i.taken_by AND p.active AND (EXISTS (SELECT 1 FROM responders AS r WHERE r.person_id = p.id AND r.service_id = i.service_id) OR "+
				"EXISTS (?)))", tx.NewSelect().TableExpr("(?) AS an", panel.Answering(tx, d.today)).ColumnExpr("1").Where("an.person_id = p.id AND an.service_id = i.service_id")).
			Order("i.service_id", "i.id").Limit(freeAtOnce)
		if err := migrations.SkipLocked(scheduler.Except(q, "i.service_id", except)).Scan(ctx); err != nil || len(items) == 0 {
			return uuid.Nil, err
		}
		service := *items[0].ServiceID
		return service, s.freeLeft(ctx, tx, d, service, items)
	}))
}

// freeLeft gives back those of the items that are of the service.
func (s *Store) freeLeft(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID, items []Item) error {
	var ids []uuid.UUID
	for _, item := range items {
		if *item.ServiceID != service {
			break
		}
		ids = append(ids, item.ID)
		if _, err := s.record(ctx, tx, panel.System, Event{ItemID: item.ID, Kind: WasFreed}); err != nil {
			return err
		}
	}
	if _, err := tx.NewUpdate().Model((*Item)(nil)).Set("taken_by = NULL").Where("id IN (?)", bun.In(ids)).Exec(ctx); err != nil {
		return wrap("free", err)
	}
	return s.tellResponders(ctx, tx, d, service, ids...)
}
