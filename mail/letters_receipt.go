package mail

import "github.com/google/uuid"

// Clarification asks who stands behind an item something back. To an ambassador it may be about what colleagues said whom nobody can name.
type Clarification struct {
	Item        uuid.UUID // its letters are one thread
	Title, Said string
	From        string // the service that asks, or the panel
	Question    string
	Own         bool // the reader stands behind it
	URL         string
}

// Reach asks somebody whether a receipt is theirs, and whether they want to hear by mail what becomes of it.
type Reach struct {
	Panel  string
	Number int // of the round
	Days   int // the link works so long
	URL    string
}

// Threads is the item.
func (c Clarification) Threads() []uuid.UUID { return []uuid.UUID{c.Item} }

func (Clarification) Kind() string { return KindClarification }
func (Reach) Kind() string         { return KindReach }

func (l Reach) shared() any             { l.URL = ""; return l }
func (l Reach) personal() string        { return l.URL }
func (l Reach) with(link string) Letter { l.URL = link; return l }
