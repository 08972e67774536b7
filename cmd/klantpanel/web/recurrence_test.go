package web

import (
	"testing"

	"klantpanel/migrations/dbtest"
	"klantpanel/scheduler"
)

// What the form shows of a stored recurrence is read back as the same one, and each fault stands at a field that the form has.
func TestTheFormOfARecurrence(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	r := &Request{Server: s.server, Language: "nl"}
	for _, text := range []string{"every 3 weeks on sunday at 23:59", "every 2 months on the fourth monday at 09:00", "every quarter on day 31 at 09:00", "cron: 30 8 1 */2 *"} {
		form := NewForm()
		showRecurrence(form, text)
		if got := readRecurrence(r, form); got != text || len(form.Problems) > 0 {
			t.Errorf("%q came back as %q, %v", text, got, form.Problems)
		}
	}
	for _, c := range []struct{ name, value, code string }{
		{"every", "", "recurrence_every"}, {"every", "elke", "recurrence_every"}, {"period", "eeuw", "recurrence_period"},
		{"weekday", "7", "recurrence_weekday"}, {"nth", "5", "recurrence_nth"}, {"nth", "", "recurrence_nth"}, {"nth", "0", "recurrence_day"},
		{"clock", "25:00", "recurrence_clock"}, {"cron", "nooit", "recurrence_cron"}, {"cron", "TZ=UTC 0 9 * * 1", "recurrence_cron_zone"},
		{"cron", "@every 1h", "recurrence_cron_interval"}, {"cron", "0 9 31 2 *", "recurrence_cron_impossible"},
	} {
		form := NewForm()
		showRecurrence(form, "every month on the first monday at 09:00")
		form.Values[c.name] = []string{c.value}
		field := c.name
		if c.code == "recurrence_day" {
			field = "day"
		}
		if got := readRecurrence(r, form); got != "" || form.Error(field) != r.T("error."+c.code) {
			t.Errorf("%s %q: %q, %v", c.name, c.value, got, form.Problems)
		}
	}
	form := NewForm()
	showRecurrence(form, "every month on day 4 at 09:00")
	form.Values["day"] = []string{"40"}
	if got := readRecurrence(r, form); got != "" || form.Error("day") != r.T("error.recurrence_day") {
		t.Errorf("day 40: %q, %v", got, form.Problems)
	}
	for _, code := range scheduler.FaultCodes {
		for _, language := range languages {
			if s.server.texts.text(language, "error."+code, nil, nil) == "error."+code {
				t.Errorf("%s has no text in %s", code, language)
			}
		}
	}
}
