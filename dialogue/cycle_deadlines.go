package dialogue

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Deadlines are the last days of a round's phases where its panel is.
type Deadlines struct{ Collecting, Responding, Reporting scheduler.Date }

// phases are those of a round that have a deadline, in their order.
var phases = []string{panel.Collecting, panel.Responding, panel.Reporting}

// DeadlinesOf are those of a round.
func DeadlinesOf(c panel.Cycle) Deadlines {
	return Deadlines{day(c.CollectingUntil, c.Panel), day(c.RespondingUntil, c.Panel), day(c.ReportingUntil, c.Panel)}
}

// Of is the last day of a phase.
func (d Deadlines) Of(phase string) scheduler.Date { return *d.of(phase) }

func (d *Deadlines) of(phase string) *scheduler.Date {
	switch phase {
	case panel.Collecting:
		return &d.Collecting
	case panel.Responding:
		return &d.Responding
	}
	return &d.Reporting
}

// set makes them those of the round. A day that it has keeps its moment.
func (d Deadlines) set(c *panel.Cycle) {
	now := DeadlinesOf(*c)
	for phase, until := range map[string]*bun.NullTime{panel.Collecting: &c.CollectingUntil, panel.Responding: &c.RespondingUntil, panel.Reporting: &c.ReportingUntil} {
		if d.Of(phase) != now.Of(phase) {
			until.Time = panel.EndOf(d.Of(phase), c.Panel.Zone())
		}
	}
}

// afterPause are the deadlines of a paused round when it goes on today: those to come move by the working days that it was paused, and
// leave at least today.
func afterPause(c panel.Cycle, today scheduler.Date, calendar scheduler.Calendar) Deadlines {
	d := DeadlinesOf(c)
	lost := calendar.WorkdaysBetween(day(c.PausedAt, c.Panel), today)
	first := calendar.AddWorkdays(today, 0)
	for _, phase := range phases[slices.Index(phases, c.Phase):] {
		until := d.of(phase)
		if lost > 0 {
			*until = calendar.AddWorkdays(*until, lost)
		}
		*until = max(*until, first)
		first = calendar.AddWorkdays(*until, 1)
	}
	return d
}

// AfterPause are the deadlines that a paused round would have if it went on now.
func (s *Store) AfterPause(ctx context.Context, c panel.Cycle) (Deadlines, error) {
	calendar, err := panel.CalendarIn(ctx, s.DB)
	return afterPause(c, scheduler.DateOf(s.Clock(), c.Panel.Zone()), calendar), wrap("calendar", err)
}
