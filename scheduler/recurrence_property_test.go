package scheduler_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"klantpanel/scheduler"
)

func drawChoice(t *rapid.T) scheduler.Recurrence {
	return scheduler.Recurrence{
		Every:   rapid.IntRange(1, 8).Draw(t, "every"),
		Period:  rapid.SampledFrom([]string{scheduler.Week, scheduler.Month, scheduler.Quarter}).Draw(t, "period"),
		Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
		Nth:     rapid.IntRange(-1, 4).Draw(t, "nth"),
		Day:     rapid.IntRange(1, 31).Draw(t, "day"),
		Clock:   drawClock(t),
	}
}

func drawRecurrence(t *rapid.T) scheduler.Recurrence {
	if !rapid.Bool().Draw(t, "cron") {
		return drawChoice(t)
	}
	field := func(name string, low, high int) string {
		if rapid.Bool().Draw(t, name+" any") {
			return "*"
		}
		return fmt.Sprint(rapid.IntRange(low, high).Draw(t, name))
	}
	line := []string{field("minute", 0, 59), field("hour", 0, 23), field("day", 1, 29), field("month", 1, 12), field("weekday", 0, 6)}
	return scheduler.Recurrence{Cron: strings.Join(line, " ")}
}

func TestEachPlannedDayIsOneMomentLaterThanTheOneBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, anchor, loc := drawRecurrence(t), drawDate(t, "anchor"), drawZone(t)
		if text := r.String(); text != mustParse(t, text).String() {
			t.Fatalf("%q doesn't come back", text)
		}
		day, ok := r.Next("", anchor)
		for range 20 {
			if !ok || day < anchor {
				t.Fatalf("%s from %s: %q, %v", r, anchor, day, ok)
			}
			if again, _ := r.Next(day.AddDays(-1), anchor); again != day {
				t.Fatalf("%s: after %s comes %s, not %s", r, day.AddDays(-1), again, day)
			}
			moment := r.Moment(day, loc)
			if !isOn(moment, day, loc) {
				t.Fatalf("%s: %s is %s in %s, another day", r, day, moment.In(loc), loc)
			}
			var next scheduler.Date
			if next, ok = r.Next(day, anchor); next <= day || !r.Moment(next, loc).After(moment) {
				t.Fatalf("%s: %s comes after %s", r, next, day)
			}
			day = next
		}
	})
}

func mustParse(t *rapid.T, text string) scheduler.Recurrence {
	r, err := scheduler.ParseRecurrence(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return r
}

// An independent implementation of RFC 5545 agrees.
func TestChosenRecurrencesAreWhatTheStandardSays(t *testing.T) {
	days := []rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}
	rapid.Check(t, func(t *rapid.T) {
		r, anchor := drawChoice(t), drawDate(t, "anchor")
		start := anchor.Time()
		option := rrule.ROption{Interval: r.Every, Count: 10, Wkst: rrule.MO}
		if r.Period == scheduler.Week {
			option.Freq, option.Byweekday = rrule.WEEKLY, []rrule.Weekday{days[r.Weekday]}
		} else {
			option.Freq = rrule.MONTHLY
			if r.Period == scheduler.Quarter {
				option.Interval *= 3
			}
			if r.Nth != 0 {
				option.Byweekday = []rrule.Weekday{days[r.Weekday].Nth(r.Nth)}
			} else { // the last of the days up to Day that the month has
				for day := min(r.Day, 28); day <= r.Day; day++ {
					option.Bymonthday = append(option.Bymonthday, day)
				}
				option.Bysetpos = []int{-1}
			}
		}
		option.Dtstart = start
		rule, err := rrule.NewRRule(option)
		if err != nil {
			t.Fatal(err)
		}
		var day scheduler.Date
		for i, want := range rule.All() {
			day, _ = r.Next(day, anchor)
			if day != scheduler.DateOf(want, time.UTC) {
				t.Fatalf("%s from %s, number %d: %s, the standard says %s", r, anchor, i+1, day, want.Format(time.DateOnly))
			}
		}
	})
}

func FuzzParseRecurrence(f *testing.F) {
	for _, seed := range []string{"every 2 weeks on monday at 09:00", "every month on the last friday at 16:30", "every quarter on day 31 at 09:00",
		"cron: 0 9 * * 1", "cron: CRON_TZ=X", "cron: @every -1h", "cron: 0 9 31 2 *", "cron: */5,1-3 ? 29 feb sun-tue/2", "CRON:@yearly", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := scheduler.ParseRecurrence(text)
		if err != nil {
			return
		}
		again, err := scheduler.ParseRecurrence(r.String())
		if err != nil || again != r {
			t.Fatalf("%q became %q and came back as %+v, %v", text, r, again, err)
		}
		day, ok := r.Next("", "2027-01-01")
		if !ok || day < "2027-01-01" || r.Moment(day, time.UTC).IsZero() {
			t.Fatalf("%q: first on %q, %v", text, day, ok)
		}
	})
}
