package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// queueAtOnce is how many rows one INSERT takes: a digest's step stays one statement, and far below SQLite's longest one.
const queueAtOnce = 200

// Suppression is the error by which a Composer says that a letter should not go after all.
type Suppression struct{ Reason string }

func (s *Suppression) Error() string { return "suppressed: " + s.Reason }

// Suppress is a Suppression with this reason.
func Suppress(reason string) error { return &Suppression{Reason: reason} }

// Register names the composer of a kind of letter. A kind has one; a second is a mistake in the wiring and panics.
func (o *Outbox) Register(kind string, c Composer) {
	if o.composers == nil {
		o.composers = map[string]Composer{}
	}
	if _, twice := o.composers[kind]; twice {
		panic("mail: two composers for " + kind)
	}
	o.composers[kind] = c
}

// Queue puts drafts into the outbox, within the transaction tx of the operation that decides on them, and returns how many are new:
// deciding twice queues once. A recipient without a usable address is kept too, as suppressed with the reason.
func (o *Outbox) Queue(ctx context.Context, tx bun.IDB, drafts ...Draft) (queued int, err error) {
	if len(drafts) == 0 {
		return 0, nil
	}
	sender, err := o.Sender(ctx, tx)
	if err != nil {
		return 0, fmt.Errorf("outbox: sender: %w", err)
	}
	domain, err := domainOf(sender.Address)
	if err != nil {
		return 0, fmt.Errorf("outbox: sender: %w", err)
	}
	now := o.Clock()
	for len(drafts) > 0 {
		n := min(len(drafts), queueAtOnce)
		mails := make([]*Mail, n)
		for i, d := range drafts[:n] {
			if mails[i], err = newMail(d, domain, now); err != nil {
				return queued, err
			}
		}
		drafts = drafts[n:]
		result, err := tx.NewInsert().Model(&mails).On("CONFLICT (kind, subject_id, person_id) DO NOTHING").Returning("NULL").Exec(ctx)
		if err != nil {
			return queued, fmt.Errorf("outbox: queue: %w", err)
		}
		added, err := result.RowsAffected()
		if err != nil {
			return queued, fmt.Errorf("outbox: queue: %w", err)
		}
		queued += int(added)
	}
	return queued, nil
}

func newMail(d Draft, domain string, now time.Time) (*Mail, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	if tellsDayOnly(d.Kind) {
		now = dayOf(now)
		id = atMoment(id, now)
	}
	personal, err := json.Marshal(d.Personal)
	if err != nil {
		return nil, fmt.Errorf("outbox: personal part of %s: %w", d.Kind, err)
	}
	if bytes.Equal(personal, []byte("null")) {
		personal = []byte("{}")
	}
	m := &Mail{
		ID: id, Kind: d.Kind, SubjectID: d.Subject, PersonID: d.To.PersonID,
		Name: oneLine(d.To.Name), Address: d.To.Address, Language: d.To.Language, Personal: personal,
		MessageID: strings.ReplaceAll(id.String(), "-", "") + "." + d.Kind + "@" + domain,
		State:     Queued, DueAt: now, CreatedAt: now,
	}
	if m.Language != "en" {
		m.Language = "nl"
	}
	if d.Due.After(now) {
		m.DueAt = d.Due
	}
	if d.Kind == KindSignIn {
		m.DueAt = now.Add(-time.Hour) // somebody sits waiting for it: ahead of a digest to the whole organisation
	}
	if err := checkAddress(m.Address); err != nil {
		m.State, m.Error, m.Address = Suppressed, err.Error(), oneLine(m.Address)
	}
	return m, nil
}

// checkAddress accepts a bare address that can stand in an SMTP command as it is.
func checkAddress(address string) error {
	if strings.ContainsFunc(address, unicode.IsControl) {
		return errors.New("the address holds a line break or a control character")
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return errors.New("the address is not an e-mail address")
	}
	return nil
}

func domainOf(address string) (string, error) {
	if err := checkAddress(address); err != nil {
		return "", fmt.Errorf("%q: %w", address, err)
	}
	return address[strings.LastIndexByte(address, '@')+1:], nil
}

// oneLine is s without control characters and with single spaces, fit for a header or a column.
func oneLine(s string) string {
	if plain(s, " .,:;'()/_@-") || !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == ' ' }), " ")
}
