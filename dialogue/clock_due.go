package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// ClockDue lets clocks run again when those who were asked answered, or when they were silent for too long, and writes into the timelines
// what comes near its norm and what passed it. One service a transaction, and only on days that somebody works. At what stands still it
// looks once on each of them, whoever answered before: so the moment at which it runs again tells of nobody when they answered.
func (s *Store) ClockDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("clock due", err)
	}
	return wrap("clock due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var first Item
		q := d.turning(tx.NewSelect().Model(&first)).Limit(1)
		// Items are passed over while somebody works on them.
		if err := migrations.SkipLocked(scheduler.Except(q, "i.service_id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return *first.ServiceID, s.turnClocks(ctx, tx, d, *first.ServiceID)
	}))
}

// turning narrows items down to those of which the clock has to be looked at. Each way stands for itself, with all that its index asks for.
func (d workingDay) turning(q *bun.SelectQuery) *bun.SelectQuery {
	soon := normLetters[0].When.Reached(d.today, d.calendar)
	warned := "NOT EXISTS (SELECT 1 FROM events AS e WHERE e.item_id = i.id AND e.kind = '" + WasWarned + "' AND e.due_on = i."
	const open, runs = "i.state <> 'outcome' AND ", " AND i.ready_at IS NULL AND i.paused_on = ''"
	return q.Where("i.service_id IS NOT NULL").WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where(open+"i.paused_on <> '' AND i.looked_on < ?", d.today).
			WhereOr(open+"i.late_on = '' AND i.due_on > '' AND i.due_on < ?"+runs, d.today).
			WhereOr(open+"i.late_on = '' AND i.due_on >= ? AND i.due_on <= ? AND i.routed_at < ?"+runs+" AND "+warned+"due_on AND e.why = '')", d.today, soon, d.began).
			WhereOr(open+"i.responded_at IS NULL AND i.respond_on <> '' AND i.respond_on < ? AND i.response_late_on = ''"+runs, d.today).
			WhereOr(open+"i.responded_at IS NULL AND i.respond_on = ? AND i.routed_at < ?"+runs+" AND "+warned+"respond_on AND e.why = '"+FirstResponse+"')", d.today, d.began)
	})
}

// turnClocks brings the clocks of a service's items to this day.
func (s *Store) turnClocks(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID) error {
	var items []Item
	if err := migrations.SkipLocked(d.turning(tx.NewSelect().Model(&items)).Where("i.service_id = ?", service).Order("i.id")).Scan(ctx); err != nil {
		return wrap("items", err)
	}
	for _, item := range items {
		if item.PausedOn != "" {
			if err := s.look(ctx, tx, d, &item); err != nil {
				return err
			}
		}
		if item.PausedOn != "" {
			continue
		}
		if err := s.noteLate(ctx, tx, &item, d.today); err != nil {
			return err
		}
		if err := s.warn(ctx, tx, d, &item); err != nil {
			return err
		}
	}
	return nil
}

// look lets a clock run when the latest question has an answer, or had its time. It stands for the item's own: what was asked about those
// that went up in it may have been answered long ago.
func (s *Store) look(ctx context.Context, tx bun.Tx, d workingDay, item *Item) error {
	over := d.calendar.WorkdaysBetween(item.PausedOn, d.today) >= pausedAtMost
	if !over {
		latest := tx.NewSelect().Table("clarifications").Column("id").Where("item_id = ?", item.ID).Order("id DESC").Limit(1)
		var err error
		if over, err = tx.NewSelect().Table("clarification_answers").Where("clarification_id = (?)", latest).Exists(ctx); err != nil {
			return wrap("look", err)
		}
	}
	item.LookedOn = d.today
	if _, err := tx.NewUpdate().Model(item).Column("looked_on").WherePK().Exec(ctx); err != nil {
		return wrap("look", err)
	}
	if !over {
		return nil
	}
	return s.runClock(ctx, tx, item, d.today, WasResumed)
}

// warn writes into the timeline that a norm comes near: of the outcome as early as its service is nudged, of a first response on its last
// day. What came to the service today needs no warning, and the same day is warned of once.
func (s *Store) warn(ctx context.Context, tx bun.Tx, d workingDay, item *Item) error {
	if !item.RoutedAt.Before(d.began) {
		return nil
	}
	if item.RespondedAt.IsZero() && item.RespondOn == d.today {
		if err := s.warnOnce(ctx, tx, item, item.RespondOn, FirstResponse); err != nil {
			return err
		}
	}
	if item.LateOn != "" || item.DueOn < d.today || item.DueOn > normLetters[0].When.Reached(d.today, d.calendar) {
		return nil
	}
	return s.warnOnce(ctx, tx, item, item.DueOn, "")
}

func (s *Store) warnOnce(ctx context.Context, tx bun.Tx, item *Item, due scheduler.Date, norm string) error {
	warned, err := tx.NewSelect().Model((*Event)(nil)).
		Where("e.item_id = ? AND e.kind = ? AND e.due_on = ? AND e.why = ?", item.ID, WasWarned, due, norm).Exists(ctx)
	if err != nil || warned {
		return wrap("warn", err)
	}
	return s.remark(ctx, tx, item, WasWarned, due, norm)
}
