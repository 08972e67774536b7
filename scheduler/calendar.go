package scheduler

import (
	"slices"
	"sort"
	"strings"
)

// Period is a stretch of days on which an organisation is closed, the first and the last one included.
type Period struct {
	From, Until Date
	Name        string
}

// Valid reports whether both are days, in order.
func (p Period) Valid() bool { return p.From.Valid() && p.Until.Valid() && p.From <= p.Until }

// Calendar is an organisation's working days: Monday to Friday without Dutch public holidays and without its closed periods. It never
// changes; the zero Calendar knows weekends and public holidays only.
type Calendar struct {
	closed []stretch
}

// stretch is what one or more closed periods cover. Stretches don't touch, and stand in order.
type stretch struct {
	from, until Date
	before      int // days in the stretches before this one that would have been working days
}

// NewCalendar has these closed periods, which may overlap; one that isn't Valid is left out.
func NewCalendar(closed []Period) Calendar {
	closed = slices.DeleteFunc(slices.Clone(closed), func(p Period) bool { return !p.Valid() })
	slices.SortFunc(closed, func(a, b Period) int { return strings.Compare(string(a.From), string(b.From)) })
	var c Calendar
	for _, p := range closed {
		last := len(c.closed) - 1
		if last >= 0 && p.From.AddDays(-1) <= c.closed[last].until {
			c.closed[last].until = max(c.closed[last].until, p.Until)
			continue
		}
		c.closed = append(c.closed, stretch{from: p.From, until: p.Until})
	}
	for i := 1; i < len(c.closed); i++ {
		c.closed[i].before = c.closed[i-1].before + c.closed[i-1].workdays(c.closed[i-1].until)
	}
	return c
}

// workdays counts those of the stretch, up to and including a day of it, that would have been working days.
func (s stretch) workdays(until Date) int {
	return workdays(s.from, until) + one(isWorkday(s.from))
}

// closedUpTo counts the days in closed periods, up to and including d, that would have been working days.
func (c Calendar) closedUpTo(d Date) int {
	i := sort.Search(len(c.closed), func(i int) bool { return c.closed[i].from > d }) - 1
	if i < 0 {
		return 0
	}
	return c.closed[i].before + c.closed[i].workdays(min(d, c.closed[i].until))
}

// IsWorkday reports whether people work on d.
func (c Calendar) IsWorkday(d Date) bool {
	return isWorkday(d) && !c.IsClosed(d)
}

// IsClosed reports whether d is a public holiday or lies in a closed period: a day on which nobody works, whatever day of the week it is.
func (c Calendar) IsClosed(d Date) bool {
	i := sort.Search(len(c.closed), func(i int) bool { return c.closed[i].until >= d })
	return isHoliday(d) || i < len(c.closed) && d >= c.closed[i].from
}

// AddWorkdays is the nth working day after d. With n = 0 it is d itself, or the next working day if d isn't one. It is "" when d is
// no day, n is negative or the result falls outside the years 1 to 9999.
func (c Calendar) AddWorkdays(d Date, n int) Date { return c.count(d, n, 1) }

// SubtractWorkdays is the nth working day before d, in the same way.
func (c Calendar) SubtractWorkdays(d Date, n int) Date { return c.count(d, n, -1) }

// count walks n working days ahead (step 1) or back (step -1), never too far: as if all days that are still missing were working days.
func (c Calendar) count(d Date, n, step int) Date {
	if n < 0 || !d.Valid() {
		return ""
	}
	if n == 0 {
		if c.IsWorkday(d) {
			return d
		}
		n = 1
	}
	day := d
	for missing := n; missing > 0; {
		if day = c.edge(day.AddDays(step*missing), step); day == "" {
			return ""
		}
		passed := step * c.WorkdaysBetween(d, day)
		if step < 0 { // the interval has d in it, where it should have day
			passed += one(c.IsWorkday(day)) - one(c.IsWorkday(d))
		}
		missing = n - passed
	}
	return day
}

// edge is d, or the last day (step 1) or the first (step -1) of the closed periods that d lies in: there is no need to try each of them.
func (c Calendar) edge(d Date, step int) Date {
	i := sort.Search(len(c.closed), func(i int) bool { return c.closed[i].until >= d })
	switch {
	case d == "" || i == len(c.closed) || d < c.closed[i].from:
		return d
	case step < 0:
		return c.closed[i].from
	}
	return c.closed[i].until
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// WorkdaysBetween counts the working days after from, up to and including to. It is negative when to lies before from, and 0 when
// either is no day.
func (c Calendar) WorkdaysBetween(from, to Date) int {
	if !from.Valid() || !to.Valid() {
		return 0
	}
	if to < from {
		return -c.WorkdaysBetween(to, from)
	}
	return workdays(from, to) - (c.closedUpTo(to) - c.closedUpTo(from))
}
