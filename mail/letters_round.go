package mail

import "time"

// RoundChanged tells somebody what a coordinator decided about a round under way, and what it means for them.
type RoundChanged struct {
	Panel         string
	Number        int
	Change        string // moved, paused, resumed or cancelled
	Reason        string // in the coordinator's own words; "" when the round goes on again
	Phase         string // of the round: collecting, responding, reporting, closed or cancelled
	Before, After PhaseDates

	Ambassador, Coordinator, Responder, Contributor bool // what the reader is to the round

	Waited int // the reader's contributions that no point was made of, and none will be
	URL    string
}

// PhaseDates are the last days of a round's phases.
type PhaseDates struct{ Collecting, Responding, Reporting time.Time }

// MovedDate is the last day of a phase that became another one.
type MovedDate struct {
	Phase         string
	Before, After time.Time
}

// Moved are the days that became others, in the order of the phases.
func (r RoundChanged) Moved() []MovedDate {
	var moved []MovedDate
	for _, m := range []MovedDate{{"collecting", r.Before.Collecting, r.After.Collecting}, {"responding", r.Before.Responding, r.After.Responding},
		{"reporting", r.Before.Reporting, r.After.Reporting}} {
		if !m.Before.Equal(m.After) {
			moved = append(moved, m)
		}
	}
	return moved
}

// Goes reports whether the round goes on with the days that the letter tells.
func (r RoundChanged) Goes() bool { return r.Change == "moved" || r.Change == "resumed" }

func (RoundChanged) Kind() string { return KindRoundChanged }
