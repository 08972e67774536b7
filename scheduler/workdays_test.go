package scheduler_test

import (
	"testing"

	"pgregory.net/rapid"

	"klantpanel/scheduler"
)

// ordinary is the calendar of an organisation without closed periods.
var ordinary scheduler.Calendar

func TestDutchOfficesAreClosedOnPublicHolidays(t *testing.T) {
	for _, closed := range []scheduler.Date{
		"2027-01-01", "2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17", // New Year, Easter Monday, King's Day, Ascension, Whit Monday
		"2028-12-25", "2028-12-26", // Christmas
		"2025-05-05", "2030-05-05", "2035-05-05", // Liberation Day
		"2027-03-27", "2027-03-28", // a weekend
		"2031-04-26", "2031-04-27", // King's Day a day earlier, on Saturday
		"2019-06-10", "",
	} {
		if ordinary.IsWorkday(closed) {
			t.Errorf("%s is a working day", closed)
		}
	}
	for _, open := range []scheduler.Date{
		"2027-03-26", // Good Friday
		"2027-05-05", // Liberation Day outside a fifth year
		"2027-05-07", // the day after Ascension
		"2027-12-24", "2027-12-31", "2031-04-28",
	} {
		if !ordinary.IsWorkday(open) {
			t.Errorf("%s is no working day", open)
		}
	}
}

func TestDeadlinesCountWorkingDays(t *testing.T) {
	for _, c := range []struct {
		from scheduler.Date
		days int
		want scheduler.Date
	}{
		{"2027-03-25", 0, "2027-03-25"},
		{"2027-03-27", 0, "2027-03-30"}, // Saturday before Easter: Tuesday
		{"2027-03-25", 1, "2027-03-26"},
		{"2027-03-26", 1, "2027-03-30"},
		{"2027-03-27", 1, "2027-03-30"},
		{"2027-12-24", 1, "2027-12-27"}, // Christmas in a weekend
		{"2027-12-31", 1, "2028-01-03"},
		{"2027-01-04", 250, "2027-12-24"},
		{"", 3, ""}, {"2027-01-04", -1, ""}, {"9999-12-31", 5, ""},
	} {
		if got := ordinary.AddWorkdays(c.from, c.days); got != c.want {
			t.Errorf("%d working days after %s is %s, want %s", c.days, c.from, got, c.want)
		}
	}
}

func TestLatenessIsCountedInWorkingDays(t *testing.T) {
	for _, c := range []struct {
		from, to scheduler.Date
		want     int
	}{
		{"2027-03-26", "2027-03-26", 0}, {"2027-03-26", "2027-03-29", 0}, {"2027-03-26", "2027-03-30", 1},
		{"2027-03-30", "2027-03-26", -1}, {"2026-12-31", "2027-12-31", 256}, {"", "2027-01-04", 0}, {"2027-01-04", "", 0},
	} {
		if got := ordinary.WorkdaysBetween(c.from, c.to); got != c.want {
			t.Errorf("from %s to %s are %d working days, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestWorkingDaysAreWhatCountingThemOneByOneGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, n := drawDate(t, "from"), rapid.IntRange(1, 600).Draw(t, "n")
		day := from
		for left := n; left > 0; {
			if day = day.AddDays(1); ordinary.IsWorkday(day) {
				left--
			}
		}
		if got := ordinary.AddWorkdays(from, n); got != day {
			t.Fatalf("%d working days after %s is %s, want %s", n, from, got, day)
		}
		if got := ordinary.WorkdaysBetween(from, day); got != n {
			t.Fatalf("from %s to %s are %d working days, want %d", from, day, got, n)
		}
		if got := ordinary.WorkdaysBetween(day, from); got != -n {
			t.Fatalf("back from %s to %s are %d working days, want %d", day, from, got, -n)
		}
	})
}

func TestHolidaysFollowEaster(t *testing.T) {
	for _, easter := range []scheduler.Date{"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
		"2030-04-21", "2031-04-13", "2035-03-25", "2038-04-25"} {
		for days, what := range map[int]string{1: "Easter Monday", 39: "Ascension", 50: "Whit Monday"} {
			if ordinary.IsWorkday(easter.AddDays(days)) {
				t.Errorf("%s, %s, is a working day", easter.AddDays(days), what)
			}
		}
		for days, what := range map[int]string{-2: "Good Friday", 40: "the day after Ascension", 51: "the day after Whit Monday"} {
			if !ordinary.IsWorkday(easter.AddDays(days)) {
				t.Errorf("%s, %s, is no working day", easter.AddDays(days), what)
			}
		}
	}
}
