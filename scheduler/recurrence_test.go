package scheduler_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"klantpanel/scheduler"
)

func recurrence(t testing.TB, text string) scheduler.Recurrence {
	t.Helper()
	r, err := scheduler.ParseRecurrence(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return r
}

func TestAPanelComesRoundOnItsPlannedDays(t *testing.T) {
	for _, c := range []struct {
		text   string
		anchor scheduler.Date
		want   []scheduler.Date
	}{
		{"every week on monday at 09:00", "2027-01-04", []scheduler.Date{"2027-01-04", "2027-01-11", "2027-01-18"}},
		{"every 2 weeks on monday at 09:00", "2027-01-06", []scheduler.Date{"2027-01-18", "2027-02-01"}}, // its own Monday was before
		{"every 2 weeks on sunday at 09:00", "2027-01-06", []scheduler.Date{"2027-01-10", "2027-01-24"}}, // a week ends on Sunday
		{"every month on the first monday at 09:00", "2027-01-05", []scheduler.Date{"2027-02-01", "2027-03-01", "2027-04-05"}},
		{"every month on the last friday at 16:30", "2027-01-01", []scheduler.Date{"2027-01-29", "2027-02-26", "2027-03-26"}},
		{"every 2 months on the fourth thursday at 09:00", "2027-11-01", []scheduler.Date{"2027-11-25", "2028-01-27", "2028-03-23"}},
		{"every month on day 31 at 09:00", "2028-01-31", []scheduler.Date{"2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"}},
		{"every month on day 30 at 09:00", "2027-01-31", []scheduler.Date{"2027-02-28", "2027-03-30"}},
		{"every quarter on day 1 at 09:00", "2027-02-01", []scheduler.Date{"2027-02-01", "2027-05-01", "2027-08-01"}},
		{"every quarter on the third tuesday at 09:00", "2027-01-20", []scheduler.Date{"2027-04-20", "2027-07-20"}},
		{"every 2 quarters on day 15 at 09:00", "2027-01-20", []scheduler.Date{"2027-07-15", "2028-01-15"}},
		{"cron: 0 9 * * 1", "2027-01-05", []scheduler.Date{"2027-01-11", "2027-01-18"}},
		{"cron: 0 9 31 * *", "2027-01-01", []scheduler.Date{"2027-01-31", "2027-03-31"}},      // cron's own rule: no short months
		{"cron: 0,30 8-17 1 * *", "2027-01-01", []scheduler.Date{"2027-01-01", "2027-02-01"}}, // many times a day are one
		{"cron: 0 0 29 2 *", "2096-02-29", []scheduler.Date{"2096-02-29", "2104-02-29"}},      // eight years without a leap day
		{"cron: @monthly", "2027-01-01", []scheduler.Date{"2027-01-01", "2027-02-01"}},
		{"every week on monday at 09:00", "9999-12-25", []scheduler.Date{"9999-12-27"}},
		{"every month on day 31 at 09:00", "9999-12-25", []scheduler.Date{"9999-12-31"}},
	} {
		r := recurrence(t, c.text)
		var got []scheduler.Date
		for day, ok := r.Next("", c.anchor); ok && len(got) < len(c.want); day, ok = r.Next(day, c.anchor) {
			got = append(got, day)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s from %s: %v, want %v", c.text, c.anchor, got, c.want)
		}
	}
}

func TestAfterTheLastDayOfTheCalendarNothingIsPlanned(t *testing.T) {
	for _, text := range []string{"every week on monday at 09:00", "every month on day 31 at 09:00", "cron: 0 9 * * *"} {
		if day, ok := recurrence(t, text).Next("9999-12-31", "2027-01-01"); ok {
			t.Errorf("%s: %s", text, day)
		}
	}
	if _, ok := recurrence(t, "cron: 0 9 * * *").Next("", "morgen"); ok {
		t.Error("planned from no day")
	}
	if _, ok := (scheduler.Recurrence{}).Next("", "2027-01-01"); ok {
		t.Error("nothing chosen, and planned")
	}
}

func TestEachPlannedMomentHappensOnceWhenTheClocksChange(t *testing.T) {
	amsterdam := zone(t, "Europe/Amsterdam")
	for _, c := range []struct {
		text           string
		spring, autumn string // on 28 March and 31 October 2027
	}{
		{"every week on sunday at 02:30", "2027-03-28T01:00:00Z", "2027-10-31T00:30:00Z"},
		{"cron: 30 2 * * *", "2027-03-28T01:00:00Z", "2027-10-31T00:30:00Z"},
		{"cron: 30 2 * * sun", "2027-03-28T01:00:00Z", "2027-10-31T00:30:00Z"},
		{"cron: */30 2-4 * * *", "2027-03-28T01:00:00Z", "2027-10-31T00:00:00Z"},
	} {
		r := recurrence(t, c.text)
		for night, want := range map[scheduler.Date]string{"2027-03-28": c.spring, "2027-10-31": c.autumn} {
			day, _ := r.Next(night.AddDays(-1), "2027-03-22")
			moment := r.Moment(day, amsterdam)
			if day != night || moment.Format(time.RFC3339) != want {
				t.Errorf("%s: %s at %s, want %s", c.text, day, moment.Format(time.RFC3339), want)
			}
			following, _ := r.Next(day, "2027-03-22")
			if following <= day || r.Moment(following, amsterdam).Sub(moment) < 23*time.Hour {
				t.Errorf("%s: after %s comes %s", c.text, day, following)
			}
		}
	}
}

// The reason for planning in days: on these nights the library alone skips one and repeats the other.
func TestTheCronLibraryAloneSkipsAndDoubles(t *testing.T) {
	amsterdam := zone(t, "Europe/Amsterdam")
	schedule, err := cron.ParseStandard("30 2 * * *")
	if err != nil {
		t.Fatal(err)
	}
	fires := func(day scheduler.Date) (count int) {
		from, to := day.At("00:00", amsterdam), day.AddDays(1).At("00:00", amsterdam)
		for at := schedule.Next(from.In(amsterdam)); at.Before(to); at = schedule.Next(at) {
			count++
		}
		return count
	}
	if got := []int{fires("2027-03-27"), fires("2027-03-28"), fires("2027-10-31")}; !slices.Equal(got, []int{1, 0, 2}) {
		t.Errorf("the library fires %v times; planning by days may be simpler now", got)
	}
}

func TestAWrongRecurrenceIsRefusedWithACode(t *testing.T) {
	chosen := scheduler.Recurrence{Every: 1, Period: scheduler.Month, Nth: 1, Weekday: time.Monday, Clock: "09:00"}
	with := func(change func(*scheduler.Recurrence)) scheduler.Recurrence {
		r := chosen
		change(&r)
		return r
	}
	for _, c := range []struct {
		code, field string
		recurrence  scheduler.Recurrence
	}{
		{"recurrence_period", "period", with(func(r *scheduler.Recurrence) { r.Period = "year" })},
		{"recurrence_every", "every", with(func(r *scheduler.Recurrence) { r.Every = 0 })},
		{"recurrence_every", "every", with(func(r *scheduler.Recurrence) { r.Every = 25 })},
		{"recurrence_every", "every", with(func(r *scheduler.Recurrence) { r.Every, r.Period = 9, scheduler.Quarter })},
		{"recurrence_weekday", "weekday", with(func(r *scheduler.Recurrence) { r.Weekday = 7 })},
		{"recurrence_nth", "nth", with(func(r *scheduler.Recurrence) { r.Nth = 5 })},
		{"recurrence_day", "day", with(func(r *scheduler.Recurrence) { r.Nth, r.Day = 0, 32 })},
		{"recurrence_clock", "clock", with(func(r *scheduler.Recurrence) { r.Clock = "9 uur" })},
		{"recurrence_cron", "cron", scheduler.Recurrence{Cron: " "}},
		{"recurrence_cron", "cron", scheduler.Recurrence{Cron: "0 9 * *"}},
		{"recurrence_cron", "cron", scheduler.Recurrence{Cron: "0 , * * *"}},
		{"recurrence_cron_interval", "cron", scheduler.Recurrence{Cron: "@every -1h"}},
		{"recurrence_cron_zone", "cron", scheduler.Recurrence{Cron: "CRON_TZ=X"}},
		{"recurrence_cron_zone", "cron", scheduler.Recurrence{Cron: "TZ=Europe/Amsterdam 0 9 * * *"}},
		{"recurrence_cron_impossible", "cron", scheduler.Recurrence{Cron: "0 9 31 2 *"}},
	} {
		var fault *scheduler.Fault
		if err := c.recurrence.Validate(); !errors.As(err, &fault) || fault.Code != c.code || fault.Field != c.field {
			t.Errorf("%+v: %v, want %s", c.recurrence, err, c.code)
		}
		if !slices.Contains(scheduler.FaultCodes, c.code) {
			t.Errorf("%s isn't in FaultCodes", c.code)
		}
	}
}

func TestTextThatIsNoRecurrenceIsRefused(t *testing.T) {
	for text, code := range map[string]string{
		"":                               "recurrence_text",
		"elke maandag":                   "recurrence_text",
		"every week on day 3 at 09:00":   "recurrence_text",
		"every month on monday at 09:00": "recurrence_text",
		"every week on the first monday at 09:00":  "recurrence_text",
		"every month on the fifth monday at 09:00": "recurrence_text",
		"every month on the first day 3 at 09:00":  "recurrence_text",
		"every 0 weeks on monday at 09:00":         "recurrence_every",
		"every 999 weeks on monday at 09:00":       "recurrence_every",
		"every week on monday at 25:00":            "recurrence_clock",
		"cron:":                                    "recurrence_cron",
		"cron: CRON_TZ=X":                          "recurrence_cron_zone",
	} {
		var fault *scheduler.Fault
		if _, err := scheduler.ParseRecurrence(text); !errors.As(err, &fault) || fault.Code != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

func TestTheTextFormForgivesCaseAndSpaces(t *testing.T) {
	for text, want := range map[string]string{
		" Every  1 week on MONDAY at 09:00\n":         "every week on monday at 09:00",
		"every 1 quarter on the Last friday at 16:30": "every quarter on the last friday at 16:30",
		"CRON:0  9 * *\tMON":                          "cron: 0 9 * * MON",
	} {
		if got := recurrence(t, text).String(); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
