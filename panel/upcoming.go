package panel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klantpanel/scheduler"
)

// Plan says when the panel's rounds come.
func (p Panel) Plan(calendar scheduler.Calendar) (scheduler.Plan, error) {
	r, err := scheduler.ParseRecurrence(p.Recurrence)
	if err != nil {
		return scheduler.Plan{}, fmt.Errorf("panel %s: %w", p.ID, err)
	}
	return scheduler.Plan{Recurrence: r, Zone: p.Zone(), Anchor: p.StartsOn, Calendar: calendar, Skip: p.OnClosed == SkipIt}, nil
}

// PlannedRound is a moment to come, with the last days of its phases unless it is skipped.
type PlannedRound struct {
	scheduler.Planned
	Collecting, Responding, Reporting scheduler.Date
}

// Upcoming are the panel's next n moments, skipped ones among them, as they are if it runs; without those that one of the opened rounds
// stands in for. The panel needn't be saved yet. It is empty when the recurrence can't be read.
func Upcoming(p Panel, calendar scheduler.Calendar, now time.Time, n int, opened ...Cycle) []PlannedRound {
	plan, err := p.Plan(calendar)
	if err != nil {
		return nil
	}
	var rounds []PlannedRound
	for after := plan.Before(now); len(rounds) < n; {
		planned, ok := plan.Next(after)
		if !ok {
			break
		}
		round := PlannedRound{Planned: planned}
		if !planned.Skipped {
			round.Collecting, round.Responding, round.Reporting = Phases(planned.Day, p, calendar)
		}
		if !slices.ContainsFunc(opened, func(c Cycle) bool { return c.standsIn(round.Planned, plan.Zone) }) {
			rounds = append(rounds, round)
		}
		after = planned.On
	}
	return rounds
}

// standsIn reports whether no other round opens at a moment to come, as openPlanned decides it: this one has its planned day, or opened on
// the day that it moved to.
func (c Cycle) standsIn(planned scheduler.Planned, zone *time.Location) bool {
	moved := planned.Day != planned.On
	return c.PlannedOn == planned.On || moved && c.Opened() && scheduler.DateOf(c.OpenedAt.Time, zone) == planned.Day
}

// OpenedCycles are the rounds of a panel that run, and those that can stand in for a moment to come; the first first.
func (s *Store) OpenedCycles(ctx context.Context, p Panel, calendar scheduler.Calendar) ([]Cycle, error) {
	now := s.Clock()
	today := scheduler.DateOf(now, p.Zone())
	since := today
	if plan, err := p.Plan(calendar); err == nil { // doctor names one that can't be read
		since = min(today, plan.Before(now).AddDays(1))
	}
	var cycles []Cycle
	err := s.DB.NewSelect().Model(&cycles).Where("c.panel_id = ? AND c.number IS NOT NULL", p.ID).
		Where("(c.phase IN (?, ?, ?) OR c.planned_on >= ? OR c.opened_at >= ?)", Collecting, Responding, Reporting, since, today.At("00:00", p.Zone())).
		Order("c.planned_on", "c.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("opened rounds: %w", err)
	}
	return cycles, nil
}

// Phases are the last days of the phases of a round that opens on a day.
func Phases(day scheduler.Date, p Panel, calendar scheduler.Calendar) (collecting, responding, reporting scheduler.Date) {
	collecting = calendar.AddWorkdays(day, p.CollectingDays)
	responding = calendar.AddWorkdays(collecting, p.RespondingDays)
	return collecting, responding, calendar.AddWorkdays(responding, p.ReportingDays)
}

// NextDay is the day of the panel's next round, "" while none is planned. It can be later than NextOn, the day that the recurrence says.
func (p Panel) NextDay() scheduler.Date {
	if p.NextAt.IsZero() {
		return ""
	}
	return scheduler.DateOf(p.NextAt.Time, p.Zone())
}
