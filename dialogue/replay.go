package dialogue

import (
	"time"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// Derived is what an item is by its timeline alone.
type Derived struct {
	State, Outcome, Answer string
	ServiceID              *uuid.UUID
	TakenBy                *uuid.UUID
	WantedID               *uuid.UUID
	DissolvedInto          *uuid.UUID
	DueOn                  scheduler.Date
	HandOvers              int
	Responded              bool
	Ready                  bool      // an answer is released and not published
	Revised                bool      // its outcome was given anew
	Resumed                bool      // its clock stood before
	PausedAt               time.Time // its clock stands since
	LateAt, ResponseLateAt time.Time // the timeline says so since

	before *Derived // it was dissolved
}

// Replay tells what an item is from its timeline, the first event first. The doctor compares the item with it: whatever an operation
// changes of an item follows from an event that it appends.
func Replay(timeline []Event) Derived {
	var d Derived
	for _, e := range timeline {
		switch e.Kind {
		case WasCreated:
			d.State = New
		case WasMerged, WasSplit, WasUnbundled:
			if e.DueOn != "" {
				d.DueOn = e.DueOn
			}
		case WasDissolved:
			before := d
			d.State, d.Outcome, d.Answer, d.DissolvedInto, d.before = HasOutcome, Dissolved, "", e.OtherID, &before
		case WasRestored:
			if d.before != nil {
				d = *d.before
			}
		case WasReopened:
			d.State, d.Outcome, d.Answer = Routed, "", ""
		case WasRouted, WasHandedOver, WasHandOverAsked, WasHandOverDeclined:
			d.travel(e)
		case WasAcknowledged, WasTaken, WasFreed:
			d.take(e)
		case WasAskedBack, WasClarified, WasResumed, WasLate:
			d.turn(e)
		case WasDrafted, WasReleased, WasRecalled, WasAnswered, WasRevised:
			d.answer(e)
		}
	}
	return d
}

// travel is what an event about the way to a service does.
func (d *Derived) travel(e Event) {
	switch e.Kind {
	case WasHandOverAsked:
		d.WantedID = e.ServiceID
		return
	case WasHandOverDeclined:
		d.WantedID = nil
		return
	case WasHandedOver:
		d.HandOvers++
	}
	d.State, d.ServiceID, d.DueOn, d.TakenBy, d.WantedID = Routed, e.ServiceID, e.DueOn, nil, nil
}

// take is what an event about who sees to the item does.
func (d *Derived) take(e Event) {
	if e.Kind == WasFreed {
		d.TakenBy = nil
		return
	}
	d.TakenBy = e.PersonID
	if e.Kind == WasAcknowledged {
		d.State, d.Responded = ItemAcknowledged, true
	}
}

// turn is what an event about the clock does.
func (d *Derived) turn(e Event) {
	switch {
	case e.Kind == WasAskedBack:
		d.Responded = true
		if d.ServiceID != nil && d.Outcome == "" && !d.Ready && d.PausedAt.IsZero() {
			d.PausedAt = e.At
		}
	case e.Kind != WasLate:
		d.Resumed, d.PausedAt, d.DueOn = true, time.Time{}, e.DueOn
	case e.Why == FirstResponse:
		d.ResponseLateAt = e.At
	default:
		d.LateAt = e.At
	}
}

// answer is what an event about the answer does, before it is told and when it is.
func (d *Derived) answer(e Event) {
	switch e.Kind {
	case WasDrafted, WasRecalled:
		d.Ready = false
	case WasReleased:
		d.Ready, d.Responded = true, true
	default:
		d.State, d.Outcome, d.Answer = HasOutcome, e.Outcome, e.Text
		d.PausedAt, d.Ready, d.Responded, d.Revised = time.Time{}, false, true, d.Revised || e.Kind == WasRevised
	}
}
