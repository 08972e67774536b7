package scheduler

import (
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"
)

// closing are the holidays on which Dutch offices are closed. Good Friday isn't one of them, and Liberation Day only every fifth
// year.
var closing = []*cal.Holiday{
	nl.Nieuwjaar, nl.TweedePaasdag, nl.Koningsdag, nl.BevrijdingsDag, nl.Hemelvaart, nl.TweedePinksterDag,
	nl.EersteKerstdag, nl.TweedeKerstdag,
}

// IsWorkday reports whether d is a working day: Monday to Friday and no Dutch public holiday.
func IsWorkday(d Date) bool {
	return workdays(d.AddDays(-1), d) == 1
}

// AddWorkdays is the nth working day after d. With n = 0 it is d itself, or the next working day if d isn't one. It is "" when d is
// no day, n is negative or the result falls outside the calendar.
func AddWorkdays(d Date, n int) Date {
	if n < 0 || !d.Valid() {
		return ""
	}
	if n == 0 {
		if IsWorkday(d) {
			return d
		}
		n = 1
	}
	day := d
	for missing := n; missing > 0 && day != ""; missing = n - workdays(d, day) {
		day = day.AddDays(missing) // never too far: as if all of these were working days
	}
	return day
}

// WorkdaysBetween counts the working days after from, up to and including to. It is negative when to lies before from, and 0 when
// either is no day.
func WorkdaysBetween(from, to Date) int {
	if to < from {
		return -workdays(to, from)
	}
	return workdays(from, to)
}

// workdays counts from the day after from up to and including to, which isn't earlier.
func workdays(from, to Date) int {
	if !from.Valid() || !to.Valid() {
		return 0
	}
	count := weekdaysUpTo(to) - weekdaysUpTo(from)
	for year := from.Time().Year(); year <= to.Time().Year(); year++ {
		for _, holiday := range holidays(year) {
			if from < holiday && holiday <= to {
				count--
			}
		}
	}
	return count
}

// weekdaysUpTo counts Mondays to Fridays from an arbitrary Monday in the far past; only differences mean something.
func weekdaysUpTo(d Date) int {
	const monday = 719162 // days from Monday 1 January of the year 1 to 1 January 1970
	days := int(d.Time().Unix()/int64(24*time.Hour/time.Second)) + monday
	return days/7*5 + min(days%7+1, 5)
}

var holidayCache sync.Map // year → []Date; a year never changes

// holidays are the public holidays of a year that fall on Monday to Friday.
func holidays(year int) []Date {
	if known, ok := holidayCache.Load(year); ok {
		return known.([]Date)
	}
	var days []Date
	for _, holiday := range closing {
		if holiday == nl.BevrijdingsDag && year%5 != 0 {
			continue
		}
		_, t := holiday.Calc(year) // King's Day is kept a day earlier when it falls on Sunday
		d := dateOf(t)
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday && !slices.Contains(days, d) {
			days = append(days, d) // Ascension can fall on Liberation Day
		}
	}
	holidayCache.Store(year, days)
	return days
}
