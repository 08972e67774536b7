package mail_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

func TestALetterIsReadForOnceHoweverManyGetIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		broken := uuid.New()
		var mu sync.Mutex
		reads := map[uuid.UUID]int{}
		o.Register(mail.KindBundling, mail.BySubject(func(_ context.Context, _ bun.IDB, subject uuid.UUID) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			reads[subject]++
			if subject == broken {
				return "", errors.New("the round is unreadable")
			}
			return subject.String(), nil
		}, func(about string, m *mail.Mail) (mail.Letter, error) {
			return mail.Bundling{Panel: "Bedrijfsvoering", URL: sender.BaseURL + "/cycles/" + about}, nil
		}))
		whole := uuid.New()
		for i := range 20 {
			reader := person(t, db, "Sanne Jansen", addressOf(i))
			for _, subject := range []uuid.UUID{whole, broken} {
				if _, err := o.Queue(ctx, db, mail.Draft{Kind: mail.KindBundling, Subject: subject, To: reader}); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := sink(t, mailtest.Options{})
		deliver(t, worker(o, transport(t, s.URL())), start)
		wantCounts(t, o, map[string]int{mail.Sent: 20, mail.Retry: 20})
		if reads[whole] != 1 || reads[broken] != 1 {
			t.Errorf("read %v times", reads)
		}
		for _, m := range s.Mails() {
			if !strings.Contains(shown(t, m.Raw).HTML, "/cycles/"+whole.String()) {
				t.Errorf("a letter is about something else:\n%s", m.Raw)
			}
		}
	})
}

// BenchmarkCompose makes the mails of a digest, of which one reader in four has points of their own.
func BenchmarkCompose(b *testing.B) {
	digest := longDigest(3, 120)
	own := digest.Own[:2]
	digest.Own = nil
	letters := []mail.Letter{digest, digest, digest, digest}
	digest.Own = own
	letters[3] = digest
	m := &mail.Mail{ID: uuid.New(), Kind: mail.KindDigest, PersonID: uuid.New(), Name: "Sanne Jansen", Address: "s.jansen@gemeente.example", Language: "nl",
		MessageID: "018f5a3c1d2e7b2c9f00.digest@panel.gemeente.example"}
	size := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		message, err := mail.NewMessage(letters[i%len(letters)], m, sender, start)
		if err != nil {
			b.Fatal(err)
		}
		size += len(message.Raw)
		message.Free()
	}
	b.ReportMetric(float64(size)/float64(b.N), "bytes/mail")
}
