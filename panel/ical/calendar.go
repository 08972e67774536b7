// Package ical writes calendars as Outlook, Google and Apple read them (RFC 5545), from plain values to bytes. It knows no tables, and
// nothing of rounds or roles; what an event says is handed to it.
//
// github.com/arran4/golang-ical does the writing. What it leaves to its caller is done here: line ends of CRLF, time zones, names in
// quotes instead of backslashes, and text without the bytes that it would cut or copy wrongly.
package ical

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"klantpanel/scheduler"
)

// Calendar is what one address, or one file in a letter, holds.
type Calendar struct {
	// Name, Zone and Refresh are for a calendar that programs come back to: what they call it, its time zone, and how often to look.
	// Without a Name, as a file in a letter, a single event opens in Outlook as an appointment to keep; with one it opens as a second
	// calendar beside the reader's own.
	Name    string
	Zone    *time.Location
	Refresh time.Duration // whole hours

	Organizer Organizer // RFC 5546 section 3.2.1 wants one with METHOD:PUBLISH
	Stamp     time.Time // when this was written, UTC
	Events    []Event
}

// Organizer is whom an event is from.
type Organizer struct{ Name, Address string }

// Event is one event: timed when it has a Start, else on whole days. None keeps its reader from planning something else, and none rings.
type Event struct {
	UID      string // the same for ever
	Sequence int    // grows when the days or times change, and never falls
	Changed  time.Time

	Summary, Description, Category, URL string

	Start       time.Time // in the zone that programs are to show it in
	Length      time.Duration
	First, Last scheduler.Date

	Status Status
}

// Status is whether an event is to happen.
type Status string

// The states of an event.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED" // programs that merge what they read drop the event they have
)

const (
	local = "20060102T150405"
	utc   = "20060102T150405Z"
	day   = "20060102"
)

// Bytes is the calendar as a file of media type text/calendar, in UTF-8.
func (c Calendar) Bytes() []byte {
	out := ics.NewCalendar()
	out.SetProductId("-//klantpanel//klantpanel//NL")
	out.SetCalscale("GREGORIAN")
	out.SetMethod(ics.MethodPublish)
	if c.Name != "" {
		out.SetName(clean(c.Name))
		out.SetXWRTimezone(c.Zone.String())
		every := "PT" + strconv.Itoa(int(c.Refresh.Hours())) + "H"
		out.SetRefreshInterval(every)
		out.SetXPublishedTTL(every)
	}
	for _, zone := range c.zones() {
		out.AddVTimezone(timezone(zone.location, zone.first, zone.last))
	}
	for _, e := range c.Events {
		out.AddVEvent(e.component(c.Stamp, c.Organizer))
	}
	var b bytes.Buffer
	_ = out.SerializeTo(&b, ics.WithNewLineWindows) // a buffer takes everything
	return b.Bytes()
}

// Tag is an entity tag for what Bytes gave (RFC 9110 section 8.8.3): weak, because the moment of writing doesn't count.
func (c Calendar) Tag(written []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(written, []byte("DTSTAMP:"+c.Stamp.UTC().Format(utc)), nil))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// years of a zone that events stand in.
type years struct {
	location    *time.Location
	first, last int
}

// zones are those of the timed events, by name. UTC needs no explanation (RFC 5545 section 3.3.5, form 2).
func (c Calendar) zones() []years {
	found := map[string]years{}
	for _, e := range c.Events {
		if e.Start.IsZero() || e.Start.Location() == time.UTC {
			continue
		}
		name, year := e.Start.Location().String(), e.Start.Year()
		zone, known := found[name]
		if !known {
			zone = years{e.Start.Location(), year, year}
		}
		zone.first, zone.last = min(zone.first, year), max(zone.last, year)
		found[name] = zone
	}
	var zones []years
	for _, zone := range found {
		zones = append(zones, zone)
	}
	slices.SortFunc(zones, func(a, b years) int { return strings.Compare(a.location.String(), b.location.String()) })
	return zones
}

func (e Event) component(stamp time.Time, from Organizer) *ics.VEvent {
	v := ics.NewEvent(e.UID)
	v.SetDtStampTime(stamp)
	v.SetSequence(e.Sequence)
	if !e.Changed.IsZero() {
		v.SetModifiedAt(e.Changed)
	}
	if e.Start.IsZero() {
		v.SetAllDayStartAt(e.First.Time())
		v.SetAllDayEndAt(e.Last.AddDays(1).Time()) // the end is the first day that isn't in it
	} else {
		at(v, ics.ComponentPropertyDtStart, e.Start)
		at(v, ics.ComponentPropertyDtEnd, e.Start.Add(e.Length))
	}
	v.SetSummary(clean(e.Summary))
	if e.Description != "" {
		v.SetDescription(clean(e.Description))
	}
	if e.Category != "" {
		v.AddCategory(clean(e.Category))
	}
	if e.URL != "" {
		v.SetURL(e.URL)
	}
	if from.Address != "" {
		// The library would put a backslash before a quote or a comma of the name, which means nothing in a parameter; others, and its own
		// reader, take one that stands there for such a sign.
		name := strings.NewReplacer(`"`, "'", `\`, "/", "\n", " ").Replace(clean(from.Name))
		v.SetProperty(ics.ComponentProperty(fmt.Sprintf(`ORGANIZER;CN="%s"`, name)), "mailto:"+from.Address)
	}
	v.SetStatus(ics.ObjectStatus(e.Status))
	v.SetTimeTransparency(ics.TransparencyTransparent)
	return v
}

// at writes a moment by the clocks of its zone, so that a program which knows better than we did what they show is right.
func at(v *ics.VEvent, property ics.ComponentProperty, t time.Time) {
	if t.Location() == time.UTC {
		v.SetProperty(property, t.Format(utc))
		return
	}
	v.SetProperty(property, t.Format(local), ics.WithTZID(t.Location().String()))
}

// clean is text that may stand in a calendar: valid UTF-8, for the library reads past the end of any other, and without control characters
// but for LF, which it writes as \n.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
