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

// isWorkday is true from Monday to Friday but on a public holiday.
func isWorkday(d Date) bool { return d.Valid() && !inWeekend(d) && !isHoliday(d) }

func inWeekend(d Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

func isHoliday(d Date) bool { return slices.Contains(holidays(d.Time().Year()).all, d) }

// workdays counts from the day after from up to and including to, which isn't earlier; both are days. It never walks over them: only
// public holidays are counted one by one.
func workdays(from, to Date) int {
	count := weekdaysUpTo(to) - weekdaysUpTo(from)
	for year := from.Time().Year(); year <= to.Time().Year(); year++ {
		for _, holiday := range holidays(year).weekdays {
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

var holidayCache sync.Map // year → daysOff; a year never changes

// daysOff are the public holidays of a year.
type daysOff struct{ all, weekdays []Date } // weekdays: those from Monday to Friday

func holidays(year int) daysOff {
	if known, ok := holidayCache.Load(year); ok {
		return known.(daysOff)
	}
	var off daysOff
	for _, holiday := range Holidays(year) {
		if slices.Contains(off.all, holiday.On) {
			continue // Ascension can fall on Liberation Day
		}
		off.all = append(off.all, holiday.On)
		if !inWeekend(holiday.On) {
			off.weekdays = append(off.weekdays, holiday.On)
		}
	}
	holidayCache.Store(year, off)
	return off
}
