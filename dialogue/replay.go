package dialogue

import (
	"cmp"
	"time"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// Derived is what an item is by its timeline alone. The zero moment is that nothing of the kind happened, or that it was taken back.
type Derived struct {
	Title, State, Outcome, Answer  string
	ServiceID, TakenBy, WantedID   *uuid.UUID
	DissolvedInto                  *uuid.UUID
	HandOvers                      int
	Proposed                       bool           // by figures
	ArrivedOn, RespondOn, DueOn    scheduler.Date // by which its norms count
	CreatedAt, RoutedAt            time.Time
	AcknowledgedAt, RespondedAt    time.Time
	ReadyAt, AnsweredAt, RevisedAt time.Time
	PausedAt                       time.Time // its clock stands since
	PausedDays                     int       // and stood so many working days before
	LateAt, ResponseLateAt         time.Time // the timeline says so since
	ReopenedAt                     time.Time

	Written bool         // an answer that colleagues can't read yet
	Draft   OutcomeInput // which is this
	Changed string       // and as a revision, what is different

	before *Derived              // it was dissolved
	merged map[uuid.UUID]Derived // as it was before these went up in it
}

// Replay tells what an item is from its timeline, the first event first. The doctor compares the item with it: whatever an operation
// changes of an item follows from an event that it appends.
func Replay(timeline []Event) Derived {
	var d Derived
	for _, e := range timeline {
		switch e.Kind {
		case WasCreated, WasProposed, WasMerged, WasSplit, WasUnbundled, WasDissolved, WasRestored, WasReopened:
			d.board(e)
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

// board is what an event about what stands in the item does, or about whether it stands by itself.
func (d *Derived) board(e Event) {
	switch e.Kind {
	case WasCreated:
		d.State, d.Title, d.CreatedAt = New, e.Text, e.At
	case WasProposed:
		d.Proposed = true
	case WasMerged:
		if d.merged == nil {
			d.merged = map[uuid.UUID]Derived{}
		}
		d.merged[*e.OtherID] = *d
	case WasUnbundled:
		d.unmerge(e)
	case WasDissolved:
		before := *d
		d.State, d.Outcome, d.DissolvedInto, d.before = HasOutcome, Dissolved, e.OtherID, &before
	case WasRestored:
		if d.before != nil {
			*d = *d.before
		}
	case WasReopened:
		d.reopen(e)
	}
	d.count(e)
}

// reopen lets it come to its service anew, or to nobody's where that closed.
func (d *Derived) reopen(e Event) {
	none := time.Time{}
	d.State, d.Outcome, d.Answer, d.TakenBy, d.WantedID, d.Changed = Routed, "", "", nil, nil, ""
	d.RoutedAt, d.ReopenedAt, d.AcknowledgedAt, d.RespondedAt, d.AnsweredAt, d.RevisedAt = e.At, e.At, none, none, none, none
	d.PausedAt, d.PausedDays, d.LateAt, d.ResponseLateAt, d.RespondOn, d.DueOn = none, 0, none, none, "", ""
	if d.ServiceID = e.ServiceID; e.ServiceID == nil {
		d.State, d.RoutedAt = New, none
	}
}

// unmerge gives it back the service that it had before another item went up in it, if it got another one then.
func (d *Derived) unmerge(e Event) {
	if e.OtherID == nil {
		return // only contributions were taken back
	}
	was := d.merged[*e.OtherID]
	if !sameService(d.ServiceID, was.ServiceID) {
		d.State, d.ServiceID, d.TakenBy, d.WantedID, d.HandOvers = was.State, was.ServiceID, was.TakenBy, was.WantedID, was.HandOvers
		d.RoutedAt, d.AcknowledgedAt = was.RoutedAt, was.AcknowledgedAt
	}
	d.ArrivedOn, d.RespondOn, d.DueOn = was.ArrivedOn, was.RespondOn, was.DueOn
	d.LateAt, d.ResponseLateAt = was.LateAt, was.ResponseLateAt
}

// count takes the days that an event names, as far as it does.
func (d *Derived) count(e Event) {
	d.ArrivedOn, d.RespondOn, d.DueOn = cmp.Or(e.ArrivedOn, d.ArrivedOn), cmp.Or(e.RespondOn, d.RespondOn), cmp.Or(e.DueOn, d.DueOn)
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
	default:
		d.RoutedAt = e.At
	}
	d.State, d.ServiceID, d.TakenBy, d.WantedID, d.AcknowledgedAt = Routed, e.ServiceID, nil, nil, time.Time{}
	d.count(e)
}

// take is what an event about who sees to the item does.
func (d *Derived) take(e Event) {
	if e.Kind == WasFreed {
		d.TakenBy = nil
		return
	}
	d.TakenBy = e.PersonID
	if e.Kind == WasAcknowledged {
		d.State, d.AcknowledgedAt = ItemAcknowledged, e.At
		d.respond(e)
	}
}

// respond notes the first response, whichever service gave it.
func (d *Derived) respond(e Event) {
	if d.RespondedAt.IsZero() {
		d.RespondedAt = e.At
	}
}

// turn is what an event about the clock does.
func (d *Derived) turn(e Event) {
	switch {
	case e.Kind == WasAskedBack:
		d.respond(e)
		if d.ServiceID != nil && d.Outcome == "" && d.ReadyAt.IsZero() && d.PausedAt.IsZero() {
			d.PausedAt = e.At
		}
	case e.Kind != WasLate:
		d.PausedAt, d.DueOn = time.Time{}, e.DueOn
		d.PausedDays += e.Days
	case e.Why == FirstResponse:
		d.ResponseLateAt = e.At
	default:
		d.LateAt = e.At
	}
}

// answer is what an event about the answer does, before it is told and when it is.
func (d *Derived) answer(e Event) {
	d.ReadyAt = time.Time{}
	switch e.Kind {
	case WasDrafted, WasReleased:
		d.Written, d.Draft, d.Changed = true, OutcomeInput{e.Outcome, e.Text, e.DueOn}, e.Why
		if e.Kind == WasReleased {
			d.ReadyAt = e.At
			d.respond(e)
		}
	case WasAnswered, WasRevised:
		d.State, d.Outcome, d.Answer, d.PausedAt = HasOutcome, e.Outcome, e.Text, time.Time{}
		d.Written, d.Draft, d.Changed = false, OutcomeInput{}, ""
		d.respond(e)
		if e.Kind == WasAnswered {
			d.AnsweredAt = e.At
		} else {
			d.RevisedAt = e.At
		}
	}
}
