package mail_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"klantpanel/mail"
)

func amsterdam(tb testing.TB) *time.Location {
	tb.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		tb.Fatal(err)
	}
	return zone
}

func TestLettersGoOutWithinTheHours(t *testing.T) {
	day := mail.Hours{From: 7, Until: 19, Zone: amsterdam(t), Working: func(day string) bool { return day != "2027-04-27" && day != "2027-05-01" && day != "2027-05-02" }}
	weekend := day
	weekend.Weekend = true
	night := mail.Hours{From: 2, Until: 4, Weekend: true, Zone: amsterdam(t)}
	for _, c := range []struct {
		name     string
		hours    mail.Hours
		at, next string
	}{
		{"no hours", mail.Hours{}, "2027-05-02T03:00:00Z", "2027-05-02T03:00:00Z"},
		{"the same hour twice", mail.Hours{From: 9, Until: 9}, "2027-05-02T03:00:00Z", "2027-05-02T03:00:00Z"},
		{"by day", day, "2027-04-28T09:12:13Z", "2027-04-28T09:12:13Z"},
		{"the first second", day, "2027-04-28T05:00:00Z", "2027-04-28T05:00:00Z"},
		{"a second too early", day, "2027-04-28T04:59:59Z", "2027-04-28T05:00:00Z"},
		{"the last second", day, "2027-04-28T16:59:59Z", "2027-04-28T16:59:59Z"},
		{"in the evening", day, "2027-04-28T17:00:00Z", "2027-04-29T05:00:00Z"},
		{"before King's Day", day, "2027-04-26T20:00:00Z", "2027-04-28T05:00:00Z"},
		{"before the weekend", day, "2027-04-30T20:00:00Z", "2027-05-03T05:00:00Z"},
		{"before the weekend, weekends too", weekend, "2027-04-30T20:00:00Z", "2027-05-01T05:00:00Z"},
		{"in winter", day, "2027-01-05T05:30:00Z", "2027-01-05T06:00:00Z"},
		{"an hour that is skipped", night, "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z"}, // clocks go from 2 to 3
		{"an hour that comes twice", night, "2027-10-31T01:30:00Z", "2027-10-31T01:30:00Z"},
		{"Monday to Friday", mail.Hours{From: 7, Until: 19}, "2027-05-01T12:00:00Z", "2027-05-03T07:00:00Z"},
	} {
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := c.hours.Next(at).Format(time.RFC3339); got != c.next {
			t.Errorf("%s: after %s letters go out at %s, want %s", c.name, c.at, got, c.next)
		}
	}
}

func TestTheNextMomentIsTheFirstOneThatIsOpenInEveryZone(t *testing.T) {
	zones := []string{"Europe/Amsterdam", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
		"Pacific/Auckland", "America/St_Johns", "Pacific/Chatham", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.IntRange(0, 23).Draw(t, "from")
		h := mail.Hours{From: from, Until: rapid.IntRange(from+1, 24).Draw(t, "until"), Weekend: rapid.Bool().Draw(t, "weekend"), Zone: zone}
		at := time.Unix(rapid.Int64Range(1_450_000_000, 2_080_000_000).Draw(t, "at"), 0).UTC()
		next := h.Next(at)
		local := next.In(zone)
		free := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
		if next.Before(at) || local.Hour() < h.From || local.Hour() >= h.Until || free && !h.Weekend {
			t.Fatalf("%d to %d: after %s comes %s", h.From, h.Until, at.In(zone), local)
		}
		for before := at; before.Before(next); before = before.Add(time.Minute) {
			if h.Open(before) {
				t.Fatalf("%s is open, before %s", before.In(zone), local)
			}
		}
		if next.After(at) && h.Open(next.Add(-time.Second)) {
			t.Fatalf("a second before %s is open too", local)
		}
	})
}
