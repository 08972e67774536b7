package scheduler_test

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"klantpanel/scheduler"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestAClockTimeIsOneMomentWhenTheClocksChange(t *testing.T) {
	for _, c := range []struct {
		zone, day, clock, want string
	}{
		{"Europe/Amsterdam", "2027-01-04", "09:00", "2027-01-04T08:00:00Z"},
		{"Europe/Amsterdam", "2027-03-28", "01:59", "2027-03-28T00:59:00Z"},
		{"Europe/Amsterdam", "2027-03-28", "02:00", "2027-03-28T01:00:00Z"},
		{"Europe/Amsterdam", "2027-03-28", "02:30", "2027-03-28T01:00:00Z"}, // 02:30 doesn't exist: 03:00
		{"Europe/Amsterdam", "2027-03-28", "03:00", "2027-03-28T01:00:00Z"},
		{"Europe/Amsterdam", "2027-03-28", "03:01", "2027-03-28T01:01:00Z"},
		{"Europe/Amsterdam", "2027-10-31", "01:59", "2027-10-30T23:59:00Z"},
		{"Europe/Amsterdam", "2027-10-31", "02:30", "2027-10-31T00:30:00Z"}, // the first of two
		{"Europe/Amsterdam", "2027-10-31", "03:00", "2027-10-31T02:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z"}, // midnight doesn't exist
		{"Australia/Lord_Howe", "2027-10-03", "02:10", "2027-10-02T15:30:00Z"},
		{"Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00:00Z"}, // a day that Samoa skipped
		{"UTC", "2027-03-28", "02:30", "2027-03-28T02:30:00Z"},
	} {
		got := scheduler.Date(c.day).At(c.clock, zone(t, c.zone))
		if got.Format(time.RFC3339) != c.want {
			t.Errorf("%s %s in %s is %s, want %s", c.day, c.clock, c.zone, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestNoDayAndNoClockHaveNoMoment(t *testing.T) {
	for _, c := range [][2]string{{"", "09:00"}, {"2027-02-29", "09:00"}, {"2027-01-04", "9:00"}, {"2027-01-04", "24:00"}, {"2027-01-04", ""}} {
		if got := scheduler.Date(c[0]).At(c[1], time.UTC); !got.IsZero() {
			t.Errorf("%q at %q is %v", c[0], c[1], got)
		}
	}
}

func TestOnlyDaysOfTheCalendarAreDates(t *testing.T) {
	for _, good := range []string{"2028-02-29", "0001-01-01", "9999-12-31"} {
		if !scheduler.Date(good).Valid() {
			t.Errorf("%s was refused", good)
		}
	}
	for _, bad := range []string{"", "2027-02-29", "2027-13-01", "0000-01-01", "27-01-01", "2027-1-1", "10000-01-01", "2027-01-01 ", "vandaag"} {
		if scheduler.Date(bad).Valid() {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestDaysAreCountedOverTheEndOfTheYear(t *testing.T) {
	d := scheduler.Date("2027-12-30")
	if got := d.AddDays(3); got != "2028-01-02" || got.Weekday() != time.Sunday || got.AddDays(-3) != d {
		t.Errorf("three days later is %s, a %s", got, got.Weekday())
	}
	if scheduler.Date("9999-12-31").AddDays(1) != "" || scheduler.Date("").AddDays(1) != "" {
		t.Error("a day outside the calendar")
	}
	midnight := time.Date(2027, 3, 31, 22, 30, 0, 0, time.UTC)
	if got := scheduler.DateOf(midnight, zone(t, "Europe/Amsterdam")); got != "2027-04-01" {
		t.Errorf("after midnight in Amsterdam it is %s", got)
	}
}

// zones are all names of the tz database that Go brings along (time/tzdata).
var zones = strings.Fields(zoneNames)

//go:embed testdata/zones.txt
var zoneNames string

func drawZone(t *rapid.T) *time.Location {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func drawDate(t *rapid.T, label string) scheduler.Date {
	return scheduler.Date("2016-01-01").AddDays(rapid.IntRange(0, 365*90).Draw(t, label))
}

func drawClock(t *rapid.T) string {
	minutes := time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minutes")) * time.Minute
	return time.Time{}.Add(minutes).Format("15:04")
}

func TestAMomentIsTheFirstThatShowsItsClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, day, clock := drawZone(t), drawDate(t, "day"), drawClock(t)
		moment := day.At(clock, loc)
		want := string(day) + " " + clock
		shows := func(m time.Time) string { return m.In(loc).Format("2006-01-02 15:04") }
		if moment.Location() != time.UTC || shows(moment) < want {
			t.Fatalf("%s is %s there, before %s", moment, shows(moment), want)
		}
		for back := time.Minute; back <= 26*time.Hour; back += time.Minute {
			if shows(moment.Add(-back)) >= want {
				t.Fatalf("%s before %s, clocks show %s already", back, moment, shows(moment.Add(-back)))
			}
		}
	})
}

// Go's ZoneBounds ends such a day's stretch of time in the past, which a walk along the stretches has to survive.
func TestTheLastDayOfALeapYearHasItsMoments(t *testing.T) {
	for zone, want := range map[string]string{
		"Europe/Amsterdam": "2096-12-31T08:00:00Z", "Pacific/Auckland": "2096-12-30T20:00:00Z", "America/New_York": "2096-12-31T14:00:00Z",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := scheduler.Date("2096-12-31").At("09:00", loc).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
}
