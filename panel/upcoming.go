package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

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

// Upcoming are the panel's next n moments, skipped ones among them, as they are if it runs. The panel needn't be saved yet. It is empty when
// the recurrence can't be read.
func Upcoming(p Panel, calendar scheduler.Calendar, now time.Time, n int) []PlannedRound {
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
		rounds = append(rounds, round)
		after = planned.On
	}
	return rounds
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

// CancelledCount tells how many of a panel's moments passed while the program was down, and how many because nobody worked that day.
func (s *Store) CancelledCount(ctx context.Context, panel uuid.UUID) (missed, closed int, err error) {
	var rows []struct {
		CancelledFor string
		Count        int
	}
	err = s.DB.NewSelect().Table("cycles").ColumnExpr("cancelled_for, COUNT(*) AS count").
		Where("panel_id = ? AND cancelled_for IN (?, ?)", panel, WasMissed, WasClosed).Group("cancelled_for").Scan(ctx, &rows)
	if err != nil {
		return 0, 0, fmt.Errorf("cancelled moments: %w", err)
	}
	for _, row := range rows {
		if row.CancelledFor == WasMissed {
			missed = row.Count
		} else {
			closed = row.Count
		}
	}
	return missed, closed, nil
}
