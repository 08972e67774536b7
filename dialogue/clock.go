package dialogue

import (
	"context"

	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// pausedAtMost is for how many working days the clock of an item stands at one question: a service that hears nothing decides by what it
// knows.
const pausedAtMost = 5

// answered reports whether a service did what its norms ask of it: the item has an outcome, or an answer that only has to be published.
func answered(item Item) bool { return item.State == HasOutcome || !item.ReadyAt.IsZero() }

// overdue is the day since which an item counts as late: today, or the day on which its clock came to stand. It is late when it was due
// before that day.
func overdue(item Item, today scheduler.Date) scheduler.Date {
	if item.PausedOn != "" {
		return min(item.PausedOn, today)
	}
	return today
}

// lateWhere is the same for SQL: it narrows down to what is late on a day. alias is what the items go by.
func lateWhere(alias string) string {
	return alias + ".due_on < ? AND (" + alias + ".paused_on = '' OR " + alias + ".due_on < " + alias + ".paused_on) AND " + alias + ".ready_at IS NULL"
}

// pauseClock lets the clock of an item stand from today: those who stand behind it were asked something. While no service is accountable
// nothing is due, and another question while it stands doesn't make it stand longer.
func (s *Store) pauseClock(ctx context.Context, tx bun.Tx, item *Item) error {
	if item.ServiceID == nil || answered(*item) || item.PausedOn != "" {
		return nil
	}
	today, err := s.todayOf(ctx, tx, *item)
	if err != nil {
		return err
	}
	if err := s.noteLate(ctx, tx, item, today); err != nil {
		return err
	}
	item.PausedOn, item.LookedOn = today, today
	_, err = tx.NewUpdate().Model(item).Column("paused_on", "looked_on").WherePK().Exec(ctx)
	return wrap("pause", err)
}

// runClock lets the clock of an item run again, if it stands: an outcome is due as many working days later as it stood, and
// no more than it may stand. kind is what the
// timeline says of it. Nobody is named there: who answered is not for those who work on the item.
func (s *Store) runClock(ctx context.Context, tx bun.Tx, item *Item, today scheduler.Date, kind string) error {
	if item.PausedOn == "" {
		return nil
	}
	calendar, err := panel.CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	stood := max(0, min(pausedAtMost, calendar.WorkdaysBetween(item.PausedOn, today)))
	if stood > 0 {
		item.DueOn = calendar.AddWorkdays(item.DueOn, stood)
		item.PausedDays += stood
	}
	item.PausedOn = ""
	if _, err := tx.NewUpdate().Model(item).Column("paused_on", "paused_days", "due_on").WherePK().Exec(ctx); err != nil {
		return wrap("run", err)
	}
	_, err = s.record(ctx, tx, panel.System, Event{ItemID: item.ID, Kind: kind, ServiceID: item.ServiceID, DueOn: item.DueOn, Days: stood})
	return err
}

// stopClock ends the clock of an item that is answered now, whether or not the answer is published: what it came to stands.
func (s *Store) stopClock(ctx context.Context, tx bun.Tx, item *Item) error {
	today, err := s.todayOf(ctx, tx, *item)
	if err != nil {
		return err
	}
	if err := s.runClock(ctx, tx, item, today, WasResumed); err != nil {
		return err
	}
	return s.noteLate(ctx, tx, item, today)
}

// noteLate writes into the timeline, once, that the first response or the outcome of an item didn't come in time.
func (s *Store) noteLate(ctx context.Context, tx bun.Tx, item *Item, today scheduler.Date) error {
	if item.ResponseLateOn == "" && item.RespondedAt.IsZero() && item.RespondOn != "" && item.RespondOn < today {
		item.ResponseLateOn = today
		if err := s.remark(ctx, tx, item, WasLate, item.RespondOn, FirstResponse); err != nil {
			return err
		}
	}
	if item.LateOn == "" && item.DueOn != "" && item.DueOn < overdue(*item, today) {
		item.LateOn = today
		if err := s.remark(ctx, tx, item, WasLate, item.DueOn, ""); err != nil {
			return err
		}
	}
	_, err := tx.NewUpdate().Model(item).Column("response_late_on", "late_on").WherePK().Exec(ctx)
	return wrap("late", err)
}

// remark is what the program itself says of one of an item's norms.
func (s *Store) remark(ctx context.Context, tx bun.Tx, item *Item, kind string, due scheduler.Date, norm string) error {
	_, err := s.record(ctx, tx, panel.System, Event{ItemID: item.ID, Kind: kind, ServiceID: item.ServiceID, DueOn: due, Why: norm})
	return err
}
