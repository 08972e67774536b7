package mail_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

func TestDecidingTwiceQueuesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		jan := person(t, db, "Jan de Vries", "jan@gemeente.example")
		draft := mail.Draft{Kind: "outcome", Subject: uuid.New(), To: jan, Personal: map[string]string{"punt": "kantine"}}
		if n, err := o.Queue(ctx, db, draft, draft); err != nil || n != 1 {
			t.Fatalf("first time: %d, %v", n, err)
		}
		if n, err := o.Queue(ctx, db, draft); err != nil || n != 0 {
			t.Fatalf("second time: %d, %v", n, err)
		}
	})
}

func TestWhatFailedToCommitIsNeverTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		jan := person(t, db, "Jan de Vries", "jan@gemeente.example")
		stop := errors.New("the operation failed")
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			if n, err := o.Queue(ctx, tx, mail.Draft{Kind: "outcome", Subject: uuid.New(), To: jan}); err != nil || n != 1 {
				t.Fatalf("%d, %v", n, err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		wantCounts(t, o, nil)
	})
}

func TestQueuedMailHasItsMessageIDAndPersonalPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		jan := person(t, db, "Jan\r\nBcc: x@kwaad.example", "jan@gemeente.example")
		if _, err := o.Queue(ctx, db, mail.Draft{Kind: "opening", Subject: uuid.New(), To: jan}); err != nil {
			t.Fatal(err)
		}
		m := only(t, db)
		if want := strings.ReplaceAll(m.ID.String(), "-", "") + ".opening@panel.gemeente.example"; m.MessageID != want {
			t.Errorf("Message-ID %q, want %q", m.MessageID, want)
		}
		var personal map[string]any
		if err := json.Unmarshal(m.Personal, &personal); err != nil || personal == nil || len(personal) != 0 {
			t.Errorf("personal part %s, %v", m.Personal, err)
		}
		if m.Name != "Jan Bcc: x@kwaad.example" || !m.DueAt.Equal(start) || m.State != mail.Queued {
			t.Errorf("%+v", m)
		}
	})
}

func TestAnUnusableAddressIsKeptAsSuppressed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		bad := []string{"", "jan", "jan@x.example\r\nRCPT TO:<y@x.example>", "Jan <jan@x.example>", "a@b@c", "jan@x.example\x00"}
		subject := uuid.New()
		for _, address := range bad {
			to := person(t, db, "Jan", uuid.NewString()+"@gemeente.example")
			to.Address = address
			if n, err := o.Queue(ctx, db, mail.Draft{Kind: "digest", Subject: subject, To: to}); err != nil || n != 1 {
				t.Fatalf("%q: %d, %v", address, n, err)
			}
		}
		failures, err := o.Log(ctx, mail.LogFilter{States: mail.Failing}, uuid.Nil, 100)
		if err != nil || len(failures.Mails) != len(bad) {
			t.Fatalf("%d failures, %v", len(failures.Mails), err)
		}
		for _, m := range failures.Mails {
			if m.State != mail.Suppressed || m.Error == "" || strings.ContainsAny(m.Address, "\r\n\x00") {
				t.Errorf("%q: %s, %q", m.Address, m.State, m.Error)
			}
		}
	})
}

func TestTwoComposersForOneKindPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
	}()
	o := &mail.Outbox{}
	o.Register("digest", nil)
	o.Register("digest", nil)
}

func TestDoctorNamesTheDamagedAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		if err := o.Suppress(ctx, db, "Sanne.Jansen@gemeente.example", "550 5.1.1 User unknown", nil); err != nil {
			t.Fatal(err)
		}
		if found, err := mail.Check(ctx, db); err != nil || len(found) != 0 {
			t.Fatalf("an untouched address: %v, %v", found, err)
		}
		for _, damage := range []string{"address = 'Sanne.Jansen@gemeente.example'", "words = ''", "suppressed_at = NULL, soft_bounces = 5"} {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.ExecContext(ctx, "UPDATE mail_addresses SET "+damage); err != nil {
				t.Fatal(err)
			}
			found, err := mail.Check(ctx, tx)
			if err != nil || len(found) != 1 || found[0].Table != "mail_addresses" || !strings.EqualFold(found[0].Row, "sanne.jansen@gemeente.example") {
				t.Errorf("%s: %v, %v", damage, found, err)
			}
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestDoctorNamesTheDamagedMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 8)
		if found, err := mail.Check(ctx, db); err != nil || len(found) != 0 {
			t.Fatalf("an untouched outbox: %v, %v", found, err)
		}
		var ids []string
		if err := db.NewSelect().Table("mails").ColumnExpr("CAST(id AS text)").Order("id").Scan(ctx, &ids); err != nil {
			t.Fatal(err)
		}
		for i, damage := range []string{"state = 'sending', leased_until = '2020-01-01 00:00:00+00:00'", "state = 'sending'", "state = 'sent'",
			"sent_at = '2026-01-01 00:00:00+00:00'", "state = 'dead'", "state = 'suppressed'", "message_id = 'abc@elders.example'", "address = 'jan'"} {
			if _, err := db.NewRaw("UPDATE mails SET "+damage+" WHERE id = ?", uuid.MustParse(ids[i])).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		found, err := mail.Check(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, f := range found {
			rows = append(rows, f.Row)
		}
		slices.Sort(rows)
		if !slices.Equal(rows, ids) {
			t.Fatalf("named %v, damaged %v", rows, ids)
		}
	})
}
