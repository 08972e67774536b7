package scheduler_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"klantpanel/scheduler"
)

// waterveld closes between Christmas and New Year, and two weeks in summer.
var waterveld = scheduler.NewCalendar([]scheduler.Period{
	{From: "2027-07-26", Until: "2027-08-06", Name: "Zomersluiting"},
	{From: "2027-12-24", Until: "2027-12-31", Name: "Kerstsluiting"},
})

func plan(t testing.TB, text string, anchor scheduler.Date) scheduler.Plan {
	t.Helper()
	return scheduler.Plan{Recurrence: recurrence(t, text), Zone: zone(t, "Europe/Amsterdam"), Anchor: anchor, Calendar: waterveld}
}

// said puts planned days in short: "12-25 → 12-27", "12-25 skipped".
func said(p scheduler.Plan, n int) []string {
	var all []string
	for day := scheduler.Date(""); len(all) < n; {
		planned, ok := p.Next(day)
		if !ok {
			break
		}
		day = planned.On
		line := string(planned.On)[5:]
		switch {
		case planned.Skipped:
			line += " skipped"
		case planned.Day != planned.On:
			line += " → " + string(planned.Day)[5:]
		}
		all = append(all, line)
	}
	return all
}

func TestAMomentOnAClosedDayMovesToTheNextWorkingDayOrIsSkipped(t *testing.T) {
	for _, c := range []struct {
		what, text  string
		anchor      scheduler.Date
		moves, skip []string
	}{
		{"Easter Monday and King's Day", "every month on day 29 at 09:00", "2027-03-01",
			[]string{"03-29 → 03-30", "04-29", "05-29 → 05-31"}, []string{"03-29 skipped", "04-29", "05-29 skipped"}},
		{"New Year's Day", "every month on day 1 at 09:00", "2027-12-01", []string{"12-01", "01-01 → 01-03"}, []string{"12-01", "01-01 skipped"}},
		{"two closed weeks meet the Monday after them", "every week on monday at 09:00", "2027-07-19",
			[]string{"07-19", "07-26 skipped", "08-02 skipped", "08-09", "08-16"}, []string{"07-19", "07-26 skipped", "08-02 skipped", "08-09", "08-16"}},
		{"the later of two that would move to the same day", "every week on wednesday at 09:00", "2027-07-21",
			[]string{"07-21", "07-28 skipped", "08-04 → 08-09", "08-11"}, []string{"07-21", "07-28 skipped", "08-04 skipped", "08-11"}},
		{"Easter Monday of every day, weekends too", "cron: 0 9 * * *", "2027-03-26",
			[]string{"03-26", "03-27", "03-28", "03-29 skipped", "03-30"}, []string{"03-26", "03-27", "03-28", "03-29 skipped", "03-30"}},
		{"Christmas, into the closed days, over the end of the year", "every quarter on day 25 at 09:00", "2027-12-01",
			[]string{"12-25 → 01-03", "03-25 → 03-27"}, []string{"12-25 skipped", "03-25 skipped"}},
		{"chosen Saturdays, until Christmas", "every 2 weeks on saturday at 09:00", "2027-12-06", []string{"12-11", "12-25 → 01-03", "01-08"},
			[]string{"12-11", "12-25 skipped", "01-08"}},
		{"a Sunday of the month", "every month on day 10 at 09:00", "2027-10-01", []string{"10-10 → 10-11", "11-10"}, []string{"10-10 skipped", "11-10"}},
	} {
		p := plan(t, c.text, c.anchor)
		if got := said(p, len(c.moves)); !slices.Equal(got, c.moves) {
			t.Errorf("%s: %q, want %q", c.what, got, c.moves)
		}
		p.Skip = true
		if got := said(p, len(c.skip)); !slices.Equal(got, c.skip) {
			t.Errorf("%s, skipped: %q, want %q", c.what, got, c.skip)
		}
	}
}

func TestAMovedMomentKeepsItsClockTimeAlsoInSummerTime(t *testing.T) {
	p := plan(t, "every month on the last monday at 02:30", "2027-03-01")
	planned, _ := p.Next("")
	if planned.On != "2027-03-29" || planned.Day != "2027-03-30" || planned.At.Format(time.RFC3339) != "2027-03-30T00:30:00Z" {
		t.Errorf("%+v", planned) // Easter Monday is the day after summer time began
	}
	p.Zone, p.Calendar = zone(t, "America/St_Johns"), scheduler.Calendar{}
	for after, want := range map[scheduler.Date]string{
		"2027-03-01": "2027-03-30T05:00:00Z", // Newfoundland is two and a half hours behind in summer,
		"2027-11-01": "2027-11-29T06:00:00Z", // three and a half in winter
	} {
		if planned, _ := p.Next(after); planned.At.Format(time.RFC3339) != want {
			t.Errorf("after %s: %+v, want %s", after, planned, want)
		}
	}
}

func TestADayThatAZoneLeftOutIsNoWorkingDay(t *testing.T) {
	p := scheduler.Plan{Recurrence: recurrence(t, "cron: 0 0 * * *"), Zone: zone(t, "Pacific/Apia"), Anchor: "2011-12-29"}
	want := []string{"12-29", "12-30 skipped", "12-31", "01-01 skipped", "01-02"} // Samoa had no Friday the 30th
	if got := said(p, 5); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestADayWhoseEndClocksJumpOverHasItsMomentAtMidnight(t *testing.T) {
	p := scheduler.Plan{Recurrence: recurrence(t, "every week on friday at 23:45"), Zone: zone(t, "Asia/Pyongyang"), Anchor: "2018-05-01"}
	planned, _ := p.Next("")
	if planned.On != "2018-05-04" || planned.Skipped || planned.At.Format(time.RFC3339) != "2018-05-04T15:00:00Z" {
		t.Errorf("%+v", planned) // North Korea went from 23:30 to 00:00
	}
}

func TestAPlanWhoseDaysAreAllClosedHasNoMoment(t *testing.T) {
	p := plan(t, "cron: 0 9 25 12 *", "2028-01-04")
	if next, ok := p.NextMoment(""); !ok || next.Day != "2028-12-27" {
		t.Errorf("moving, it comes on %+v", next)
	}
	p.Skip = true
	if next, ok := p.NextMoment(""); ok {
		t.Errorf("skipping, it comes on %+v", next)
	}
}

func TestWhatIsToComeIncludesAMomentWhoseOwnDayIsOver(t *testing.T) {
	p := plan(t, "every quarter on day 25 at 09:00", "2027-12-01")
	now := time.Date(2027, 12, 29, 12, 0, 0, 0, time.UTC)
	next, _ := p.NextMoment(p.Before(now))
	if next.On != "2027-12-25" || next.Day != "2028-01-03" {
		t.Errorf("on 29 December comes %+v", next)
	}
	next, _ = p.NextMoment(p.Before(next.At))
	if next.On != "2028-03-25" {
		t.Errorf("after it comes %+v", next)
	}
	if passed := p.Passed("2027-12-01", now); len(passed) != 0 {
		t.Errorf("on 29 December passed %+v", passed)
	}
}

func TestTheNightsOnWhichTheClocksChangeHaveTheirMomentOnce(t *testing.T) {
	for _, text := range []string{"cron: 30 2 * * *", "every week on sunday at 02:30"} {
		p := plan(t, text, "2027-01-04")
		for night, want := range map[scheduler.Date]string{"2027-03-28": "2027-03-28T01:00:00Z", "2027-10-31": "2027-10-31T00:30:00Z"} {
			planned, _ := p.Next(night.AddDays(-1))
			if planned.On != night || planned.Skipped || planned.At.Format(time.RFC3339) != want {
				t.Errorf("%s: %+v, want %s", text, planned, want)
			}
			if passed := p.Passed(night.AddDays(-1), planned.At.Add(23*time.Hour)); len(passed) != 1 {
				t.Errorf("%s: that day passed %+v", text, passed)
			}
		}
	}
}

// The reason for a plan: what robfig/cron does with the same lines by itself, and what we make of them.
func TestTheCronLibraryAloneSkipsAndDoublesWhereAPlanDoesNot(t *testing.T) {
	amsterdam := zone(t, "Europe/Amsterdam")
	for _, c := range []struct {
		what, line         string
		first, last        scheduler.Date // of a stretch in which one moment is meant
		byLibrary, byPlans int
	}{
		{"an ordinary night", "30 2 * * *", "2027-03-27", "2027-03-27", 1, 1},
		{"the night that clocks jump over 02:30", "30 2 * * *", "2027-03-28", "2027-03-28", 0, 1},
		{"the night that clocks show 02:30 twice", "30 2 * * *", "2027-10-31", "2027-10-31", 2, 1},
		{"the last day of a short month", "0 9 31 * *", "2027-04-01", "2027-04-30", 0, 1},
		{"the last day of a long month", "0 9 31 * *", "2027-05-01", "2027-05-31", 1, 1},
	} {
		schedule, err := cron.ParseStandard(c.line)
		if err != nil {
			t.Fatal(err)
		}
		text := "cron: " + c.line
		if c.line == "0 9 31 * *" {
			text = "every month on day 31 at 09:00" // how the same wish is chosen here
		}
		ours := recurrence(t, text)
		library, plans := 0, 0
		from, to := c.first.At("00:00", amsterdam), c.last.AddDays(1).At("00:00", amsterdam)
		for at := schedule.Next(from.Add(-time.Second).In(amsterdam)); at.Before(to); at = schedule.Next(at) {
			library++
		}
		for day, ok := ours.Next(c.first.AddDays(-1), "2027-01-01"); ok && day <= c.last; day, ok = ours.Next(day, "2027-01-01") {
			if at := ours.Moment(day, amsterdam); !at.Before(from) && at.Before(to) {
				plans++
			}
		}
		if got, want := fmt.Sprint(library, plans), fmt.Sprint(c.byLibrary, c.byPlans); got != want {
			t.Errorf("%s: the library fires and we plan %s times, want %s", c.what, got, want)
		}
	}
}

// A browser sends a year while it is being typed: 2026 begins as 0002.
func TestAStartCenturiesAgoIsFollowedWithoutCountingUpToNow(t *testing.T) {
	now := time.Date(2026, time.November, 22, 10, 0, 0, 0, time.UTC)
	for _, anchor := range []scheduler.Date{"0001-01-01", "0002-11-23", "0226-11-23", "1976-11-22"} {
		for _, every := range []string{"week", "3 weeks", "52 weeks"} {
			p := plan(t, "every "+every+" on monday at 09:00", anchor)
			next, ok := p.Next("2026-11-22")
			monday := anchor.AddDays(-(int(anchor.Weekday()) + 6) % 7)
			if monday == "" {
				monday = anchor
			}
			weeks := int(next.On.Time().Unix()-monday.Time().Unix()) / (7 * 24 * 60 * 60)
			if !ok || next.On <= "2026-11-22" || next.On > scheduler.Date("2026-11-22").AddDays(52*7) || weeks%max(1, p.Every) != 0 || next.On.Weekday() != time.Monday {
				t.Fatalf("every %s from %s: the next is %+v, %v", every, anchor, next, ok)
			}
			if before := p.Before(now); before < "2025-01-01" || before > "2026-11-22" {
				t.Fatalf("every %s from %s: the last before now is %s", every, anchor, before)
			}
		}
	}
}

func BenchmarkAYearOfMoments(b *testing.B) {
	for _, text := range []string{"every week on monday at 09:00", "every month on day 31 at 09:00", "cron: 0 9 * * *", "cron: 0 9 29 2 *"} {
		b.Run(text, func(b *testing.B) {
			p := plan(b, text, "2027-01-01")
			for b.Loop() {
				for day, n := scheduler.Date(""), 0; n < 370; n++ {
					planned, _ := p.Next(day)
					day = planned.On
				}
			}
		})
	}
}
