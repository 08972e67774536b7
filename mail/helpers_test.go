package mail_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
)

var (
	ctx    = context.Background()
	start  = time.Date(2027, time.March, 3, 9, 0, 0, 0, time.UTC)
	sender = mail.Sender{Organisation: "Gemeente Voorbeeld", Name: "Klantpanel gemeente Voorbeeld", Address: "klantpanel@panel.gemeente.example",
		Contact: "klantpanel@gemeente.example of toestel 1234", BaseURL: "https://klantpanel.gemeente.example", Secret: "geheim"}
)

// newOutbox has a composer for outcome letters, which tell the reader their own address.
func newOutbox(db *bun.DB) *mail.Outbox {
	o := &mail.Outbox{DB: db, Clock: func() time.Time { return start },
		Sender: func(context.Context, bun.IDB) (mail.Sender, error) { return sender, nil }}
	o.Register("outcome", mail.OneByOne(func(_ context.Context, _ bun.IDB, m *mail.Mail) (mail.Letter, error) {
		return mail.Outcome{Title: "Kantine", Said: "Te vroeg dicht", Service: "Kantine", Outcome: "changed", Answer: "Nu tot half drie open.",
			URL: sender.BaseURL + "/items/" + m.SubjectID.String()}, nil
	}))
	return o
}

func person(tb testing.TB, db bun.IDB, name, address string) mail.Recipient {
	tb.Helper()
	p := mail.Recipient{PersonID: uuid.New(), Name: name, Address: address, Language: "nl"}
	_, err := db.NewRaw("INSERT INTO people (id, email, name, created_at) VALUES (?, ?, ?, ?)", p.PersonID, address, name, start).Exec(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func addressOf(i int) string { return fmt.Sprintf("medewerker%04d@gemeente.example", i) }

// queueMany queues one outcome letter to each of n people.
func queueMany(tb testing.TB, o *mail.Outbox, db *bun.DB, n int) uuid.UUID {
	tb.Helper()
	subject := uuid.New()
	err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		drafts := make([]mail.Draft, n)
		for i := range drafts {
			drafts[i] = mail.Draft{Kind: "outcome", Subject: subject, To: person(tb, tx, "Sanne Jansen", addressOf(i))}
		}
		_, err := o.Queue(ctx, tx, drafts...)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return subject
}

func only(tb testing.TB, db *bun.DB) mail.Mail {
	tb.Helper()
	var m mail.Mail
	if err := db.NewSelect().Model(&m).Scan(ctx); err != nil {
		tb.Fatal(err)
	}
	return m
}

func wantCounts(tb testing.TB, o *mail.Outbox, want map[string]int) {
	tb.Helper()
	got, err := o.Counts(ctx)
	if err != nil || !maps.Equal(got, want) && len(got)+len(want) > 0 {
		tb.Fatalf("mails by state: %v, want %v; %v", got, want, err)
	}
}

func sink(tb testing.TB, options mailtest.Options) *mailtest.Sink {
	tb.Helper()
	s, err := mailtest.Start(options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func always(f mailtest.Fault) func(string, int) mailtest.Fault {
	return func(string, int) mailtest.Fault { return f }
}

// firstTime fails the first try only.
func firstTime(f mailtest.Fault) func(string, int) mailtest.Fault {
	return func(_ string, try int) mailtest.Fault {
		if try == 1 {
			return f
		}
		return mailtest.Accept
	}
}

func transport(tb testing.TB, url string) *mail.SMTP {
	tb.Helper()
	s, err := mail.ParseSMTP(url)
	if err != nil {
		tb.Fatal(err)
	}
	s.Timeout, s.Final = 10*time.Second, 10*time.Second
	return s
}

func worker(o *mail.Outbox, t mail.Transport) *mail.Worker {
	return &mail.Worker{Outbox: o, Transport: t, Holder: uuid.NewString(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func deliver(tb testing.TB, w *mail.Worker, now time.Time) int {
	tb.Helper()
	n, err := w.Deliver(ctx, now)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}
