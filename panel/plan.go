package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// StartPanel lets the rounds come round: from now on the next moment is planned. It needs an ambassador, a question and a service,
// because a round without them asks nobody anything.
func (s *Store) StartPanel(ctx context.Context, actor Actor, id uuid.UUID) (Panel, error) {
	return s.schedule(ctx, actor, id, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		if err := s.ready(ctx, tx, p); err != nil {
			return err
		}
		if !p.Paused {
			return nil
		}
		before := *p
		p.Paused = false
		return s.replan(ctx, tx, p, before)
	})
}

// PausePanel plans no further round; the one that is open goes on.
func (s *Store) PausePanel(ctx context.Context, actor Actor, id uuid.UUID) (Panel, error) {
	return s.schedule(ctx, actor, id, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		if p.Paused {
			return nil
		}
		before := *p
		p.Paused = true
		return s.replan(ctx, tx, p, before)
	})
}

func (s *Store) schedule(ctx context.Context, actor Actor, id uuid.UUID, change func(context.Context, bun.Tx, *Panel) error) (Panel, error) {
	if !actor.CoordinatesPanel(id) {
		return Panel{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var p Panel
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) (err error) {
		if p, err = PanelIn(ctx, tx, id); err != nil {
			return err
		}
		if err = change(ctx, tx, &p); err != nil {
			return err
		}
		return savePlan(ctx, tx, &p)
	})
	return p, err
}

func savePlan(ctx context.Context, tx bun.IDB, p *Panel) error {
	_, err := tx.NewUpdate().Model(p).Column("paused", "planned_after", "next_on", "next_at", "notice_at", "sequence", "cycle_count").WherePK().Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return nil
}

// ready tells all that is still missing for a round.
func (s *Store) ready(ctx context.Context, tx bun.IDB, p *Panel) error {
	var ps Problems
	for _, need := range []struct {
		from    *bun.SelectQuery
		message string
	}{
		{inOffice(tx, p.ID, scheduler.DateOf(s.Clock(), p.Zone())), "error.panel_needs_ambassador"},
		{tx.NewSelect().Table("panel_questions").Where("panel_id = ?", p.ID), "error.panel_needs_question"},
		{tx.NewSelect().TableExpr("panel_services AS ps").Join("JOIN services AS s ON s.id = ps.service_id AND s.closed_at IS NULL").Where("ps.panel_id = ?", p.ID), "error.panel_needs_service"},
	} {
		n, err := need.from.Count(ctx)
		if err != nil {
			return fmt.Errorf("panel: %w", err)
		}
		if n == 0 {
			ps = append(ps, Refuse(Conflict, need.message))
		}
	}
	return ps.Err()
}

// carryOn gives a panel that is saved the plan that it had, or a new one when something changed that it depends on. A moment that is due
// stays due.
func (s *Store) carryOn(ctx context.Context, tx bun.Tx, p *Panel, old Panel) error {
	p.Paused, p.PlannedAfter, p.NextOn, p.NextAt, p.NoticeAt = old.Paused, old.PlannedAfter, old.NextOn, old.NextAt, old.NoticeAt
	p.Sequence = old.Sequence
	if p.CollectingDays != old.CollectingDays || p.RespondingDays != old.RespondingDays || p.ReportingDays != old.ReportingDays {
		p.Sequence++ // a calendar shows the phases too
	}
	if p.Paused {
		return nil
	}
	if p.Recurrence != old.Recurrence || p.StartsOn != old.StartsOn || p.TimeZone != old.TimeZone || p.OnClosed != old.OnClosed {
		if err := s.replan(ctx, tx, p, old); err != nil {
			return err
		}
		return s.keepPlan(ctx, tx, p, old.NextOn)
	}
	if p.NoticeDays == old.NoticeDays {
		return nil
	}
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	plan, err := p.Plan(calendar)
	if err != nil {
		return err
	}
	p.expect(plan, scheduler.Planned{On: p.NextOn, Day: p.NextDay(), At: p.NextAt.Time}, old, s.Clock())
	return nil
}

// replan plans the panel anew because somebody changed something: what passed under the plan before is noted, a moment that is due and
// didn't open yet as missed, and the next one is the first after now.
func (s *Store) replan(ctx context.Context, tx bun.Tx, p *Panel, before Panel) error {
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	if err := notePassed(ctx, tx, before, calendar, s.Clock()); err != nil {
		return err
	}
	p.PlannedAfter, p.NextOn, p.NextAt, p.NoticeAt = "", "", bun.NullTime{}, bun.NullTime{}
	p.Sequence++
	if p.Paused {
		return nil
	}
	plan, err := p.Plan(calendar)
	if err != nil {
		return problem(Invalid, "recurrence", "error.recurrence", nil)
	}
	now := s.Clock()
	p.PlannedAfter = plan.Before(now)
	next, ok, err := nextMoment(ctx, tx, p, plan, now)
	if err != nil {
		return err
	}
	if !ok {
		return neverProblem(plan)
	}
	p.expect(plan, next, before, now)
	return nil
}

// nextMoment is the first moment after now; not today, when a round opened today already.
func nextMoment(ctx context.Context, tx bun.Tx, p *Panel, plan scheduler.Plan, now time.Time) (scheduler.Planned, bool, error) {
	next, ok := plan.NextMoment(p.PlannedAfter)
	today := scheduler.DateOf(now, plan.Zone)
	if !ok || next.Day != today {
		return next, ok, nil
	}
	opened, err := openedOn(ctx, tx, p, today)
	if opened {
		next, ok = plan.NextMoment(next.On)
	}
	return next, ok, err
}

// neverProblem tells a recurrence that has no days from one whose days are all closed.
func neverProblem(plan scheduler.Plan) *Problem {
	if _, ok := plan.Next(""); ok {
		return problem(Invalid, "on_closed", "error.recurrence_closed", nil)
	}
	return problem(Invalid, "recurrence", "error.recurrence_never", nil)
}

// expect sets the panel's next moment. Its notice goes at the same clock time some working days ahead, or at once when it is too late for
// that; not again when the coordinators had it for this planned day before.
func (p *Panel) expect(plan scheduler.Plan, next scheduler.Planned, before Panel, now time.Time) {
	p.NextOn, p.NextAt, p.NoticeAt = next.On, bun.NullTime{Time: next.At}, bun.NullTime{}
	told := before.NextOn == next.On && before.NoticeDays > 0 && before.NoticeAt.IsZero()
	if p.NoticeDays == 0 || told || !next.At.After(now) {
		return
	}
	notice := plan.Moment(noticeDay(next.Day, *p, plan.Calendar), plan.Zone)
	if notice.Before(now) {
		notice = now
	}
	p.NoticeAt = bun.NullTime{Time: notice}
}
