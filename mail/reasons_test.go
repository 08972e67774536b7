package mail_test

import (
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

func TestWhyLettersDidNotGetThroughIsCountedAndTheRefusedAreTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		subject := queueMany(t, o, db, 7)
		all := logged(t, o, mail.LogFilter{About: subject}, 10)
		for i, now := range []struct{ state, words string }{{mail.Dead, "554 no"}, {mail.Dead, "554 no"}, {mail.Dead, "550 5.1.1 unknown"}, {mail.Retry, "451 later"},
			{mail.Unknown, "no answer after the mail was handed over"}, {mail.Suppressed, "the reader left"}} {
			if _, err := db.NewUpdate().Table("mails").Set("state = ?", now.state).Set("error = ?", now.words).Where("id = ?", all[i].ID).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Suppress(ctx, db, all[2].Address, "550 5.1.1 unknown", nil); err != nil {
			t.Fatal(err)
		}
		reasons, err := o.ReasonsAbout(ctx, subject, "outcome", 100)
		if err != nil || len(reasons) != 5 || reasons[0] != (mail.Reason{State: mail.Dead, Words: "554 no", Count: 2}) {
			t.Fatalf("%+v, %v", reasons, err)
		}
		if few, err := o.ReasonsAbout(ctx, subject, "outcome", 1); err != nil || len(few) != 4 {
			t.Errorf("of one in each state: %+v, %v", few, err)
		}
		if n, err := o.RetryAbout(ctx, subject, "outcome", "Joris Maas"); err != nil || n != 3 {
			t.Errorf("%d are tried again, want the two and the one that was refused for now; %v", n, err)
		}
		if again, err := o.Retryable(ctx, subject, "outcome"); err != nil || again {
			t.Errorf("there is more to try again, though the mailbox isn't there: %v", err)
		}
		wantCounts(t, o, map[string]int{mail.Queued: 4, mail.Dead: 1, mail.Unknown: 1, mail.Suppressed: 1})
	})
}
