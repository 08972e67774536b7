package mail_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

// holding lets the test say about which subject nothing goes out.
func holding(o *mail.Outbox) *[]uuid.UUID {
	held := &[]uuid.UUID{}
	o.Held = func(context.Context, bun.IDB) ([]uuid.UUID, error) { return *held, nil }
	return held
}

func heldMails(t *testing.T, db *bun.DB) int {
	t.Helper()
	n, err := db.NewSelect().Table("mails").Where("held").Count(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestWhatStandsStillWaitsWhileOtherMailGoesOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		held := holding(o)
		still := queueMany(t, o, db, 1200) // more than one claim
		to := person(t, db, "Wim Smit", "wim@gemeente.example")
		if _, err := o.Queue(ctx, db, mail.Draft{Kind: "outcome", Subject: uuid.New(), To: to}); err != nil {
			t.Fatal(err)
		}
		*held = []uuid.UUID{still}
		server := sink(t, mailtest.Options{})
		w := worker(o, transport(t, server.URL()))
		if n := deliver(t, w, start); n != 1 || server.ByRecipient()[to.Address] != 1 {
			t.Fatalf("%d mails went out, want the one that isn't held", n)
		}
		wantCounts(t, o, map[string]int{mail.Queued: 1200, mail.Sent: 1})
		if n := heldMails(t, db); n != 1200 {
			t.Fatalf("%d are set aside, want 1200", n)
		}
		if n := deliver(t, w, start); n != 0 { // it isn't claimed a second time
			t.Fatalf("%d mails went out of what stands still", n)
		}
		*held = nil
		if n := deliver(t, w, start); n != 1200 {
			t.Fatalf("%d mails went on, want 1200", n)
		}
		wantCounts(t, o, map[string]int{mail.Sent: 1201})
		for address, times := range server.ByRecipient() {
			if times != 1 {
				t.Errorf("%s has it %d times", address, times)
			}
		}
		if found, err := mail.Check(ctx, db); err != nil || len(found) > 0 || heldMails(t, db) != 0 {
			t.Errorf("doctor: %v, %v; %d are still set aside", found, err, heldMails(t, db))
		}
	})
}

// Held while it is being sent: what is under way finishes, what was only claimed is set aside, and afterwards everybody has it once.
func TestWhatIsUnderWayFinishesAndTheRestWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		const many = 3000
		o := newOutbox(db)
		subject := queueMany(t, o, db, many)
		stop := make(chan struct{})
		var arrived atomic.Int64
		server := sink(t, mailtest.Options{Fault: func(string, int) mailtest.Fault {
			if arrived.Add(1) == many/4 {
				close(stop)
			}
			return mailtest.Accept
		}})
		o.Held = func(context.Context, bun.IDB) ([]uuid.UUID, error) {
			select {
			case <-stop:
				return []uuid.UUID{subject}, nil
			default:
				return nil, nil
			}
		}
		w := worker(o, transport(t, server.URL()))
		w.Connections = 1
		before := deliver(t, w, start)
		if before < many/4 || before > many/4+1000 { // a claim and a half were in memory
			t.Fatalf("%d of %d went out around the moment at which it stood still", before, many)
		}
		wantCounts(t, o, map[string]int{mail.Queued: many - before, mail.Sent: before})
		o.Held = func(context.Context, bun.IDB) ([]uuid.UUID, error) { return nil, nil }
		if n := deliver(t, w, start); n != many-before {
			t.Fatalf("%d went on, want %d", n, many-before)
		}
		if got := server.ByRecipient(); len(got) != many {
			t.Fatalf("%d people have it, want %d", len(got), many)
		}
		for address, times := range server.ByRecipient() {
			if times != 1 {
				t.Errorf("%s has it %d times", address, times)
			}
		}
	})
}

func TestARetryKeepsItsMomentWhileItStandsStill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		held := holding(o)
		subject := queueMany(t, o, db, 1)
		server := sink(t, mailtest.Options{Fault: firstTime(mailtest.RefuseForNow)})
		w := worker(o, transport(t, server.URL()))
		deliver(t, w, start)
		due := only(t, db).DueAt
		*held = []uuid.UUID{subject}
		deliver(t, w, start.Add(48*time.Hour))
		if m := only(t, db); m.State != mail.Retry || !m.Held || !m.DueAt.Equal(due) || m.Attempts != 1 {
			t.Fatalf("%s, held %v, due %s, %d tries", m.State, m.Held, m.DueAt, m.Attempts)
		}
		*held = nil
		if n := deliver(t, w, start.Add(48*time.Hour)); n != 1 || only(t, db).State != mail.Sent {
			t.Fatalf("%d went on: %s", n, only(t, db).State)
		}
	})
}

func TestWhatMayHaveArrivedStillMayWhileItStandsStill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		held := holding(o)
		subject := queueMany(t, o, db, 1)
		server := sink(t, mailtest.Options{Fault: firstTime(mailtest.DropAfter)})
		w := worker(o, transport(t, server.URL()))
		deliver(t, w, start)
		wantCounts(t, o, map[string]int{mail.Unknown: 1})
		*held = []uuid.UUID{subject}
		deliver(t, w, start.Add(48*time.Hour))
		if m := only(t, db); m.State != mail.Unknown || !m.Held || m.Attempts != 1 {
			t.Fatalf("%s, held %v, %d tries", m.State, m.Held, m.Attempts)
		}
		*held = nil
		if n := deliver(t, w, start.Add(48*time.Hour)); n != 1 || only(t, db).State != mail.Sent {
			t.Fatalf("%d went on: %s", n, only(t, db).State)
		}
	})
}
