package dialogue

import (
	"context"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// decision is what a coordinator decides about a round under way. change alters the cycle, which is held; its phase, pause and deadlines
// are then saved.
type decision struct {
	kind, reason string // the reason is "" where none is asked for
	change       func(ctx context.Context, tx bun.Tx, c *panel.Cycle, calendar scheduler.Calendar, ps *panel.Problems) error
	waited       map[uuid.UUID]int // how many contributions of each person were acknowledged by it
}

// decide does what was decided, notes it with the deadlines as they were and tells everybody concerned, in one transaction.
func (s *Store) decide(ctx context.Context, actor panel.Actor, cycle uuid.UUID, d *decision) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := s.coordinated(ctx, tx, actor, cycle)
		if err != nil {
			return err
		}
		if err := s.changeable(ctx, tx, c); err != nil {
			return err
		}
		calendar, err := panel.CalendarIn(ctx, tx)
		if err != nil {
			return wrap("calendar", err)
		}
		e := panel.CycleEvent{ID: newID(), CycleID: c.ID, Kind: d.kind, At: s.Clock(), PersonID: actor.PersonID(),
			CollectingUntil: c.CollectingUntil, RespondingUntil: c.RespondingUntil, ReportingUntil: c.ReportingUntil}
		var ps panel.Problems
		if err := d.change(ctx, tx, &c, calendar, &ps); err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		e.Reason = d.reason
		c.Sequence++
		_, err = tx.NewUpdate().Model(&c).Column("phase", "cancelled_for", "paused_at", "closed_at", "waiting", "sequence",
			"collecting_until", "responding_until", "reporting_until").WherePK().Exec(ctx)
		if err != nil {
			return wrap("decide", err)
		}
		if _, err := tx.NewInsert().Model(&e).Exec(ctx); err != nil {
			return wrap("decide", err)
		}
		if err := panel.PlanLetters(ctx, tx, c, *c.Panel, calendar); err != nil {
			return err
		}
		return s.tellConcerned(ctx, tx, c, e, d.waited)
	})
}

// changeable refuses a round of which nothing can be decided any more.
func (s *Store) changeable(ctx context.Context, db bun.IDB, c panel.Cycle) error {
	switch {
	case c.Standing():
		return panel.Refuse(panel.Conflict, "error.cycle_standing")
	case c.Phase == panel.Cancelled:
		return panel.Refuse(panel.Conflict, "error.cycle_cancelled")
	case !c.Running():
		return panel.Refuse(panel.Conflict, "error.cycle_closed")
	}
	told, err := db.NewSelect().Table("digests").Where("cycle_id = ? AND state <> ?", c.ID, DigestDraft).Exists(ctx)
	if err != nil {
		return wrap("digest", err)
	}
	if told {
		return panel.Refuse(panel.Conflict, "error.cycle_told")
	}
	return nil
}

// Changeable refuses as the operations on a round would, whoever asks: the round is over, or its digest is on its way.
func (s *Store) Changeable(ctx context.Context, c panel.Cycle) error {
	return s.changeable(ctx, s.DB, c)
}

// checkReason wants a reason that says something to its readers.
func checkReason(ps *panel.Problems, reason string) string {
	reason = ps.Text("reason", reason, 1, 500)
	if n := utf8.RuneCountInString(reason); n > 0 && n < 3 {
		ps.Add("reason", "error.reason_short")
	}
	return reason
}

// MoveDeadlines gives the phases of a round that aren't over other last days, for a reason of 3–500 characters. A day that is "" stays. The
// last moment of a day counts, so a phase that is shortened to today closes tonight.
func (s *Store) MoveDeadlines(ctx context.Context, actor panel.Actor, cycle uuid.UUID, to Deadlines, reason string) error {
	d := &decision{kind: panel.WasMoved}
	d.change = func(_ context.Context, _ bun.Tx, c *panel.Cycle, calendar scheduler.Calendar, ps *panel.Problems) error {
		if c.Paused() {
			return panel.Refuse(panel.Conflict, "error.cycle_paused")
		}
		now := DeadlinesOf(*c)
		if err := to.fill(now, c.Phase); err != nil {
			return err
		}
		to.check(ps, now, scheduler.DateOf(s.Clock(), c.Panel.Zone()), calendar)
		if to == now {
			ps.Add("", "error.deadlines_same")
		}
		d.reason = checkReason(ps, reason)
		to.set(c)
		return nil
	}
	return s.decide(ctx, actor, cycle, d)
}

// fill takes the days that stay from now, and refuses another one for a phase that is over.
func (d *Deadlines) fill(now Deadlines, current string) error {
	over := true
	for _, phase := range phases {
		day := d.of(phase)
		over = over && phase != current
		switch {
		case *day == "":
			*day = now.Of(phase)
		case over && *day != now.Of(phase):
			return panel.Refuse(panel.Conflict, "error.phase_over")
		}
	}
	return nil
}

// check refuses, beside the field of its phase, a day that can't be the last of it; those that stay are as good as they were.
func (d Deadlines) check(ps *panel.Problems, now Deadlines, today scheduler.Date, calendar scheduler.Calendar) {
	before := scheduler.Date("")
	for _, phase := range phases {
		switch day := d.Of(phase); {
		case day == now.Of(phase) && day > before:
		case !day.Valid():
			ps.Add(phase, "error.date")
		case day < today:
			ps.Add(phase, "error.date_before_today")
		case day > today.AddDays(2*365):
			ps.Add(phase, "error.date_far")
		case !calendar.IsWorkday(day):
			ps.Add(phase, "error.date_not_workday", "Next", calendar.AddWorkdays(day, 0))
		case day <= before:
			ps.Add(phase, "error.deadline_order")
		}
		before = max(before, d.Of(phase))
	}
}
