package web

import (
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
	Own                               scheduler.Date // the rhythm's own day, where the round doesn't open on it
	Why                               string         // what is on that day
	Collecting, Responding, Reporting string         // last days, with the year where it isn't that of When
}

// plan is what a panel's rhythm comes down to, in words and in days.
type plan struct {
	Words   string
	Moments []momentLine
	Year    year
}

// plan works for a panel that isn't saved yet too. Its calendar also shows rounds that are open.
func (r *Request) plan(p panel.Panel, open ...panel.Cycle) plan {
	today, free := r.todayIn(p.Zone()), r.freeDays()
	rounds := r.upcoming(p, today.AddDays(366))
	view := plan{Words: r.recurrenceWords(p), Moments: r.momentLines(rounds, p.Zone(), free)}
	for _, c := range open {
		rounds = append(rounds, openRound(c, p.Zone()))
	}
	view.Year = r.year(today, rounds, free)
	return view
}

// moments are the next ones in words alone.
func (r *Request) moments(p panel.Panel) []momentLine {
	return r.momentLines(panel.Upcoming(p, r.Organisation.Calendar(), r.Now(), momentsShown), p.Zone(), r.freeDays())
}

// upcoming are the moments up to a day, and at least those that are shown in words.
func (r *Request) upcoming(p panel.Panel, until scheduler.Date) []panel.PlannedRound {
	for n := momentsShown; ; n *= 2 {
		rounds := panel.Upcoming(p, r.Organisation.Calendar(), r.Now(), n)
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

func (r *Request) momentLines(rounds []panel.PlannedRound, zone *time.Location, free freeDays) []momentLine {
	lines := make([]momentLine, min(momentsShown, len(rounds)))
	for i := range lines {
		lines[i] = r.momentLine(rounds[i], zone, free)
	}
	return lines
}

func (r *Request) momentLine(round panel.PlannedRound, zone *time.Location, free freeDays) momentLine {
	last := func(d scheduler.Date) string { return shortDate(r.Language, d.Time(), round.Day.Time()) }
	line := momentLine{Skipped: round.Skipped, Moved: !round.Skipped && round.Day != round.On,
		Collecting: last(round.Collecting), Responding: last(round.Responding), Reporting: last(round.Reporting)}
	if line.Skipped {
		line.When = longDate(r.Language, round.On.Time(), true)
	} else {
		at := round.At.In(zone)
		line.When = longDate(r.Language, at, true) + at.Format(", 15:04")
	}
	if line.Skipped || line.Moved {
		line.Own, line.Why = round.On, free.reason(round.On)
	}
	return line
}
