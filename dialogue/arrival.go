package dialogue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// arrive notes the day on which an item arrived, and once a service is accountable by when that has to respond and to answer: its norms
// count from that day, however long the organisation took to find out whose it is. What is noted already stays, also when another service
// becomes accountable.
func (s *Store) arrive(ctx context.Context, tx bun.Tx, item *Item) error {
	if item.ArrivedOn == "" {
		day, err := arrival(ctx, tx, *item)
		if err != nil {
			return err
		}
		item.ArrivedOn = day
	}
	if item.ServiceID != nil && item.DueOn == "" {
		service, err := panel.ServiceIn(ctx, tx, *item.ServiceID)
		if err != nil {
			return err
		}
		calendar, err := panel.CalendarIn(ctx, tx)
		if err != nil {
			return err
		}
		item.DueOn = calendar.AddWorkdays(item.ArrivedOn, service.NormDays)
		item.RespondOn = min(item.DueOn, calendar.AddWorkdays(item.ArrivedOn, service.RespondDays))
	}
	_, err := tx.NewUpdate().Model(item).Column("arrived_on", "respond_on", "due_on").WherePK().Exec(ctx)
	return wrap("arrival", err)
}

// responded notes the first response to an item, whichever service gives it. Its responded_at is then to be saved.
func (s *Store) responded(item *Item) {
	if item.RespondedAt.IsZero() {
		item.RespondedAt = bun.NullTime{Time: s.Clock()}
	}
}

// arrival is the day on which an item's first contribution arrived, where its panel is. In a round that is the last day of collecting for
// each of them, or the day on which the item was made if it was made before: what colleagues sent bears no day of its own, and an item may
// not tell one.
func arrival(ctx context.Context, tx bun.Tx, item Item) (scheduler.Date, error) {
	var c panel.Cycle
	err := tx.NewSelect().Model(&c).Relation("Panel").Where("c.id = ?", item.CycleID).Scan(ctx)
	if err != nil {
		return "", wrap("arrival", err)
	}
	first := item.CreatedAt
	earlier := func(t time.Time) {
		if !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	if !c.Standing() {
		earlier(c.CollectingUntil.Time)
		return scheduler.DateOf(first, c.Panel.Zone()), nil
	}
	var said []Contribution
	if err := tx.NewSelect().Model(&said).Column("created_at").Where("co.item_id = ?", item.ID).Order("co.created_at").Limit(1).Scan(ctx); err != nil {
		return "", wrap("arrival", err)
	}
	for _, co := range said {
		earlier(co.CreatedAt)
	}
	return scheduler.DateOf(first, c.Panel.Zone()), nil
}
