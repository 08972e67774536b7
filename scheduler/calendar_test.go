package scheduler_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"klantpanel/scheduler"
)

func TestOnDaysInAClosedPeriodNobodyWorks(t *testing.T) {
	calendar := scheduler.NewCalendar([]scheduler.Period{
		{From: "2027-12-24", Until: "2028-01-02", Name: "Kerstsluiting"},
		{From: "2027-07-26", Until: "2027-08-06", Name: "Zomersluiting"},
		{From: "2027-08-02", Until: "2027-08-13", Name: "Verhuizing"}, // overlaps the one before
		{From: "2027-09-01", Until: "2027-08-01", Name: "andersom"},
	})
	for day, works := range map[scheduler.Date]bool{
		"2027-07-23": true, "2027-07-26": false, "2027-08-05": false, "2027-08-13": false, "2027-08-16": true, "2027-08-15": false,
		"2027-12-23": true, "2027-12-24": false, "2027-12-31": false, "2028-01-03": true, "2027-04-27": false, "2027-09-01": true,
	} {
		if calendar.IsWorkday(day) != works {
			t.Errorf("%s: works %v, want %v", day, !works, works)
		}
	}
	for _, c := range []struct {
		from    scheduler.Date
		days    int
		want    scheduler.Date
		counted int // working days from from to want
	}{
		{"2027-07-23", 1, "2027-08-16", 1},
		{"2027-07-23", 2, "2027-08-17", 2},
		{"2027-07-30", 0, "2027-08-16", 1},
		{"2027-12-20", 5, "2028-01-04", 5}, // over the end of the year
	} {
		if got := calendar.AddWorkdays(c.from, c.days); got != c.want {
			t.Errorf("%d working days after %s is %s, want %s", c.days, c.from, got, c.want)
		}
		if got := calendar.WorkdaysBetween(c.from, c.want); got != c.counted {
			t.Errorf("from %s to %s are %d working days, want %d", c.from, c.want, got, c.counted)
		}
	}
}

func TestANoticeIsCountedBackInWorkingDays(t *testing.T) {
	closed := scheduler.NewCalendar([]scheduler.Period{{From: "2027-12-24", Until: "2028-01-02"}})
	for _, c := range []struct {
		calendar scheduler.Calendar
		from     scheduler.Date
		days     int
		want     scheduler.Date
	}{
		{ordinary, "2027-03-30", 1, "2027-03-26"}, // over Easter
		{ordinary, "2027-03-30", 0, "2027-03-30"},
		{ordinary, "2027-03-28", 0, "2027-03-26"},
		{ordinary, "2027-03-28", 1, "2027-03-26"},
		{closed, "2028-01-04", 3, "2027-12-22"},
		{closed, "2027-12-30", 1, "2027-12-23"},
		{ordinary, "", 3, ""}, {ordinary, "2027-01-04", -1, ""}, {ordinary, "0001-01-03", 5, ""}, {ordinary, "0001-01-03", 1, "0001-01-02"},
	} {
		if got := c.calendar.SubtractWorkdays(c.from, c.days); got != c.want {
			t.Errorf("%d working days before %s is %s, want %s", c.days, c.from, got, c.want)
		}
	}
}

// drawCalendar has up to four closed periods in the years after a day.
func drawCalendar(t *rapid.T, from scheduler.Date) scheduler.Calendar {
	var periods []scheduler.Period
	for range rapid.IntRange(0, 4).Draw(t, "periods") {
		first := from.AddDays(rapid.IntRange(0, 800).Draw(t, "closed after"))
		periods = append(periods, scheduler.Period{From: first, Until: first.AddDays(rapid.IntRange(0, 61).Draw(t, "closed for"))})
	}
	return scheduler.NewCalendar(periods)
}

func TestWorkingDaysOutsideClosedPeriodsAreWhatCountingThemOneByOneGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, n := drawDate(t, "from"), rapid.IntRange(1, 400).Draw(t, "n")
		calendar := drawCalendar(t, from)
		day := from
		for left := n; left > 0; {
			if day = day.AddDays(1); calendar.IsWorkday(day) {
				left--
			}
		}
		if got := calendar.AddWorkdays(from, n); got != day {
			t.Fatalf("%d working days after %s is %s, want %s", n, from, got, day)
		}
		if got := calendar.WorkdaysBetween(from, day); got != n {
			t.Fatalf("from %s to %s are %d working days, want %d", from, day, got, n)
		}
		if got := calendar.SubtractWorkdays(day, n); calendar.IsWorkday(from) && got != from {
			t.Fatalf("%d working days before %s is %s, want %s", n, day, got, from)
		}
		back := day
		for left := n; left > 0; {
			if back = back.AddDays(-1); calendar.IsWorkday(back) {
				left--
			}
		}
		if got := calendar.SubtractWorkdays(day, n); got != back {
			t.Fatalf("%d working days before %s is %s, want %s", n, day, got, back)
		}
	})
}

func BenchmarkACenturyOfWorkingDays(b *testing.B) {
	var periods []scheduler.Period
	for year := 2027; year < 2127; year++ {
		summer := scheduler.DateOf(time.Date(year, 7, 20, 0, 0, 0, 0, time.UTC), time.UTC)
		periods = append(periods, scheduler.Period{From: summer, Until: summer.AddDays(20)})
	}
	calendar := scheduler.NewCalendar(periods)
	for b.Loop() {
		calendar.WorkdaysBetween("2027-01-01", "2127-01-01")
	}
}

// Whoever closes an organisation for years in a row must not keep a processor busy by it.
func TestALongTimeOfClosedDaysIsPassedAtOnce(t *testing.T) {
	var closed []scheduler.Period
	for day := scheduler.Date("2027-01-01"); len(closed) < 200; day = day.AddDays(62) {
		closed = append(closed, scheduler.Period{From: day, Until: day.AddDays(61)})
	}
	last := closed[len(closed)-1].Until
	calendar := scheduler.NewCalendar(closed)
	for range 2000 {
		if next := calendar.AddWorkdays("2027-01-04", 1); next <= last || !calendar.IsWorkday(next) {
			t.Fatalf("the first working day after %s is %s", last, next)
		}
		if before := calendar.SubtractWorkdays(last, 1); before != "2026-12-31" {
			t.Fatalf("the last working day before is %s", before)
		}
	}
	p := plan(t, "cron: 0 9 * * *", "2027-01-01")
	p.Calendar = calendar
	if next, ok := p.NextMoment("2027-01-01"); ok {
		t.Errorf("in 34 closed years a round comes: %+v", next)
	}
}
