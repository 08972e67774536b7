package mail

import (
	"time"

	"github.com/google/uuid"
)

// Decide asks coordinators to which service an item goes that was handed over often already.
type Decide struct {
	Item               uuid.UUID // its letters are one thread
	Panel, Title, Said string
	From, Wanted       string // the service where it is, and the one to which that asks to hand it over
	HandOvers          int    // that there were before
	Reason             string
	DueOn              time.Time
	URL                string
}

// Threads is the item.
func (l Decide) Threads() []uuid.UUID { return []uuid.UUID{l.Item} }

func (Decide) Kind() string { return KindDecide }

func (l Decide) shared() any        { return l }
func (l Decide) personal() string   { return "" }
func (l Decide) with(string) Letter { return l }
