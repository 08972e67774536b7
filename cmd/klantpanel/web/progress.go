package web

import (
	"slices"
	"time"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// progressStep is one phase on a round's line in time.
type progressStep struct {
	Name          string
	Until         scheduler.Date // last day, "" where days don't matter
	Done, Current bool
	Paused        bool // the current one stands still
	Share         int  // of its time that is over, 0–100
}

// progress is the line in time of a round. Opening, collecting, responding and reporting follow each other without a gap.
// ids: cycle.collecting cycle.responding cycle.reporting
func (r *Request) progress(c panel.Cycle) []progressStep {
	order := []string{panel.Collecting, panel.Responding, panel.Reporting, panel.Closed}
	starts := []time.Time{c.OpenedAt.Time, c.CollectingUntil.Time, c.RespondingUntil.Time, c.ReportingUntil.Time}
	current := slices.Index(order, c.Phase)
	var steps []progressStep
	for i, phase := range order[:3] {
		s := progressStep{Name: r.T("cycle." + phase), Until: scheduler.DateOf(starts[i+1], c.Panel.Zone()), Done: i < current, Current: i == current}
		switch {
		case s.Done:
			s.Share = 100
		case s.Current:
			s.Share = shareOfTime(starts[i], starts[i+1], r.Now())
		}
		if c.Paused() && !s.Done { // its last day will be another one
			s.Until, s.Paused = "", s.Current
		}
		if s.Paused {
			s.Share = shareOfTime(starts[i], starts[i+1], c.PausedAt.Time)
		}
		steps = append(steps, s)
	}
	return steps
}

// shareOfTime is how much of the time from start to end is over now, in whole percents.
func shareOfTime(start, end, now time.Time) int {
	if !now.After(start) || !end.After(start) {
		return 0
	}
	return min(100, share(float64(now.Sub(start)), float64(end.Sub(start))))
}
