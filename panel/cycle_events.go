package panel

import (
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// What can be decided about a round after it opened.
const (
	WasMoved     = "moved" // a deadline, earlier or later
	WasPaused    = "paused"
	WasResumed   = "resumed"
	WasCancelled = "cancelled"
)

// CycleEvent is a decision about a round, kept with its reason and the deadlines as they were before.
type CycleEvent struct {
	bun.BaseModel `bun:"table:cycle_events,alias:ce"`

	ID              uuid.UUID    `bun:"id,pk"`
	CycleID         uuid.UUID    `bun:"cycle_id"`
	Kind            string       `bun:"kind"`
	At              time.Time    `bun:"at"`
	PersonID        *uuid.UUID   `bun:"person_id"`
	Reason          string       `bun:"reason"`
	CollectingUntil bun.NullTime `bun:"collecting_until"`
	RespondingUntil bun.NullTime `bun:"responding_until"`
	ReportingUntil  bun.NullTime `bun:"reporting_until"`

	Person *Person `bun:"rel:belongs-to,join:person_id=id"`
}
