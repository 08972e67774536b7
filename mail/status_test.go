package mail_test

import (
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
