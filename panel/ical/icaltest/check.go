package icaltest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// forms are how the values of these properties may be written.
var forms = map[string]*regexp.Regexp{
	"DTSTAMP":          regexp.MustCompile(`^\d{8}T\d{6}Z$`),
	"LAST-MODIFIED":    regexp.MustCompile(`^\d{8}T\d{6}Z$`),
	"DTSTART":          regexp.MustCompile(`^\d{8}(T\d{6}Z?)?$`),
	"DTEND":            regexp.MustCompile(`^\d{8}(T\d{6}Z?)?$`),
	"SEQUENCE":         regexp.MustCompile(`^\d+$`),
	"STATUS":           regexp.MustCompile(`^(CONFIRMED|TENTATIVE|CANCELLED)$`),
	"TRANSP":           regexp.MustCompile(`^(TRANSPARENT|OPAQUE)$`),
	"URL":              regexp.MustCompile(`^https?://[^ ]+$`),
	"ORGANIZER":        regexp.MustCompile(`^mailto:[^ @]+@[^ @]+$`),
	"TZOFFSETFROM":     regexp.MustCompile(`^[+-]\d{4}(\d{2})?$`),
	"TZOFFSETTO":       regexp.MustCompile(`^[+-]\d{4}(\d{2})?$`),
	"RRULE":            regexp.MustCompile(`^FREQ=YEARLY;BYMONTH=\d+;BYDAY=(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)$`),
	"REFRESH-INTERVAL": regexp.MustCompile(`^PT\d+H$`),
	"VERSION":          regexp.MustCompile(`^2\.0$`),
	"METHOD":           regexp.MustCompile(`^PUBLISH$`),
	"UID":              regexp.MustCompile(`^[!-~]+@[a-z0-9.-]+$`),
}

// texts are the properties whose value is a text: in these ; and , stand behind a backslash, and a backslash before nothing else.
var texts = []string{"SUMMARY", "DESCRIPTION", "CATEGORIES", "X-WR-CALNAME", "NAME", "PRODID", "UID", "TZNAME"}

var escaped = regexp.MustCompile(`^([^\\;,]|\\[\\;,nN])*$`)

func (c *Component) need(tb testing.TB, names ...string) {
	tb.Helper()
	for _, name := range names {
		if c.Get(name).Name == "" {
			tb.Errorf("a %s has no %s: %v", c.Name, name, c.Properties)
		}
	}
}

// check looks at the properties of a component and all of its parts.
func (c *Component) check(tb testing.TB) {
	tb.Helper()
	seen := map[string]bool{}
	for _, p := range c.Properties {
		if seen[p.Name] {
			tb.Errorf("a %s has %s twice", c.Name, p.Name)
		}
		seen[p.Name] = true
		if form := forms[p.Name]; form != nil && !form.MatchString(p.Value) {
			tb.Errorf("%s is written %q", p.Name, p.Value)
		}
		if slices.Contains(texts, p.Name) && !escaped.MatchString(p.Value) {
			tb.Errorf("%s isn't escaped: %q", p.Name, p.Value)
		}
	}
	for _, part := range c.Parts {
		part.check(tb)
	}
}

func checkCalendar(tb testing.TB, c *Component) {
	tb.Helper()
	c.check(tb)
	c.need(tb, "VERSION", "PRODID", "METHOD")
	zones := map[string]bool{}
	for _, z := range c.All("VTIMEZONE") {
		z.need(tb, "TZID")
		if id := z.Get("TZID").Value; zones[id] || len(z.Parts) == 0 {
			tb.Errorf("the zone %s stands there twice, or says nothing", id)
		}
		zones[z.Get("TZID").Value] = true
		for _, part := range z.Parts {
			part.need(tb, "DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
		}
	}
	uids := map[string]bool{}
	for _, e := range c.All("VEVENT") {
		e.need(tb, "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "TRANSP", "ORGANIZER")
		if uid := e.Get("UID").Value; uids[uid] {
			tb.Errorf("two events are %s", uid)
		}
		uids[e.Get("UID").Value] = true
		checkTimes(tb, e, zones)
	}
}

// checkTimes wants begin and end of the same form, the end after the begin, and each zone explained.
func checkTimes(tb testing.TB, e *Component, zones map[string]bool) {
	tb.Helper()
	from, until := e.Get("DTSTART"), e.Get("DTEND")
	if len(from.Value) != len(until.Value) || from.Value >= until.Value || from.Parameters["TZID"] != until.Parameters["TZID"] {
		tb.Errorf("an event from %v until %v", from, until)
	}
	for _, p := range []Property{from, until} {
		zone, whole := p.Parameters["TZID"], len(p.Value) == len("20060102")
		if whole != (p.Parameters["VALUE"] == "DATE") || whole && zone != "" || !whole && strings.HasSuffix(p.Value, "Z") == (zone != "") || zone != "" && !zones[zone] {
			tb.Errorf("%s;%v:%s has no zone, or none that is explained", p.Name, p.Parameters, p.Value)
		}
	}
}

// Moment is the UTC moment of a property, by nothing but what the calendar says about its zone.
func (c *Component) Moment(tb testing.TB, p Property) time.Time {
	tb.Helper()
	if t, err := time.Parse("20060102T150405Z", p.Value); err == nil {
		return t
	}
	wall, err := time.Parse("20060102T150405", p.Value)
	if err != nil {
		tb.Fatal(err)
	}
	for _, z := range c.All("VTIMEZONE") {
		if z.Get("TZID").Value == p.Parameters["TZID"] {
			return wall.Add(-z.Offset(tb, wall))
		}
	}
	tb.Fatalf("nothing explains %v", p)
	return time.Time{}
}
