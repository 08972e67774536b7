package scheduler

import (
	"cmp"
	"slices"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"
)

// Holiday is a Dutch public holiday on which offices are closed. It may fall in a weekend, and two may fall on one day.
type Holiday struct {
	On   Date
	Name string // as in holidayNames, for a text in the reader's language
}

var holidayNames = map[*cal.Holiday]string{
	nl.Nieuwjaar: "new_year", nl.TweedePaasdag: "easter_monday", nl.Koningsdag: "kings_day", nl.BevrijdingsDag: "liberation_day",
	nl.Hemelvaart: "ascension", nl.TweedePinksterDag: "whit_monday", nl.EersteKerstdag: "christmas", nl.TweedeKerstdag: "boxing_day",
}

// Holidays are those of a year, in order.
func Holidays(year int) []Holiday {
	var days []Holiday
	for _, holiday := range closing {
		if holiday == nl.BevrijdingsDag && year%5 != 0 {
			continue
		}
		if _, t := holiday.Calc(year); !t.IsZero() { // Easter has none before 1583
			days = append(days, Holiday{dateOf(t), holidayNames[holiday]})
		}
	}
	slices.SortStableFunc(days, func(a, b Holiday) int { return cmp.Compare(a.On, b.On) })
	return days
}
