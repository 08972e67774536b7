package dialogue

import (
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Store does the operations of this package on one database.
type Store struct {
	DB     *bun.DB
	Outbox *mail.Outbox
	Clock  func() time.Time // UTC in whole seconds

	frozen   digestCache
	sendings gathering[*sending] // of colleagues, on their way into the database
	openings openings            // that they come by
	tries    gathering[*try]     // that are close to a limit
	local    localCounts
	key      dayKey
	adviser  atomic.Pointer[Adviser]
	shreds   atomic.Bool // what was deleted may still stand in the database's files
}

// Draft is a contribution form as it was typed so far.
type Draft struct {
	bun.BaseModel `bun:"table:drafts,alias:d"`

	CycleID   uuid.UUID       `bun:"cycle_id,pk"`
	PersonID  uuid.UUID       `bun:"person_id,pk"`
	Form      json.RawMessage `bun:"form,type:json"`
	UpdatedAt time.Time       `bun:"updated_at"`
}

// The states of a contribution.
const (
	Waiting      = "waiting"
	Bundled      = "bundled"      // into an item
	Acknowledged = "acknowledged" // with a reason, without an item
	Removed      = "removed"      // with a reason: part of a flood; kept for the audit, counted nowhere
)

// InFigures is the reason of a contribution without words: a mark, a choice or a pair that counts in the figures. What tells it apart is
// that its text is empty: a reason is anybody's words.
const InFigures = "figures"

// Contribution is what an ambassador said to one question, or unasked, also on behalf of colleagues; or what a colleague sent by a link.
// One that nobody can be known by has a random ID, no PersonID, and the moment at which its round opened.
type Contribution struct {
	bun.BaseModel `bun:"table:contributions,alias:co"`

	ID           uuid.UUID  `bun:"id,pk"`
	CycleID      uuid.UUID  `bun:"cycle_id"`
	QuestionID   *uuid.UUID `bun:"question_id"` // of the cycle; nil for what was said unasked
	SubmissionID uuid.UUID  `bun:"submission_id"`
	AmbassadorID uuid.UUID  `bun:"ambassador_id,nullzero"` // uuid.Nil: PersonID said it outside a round, through nobody
	LinkID       *uuid.UUID `bun:"link_id"`                // a colleague sent it by this panel.Link; nil: the ambassador did
	PersonID     *uuid.UUID `bun:"person_id"`              // who said it; nil: nobody knows
	People       int        `bun:"people"`                 // how many stand behind it, the ambassador included when 1
	Mark         *int       `bun:"mark"`
	Importance   *int       `bun:"importance"`
	Experience   *int       `bun:"experience"`
	Choice       *int       `bun:"choice"` // index in the question's options
	Text         string     `bun:"text"`
	Unquoted     bool       `bun:"unquoted"` // who said it wants it read, but not quoted
	State        string     `bun:"state"`
	ItemID       *uuid.UUID `bun:"item_id"`
	Reason       string     `bun:"reason"` // InFigures, or the coordinator's words
	CreatedAt    time.Time  `bun:"created_at"`

	Cycle      *panel.Cycle         `bun:"rel:belongs-to,join:cycle_id=id"`
	Question   *panel.CycleQuestion `bun:"rel:belongs-to,join:question_id=id"`
	Ambassador *panel.Ambassador    `bun:"rel:belongs-to,join:ambassador_id=id"`
	Person     *panel.Person        `bun:"rel:belongs-to,join:person_id=id"`
	Item       *Item                `bun:"rel:belongs-to,join:item_id=id"`
}

// The states of an item.
const (
	New              = "new"
	Routed           = "routed"
	ItemAcknowledged = "acknowledged" // a responder took note
	HasOutcome       = "outcome"
)

// The outcomes of an item.
const (
	Changed   = "changed"
	Promised  = "promised"
	Explained = "explained"
	Thanked   = "thanked"
	Dissolved = "dissolved" // merged into another item, or its bundling was undone: nobody stands behind it, and nobody is told
)

// Item is one point; readers call it a point.
type Item struct {
	bun.BaseModel `bun:"table:items,alias:i"`

	ID               uuid.UUID      `bun:"id,pk"`
	PanelID          uuid.UUID      `bun:"panel_id"`
	CycleID          uuid.UUID      `bun:"cycle_id"`
	ServiceID        *uuid.UUID     `bun:"service_id"` // the accountable one; nil is not yet routed
	State            string         `bun:"state"`
	Title            string         `bun:"title"`
	Said             string         `bun:"said"`
	Outcome          string         `bun:"outcome"`
	Answer           string         `bun:"answer"`
	DueOn            scheduler.Date `bun:"due_on"` // an outcome is due, by the service's norm
	Contributions    int            `bun:"contributions"`
	People           int            `bun:"people"`
	PeopleShown      int            `bun:"people_shown"` // of them readers see whole smallest groups, see Shown: 0, or grown by one at a time
	HandOvers        int            `bun:"hand_overs"`
	Nudged           int            `bun:"nudged"`             // letters of panel.NormLetters that its service had
	NudgedOn         scheduler.Date `bun:"nudged_on"`          // the last of them
	ResponseNudged   int            `bun:"response_nudged"`    // letters of panel.ResponseLetters that its service had
	ResponseNudgedOn scheduler.Date `bun:"response_nudged_on"` // the last of them
	CreatedAt        time.Time      `bun:"created_at"`
	RoutedAt         bun.NullTime   `bun:"routed_at"`
	AcknowledgedAt   bun.NullTime   `bun:"acknowledged_at"`
	AnsweredAt       bun.NullTime   `bun:"answered_at"`
	ToldIn           *uuid.UUID     `bun:"told_in"`
	DissolvedInto    *uuid.UUID     `bun:"dissolved_into"`   // the item that has what it had; nil: its bundling was undone
	QuestionID       *uuid.UUID     `bun:"question_id"`      // of the cycle, whose answers proposed it
	TakenBy          *uuid.UUID     `bun:"taken_by"`         // the responder who sees to it
	WantedID         *uuid.UUID     `bun:"wanted_id"`        // the service to which it is asked to go; a coordinator decides
	ArrivedOn        scheduler.Date `bun:"arrived_on"`       // the norms count from this day
	RespondOn        scheduler.Date `bun:"respond_on"`       // a first response is due
	RespondedAt      bun.NullTime   `bun:"responded_at"`     // of the first response, whichever service gave it
	PausedOn         scheduler.Date `bun:"paused_on"`        // the clock stands since then: colleagues were asked something
	PausedDays       int            `bun:"paused_days"`      // working days that it stood before
	LateOn           scheduler.Date `bun:"late_on"`          // the day on which the timeline says that it is late
	LookedOn         scheduler.Date `bun:"looked_on"`        // the day on which the program last looked whether a paused clock may run
	ResponseLateOn   scheduler.Date `bun:"response_late_on"` // the day on which the timeline says that the first response is late
	ReadyAt          bun.NullTime   `bun:"ready_at"`         // its service released an answer or a revision that isn't published
	RevisedAt        bun.NullTime   `bun:"revised_at"`
	RevisedIn        *uuid.UUID     `bun:"revised_in"`     // the digest that told the revised outcome
	DecideToldOn     scheduler.Date `bun:"decide_told_on"` // the coordinators last heard of WantedID
	ReopenedAt       bun.NullTime   `bun:"reopened_at"`    // its outcome didn't help somebody: at most once
	ToldBefore       *uuid.UUID     `bun:"told_before"`    // the digest that told the outcome which it had until it was reopened

	Service *panel.Service `bun:"rel:belongs-to,join:service_id=id"`
	Cycle   *panel.Cycle   `bun:"rel:belongs-to,join:cycle_id=id"`
	Panel   *panel.Panel   `bun:"rel:belongs-to,join:panel_id=id"`
	Promise *Promise       `bun:"-"` // of its outcome: addPromises reads it
	Taker   *panel.Person  `bun:"rel:belongs-to,join:taken_by=id"`
}

// Shown is the number of people as readers may see it, by whole smallest groups: 0, "some", below one. So whatever is added, merged, split
// and undone between two looks, no subtraction leaves fewer than a group.
func (i Item) Shown(smallestGroup int) int {
	return i.PeopleShown - i.PeopleShown%smallestGroup
}

// The states of a promise.
const (
	PromiseOpen = "open"
	Delivered   = "delivered"
	Dropped     = "dropped"
)

// Promise is an outcome that is still to come, on a date.
type Promise struct {
	bun.BaseModel `bun:"table:promises,alias:pr"`

	ID         uuid.UUID      `bun:"id,pk"`
	ItemID     uuid.UUID      `bun:"item_id"`
	ServiceID  uuid.UUID      `bun:"service_id"`
	PanelID    uuid.UUID      `bun:"panel_id"`
	State      string         `bun:"state"`
	DueOn      scheduler.Date `bun:"due_on"`
	FirstDueOn scheduler.Date `bun:"first_due_on"` // stays visible when the promise moves
	Ending     string         `bun:"ending"`
	CreatedAt  time.Time      `bun:"created_at"`
	EndedAt    bun.NullTime   `bun:"ended_at"`
	ToldIn     *uuid.UUID     `bun:"told_in"`
	Nudged     int            `bun:"nudged"`    // letters about its day that its service had
	NudgedOn   scheduler.Date `bun:"nudged_on"` // the last of them
	AskedIn    *uuid.UUID     `bun:"asked_in"`  // the cycle that asked whether it was noticed
	Past       bool           `bun:"past"`      // its item was reopened after it ended: it stays what it was
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
