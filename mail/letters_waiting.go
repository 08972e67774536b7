package mail

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Reminder asks an ambassador who has sent nothing in this round yet, twice at most.
type Reminder struct {
	Panel  string
	Number int       // of the round
	Until  time.Time // in the panel's zone
	Draft  bool      // something was typed and not sent
	Last   bool
	Reply  bool // an answer to the letter is understood
	URL    string

	Questions  []string // for an answer by their number; none where nobody reads it
	Colleagues string   // the reader's own link for colleagues, "" without one
	Kit        string   // where that link, a poster and more are
}

// Owed is what one service still has to answer. In an Escalation, Unmanned says that nobody answers for it now.
type Owed struct {
	Service  string
	Unmanned bool
	Points   []OwedPoint
}

// OwedPoint is one point without an outcome, or in an Escalation one with a promise that wasn't kept yet. Who said it is nobody's business here.
type OwedPoint struct {
	Number   int // by which an answer to the letter names it; 0 for none
	Title    string
	DueOn    time.Time
	Today    bool // it is due today
	LateDays int  // working days
	Promise  bool // it was promised for DueOn; else an answer is due
	URL      string

	FirstToday bool // a first response is due today
	FirstLate  int  // working days that it is late

	New        bool // it came to the service since the letter before; only then what follows is said
	HandedOver bool // by another service, for this Reason
	Reason     string
	Said       string
	People     int
}

// Also is what waits for somebody beside points without an outcome.
type Also struct {
	Kind           string // promise, revise, help, mention, decide, merged or told
	Title, Service string // Service is who was asked, promised or wants to hand it over; "" for a mention
	DueOn          time.Time
	Today          bool   // it is due today
	LateDays       int    // working days
	Into           string // the point that a merged one is part of now
	Count          int    // of what was said outside a round, in the panel that Title names
	URL            string
}

// Nudge lists for a responder what waits, at all their services: on a day what is new or due soon, once a week all of it.
type Nudge struct {
	Weekly      bool
	Owed        []Owed
	Total, Late int // points, those that stand on the page only included
	Also        []Also
	Reply       bool
	Numbered    bool // an answer names its point by its number, even when the others were answered meanwhile
	URL         string
}

// Single is the one point that the letter is about, when it came just now and nothing else waits.
func (l Nudge) Single() (single *SinglePoint) {
	if l.Total == 1 && len(l.Also) == 0 && len(l.Owed) == 1 && l.Owed[0].Points[0].New {
		return &SinglePoint{l.Owed[0].Service, l.Owed[0].Points[0].Title}
	}
	return nil
}

// ReplyNumber is the number that an answer to the letter begins with, for example; 0 when it needs none.
func (l Nudge) ReplyNumber() int {
	if l.Single() != nil && !l.Numbered {
		return 0
	}
	for _, o := range l.Owed {
		for _, p := range o.Points {
			if p.Number > 0 {
				return p.Number
			}
		}
	}
	return 0
}

// Merged reports whether the letter only says which points are part of others now: nothing waits.
func (l Nudge) Merged() bool {
	return l.Total == 0 && !slices.ContainsFunc(l.Also, func(a Also) bool { return a.Kind != "merged" })
}

// SinglePoint is a point and whose it is.
type SinglePoint struct{ Service, Title string }

// Escalation lists what is late, and what waits where nobody answers: for the owner of the services, or else for the coordinators of the
// panels that the points are of.
type Escalation struct {
	ToOwner     bool
	Owed        []Owed
	Total, Late int // points, those that don't stand here included
	URL         string
}

// Unmanned are the services for which nobody answers now, in a row.
func (l Escalation) Unmanned() string {
	var unmanned []Owed
	for _, o := range l.Owed {
		if o.Unmanned {
			unmanned = append(unmanned, o)
		}
	}
	return serviceNames(unmanned)
}

// More is how many points the letter doesn't name.
func (l Nudge) More() int { return l.Total - points(l.Owed) }

// More is how many points the letter doesn't name.
func (l Escalation) More() int { return l.Total - points(l.Owed) }

func points(owed []Owed) int {
	n := 0
	for _, o := range owed {
		n += len(o.Points)
	}
	return n
}

func (l Reminder) Kind() string {
	if l.Last {
		return KindLastReminder
	}
	return KindReminder
}

func (l Nudge) Kind() string {
	if l.Weekly {
		return KindWeek
	}
	return KindNudge
}
func (Escalation) Kind() string { return KindEscalation }

// owedKey has what is owed in one string, because a list can't be a key.
type owedKey struct {
	kind, owed, url string
	total, late     int
	toOwner, reply  bool
	numbered        bool
}

// reminderKey is as owedKey.
type reminderKey struct {
	kind, panel, until, questions, url string
	number                             int
	draft, reply                       bool
}

func (l Reminder) shared() any {
	return reminderKey{l.Kind(), l.Panel, l.Until.Format(time.DateOnly), strings.Join(l.Questions, "\x00"), l.URL, l.Number, l.Draft, l.Reply}
}
func (l Reminder) personal() string   { return "" }
func (l Reminder) with(string) Letter { return l }

func (l Nudge) shared() any {
	return owedKey{l.Kind(), fmt.Sprint(l.Owed, l.Also), l.URL, l.Total, l.Late, false, l.Reply, l.Numbered}
}
func (l Nudge) personal() string        { return "" }
func (l Nudge) with(string) Letter      { return l }
func (l Escalation) personal() string   { return "" }
func (l Escalation) with(string) Letter { return l }
func (l Escalation) shared() any {
	return owedKey{KindEscalation, fmt.Sprint(l.Owed), l.URL, l.Total, l.Late, l.ToOwner, false, false}
}

// ServiceNames are the services that owe something, in a row.
func (l Nudge) ServiceNames() string { return serviceNames(l.Owed) }

// ServiceNames are the services that owe something, in a row.
func (l Escalation) ServiceNames() string { return serviceNames(l.Owed) }

func serviceNames(owed []Owed) string {
	names := make([]string, len(owed))
	for i, o := range owed {
		names[i] = o.Service
	}
	return strings.Join(names, ", ")
}
