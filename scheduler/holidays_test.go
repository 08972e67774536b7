package scheduler_test

import (
	"slices"
	"testing"
	"time"

	"klantpanel/scheduler"
)

func TestDutchHolidaysHaveTheirDaysAndNames(t *testing.T) {
	want := []scheduler.Holiday{{On: "2025-01-01", Name: "new_year"}, {On: "2025-04-21", Name: "easter_monday"}, {On: "2025-04-26", Name: "kings_day"},
		{On: "2025-05-05", Name: "liberation_day"}, {On: "2025-05-29", Name: "ascension"}, {On: "2025-06-09", Name: "whit_monday"},
		{On: "2025-12-25", Name: "christmas"}, {On: "2025-12-26", Name: "boxing_day"}}
	if got := scheduler.Holidays(2025); !slices.Equal(got, want) {
		t.Errorf("2025: %v", got)
	}
	if got := scheduler.Holidays(2027); len(got) != 7 || slices.ContainsFunc(got, func(h scheduler.Holiday) bool { return h.Name == "liberation_day" }) {
		t.Errorf("2027: %v", got)
	}
}

// A weekday without work has a name, and a day with a name is no working day: what a calendar shows is what the planning reckons with.
func TestWhatHasANameIsWhatNobodyWorksOn(t *testing.T) {
	var calendar scheduler.Calendar
	for year := 2024; year < 2064; year++ {
		named := map[scheduler.Date]bool{}
		for _, h := range scheduler.Holidays(year) {
			named[h.On] = true
			if h.Name == "" {
				t.Errorf("%s has no name", h.On)
			}
		}
		for day := scheduler.DateOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC); day.Time().Year() == year; day = day.AddDays(1) {
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			if calendar.IsWorkday(day) == (weekend || named[day]) {
				t.Errorf("%s: working day %v, named %v", day, calendar.IsWorkday(day), named[day])
			}
		}
	}
}
