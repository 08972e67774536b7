package back_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
)

var (
	ctx    = context.Background()
	start  = time.Date(2027, time.March, 3, 9, 0, 0, 0, time.UTC)
	sender = mail.Sender{Organisation: "Gemeente Voorbeeld", Name: "Klantpanel gemeente Voorbeeld", Address: "klantpanel@panel.gemeente.example",
		Contact: "klantpanel@gemeente.example", BaseURL: "https://klantpanel.gemeente.example", Secret: "geheim", Inbound: "in.gemeente.example"}
	quiet = slog.New(slog.NewTextHandler(io.Discard, nil))
)

const sanne = "sanne.jansen@gemeente.example"

// place is a receiver on a database, with one person who got letters.
type place struct {
	*back.Receiver
	tb  testing.TB
	db  *bun.DB
	to  mail.Recipient
	now time.Time
}

func newPlace(tb testing.TB, db *bun.DB) *place {
	p := &place{tb: tb, db: db, now: start, to: mail.Recipient{PersonID: uuid.New(), Name: "Sanne Jansen", Address: sanne, Language: "nl"}}
	o := &mail.Outbox{DB: db, Clock: func() time.Time { return p.now }, Sender: func(context.Context, bun.IDB) (mail.Sender, error) { return sender, nil }}
	p.Receiver = back.NewReceiver(o, quiet)
	_, err := db.NewRaw("INSERT INTO people (id, email, name, created_at) VALUES (?, ?, ?, ?)", p.to.PersonID, sanne, p.to.Name, start).Exec(ctx)
	p.must(err)
	return p
}

func (p *place) must(err error) {
	p.tb.Helper()
	if err != nil {
		p.tb.Fatal(err)
	}
}

// sent is a letter of this kind that a server took.
func (p *place) sent(kind string) *mail.Mail {
	p.tb.Helper()
	m := p.queued(kind)
	_, err := p.db.NewUpdate().Model(m).Set("state = ?", mail.Sent).Set("attempts = 1").Set("sent_at = ?", p.now).WherePK().Exec(ctx)
	p.must(err)
	return m
}

func (p *place) queued(kind string) *mail.Mail {
	p.tb.Helper()
	var m mail.Mail
	subject := uuid.New()
	_, err := p.Outbox.Queue(ctx, p.db, mail.Draft{Kind: kind, Subject: subject, To: p.to})
	p.must(err)
	p.must(p.db.NewSelect().Model(&m).Where("subject_id = ?", subject).Scan(ctx))
	return &m
}

var ownID = regexp.MustCompile(`(?m)^Message-I[dD]: <.*>$`)

// about is a mail of testdata about this letter, unlike any that came in before.
func about(tb testing.TB, name string, m *mail.Mail) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		tb.Fatal(err)
	}
	const letter = "0190f3a2c4d57b6e8f1029384756abcd.digest@panel.gemeente.example"
	if at := ownID.FindIndex(raw); at != nil && !bytes.Contains(raw[at[0]:at[1]], []byte(letter)) {
		raw = slices.Concat(raw[:at[0]], []byte("Message-ID: <"+uuid.NewString()+"@mx.gemeente.example>"), raw[at[1]:])
	} else { // it has none: no two are written in the same second
		raw = bytes.Replace(raw, []byte("Subject: "), []byte("Subject: "+uuid.NewString()+" "), 1)
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte(letter), []byte(m.MessageID)), []byte("\n"), []byte("\r\n"))
}

func (p *place) receive(raw []byte, from, to string) back.Result {
	p.tb.Helper()
	result, err := p.Receive(ctx, raw, from, to)
	p.must(err)
	return result
}

func (p *place) address() mail.Address {
	p.tb.Helper()
	a, err := p.Outbox.AddressState(ctx, sanne)
	p.must(err)
	return a
}

// replyTo is where an answer to a letter goes.
func replyTo(m *mail.Mail) string { return sender.ReplyAddress(m.Kind, m.ID, m.PersonID) }

// mails counts what stands in the outbox of a kind.
func (p *place) mails(kind string) int {
	p.tb.Helper()
	n, err := p.db.NewSelect().Model((*mail.Mail)(nil)).Where("kind = ?", kind).Count(ctx)
	p.must(err)
	return int(n)
}
