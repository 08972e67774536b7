package mail

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

// A worker that was stopped for a while (SIGSTOP, a sleeping machine) finds that others took over part of its batch.
func TestAfterALongPauseAWorkerKeepsOnlyItsOwnMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		ctx, now := context.Background(), time.Date(2027, time.March, 3, 9, 0, 0, 0, time.UTC)
		o := &Outbox{DB: db, Clock: func() time.Time { return now }, Sender: func(context.Context, bun.IDB) (Sender, error) {
			return Sender{Address: "klantpanel@gemeente.example"}, nil
		}}
		for _, name := range []string{"jan", "noor", "sanne"} {
			to := Recipient{PersonID: uuid.New(), Name: name, Address: name + "@gemeente.example"}
			if _, err := db.NewRaw("INSERT INTO people (id, email, name, created_at) VALUES (?, ?, ?, ?)", to.PersonID, to.Address, name, now).Exec(ctx); err != nil {
				t.Fatal(err)
			}
			if _, err := o.Queue(ctx, db, Draft{Kind: KindDigest, Subject: uuid.New(), To: to}); err != nil {
				t.Fatal(err)
			}
		}
		r := (&Worker{Outbox: o, Holder: "eerste"}).run(now)
		if n, err := r.fill(ctx); err != nil || n != 3 || len(r.waiting) != 3 {
			t.Fatalf("%d claimed, %v", n, err)
		}
		if _, err := db.NewUpdate().Table("mails").Set("leased_by = 'tweede'").Where("name <> 'sanne'").Exec(ctx); err != nil {
			t.Fatal(err)
		}
		r.leased = r.leased.Add(-leaseFor)
		m, _ := r.lanes[0].next(ctx)
		if r.failure != nil || m == nil || m.Name != "sanne" || len(r.waiting) != 0 {
			t.Fatalf("next is %+v, %d wait, %v", m, len(r.waiting), r.failure)
		}
		// Whatever the first now says about a mail that the second has, only "sent" counts.
		for name, want := range map[string]string{"jan": Sending, "noor": Sent} {
			var theirs Mail
			if err := db.NewSelect().Model(&theirs).Where("name = ?", name).Scan(ctx); err != nil {
				t.Fatal(err)
			}
			try := Try{State: Retry, Words: "451"}
			if want == Sent {
				try = Try{State: Sent}
			}
			if err := r.record(ctx, result{mail: &theirs, outcome: try}); err != nil {
				t.Fatal(err)
			}
			if err := db.NewSelect().Model(&theirs).WherePK().Scan(ctx); err != nil || theirs.State != want {
				t.Fatalf("%s is %s, %v", name, theirs.State, err)
			}
		}
	})
}
