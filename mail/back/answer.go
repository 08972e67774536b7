package back

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// Reply is what a person wrote in answer to a letter.
type Reply struct {
	Mail       mail.Mail // the letter it answers: its kind, what it was about, and whom it went to
	Subject    string
	Text       string // without what it quotes
	Quoting    string // the same with the quoted lines between it, each after "> ": a reply may stand under each question
	ReceivedAt time.Time
}

// Taker does something with a reply, within the transaction that says it was handled. A *Refusal undoes what it did and tells the person; after
// any other error the reply comes in again.
type Taker func(ctx context.Context, tx bun.Tx, r Reply) error

// Reason is why a reply wasn't taken.
type Reason string

// The reasons. The letter that refuses a reply has words for each.
const (
	Nobody     Reason = "nobody"     // nobody reads answers to this kind of letter
	Stranger   Reason = "stranger"   // it came from another address than the letter went to
	Attachment Reason = "attachment" // it holds a file
	Empty      Reason = "empty"      // it says nothing
	Closed     Reason = "closed"     // what it is about takes no more answers
	TooLong    Reason = "too_long"   // more words than one answer may have
	TooMany    Reason = "too_many"   // more answers to one letter in a day than anybody writes
)

// Refusal is the error by which a Taker says that the person should hear why their reply wasn't taken.
type Refusal struct{ Reason Reason }

func (r *Refusal) Error() string { return "the reply is refused: " + string(r.Reason) }

// RegisterReply names who takes the replies to a kind of letter. A kind has one; a second is a mistake in the wiring and panics.
func (r *Receiver) RegisterReply(kind string, t Taker) {
	if _, twice := r.takers[kind]; twice {
		panic("back: two takers for " + kind)
	}
	r.takers[kind] = t
}

// Answered reports whether somebody takes replies to letters of this kind. The others carry no address for them: an answer then goes to the
// people behind the sender's address.
func (r *Receiver) Answered(kind string) bool { return r.takers[kind] != nil }

// answered is the letter at whose signed reply address the mail came in; nil when there is none.
func (r *Receiver) answered(ctx context.Context, in *incoming) (*mail.Mail, error) {
	for _, address := range in.recipients {
		id, ok := in.sender.Replied(address)
		if !ok {
			continue
		}
		m, err := mailOf(ctx, r.Outbox.DB, []uuid.UUID{id}, nil)
		if err != nil {
			return nil, err
		}
		if m != nil && in.sender.AnsweredBy(address, m) {
			return m, in.knowWriter(ctx, r, m)
		}
	}
	return nil, nil
}

// knowWriter finds out, before any transaction holds the database, whether the person of the letter wrote this.
func (in *incoming) knowWriter(ctx context.Context, r *Receiver, m *mail.Mail) error {
	own := []string{strings.ToLower(m.Address)}
	if r.AddressOf != nil {
		now, err := r.AddressOf(ctx, m.PersonID)
		if err != nil {
			return fmt.Errorf("receive: whose reply: %w", err)
		}
		own = append(own, strings.ToLower(now))
	}
	from := in.addresses("From")
	in.known = len(from) == 1 && slices.Contains(own, from[0])
	return nil
}

// reply hands a reply over, or refuses it.
func (r *Receiver) reply(ctx context.Context, tx bun.Tx, in *incoming, m *mail.Mail) error {
	take, taken := r.takers[m.Kind]
	switch {
	case !taken:
		return r.refuse(ctx, tx, in, m, Nobody)
	case !in.known:
		return r.refuse(ctx, tx, in, m, Stranger)
	case len(in.attachments) > 0:
		return r.refuse(ctx, tx, in, m, Attachment)
	case in.text == "":
		return r.refuse(ctx, tx, in, m, Empty)
	}
	in.row.MailID, in.row.Became = &m.ID, Taken
	return take(ctx, tx, Reply{Mail: *m, Subject: in.field("Subject"), Text: in.text, Quoting: in.quoting, ReceivedAt: in.row.ReceivedAt})
}

// refuse tells the person of the letter, once per letter, why a reply wasn't taken. Nobody can answer that
// letter in turn: see mail.Sender.ReplyAddress.
func (r *Receiver) refuse(ctx context.Context, tx bun.IDB, in *incoming, m *mail.Mail, why Reason) error {
	in.row.MailID, in.row.Became, in.row.Reason = &m.ID, NotTaken, why
	_, err := r.Outbox.Queue(ctx, tx, mail.Draft{Kind: mail.KindReplyRefused, Subject: m.ID, Personal: mail.ReplyRefused{Reason: string(why)},
		To: mail.Recipient{PersonID: m.PersonID, Name: m.Name, Address: m.Address, Language: m.Language}})
	return err
}

func (r *Receiver) composeRefused(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	var letter mail.ReplyRefused
	if err := json.Unmarshal(m.Personal, &letter); err != nil {
		return nil, fmt.Errorf("compose the refusal of a reply: %w", err)
	}
	sender, err := r.Outbox.Sender(ctx, db)
	if err != nil {
		return nil, err
	}
	letter.URL = sender.BaseURL + "/"
	return letter, nil
}
