package panel

import (
	"time"

	"klantpanel/panel/ical"
	"klantpanel/scheduler"
)

// What a round brings into a calendar. The words are in the UID of the events and never change.
const (
	theOpening    = "opening"    // timed, at its moment
	theCollecting = "collecting" // the last day of a phase
	theAnswering  = "answering"  // the phase in which services answer, from the first to the last day
	theResponding = "responding"
	theReporting  = "reporting"
)

// calendarEvents say who finds what in the calendar.
var calendarEvents = []struct {
	what string
	to   part
}{
	{theOpening, anAmbassador | aCoordinator},
	{theCollecting, anAmbassador | aCoordinator},
	{theAnswering, aResponder | aCoordinator},
	{theResponding, aResponder | aCoordinator},
	{theReporting, anAmbassador | aCoordinator},
}

// openingLength is how long the opening stands in the calendar.
const openingLength = 30 * time.Minute

// calendarRound is a round, planned or opened, as calendars show it.
type calendarRound struct {
	panel  *Panel
	number int            // 0 before it opened
	on     scheduler.Date // by which it is known: cycles.planned_on
	cycle  string         // its id, "" before it opened

	opens                             time.Time
	collecting, responding, reporting scheduler.Date
	answering                         scheduler.Date // the first day of responding
	sequence                          int
	changed                           time.Time
	status                            ical.Status
}

// plannedRound is one to come.
func (p *Panel) plannedRound(r PlannedRound, calendar scheduler.Calendar) calendarRound {
	return calendarRound{panel: p, on: r.On, opens: r.At.In(p.Zone()), collecting: r.Collecting, responding: r.Responding, reporting: r.Reporting,
		answering: calendar.AddWorkdays(r.Collecting, 1), sequence: p.Sequence, status: ical.Confirmed}
}

// openedRound is one that opened, or was to.
//
// Its sequence is never less than that of the same round while it was planned: the panel's only grows, and so does the round's own. RFC
// 5545 section 3.8.7.4 minds no number that is passed over.
func (p *Panel) openedRound(c Cycle, calendar scheduler.Calendar, changed time.Time) (calendarRound, bool) {
	zone := p.Zone()
	r := calendarRound{panel: p, number: c.Number, on: c.PlannedOn, opens: c.OpenedAt.In(zone), sequence: p.Sequence + c.Sequence + 1, status: ical.Confirmed, changed: changed}
	switch {
	case c.Phase == Cancelled:
		r.status = ical.Cancelled
	case c.Paused():
		r.status = ical.Tentative
	}
	if c.OpenedAt.IsZero() {
		plan, err := p.Plan(calendar)
		if err != nil {
			return r, false // doctor names it
		}
		r.opens = plan.Moment(c.PlannedOn, zone).In(zone)
		r.collecting, r.responding, r.reporting = Phases(c.PlannedOn, *p, calendar)
	} else {
		r.cycle = c.ID.String()
		r.collecting = scheduler.DateOf(c.CollectingUntil.Time, zone)
		r.responding = scheduler.DateOf(c.RespondingUntil.Time, zone)
		r.reporting = scheduler.DateOf(c.ReportingUntil.Time, zone)
	}
	r.answering = min(calendar.AddWorkdays(r.collecting, 1), r.responding)
	return r, true
}

// events are those that somebody with this part in the panel sees.
func (r calendarRound) events(at calendarPlace, to part) []ical.Event {
	var events []ical.Event
	for _, e := range calendarEvents {
		if e.to&to != 0 {
			events = append(events, r.event(at, e.what, to))
		}
	}
	return events
}

func (r calendarRound) event(at calendarPlace, what string, to part) ical.Event {
	e := ical.Event{UID: r.panel.ID.String() + "." + string(r.on) + "." + what + "@" + at.host(), Sequence: r.sequence, Changed: r.changed, Status: r.status,
		Category: r.panel.Name, URL: at.baseURL + r.path(what, to), Summary: r.title(what, at.language)}
	first, last := r.days(what)
	if what == theOpening {
		e.Start, e.Length = r.opens, openingLength
	} else {
		e.First, e.Last = first, last
	}
	e.Description = e.URL // Google shows no other
	if sentence := r.sentence(what, at.language, last); sentence != "" {
		e.Description = sentence + "\n" + e.URL
	}
	return e
}

// days are the first and the last of an event, or of what begins with it.
func (r calendarRound) days(what string) (first, last scheduler.Date) {
	switch what {
	case theAnswering:
		return r.answering, r.responding
	case theResponding:
		return r.responding, r.responding
	case theReporting:
		return r.reporting, r.reporting
	}
	return r.collecting, r.collecting
}

// path is the page that the reader may see about it.
func (r calendarRound) path(what string, to part) string {
	switch {
	case r.cycle == "" && to&aCoordinator != 0:
		return "/panels/" + r.panel.ID.String()
	case r.cycle == "" || to == aResponder:
		return "/"
	case what == theCollecting && to&anAmbassador != 0:
		return "/cycles/" + r.cycle + "/contribute"
	}
	return "/cycles/" + r.cycle
}
