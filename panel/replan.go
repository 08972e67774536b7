package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// replanAll plans all panels anew for another calendar, a page at a time, and saves those whose next moment or notice changes.
func (s *Store) replanAll(ctx context.Context, tx bun.Tx, before, after scheduler.Calendar) error {
	const page = 500
	// Of all of them, because later moments and phases that a calendar program shows can change too.
	if _, err := tx.NewUpdate().Table("panels").Set("sequence = sequence + 1").Where("next_at IS NOT NULL").Exec(ctx); err != nil {
		return fmt.Errorf("replan: %w", err)
	}
	for last := uuid.Nil; ; {
		var panels []Panel
		q := tx.NewSelect().Model(&panels).Where("pa.next_at IS NOT NULL AND pa.id > ?", last).Order("pa.id").Limit(page)
		if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
			return fmt.Errorf("replan: %w", err)
		}
		for i := range panels {
			if err := s.replanFor(ctx, tx, &panels[i], before, after, s.Clock()); err != nil {
				return err
			}
		}
		if len(panels) < page {
			return nil
		}
		last = panels[page-1].ID
	}
}

// replanFor plans one panel anew for another calendar.
func (s *Store) replanFor(ctx context.Context, tx bun.Tx, p *Panel, before, after scheduler.Calendar, now time.Time) error {
	plan, err := p.Plan(after)
	if err != nil {
		return nil // doctor names it; the others go on
	}
	if !p.NextAt.After(now) {
		return s.openDue(ctx, tx, p, now) // due just now: the new calendar decides what becomes of it
	}
	if err := notePassed(ctx, tx, *p, before, now); err != nil {
		return err
	}
	old, yesterday := *p, p.NextOn.AddDays(-1)
	next, ok := plan.Next(yesterday)
	if waited := ok && next.On == p.NextOn && !next.Skipped && !next.At.After(now); waited {
		p.PlannedAfter = yesterday // it was to come after a closed period that is gone: due now
	} else {
		p.PlannedAfter = plan.Before(now)
		if next, ok, err = nextMoment(ctx, tx, p, plan, now); err != nil {
			return err
		}
	}
	if ok {
		p.expect(plan, next, old, now)
	} else {
		p.standStill()
	}
	if p.NextOn == old.NextOn && p.NextAt.Equal(old.NextAt.Time) && p.NoticeAt.Equal(old.NoticeAt.Time) {
		return nil
	}
	if err := savePlan(ctx, tx, p); err != nil {
		return err
	}
	return s.keepPlan(ctx, tx, p, old.NextOn)
}
