package icaltest

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// Offset is how far the clocks of a VTIMEZONE are ahead of UTC when they show wall: by the last change before it (section 3.6.5).
func (c *Component) Offset(tb testing.TB, wall time.Time) time.Duration {
	tb.Helper()
	var latest time.Time
	var offset time.Duration
	for _, part := range c.Parts {
		first, err := time.Parse("20060102T150405", part.Get("DTSTART").Value)
		if err != nil {
			tb.Fatal(err)
		}
		for _, onset := range onsets(tb, first, part.Get("RRULE").Value, wall.Year()) {
			if !onset.After(wall) && !onset.Before(latest) {
				latest, offset = onset, offsetOf(tb, part.Get("TZOFFSETTO").Value)
			}
		}
	}
	if latest.IsZero() {
		tb.Fatalf("%s doesn't say which time it is at %v", c.Get("TZID").Value, wall)
	}
	return offset
}

// onsets are the first one and, by a rule, those of the year and the one before.
func onsets(tb testing.TB, first time.Time, rule string, year int) []time.Time {
	tb.Helper()
	if rule == "" {
		return []time.Time{first}
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	month, err := strconv.Atoi(parts["BYMONTH"])
	if err != nil {
		tb.Fatal(err)
	}
	byDay := parts["BYDAY"]
	nth, err := strconv.Atoi(byDay[:len(byDay)-2])
	if err != nil {
		tb.Fatal(err)
	}
	found := []time.Time{}
	for y := year - 1; y <= year; y++ {
		var days []time.Time
		for d := time.Date(y, time.Month(month), 1, first.Hour(), first.Minute(), first.Second(), 0, time.UTC); d.Month() == time.Month(month); d = d.AddDate(0, 0, 1) {
			if strings.ToUpper(d.Weekday().String()[:2]) == byDay[len(byDay)-2:] {
				days = append(days, d)
			}
		}
		day := days[len(days)-1]
		if nth > 0 {
			day = days[nth-1]
		}
		if !day.Before(first) {
			found = append(found, day)
		}
	}
	return found
}

func offsetOf(tb testing.TB, text string) time.Duration {
	tb.Helper()
	number := func(s string) time.Duration {
		n, err := strconv.Atoi(s)
		if err != nil {
			tb.Fatal(err)
		}
		return time.Duration(n)
	}
	d := number(text[1:3])*time.Hour + number(text[3:5])*time.Minute
	if len(text) == 7 {
		d += number(text[5:7]) * time.Second
	}
	if text[0] == '-' {
		return -d
	}
	return d
}
