package back

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// What became of a mail that came in.
const (
	Suppressed = "suppressed" // its address gets no letters any more
	Counted    = "counted"    // as a bounce that may pass
	Noted      = "noted"      // with the letter
	Repeated   = "repeated"   // said before
	Unknown    = "unknown"    // it names no letter that was sent
	Dropped    = "dropped"
	Taken      = "taken"   // by whoever registered for it
	NotTaken   = "refused" // with a letter that says why
)

// ErrTooLarge is returned for a mail over BytesAtMost.
var ErrTooLarge = errors.New("the mail is too large")

// ErrNotOurs is returned for a mail of a person that answers no letter: whoever has the mailbox should see it.
var ErrNotOurs = errors.New("the mail answers none of our letters")

// Receiver takes in mail.
type Receiver struct {
	Outbox *mail.Outbox
	Log    *slog.Logger
	// AddressOf is where a person gets mail now, which may be another address than a letter went to; nil knows only the latter.
	AddressOf func(ctx context.Context, person uuid.UUID) (string, error)

	takers map[string]Taker
}

// NewReceiver takes in mail for this outbox, and composes the letters that refuse a reply.
func NewReceiver(o *mail.Outbox, log *slog.Logger) *Receiver {
	r := &Receiver{Outbox: o, Log: log, takers: map[string]Taker{}}
	o.Register(mail.KindReplyRefused, mail.OneByOne(r.composeRefused))
	return r
}

// Result is what a mail was and what became of it.
type Result struct {
	Class  Class
	Became string
	Reason Reason // of a refusal
}

// incoming is a mail that is being taken in.
type incoming struct {
	*letter
	reading
	sender     mail.Sender
	recipients []string // addresses it came to
	known      bool     // the person of the letter wrote it
	row        handled
}

// Receive takes in one mail. envelopeFrom is "<>" when it was empty; it and envelopeTo are "" when they aren't known, as in a mailbox.
// When it returns without an error, what had to happen has happened and is durable, once, however often the same mail comes in.
// ErrNotOurs and ErrTooLarge say that nothing happened nor will; after any other error the mail has to come in again.
func (r *Receiver) Receive(ctx context.Context, raw []byte, envelopeFrom, envelopeTo string) (Result, error) {
	in, err := r.open(ctx, raw, envelopeFrom, envelopeTo)
	if err != nil {
		return Result{}, err
	}
	var answered *mail.Mail
	if in.row.Class == Answer || in.row.Class == Automatic {
		if answered, err = r.answered(ctx, in); err != nil {
			return Result{}, err
		}
		if answered == nil && in.row.Class == Answer {
			return Result{}, ErrNotOurs
		}
	}
	err = r.act(ctx, in, answered)
	var refusal *Refusal
	if errors.As(err, &refusal) { // what the taker began is undone; that it was refused is kept
		err = r.once(ctx, in, func(ctx context.Context, tx bun.Tx) error { return r.refuse(ctx, tx, in, answered, refusal.Reason) })
	}
	if err != nil {
		return Result{}, err
	}
	r.Log.Info("mail came in", "class", in.row.Class, "became", in.row.Became, "reason", in.row.Reason)
	return Result{in.row.Class, in.row.Became, in.row.Reason}, nil
}

// open reads a mail and says what it is.
func (r *Receiver) open(ctx context.Context, raw []byte, envelopeFrom, envelopeTo string) (*incoming, error) {
	if len(raw) > BytesAtMost {
		return nil, ErrTooLarge
	}
	sender, err := r.Outbox.Sender(ctx, r.Outbox.DB)
	if err != nil {
		return nil, fmt.Errorf("receive: sender: %w", err)
	}
	in := &incoming{sender: sender, row: handled{ID: uuid.Must(uuid.NewV7()), ReceivedAt: r.Outbox.Clock()}}
	if envelopeTo != "" {
		in.recipients = []string{strings.ToLower(strings.Trim(envelopeTo, "<>"))}
	}
	l, err := read(raw)
	if err != nil {
		in.row.Class, in.row.Became, in.row.Key = Unreadable, Dropped, keyOf(string(raw))
		return in, nil
	}
	in.letter, in.reading = l, l.classify(envelopeFrom)
	if in.class == Answer && (slices.Contains(l.addresses("From"), strings.ToLower(sender.Address)) || ourMessageID.MatchString(l.field("Message-Id"))) {
		in.class = Automatic // our own letter, sent around
	}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"} {
		if envelopeTo == "" {
			in.recipients = append(in.recipients, l.addresses(name)...)
		}
	}
	in.row.Class = in.class
	in.row.Key = in.key(raw)
	return in, nil
}

// act does what the mail asks for, together with the row that says so.
func (r *Receiver) act(ctx context.Context, in *incoming, answered *mail.Mail) error {
	return r.once(ctx, in, func(ctx context.Context, tx bun.Tx) error {
		switch in.row.Class {
		case Bounce, Delayed, Complaint:
			return r.cameBack(ctx, tx, in)
		case Answer:
			return r.reply(ctx, tx, in, answered)
		}
		in.row.Became = Dropped
		if answered != nil {
			in.row.MailID = &answered.ID
		}
		return nil
	})
}
