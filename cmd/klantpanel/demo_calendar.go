package main

import (
	"fmt"
	"sync"
	"time"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/scheduler"
)

// demoZone is where Waterveld lies.
const demoZone = "Europe/Amsterdam"

// ordinary are the working days of an organisation without closed periods, by which the story is planned.
var ordinary scheduler.Calendar

// demoClock runs like the real one, at another moment. While the past is played it stands still at each event.
type demoClock struct {
	real func() time.Time

	mu     sync.Mutex
	offset time.Duration
	still  bool
	at     time.Time // while it stands still
}

// now is the moment in the demonstration, UTC in whole seconds.
func (c *demoClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still {
		return c.at
	}
	return c.real().Add(c.offset)
}

// stop makes the clock stand still at t.
func (c *demoClock) stop(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.still, c.at = true, t
}

// run lets the clock go on from where it stands still.
func (c *demoClock) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still {
		c.still, c.offset = false, c.at.Sub(c.real())
	}
}

// demoCalendar are the days of the story, counted back from today so that the open round is always under way.
type demoCalendar struct {
	zone  *time.Location
	start time.Time      // the newcomer comes in: half past ten on a working day
	week  scheduler.Date // Monday of the week in which the open rounds opened, three to seven working days before
}

func newDemoCalendar(real time.Time) (demoCalendar, error) {
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return demoCalendar{}, fmt.Errorf("demo: %w", err)
	}
	today := scheduler.DateOf(real, zone)
	for !ordinary.IsWorkday(today) {
		today = today.AddDays(-1)
	}
	week := today
	for week.Weekday() != time.Monday || ordinary.WorkdaysBetween(week, today) < 3 {
		week = week.AddDays(-1)
	}
	return demoCalendar{zone, today.At("10:30", zone), week}, nil
}

var weekdays = map[string]time.Weekday{"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday}

// recurrence is the panel's, moved to the week of the month in which the open round has to open, and the day from which it is
// counted: so long before that exactly the past rounds fit in between.
func (c demoCalendar) recurrence(r demo.Recurrence, past int) (scheduler.Recurrence, scheduler.Date) {
	weekday := weekdays[r.Weekday]
	opens := c.week.AddDays(int(weekday - time.Monday))
	out := scheduler.Recurrence{Every: r.Every, Period: r.Period, Weekday: weekday, Clock: r.Clock}
	day := opens.Time()
	if r.Period == scheduler.Week {
		return out, opens.AddDays(-7 * r.Every * past)
	}
	if out.Nth = (day.Day()-1)/7 + 1; out.Nth == 5 {
		out.Nth = -1
	}
	months := r.Every
	if r.Period == scheduler.Quarter {
		months *= 3
	}
	first := time.Date(day.Year(), day.Month()-time.Month(months*past), 1, 0, 0, 0, 0, time.UTC)
	return out, scheduler.DateOf(first, time.UTC)
}

// foundedOn is the day on which the organisation began with client panels: before the first round of all.
func (c demoCalendar) foundedOn(content *demo.Content) time.Time {
	first := c.week
	for _, p := range content.Panels {
		if _, from := c.recurrence(p.Recurrence, len(p.Rounds)-1); from < first {
			first = from
		}
	}
	return ordinary.AddWorkdays(first.AddDays(-14), 0).At("10:00", c.zone)
}

// office is a moment in the working hours of a day, the same one for the same seed.
func (c demoCalendar) office(day scheduler.Date, seed int) time.Time {
	return day.At("09:00", c.zone).Add(time.Duration(seed*97%450) * time.Minute)
}

// spread is the ith of n moments that lie between two others, in office hours.
func (c demoCalendar) spread(i, n int, from, until time.Time) time.Time {
	var days []scheduler.Date
	last := scheduler.DateOf(until, c.zone)
	for day := scheduler.DateOf(from, c.zone); day <= last; day = day.AddDays(1) {
		if ordinary.IsWorkday(day) {
			days = append(days, day)
		}
	}
	at := from
	if len(days) > 0 {
		at = c.office(days[i*len(days)/n], i+n)
	}
	if !at.After(from) {
		at = from.Add(time.Duration(20+7*i) * time.Minute)
	}
	if !at.Before(until) {
		at = until.Add(-time.Duration(20+7*(n-i)) * time.Minute)
	}
	return at
}
