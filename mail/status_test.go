package mail_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

func TestMailIsCountedNoFurtherThanAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		for state, n := range map[string]int{mail.Sent: 5, mail.Dead: 3, mail.Queued: 1} {
			if _, err := db.NewUpdate().Table("mails").Set("state = ?", state).Where("subject_id = ?", queueMany(t, o, db, n)).Exec(ctx); err != nil {
				t.Fatal(err)
			}
			if _, err := db.NewRaw("UPDATE people SET email = email || ?", "."+state).Exec(ctx); err != nil { // for the next ones have the same
				t.Fatal(err)
			}
		}
		got, err := o.CountsUpTo(ctx, 4)
		if want := map[string]int{mail.Sent: 4, mail.Dead: 3, mail.Queued: 1}; err != nil || !maps.Equal(got, want) {
			t.Errorf("counted %v, %v, want %v", got, err, want)
		}
	})
}

func TestWhatWaitsIsSaidPerSubjectAndByAge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		if _, err := o.OldestWaiting(ctx); !errors.Is(err, mail.ErrNoMail) {
			t.Fatalf("the oldest of none: %v", err)
		}
		subject := queueMany(t, o, db, 5)
		all := logged(t, o, mail.LogFilter{About: subject}, 10)
		for i, state := range []string{mail.Queued, mail.Unknown, mail.Retry, mail.Sent, mail.Dead} { // from the newest to the oldest
			if _, err := db.NewUpdate().Table("mails").Set("state = ?", state).Where("id = ?", all[i].ID).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := o.OldestWaiting(ctx); err != nil || m.ID != all[2].ID {
			t.Errorf("the oldest is %s, want %s; %v", m.ID, all[2].ID, err)
		}
		got, err := o.CountsOf(ctx, subject, "outcome")
		if want := map[string]int{mail.Queued: 1, mail.Unknown: 1, mail.Retry: 1, mail.Sent: 1, mail.Dead: 1}; err != nil || !maps.Equal(got, want) {
			t.Errorf("about the subject: %v, %v", got, err)
		}
		if under, err := o.UnderWay(ctx, "outcome"); err != nil || len(under) != 1 || under[0] != subject {
			t.Errorf("under way: %v, %v", under, err)
		}
		if under, err := o.UnderWay(ctx, mail.KindDigest); err != nil || len(under) != 0 {
			t.Errorf("digests under way: %v, %v", under, err)
		}
	})
}
