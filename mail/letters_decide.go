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

// Thread is the item.
func (l Decide) Thread() uuid.UUID { return l.Item }

func (Decide) Kind() string { return KindDecide }

func (l Decide) shared() any                       { return l }
func (l Decide) personal() (string, []DigestEntry) { return "", nil }
func (l Decide) with(string, []DigestEntry) Letter { return l }
