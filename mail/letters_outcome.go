package mail

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Outcome tells contributors what became of their own item, or of the promise about it; and of their others of which something was decided
// on the same day.
type Outcome struct {
	Item                 uuid.UUID // what is told about it is one thread that its readers can follow
	Title, Said, Service string
	Outcome              string // changed, promised, explained, thanked, delivered, rescheduled or dropped
	Answer               string
	Changed, Before      string // of a revised outcome: what is different, and the answer that was told before
	DueOn                time.Time
	Earlier              Days // the days that it was promised for before, the first first
	URL                  string
	Heard                string // where its reader says whether it helped, "" while there is nothing to say: the reader's own link
	Others               []Outcome
}

// Section is the section of a digest that the outcome would stand in.
func (o Outcome) Section() string {
	switch o.Outcome {
	case "delivered":
		return "kept"
	case "rescheduled":
		return "open_promise"
	}
	return o.Outcome
}

// Press is the button under an outcome: it asks whether that helped, or shows the point while there is nothing to say.
func (o Outcome) Press() Letter {
	if o.Heard == "" {
		return o
	}
	return heardPress{o, o.Heard}
}

// heardPress is an outcome whose button leads to its heard check.
type heardPress struct {
	Outcome
	URL string
}

// Threads are the items: a letter that tells of several belongs to the thread of each.
func (o Outcome) Threads() []uuid.UUID {
	threads := []uuid.UUID{o.Item}
	for _, other := range o.Others {
		threads = append(threads, other.Item)
	}
	return threads
}

func (Outcome) Kind() string { return KindOutcome }

// shared has all but the reader's own link in one string, because a list can't be a key. The others bear links of their own: who has several
// points on one day has a letter that nobody else has.
func (o Outcome) shared() any {
	o.Heard = ""
	return outcomeKey(fmt.Sprintf("%#v", o))
}
func (o Outcome) personal() string        { return o.Heard }
func (o Outcome) with(link string) Letter { o.Heard = link; return o }

type outcomeKey string
