package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The kinds of event. What an item is follows from them: the columns that each bears, and what it does to the item, stand beside it. One
// that says nothing of a column leaves it empty, and one that says nothing of the item leaves that as it is.
const (
	WasCreated   = "created"   // Text: the title; ArrivedOn; OtherID: the item that it was split from. New
	WasBundled   = "bundled"   // more contributions joined
	WasUnbundled = "unbundled" // and were taken back. OtherID, all days: with the item that went up in this one. Its days, and the service that it had before
	WasSplit     = "split"     // OtherID: the item that some of its contributions became
	WasMerged    = "merged"    // OtherID, all days, Why: another item went up in it. Its days
	WasDissolved = "dissolved" // OtherID, Why: it went up in another item; without one its bundling was undone. Outcome, DissolvedInto
	WasRestored  = "restored"  // OtherID: what dissolved it was undone. As it was before
	WasProposed  = "proposed"  // Text: the figures of a question proposed it. QuestionID

	WasRouted           = "routed"             // ServiceID, all days, Text: the words of a rule; OtherID: by the merge with it. Routed, its service and days; nobody's, and nothing is asked for
	WasHandedOver       = "handed_over"        // ServiceID, all days, Text: why. As routed, and one more hand-over
	WasHandOverAsked    = "hand_over_asked"    // ServiceID, Text: why. WantedID
	WasHandOverDeclined = "hand_over_declined" // Text: why. No WantedID
	WasHelpAsked        = "help_asked"         // ServiceID, Text
	WasHelpGiven        = "help_given"         // ServiceID, Text

	WasAcknowledged = "acknowledged" // Acknowledged and TakenBy, by its person; a first response
	WasTaken        = "taken"        // TakenBy, by its person
	WasFreed        = "freed"        // nobody's
	WasNoted        = "noted"        // Text: for those who work on it
	WasAskedBack    = "asked_back"   // Text: its service asked who stands behind it. PausedOn, unless it had no service; a first response
	WasClarified    = "clarified"    // DueOn, Days: somebody answered. The clock runs
	WasResumed      = "resumed"      // DueOn, Days: the clock runs, and nobody needs to know who answered, or whether
	WasWarned       = "warned"       // DueOn, Why: its norm comes near
	WasLate         = "late"         // DueOn, Why: its norm passed. LateOn, or ResponseLateOn

	WasDrafted  = "drafted"  // Outcome, DueOn, Text, Why: an answer or a revision was written. Not ready
	WasReleased = "released" // Outcome, DueOn, Text: and it is the service's. Ready; a first response
	WasRecalled = "recalled" // Not ready
	WasAnswered = "answered" // Outcome, DueOn, Text. Outcome and answer; the clock stops; a first response
	WasRevised  = "revised"  // Outcome, DueOn, Text, Why: what is different. Another outcome and answer
	WasReopened = "reopened" // ServiceID, all days, Text: why. Routed anew, without an outcome; of a service that closed: New
	WasLeft     = "left"     // ServiceID, Text: somebody wasn't helped, and why it stays as it is

	WasDelivered   = "delivered"   // DueOn, Text: of its promise, as the two below
	WasRescheduled = "rescheduled" // DueOn, Text: why
	WasDropped     = "dropped"     // DueOn, Text: why
)

// FirstResponse is why an item is warned of or late when that isn't about its outcome.
const FirstResponse = "first_response"

// TellingKinds are the kinds of event of which everybody who stands behind the item hears.
var TellingKinds = []string{WasAnswered, WasRevised, WasDelivered, WasRescheduled, WasDropped}

// Event is one line of an item's timeline: who, when, what, why. It is appended and never changed.
type Event struct {
	bun.BaseModel `bun:"table:events,alias:e"`

	ID        uuid.UUID      `bun:"id,pk"`
	ItemID    uuid.UUID      `bun:"item_id"`
	At        time.Time      `bun:"at"`
	PersonID  *uuid.UUID     `bun:"person_id"` // nil: the program itself
	Kind      string         `bun:"kind"`
	ServiceID *uuid.UUID     `bun:"service_id"`
	Outcome   string         `bun:"outcome"`
	DueOn     scheduler.Date `bun:"due_on"`
	Text      string         `bun:"text"`
	OtherID   *uuid.UUID     `bun:"other_id"`   // the other item of a merge or a split
	Why       string         `bun:"why"`        // of a revised outcome: what is different; of a merge: its reason
	ArrivedOn scheduler.Date `bun:"arrived_on"` // the norms count from this day
	RespondOn scheduler.Date `bun:"respond_on"` // a first response is due
	Days      int            `bun:"days"`       // working days that a clock stood which runs again

	Person  *panel.Person  `bun:"rel:belongs-to,join:person_id=id"`
	Service *panel.Service `bun:"rel:belongs-to,join:service_id=id"`
	Other   *Item          `bun:"rel:belongs-to,join:other_id=id"`
}

// withDays names the days by which an item's norms count.
func (e Event) withDays(item *Item) Event {
	e.ArrivedOn, e.RespondOn, e.DueOn = item.ArrivedOn, item.RespondOn, item.DueOn
	return e
}

// record appends an event to an item's timeline.
func (s *Store) record(ctx context.Context, tx bun.Tx, actor panel.Actor, e Event) (Event, error) {
	e.ID, e.At, e.PersonID = newID(), s.Clock(), actor.PersonID()
	_, err := tx.NewInsert().Model(&e).Exec(ctx)
	return e, wrap("event", err)
}
