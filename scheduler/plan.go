package scheduler

import "time"

// Plan is the one place that says when rounds come: a recurrence in a zone, on an organisation's working days.
//
// A planned day that is a public holiday or in a closed period moves to the next working day, at the same clock time, or with Skip is
// skipped. So does a day of the month that falls in a weekend; who chose Saturdays, or wrote a cron line, meant the weekend. Where a
// moved day would reach the next planned day, or move to the same one, it is skipped too: that one is nearer. So no two moments share a
// day, each comes later than the one before, and every planned day is either one moment or skipped.
type Plan struct {
	Recurrence
	Zone     *time.Location
	Anchor   Date // from which the recurrence is counted
	Calendar Calendar
	Skip     bool
}

// Planned is what becomes of one planned day.
type Planned struct {
	On      Date      // the recurrence's own day, by which this moment is known
	Day     Date      // the working day it moved to; On when it didn't
	At      time.Time // the moment on Day, UTC
	Skipped bool      // nothing happens, and At is when it would have
}

// Next is what becomes of the first planned day after a day; "" is before all of them. It is false when there is none: see Recurrence.Next.
func (p Plan) Next(after Date) (Planned, bool) {
	on, ok := p.Recurrence.Next(after, p.Anchor)
	if !ok {
		return Planned{}, false
	}
	planned := Planned{On: on, Day: on, At: p.Moment(on, p.Zone)}
	if p.opens(on, planned.At) {
		return planned, true
	}
	planned.Skipped = true
	if p.Skip {
		return planned, true
	}
	day, at := p.nextWorking(on)
	following, ok := p.Recurrence.Next(on, p.Anchor)
	if day == "" || ok && following <= day {
		return planned, true
	}
	return Planned{On: on, Day: day, At: at}, true
}

// opens reports whether a moment can be on its own day: it is no closed day, and exists.
func (p Plan) opens(day Date, at time.Time) bool {
	byDay := p.Cron == "" && p.Period != Week && p.Nth == 0
	return !p.Calendar.IsClosed(day) && !(byDay && inWeekend(day)) && p.exists(day, at)
}

// exists is false for a day that the zone left out, as Samoa did with 30 December 2011.
func (p Plan) exists(day Date, at time.Time) bool {
	return DateOf(at, p.Zone) == day || day.At("00:00", p.Zone).Before(at) // or clocks jumped over the end of the day, as Greenland's do
}

func (p Plan) nextWorking(day Date) (Date, time.Time) {
	for {
		day = p.Calendar.AddWorkdays(day, 1)
		if at := p.Moment(day, p.Zone); day == "" || p.exists(day, at) {
			return day, at
		}
	}
}

// NextMoment is the first moment after a planned day that isn't skipped; false when there is none within 8 years of that day, or of the
// anchor.
func (p Plan) NextMoment(after Date) (Planned, bool) {
	limit := max(after, p.Anchor).Time().AddDate(horizon, 0, 0)
	for {
		planned, ok := p.Next(after)
		if !ok || planned.On.Time().After(limit) {
			return Planned{}, false
		}
		if !planned.Skipped {
			return planned, true
		}
		after = planned.On
	}
}

// Passed are the planned days after a day whose moments are not after now, the first first.
func (p Plan) Passed(after Date, now time.Time) []Planned {
	var passed []Planned
	for {
		planned, ok := p.Next(after)
		if !ok || planned.At.After(now) {
			return passed
		}
		passed = append(passed, planned)
		after = planned.On
	}
}

// Before is the last planned day whose moment is not after now, or an earlier day: all moments after it are still to come. A moment to come
// can belong to a day that lies behind us, when it moved.
func (p Plan) Before(now time.Time) Date {
	after := p.Calendar.SubtractWorkdays(DateOf(now, p.Zone), 2) // one for today, one for a day that the zone left out
	for _, planned := range p.Passed(after, now) {
		after = planned.On
	}
	return after
}
