package mail_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

// logged reads the log to its end in pages of limit.
func logged(t *testing.T, o *mail.Outbox, f mail.LogFilter, limit int) (mails []mail.Mail) {
	t.Helper()
	for before := uuid.Nil; ; {
		page, err := o.Log(ctx, f, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Mails) > limit {
			t.Fatalf("%d on a page of %d", len(page.Mails), limit)
		}
		mails = append(mails, page.Mails...)
		if before = page.Next; before == uuid.Nil {
			return mails
		}
	}
}

// history fills the outbox with mails about three subjects in every state, and gives all of them, the newest first.
func history(t *testing.T, db *bun.DB) []mail.Mail {
	t.Helper()
	var all []mail.Mail
	digest, cycle := uuid.New(), uuid.New()
	people := []mail.Recipient{person(t, db, "Fatma Yılmaz", "fatma@waterveld.example"), person(t, db, "Wim Smit", "wim@waterveld.example")}
	states := []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed}
	for i := range 42 {
		m := mail.Mail{ID: uuid.Must(uuid.NewV7()), Kind: mail.KindDigest, SubjectID: digest, PersonID: people[i%2].PersonID, Name: people[i%2].Name,
			Address: people[i%2].Address, Language: "nl", Personal: []byte("{}"), MessageID: uuid.NewString(), State: states[i%7], CreatedAt: start, DueAt: start}
		if i > 1 { // a person gets a digest once
			m.SubjectID = uuid.New()
		}
		if i%3 == 0 {
			m.Kind, m.SubjectID = mail.KindOpening, uuid.New()
		}
		if i == 9 || i == 14 {
			m.Kind, m.SubjectID = mail.KindOpening, cycle
		}
		all = append(all, m)
	}
	if _, err := db.NewInsert().Model(&all).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func TestTheLogShowsEveryMailOnceWhateverItIsNarrowedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		all := history(t, db)
		one := all[27] // the fifteenth
		filters := []mail.LogFilter{{}, {States: mail.Failing}, {Kind: mail.KindOpening}, {About: one.SubjectID}, {People: []uuid.UUID{one.PersonID}},
			{States: []string{mail.Dead, mail.Sent}, Kind: mail.KindDigest}, {About: one.SubjectID, States: mail.Failing, Kind: one.Kind},
			{People: []uuid.UUID{one.PersonID}, About: one.SubjectID}, {People: []uuid.UUID{one.PersonID}, States: []string{mail.Retry}, Kind: mail.KindDigest},
			{About: uuid.New()}, {People: []uuid.UUID{uuid.New()}}}
		for _, state := range []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed} {
			filters = append(filters, mail.LogFilter{States: []string{state}}, mail.LogFilter{About: one.SubjectID, States: []string{state}})
		}
		for _, f := range filters {
			var want []string
			for _, m := range all {
				if (len(f.States) == 0 || slices.Contains(f.States, m.State)) && (f.Kind == "" || f.Kind == m.Kind) &&
					(f.About == uuid.Nil || f.About == m.SubjectID) && (len(f.People) == 0 || slices.Contains(f.People, m.PersonID)) {
					want = append(want, m.ID.String())
				}
			}
			for _, limit := range []int{1, 5, 100} {
				var got []string
				for _, m := range logged(t, o, f, limit) {
					got = append(got, m.ID.String())
				}
				if !slices.Equal(got, want) {
					t.Errorf("%+v in pages of %d: %d mails, want %d", f, limit, len(got), len(want))
				}
			}
		}
	})
}

func TestARareMailIsFoundBehindManyOthersAPageAtATime(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	o := newOutbox(db)
	rare := queueMany(t, o, db, 1)
	if _, err := db.NewUpdate().Table("mails").Set("state = 'sent'").Where("subject_id = ?", rare).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	to := person(t, db, "Wim Smit", "wim@waterveld.example")
	err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		drafts := make([]mail.Draft, 12_000)
		for i := range drafts {
			drafts[i] = mail.Draft{Kind: mail.KindOutcome, Subject: uuid.New(), To: to}
		}
		_, err := o.Queue(ctx, tx, drafts...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sent := mail.LogFilter{States: []string{mail.Sent}}
	page, err := o.Log(ctx, sent, uuid.Nil, 50)
	if err != nil || len(page.Mails) != 0 || page.Next == uuid.Nil {
		t.Fatalf("looked through all %d mails at once, %v", len(page.Mails), err)
	}
	if found := logged(t, o, sent, 50); len(found) != 1 || found[0].SubjectID != rare {
		t.Fatalf("found %d sent mails", len(found))
	}
}

func TestATryByHandIsNotedWithWhoAskedForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		subject := queueMany(t, o, db, 3)
		if _, err := db.NewUpdate().Table("mails").Set("state = 'dead', error = '550 weg', attempts = 16").Where("true").Exec(ctx); err != nil {
			t.Fatal(err)
		}
		failed := logged(t, o, mail.LogFilter{About: subject, States: mail.Failing}, 10)
		if err := o.RetryNow(ctx, failed[0].ID, "Ineke de Vries"); err != nil {
			t.Fatal(err)
		}
		if err := o.RetryNow(ctx, failed[0].ID, "Ineke de Vries"); !errors.Is(err, mail.ErrNotFailed) {
			t.Fatalf("a queued mail was retried: %v", err)
		}
		m, err := o.Mail(ctx, failed[0].ID)
		if err != nil || m.State != mail.Queued || m.Attempts != 0 || !m.DueAt.Equal(start) {
			t.Fatalf("%+v, %v", m, err)
		}
		tries, err := o.Tries(ctx, m.ID)
		if err != nil || len(tries) != 1 || tries[0].State != mail.Queued || tries[0].Words != "tried again by Ineke de Vries" || !tries[0].At.Equal(start) {
			t.Fatalf("%+v, %v", tries, err)
		}
		if n, err := o.RetryFailed(ctx, "beheer"); err != nil || n != 2 {
			t.Fatalf("%d tried again, %v", n, err)
		}
		if n, err := o.RetryFailed(ctx, "beheer"); err != nil || n != 0 {
			t.Fatalf("%d tried twice, %v", n, err)
		}
		wantCounts(t, o, map[string]int{mail.Queued: 3})
		if _, err := o.Mail(ctx, uuid.New()); !errors.Is(err, mail.ErrNoMail) {
			t.Fatalf("a mail that doesn't exist: %v", err)
		}
	})
}
