package web

import (
	"cmp"
	"slices"
	"time"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// itemTimeline is what happened to a point.
type itemTimeline struct{ Timeline []step }

// step is one line of a point's timeline as this reader may know it.
type step struct {
	Icon, What, Who, Note, Text string
	At                          time.Time
}

var stepIcons = map[string]string{
	dialogue.WasCreated: "edit", dialogue.WasBundled: "people", dialogue.WasRouted: "inbox", dialogue.WasHandedOver: "arrow",
	dialogue.WasAcknowledged: "person", dialogue.WasAnswered: "chat", dialogue.WasDelivered: "check", dialogue.WasRescheduled: "calendar",
	dialogue.WasDropped: "stop", dialogue.WasAskedBack: "chat", dialogue.WasProposed: "info",
	dialogue.WasDrafted: "edit", dialogue.WasReleased: "check", dialogue.WasRecalled: "back", dialogue.WasRevised: "edit",
	dialogue.WasHandOverAsked: "arrow", dialogue.WasHandOverDeclined: "stop", dialogue.WasHelpAsked: "people", dialogue.WasHelpGiven: "check",
	dialogue.WasClarified: "chat", dialogue.WasResumed: "clock", dialogue.WasWarned: "clock", dialogue.WasLate: "alert",
	dialogue.WasTaken: "person", dialogue.WasFreed: "people", dialogue.WasNoted: "edit",
	dialogue.WasUnbundled: "back", dialogue.WasMerged: "people", dialogue.WasSplit: "arrow", dialogue.WasDissolved: "stop", dialogue.WasRestored: "back",
	dialogue.WasReopened: "back", dialogue.WasLeft: "stop",
}

// timeline is what happened to a point. Names and the reasons of hand-overs are for insiders; the others see with which service it is
// now and nothing of the way there.
func (r *Request) timeline(item dialogue.Item, events []dialogue.Event) []step {
	inside := r.insider(item)
	if !inside {
		events = withoutTheWay(events)
	}
	var steps []step
	saved := 0 // the draft that follows, before
	for i, e := range events {
		if writtenOver(events[i:]) {
			saved++
			continue
		}
		if e.Kind == dialogue.WasHandedOver && !inside {
			e.Kind = dialogue.WasRouted
		}
		if e.Kind == dialogue.WasCreated && !inside {
			e.Other = nil
		}
		s := step{Icon: stepIcons[e.Kind], What: r.happened(e), At: e.At, Text: saidWith(e)}
		if inside {
			s.Text, s.Note = cmp.Or(s.Text, r.saidInside(e)), r.remark(e, events)
			s.Who = r.T("point.program")
			if e.Person != nil {
				s.Who = e.Person.Name
			}
		}
		if e.Kind == dialogue.WasDrafted {
			if saved > 0 {
				s.Note = r.TN("item.drafted_times", saved+1)
			}
			saved = 0
		}
		steps = append(steps, s)
	}
	return steps
}

// writtenOver reports whether the first of these events is a draft that the same person saved again before anything else became of it.
func writtenOver(events []dialogue.Event) bool {
	first := events[0]
	if first.Kind != dialogue.WasDrafted || first.PersonID == nil {
		return false
	}
	for _, e := range events[1:] {
		switch e.Kind {
		case dialogue.WasDrafted:
			return isPerson(e.PersonID, *first.PersonID)
		case dialogue.WasReleased, dialogue.WasRecalled, dialogue.WasAnswered, dialogue.WasRevised:
			return false
		}
	}
	return false
}

// saidWith is what whoever sees an event reads in the words of who did it. What was answered stands above the timeline.
func saidWith(e dialogue.Event) string {
	switch e.Kind {
	case dialogue.WasHandedOver, dialogue.WasAskedBack, dialogue.WasDelivered, dialogue.WasRescheduled, dialogue.WasDropped, dialogue.WasReopened, dialogue.WasLeft:
		return e.Text
	case dialogue.WasRevised:
		return e.Why
	}
	return ""
}

// saidInside is what only those who work on a point read: how it came where it is, what was asked of others, and what was written before it was
// told. Notes stand by themselves.
func (r *Request) saidInside(e dialogue.Event) string {
	switch e.Kind {
	case dialogue.WasHandOverAsked, dialogue.WasHandOverDeclined, dialogue.WasHelpAsked, dialogue.WasHelpGiven, dialogue.WasDrafted, dialogue.WasReleased:
		return e.Text
	case dialogue.WasMerged, dialogue.WasDissolved:
		return e.Why
	case dialogue.WasRouted:
		if e.PersonID == nil && e.Text != "" {
			return r.T("point.by_rule", "Words", r.quoted([]string{e.Text}))
		}
	}
	return ""
}

// remark says of an event what its kind doesn't: for how long the clock stood, and of an answer that another one took the place of, or that
// didn't help, what it was.
func (r *Request) remark(e dialogue.Event, timeline []dialogue.Event) string {
	later := func(l dialogue.Event) bool {
		return (l.Kind == dialogue.WasRevised || l.Kind == dialogue.WasReopened) && l.ID.String() > e.ID.String()
	}
	switch {
	case e.Days > 0:
		return r.TN("point.stood", e.Days)
	case (e.Kind == dialogue.WasAnswered || e.Kind == dialogue.WasRevised) && slices.ContainsFunc(timeline, later):
		return r.T("point.was_answered", "Answer", e.Text)
	}
	return ""
}

// forOutsiders are the kinds of event that concern who doesn't work on a point. Whatever else happens to it stays with those who do.
var forOutsiders = []string{dialogue.WasCreated, dialogue.WasBundled, dialogue.WasRouted, dialogue.WasHandedOver, dialogue.WasAcknowledged,
	dialogue.WasAskedBack, dialogue.WasAnswered, dialogue.WasRevised, dialogue.WasDelivered, dialogue.WasRescheduled, dialogue.WasDropped,
	dialogue.WasReopened, dialogue.WasLeft}

// withoutTheWay leaves what concerns outsiders, and of all services that a point was with the one where it is now.
func withoutTheWay(events []dialogue.Event) []dialogue.Event {
	moved := func(e dialogue.Event) bool { return e.Kind == dialogue.WasRouted || e.Kind == dialogue.WasHandedOver }
	last := -1
	for i, e := range events {
		if moved(e) {
			last = i
		}
	}
	var kept []dialogue.Event
	for i, e := range events {
		earlier := i < last && (moved(e) || e.Kind == dialogue.WasAcknowledged)
		if !earlier && slices.Contains(forOutsiders, e.Kind) {
			kept = append(kept, e)
		}
	}
	return kept
}

// happened says an event in words.
// ids: point.event.unbundled point.event.merged point.event.split point.event.split_from point.event.dissolved point.event.dissolved_into point.event.restored
// ids: point.event.proposed
// ids: point.event.created point.event.bundled point.event.routed point.event.handed_over point.event.acknowledged
// ids: point.event.hand_over_asked point.event.hand_over_declined point.event.help_asked point.event.help_given
// ids: point.event.drafted point.event.released point.event.recalled point.event.revised
// ids: point.event.taken point.event.freed point.event.noted
// ids: point.event.delivered point.event.rescheduled point.event.dropped point.event.promised point.event.asked_back point.event.asked_first
// ids: point.event.reopened point.event.left point.event.clarified point.event.resumed point.event.warned point.event.late point.event.warned_first point.event.late_first
func (r *Request) happened(e dialogue.Event) string {
	service := ""
	if e.Service != nil {
		service = e.Service.Name
	}
	kind, other := e.Kind, ""
	if e.Other != nil {
		other = e.Other.Title
	}
	switch {
	case kind == dialogue.WasCreated && other != "":
		kind = "split_from"
	case kind == dialogue.WasDissolved && other != "":
		kind = "dissolved_into"
	case kind == dialogue.WasAnswered && e.Outcome == dialogue.Promised:
		kind = "promised"
	case kind == dialogue.WasAskedBack && service == "": // no service had it yet
		kind = "asked_first"
	case (kind == dialogue.WasWarned || kind == dialogue.WasLate) && e.Why == dialogue.FirstResponse:
		kind += "_first"
	case kind == dialogue.WasAnswered:
		return r.T("point.state." + e.Outcome)
	}
	return r.T("point.event."+kind, "Service", service, "Date", r.dateInWords(e.DueOn), "Other", other)
}

// dateInWords is "27 november 2026", "" for no day.
func (r *Request) dateInWords(d scheduler.Date) string {
	if !d.Valid() {
		return ""
	}
	return longDate(r.Language, d.Time(), false)
}

// alreadyDone reports whether the operation refused err only because the reader did exactly this before: a form that was posted twice
// is no conflict. The event's fields that are filled in have to agree. An answer that was released and came back was not sent yet.
func (r *Request) alreadyDone(err error, done dialogue.Event) (bool, error) {
	if !isProblem(err) {
		return false, nil
	}
	events, err := r.Dialogue.Timeline(r.Context(), r.item.ID)
	if err != nil {
		return false, err
	}
	if done.Kind == dialogue.WasReleased {
		for i, e := range slices.Backward(events) {
			if e.Kind == dialogue.WasRecalled || e.Kind == dialogue.WasDrafted {
				events = events[i+1:]
				break
			}
		}
	}
	return slices.ContainsFunc(events, func(e dialogue.Event) bool {
		return isPerson(e.PersonID, r.Actor.Person.ID) && e.Kind == done.Kind && e.Text == done.Text && e.Outcome == done.Outcome &&
			(done.DueOn == "" || e.DueOn == done.DueOn) && (done.ServiceID == nil || e.ServiceID != nil && *e.ServiceID == *done.ServiceID)
	}), nil
}

// handedOver reports whether the reader was the last to hand the point over.
func (r *Request) handedOver() (bool, error) {
	events, err := r.Dialogue.Timeline(r.Context(), r.item.ID)
	for _, e := range slices.Backward(events) {
		if e.Kind == dialogue.WasHandedOver {
			return isPerson(e.PersonID, r.Actor.Person.ID), err
		}
	}
	return false, err
}

// reload reads the point again after the world moved on.
func (r *Request) reload() error {
	return ItemReader.Again(r)
}
