package mail_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

func TestWhatArrivesHasAGoodSignature(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		o.Sender = func(context.Context, bun.IDB) (mail.Sender, error) {
			signing := sender
			signing.Signer = newSigner()
			return signing, nil
		}
		queueMany(t, o, db, 20)
		s := sink(t, mailtest.Options{})
		deliver(t, worker(o, transport(t, s.URL())), start)
		arrived := s.Mails()
		if len(arrived) != 20 {
			t.Fatalf("%d mails arrived", len(arrived))
		}
		for _, m := range arrived {
			if err := verified(string(m.Raw)); err != nil {
				t.Errorf("%s: %v", m.To, err)
			}
		}
	})
}

func TestAKeyThatCantBeReadHoldsMailBackAndSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		o.Sender = func(context.Context, bun.IDB) (mail.Sender, error) {
			signing := sender
			signing.Signer = mail.NewSigner(senderDomain, selector, "geen sleutel")
			return signing, nil
		}
		queueMany(t, o, db, 1)
		s := sink(t, mailtest.Options{})
		deliver(t, worker(o, transport(t, s.URL())), start)
		if m := only(t, db); m.State != mail.Retry || !strings.Contains(m.Error, "signing key: it is no PEM") || len(s.Mails()) != 0 {
			t.Errorf("%s: %q, and %d mails arrived", m.State, m.Error, len(s.Mails()))
		}
	})
}
