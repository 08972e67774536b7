package mail

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// The states of a mail. queued, retry and unknown wait for their moment; sent, dead and suppressed are final.
const (
	Queued     = "queued"
	Sending    = "sending"    // claimed by a worker, under a lease
	Sent       = "sent"       // the server took it: 250
	Retry      = "retry"      // refused for now (4xx, no connection); error says why
	Unknown    = "unknown"    // silence after the final dot: it may have arrived; repeated with the same Message-ID
	Dead       = "dead"       // refused for good; error holds the server's words
	Suppressed = "suppressed" // decided not to send after all; error says why
)

// Mail is one letter to one person as it stands in the outbox: a reference and the personal part, never the rendered text.
type Mail struct {
	bun.BaseModel `bun:"table:mails,alias:m"`

	ID          uuid.UUID       `bun:"id,pk"`
	Kind        string          `bun:"kind"`
	SubjectID   uuid.UUID       `bun:"subject_id"`
	PersonID    uuid.UUID       `bun:"person_id"`
	Name        string          `bun:"name"`
	Address     string          `bun:"address"`
	Language    string          `bun:"language"` // nl or en
	Personal    json.RawMessage `bun:"personal,type:json"`
	MessageID   string          `bun:"message_id"` // without the angle brackets
	State       string          `bun:"state"`
	Attempts    int             `bun:"attempts"`
	DueAt       time.Time       `bun:"due_at"`
	LeasedBy    string          `bun:"leased_by"`
	LeasedUntil bun.NullTime    `bun:"leased_until"`
	Error       string          `bun:"error"`
	CreatedAt   time.Time       `bun:"created_at"`
	SentAt      bun.NullTime    `bun:"sent_at"`
	Held        bool            `bun:"held"` // set aside while what it is about stands still
}

// Recipient is whom a letter goes to.
type Recipient struct {
	PersonID uuid.UUID
	Name     string
	Address  string
	Language string // nl or en
}

// Draft is a letter that an operation decides on.
type Draft struct {
	Kind     string    // one of the letter kinds
	Subject  uuid.UUID // what it is about; with Kind and recipient it is unique, so deciding twice queues once
	To       Recipient
	Personal any       // what only this letter says; stored as JSON
	Due      time.Time // before it the letter doesn't go out; the zero time for at once
}

// Letter is one of the typed structs in letters.go.
type Letter interface {
	// Kind names the letter and its templates.
	Kind() string
}

// Sender is who letters come from; the organisation's settings say it.
type Sender struct {
	Organisation string
	Name         string // of the From header
	Address      string
	Contact      string                 // whom to ask, under each letter
	BaseURL      string                 // of the links in letters, without a slash at the end
	Secret       string                 // key of the signed unsubscribe links
	Look         Look                   // the zero Look is our own
	Inbound      string                 // where answers and bounces come in: a domain of our own, or a mailbox that knows "+"; "" when nothing comes in
	Answered     func(kind string) bool // whether somebody takes answers to this kind of letter; nil: to all
	Hours        Hours                  // when anything but sign-in goes out
	Paused       string                 // why nothing but sign-in goes out, "" when it does
	Signer       *Signer                // signs what goes out; nil for none
}

// Outbox queues letters in the transaction of the operation that decides on them, and knows who composes which.
type Outbox struct {
	DB    *bun.DB
	Clock func() time.Time // UTC in whole seconds
	// Sender is set when the program is wired. It reads from db only: Queue calls it inside the operation's transaction.
	Sender func(ctx context.Context, db bun.IDB) (Sender, error)
	// Held are the subjects about which nothing goes out for now, while other mail does; nil for none. See held.go.
	Held func(ctx context.Context, db bun.IDB) ([]uuid.UUID, error)

	composers map[string]Composer
}
