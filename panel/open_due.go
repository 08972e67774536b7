package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// OpenDue opens the cycle of each panel whose moment has come, one panel a transaction, and plans its next moment in the same one.
// A panel that missed several moments opens the last one, when that is within its catch-up window; the others, and moments that were
// skipped, stay behind as cancelled cycles, so that everybody can see and count them. Panels open in the order of their moments.
func (s *Store) OpenDue(ctx context.Context, now time.Time) error {
	if err := s.eachPanelDue(ctx, "next_at", now, s.openDue); err != nil {
		return fmt.Errorf("open due: %w", err)
	}
	return nil
}

// eachPanelDue works on each panel whose moment in a column has come, in the order of these moments, one panel a transaction.
func (s *Store) eachPanelDue(ctx context.Context, column string, now time.Time, work func(context.Context, bun.Tx, *Panel, time.Time) error) error {
	return scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var p Panel
		at := bun.Ident("pa." + column)
		q := tx.NewSelect().Model(&p).Where("? <= ?", at, now).OrderExpr("?, pa.id", at).Limit(1)
		err := migrations.SkipLocked(scheduler.Except(q, "pa.id", except)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return uuid.Nil, nil
		}
		if err != nil {
			return uuid.Nil, err
		}
		return p.ID, work(ctx, tx, &p, now)
	})
}

// openDue opens the last moment that passed and plans the next one. What the plan says now decides, not what was planned: a day that was
// closed in the meantime moves or is skipped yet.
func (s *Store) openDue(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	plan, err := p.Plan(calendar)
	if err != nil {
		return err
	}
	after := p.soughtAfter()
	passed := plan.Passed(after, now)
	if len(passed) > 0 {
		after = passed[len(passed)-1].On
	}
	last := lastMoment(passed)
	opens := last >= 0 && p.catchesUp(passed[last].At, now)
	var opening scheduler.Planned
	if opens {
		opening = passed[last]
		passed = slices.Delete(passed, last, last+1)
	}
	if err := noteCancelled(ctx, tx, p.ID, passed); err != nil {
		return err
	}
	if opens {
		if err := s.openPlanned(ctx, tx, p, opening, calendar, now); err != nil {
			return err
		}
	}
	return planAfter(ctx, tx, p, plan, after, now)
}

// lastMoment is the index of the last that isn't skipped, -1 when all are.
func lastMoment(passed []scheduler.Planned) int {
	for i := len(passed) - 1; i >= 0; i-- {
		if !passed[i].Skipped {
			return i
		}
	}
	return -1
}

// catchesUp reports whether a round still opens, though its moment was before now. An hour is never too late.
func (p *Panel) catchesUp(at, now time.Time) bool {
	return now.Sub(at) <= max(time.Duration(p.CatchUpDays)*24*time.Hour, time.Hour)
}

// openPlanned opens the round of a moment, unless the panel has one of today: a round that a coordinator opened by hand stands in for one
// that moved to that day or came late.
func (s *Store) openPlanned(ctx context.Context, tx bun.Tx, p *Panel, planned scheduler.Planned, calendar scheduler.Calendar, now time.Time) error {
	if today := scheduler.DateOf(now, p.Zone()); planned.On != today {
		opened, err := openedOn(ctx, tx, p, today)
		if err != nil {
			return err
		}
		if opened {
			planned.Skipped = planned.Day == today
			return noteCancelled(ctx, tx, p.ID, []scheduler.Planned{planned})
		}
	}
	if _, err := s.open(ctx, tx, p, planned.On, calendar, now); err != nil && !isAlreadyOpened(err) {
		return err
	}
	return nil
}

// standIn plans the moment after today's, for which a round was opened by hand.
func standIn(ctx context.Context, tx bun.Tx, p *Panel, calendar scheduler.Calendar, now time.Time) error {
	plan, err := p.Plan(calendar)
	if err != nil {
		return err
	}
	passed := plan.Passed(p.soughtAfter(), p.NextAt.Time)
	for i := range passed { // a day of its own keeps the round that opened; one that moved here is told as skipped
		passed[i].Skipped = passed[i].Skipped || passed[i].Day == scheduler.DateOf(now, p.Zone())
	}
	if err := noteCancelled(ctx, tx, p.ID, passed); err != nil {
		return err
	}
	return planAfter(ctx, tx, p, plan, p.NextOn, now)
}

func planAfter(ctx context.Context, tx bun.Tx, p *Panel, plan scheduler.Plan, after scheduler.Date, now time.Time) error {
	p.PlannedAfter = after
	if next, ok := plan.NextMoment(after); ok {
		p.expect(plan, next, *p, now)
	} else {
		p.standStill()
	}
	return savePlan(ctx, tx, p)
}

// standStill pauses a panel that no moment comes for any more, until somebody changes its recurrence.
func (p *Panel) standStill() {
	p.Paused, p.PlannedAfter, p.NextOn, p.NextAt, p.NoticeAt = true, "", "", bun.NullTime{}, bun.NullTime{}
}
