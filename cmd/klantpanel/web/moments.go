package web

import (
	"strings"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

const momentsShown = 6

// momentLine is a moment to come as the part "moments" says it.
type momentLine struct {
	When                              string // day and clock, in the panel's zone
	Skipped, Moved                    bool
	GivesWay                          bool           // it is skipped though it could move: the next one comes by then
	Own                               scheduler.Date // the rhythm's own day, where the round doesn't open on it
	Why                               string         // what is on that day,
	Then                              string         // and what the days after it are on which nobody works either
	Collecting, Responding, Reporting string         // last days, with the year where it isn't that of When
}

// plan is what a panel's rhythm comes down to, in words and in days.
type plan struct {
	Words   string
	Moments []momentLine
	Year    year
}

// plan works for a panel that isn't saved yet too. Opened rounds stand in for moments, and while they run the calendar shows them.
func (r *Request) plan(p panel.Panel, opened ...panel.Cycle) plan {
	today, free := r.todayIn(p.Zone()), r.freeDays()
	rounds := r.upcoming(p, today.AddDays(366), opened)
	view := plan{Words: r.recurrenceWords(p), Moments: r.momentLines(rounds, p, free)}
	for _, c := range opened {
		if c.Running() {
			rounds = append(rounds, openRound(c, p.Zone()))
		}
	}
	view.Year = r.year(today, rounds, free)
	return view
}

// moments are the next ones in words alone.
func (r *Request) moments(p panel.Panel) ([]momentLine, error) {
	opened, err := r.Panel.OpenedCycles(r.Context(), p, r.Organisation.Calendar())
	return r.momentLines(panel.Upcoming(p, r.Organisation.Calendar(), r.Now(), momentsShown, opened...), p, r.freeDays()), err
}

// upcoming are the moments up to a day, and at least those that are shown in words.
func (r *Request) upcoming(p panel.Panel, until scheduler.Date, opened []panel.Cycle) []panel.PlannedRound {
	for n := momentsShown; ; n *= 2 {
		rounds := panel.Upcoming(p, r.Organisation.Calendar(), r.Now(), n, opened...)
		if len(rounds) < n || rounds[n-1].On > until {
			return rounds
		}
	}
}

// openRound shows a round that is open in the calendar, with the deadlines that it has now.
func openRound(c panel.Cycle, zone *time.Location) panel.PlannedRound {
	day := func(t bun.NullTime) scheduler.Date { return scheduler.DateOf(t.Time, zone) }
	opened := day(c.OpenedAt)
	return panel.PlannedRound{Planned: scheduler.Planned{On: opened, Day: opened, At: c.OpenedAt.Time},
		Collecting: day(c.CollectingUntil), Responding: day(c.RespondingUntil), Reporting: day(c.ReportingUntil)}
}

func (r *Request) momentLines(rounds []panel.PlannedRound, p panel.Panel, free freeDays) []momentLine {
	lines := make([]momentLine, min(momentsShown, len(rounds)))
	for i := range lines {
		lines[i] = r.momentLine(rounds[i], p, free)
	}
	return lines
}

func (r *Request) momentLine(round panel.PlannedRound, p panel.Panel, free freeDays) momentLine {
	last := func(d scheduler.Date) string { return shortDate(r.Language, d.Time(), round.Day.Time()) }
	line := momentLine{Skipped: round.Skipped, Moved: !round.Skipped && round.Day != round.On, GivesWay: round.Skipped && p.OnClosed != panel.SkipIt,
		Collecting: last(round.Collecting), Responding: last(round.Responding), Reporting: last(round.Reporting)}
	if line.Skipped {
		line.When = longDate(r.Language, round.On.Time(), true)
	} else {
		at := round.At.In(p.Zone())
		line.When = longDate(r.Language, at, true) + at.Format(", 15:04")
	}
	if line.Skipped || line.Moved {
		line.Own, line.Why = round.On, free.reason(round.On)
	}
	if line.Moved {
		line.Then = strings.Join(free.names(round.On, round.Day), ", ")
	}
	return line
}
