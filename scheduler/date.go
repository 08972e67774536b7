package scheduler

import (
	"time"
	_ "time/tzdata" // zones on a machine that has none
)

// Date is a calendar day without a moment or a zone, as 2006-01-02. "" is no day. Dates compare as text.
type Date string

// DateOf is the day that t falls on in loc.
func DateOf(t time.Time, loc *time.Location) Date {
	return dateOf(t.In(loc))
}

// Valid reports whether d is a day of the calendar, in the years 1 to 9999.
func (d Date) Valid() bool {
	_, ok := d.parse()
	return ok
}

// parse is time.Parse with time.DateOnly, many times as fast: plans count in days all the time.
func (d Date) parse() (time.Time, bool) {
	if len(d) != len(time.DateOnly) || d[4] != '-' || d[7] != '-' {
		return time.Time{}, false
	}
	year, month, day := digits(d[:4]), digits(d[5:7]), digits(d[8:])
	if year < 1 || month < 1 || day < 1 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, int(t.Month()) == month && t.Day() == day
}

// digits is the number that text is in decimal digits; -1 when it has others.
func digits(text Date) int {
	n := 0
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// Time is midnight UTC of d: for arithmetic, not a moment in somebody's zone. No day gives the zero time.
func (d Date) Time() time.Time {
	t, ok := d.parse()
	if !ok {
		return time.Time{}
	}
	return t
}

// AddDays is the day n days later; "" when d is no day or the result falls outside the years 1 to 9999.
func (d Date) AddDays(n int) Date {
	t, ok := d.parse()
	if !ok {
		return ""
	}
	if day := t.Day() + n; day >= 1 && day <= 28 { // in the same month, whichever that is
		return d[:8] + Date([]byte{'0' + byte(day/10), '0' + byte(day%10)})
	}
	return dateOf(t.AddDate(0, 0, n))
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// OnOrAfter is the first day from d on that falls on w.
func (d Date) OnOrAfter(w time.Weekday) Date { return d.AddDays((int(w-d.Weekday()) + 7) % 7) }

// At is the moment, in UTC, at which clocks in loc show clock ("09:00") on d. When they jump over it, that is the moment right after
// the jump; when they show it twice, the first time. It is the zero time when d is no day or clock no time of day.
func (d Date) At(clock string, loc *time.Location) time.Time {
	at, ok := parseClock(clock)
	if !ok || !d.Valid() {
		return time.Time{}
	}
	return firstShowing(d.Time().Add(at), loc)
}

// firstShowing is the earliest moment at which the clocks of loc show wall, or have passed it. It walks the stretches of constant
// offset; offsets are less than a day, so a day earlier they can't show wall yet.
func firstShowing(wall time.Time, loc *time.Location) time.Time {
	t := wall.Add(-24 * time.Hour).In(loc)
	for {
		_, offset := t.Zone()
		start, end := t.ZoneBounds()
		moment := wall.Add(-time.Duration(offset) * time.Second)
		if !start.IsZero() && moment.Before(start) {
			return start.UTC() // the jump passed over it
		}
		if !end.IsZero() && !end.After(t) {
			end = t.Add(time.Hour) // Go 1.26 ends each year of a zone's standing rule after 365 days: on 31 December of a leap year, in the past
		}
		if end.IsZero() || moment.Before(end) {
			return moment
		}
		t = end
	}
}

// parseClock reads HH:MM as the time since midnight.
func parseClock(text string) (time.Duration, bool) {
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}

func dateOf(t time.Time) Date {
	if t.Year() < 1 || t.Year() > 9999 {
		return "" // five digits wouldn't compare as text
	}
	return Date(t.Format(time.DateOnly))
}
