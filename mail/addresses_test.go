package mail_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

func TestASuppressedAddressGetsNothingButSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		o.Register(mail.KindSignIn, mail.OneByOne(func(context.Context, bun.IDB, *mail.Mail) (mail.Letter, error) {
			return mail.SignIn{URL: sender.BaseURL + "/sign-in/geheim", Minutes: 10}, nil
		}))
		server := sink(t, mailtest.Options{})
		w := worker(o, transport(t, server.URL()))
		to := person(t, db, "Sanne Jansen", "Sanne.Jansen@gemeente.example")
		queue := func(kind string) {
			t.Helper()
			if _, err := o.Queue(ctx, db, mail.Draft{Kind: kind, Subject: uuid.New(), To: to}); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Suppress(ctx, db, "sanne.jansen@Gemeente.example", "5.1.1 User unknown", nil); err != nil {
			t.Fatal(err)
		}
		if err := o.Suppress(ctx, db, to.Address, "andere woorden", nil); err != nil {
			t.Fatal(err)
		}
		queue("outcome")
		queue(mail.KindSignIn)
		deliver(t, w, start)
		wantCounts(t, o, map[string]int{mail.Sent: 1, mail.Suppressed: 1})
		if a, err := o.AddressState(ctx, to.Address); err != nil || !a.Suppressed() || !strings.Contains(a.Words, "User unknown") {
			t.Errorf("%+v %v", a, err)
		}
		if err := o.Lift(ctx, db, to.Address); err != nil {
			t.Fatal(err)
		}
		queue("outcome")
		deliver(t, w, start)
		wantCounts(t, o, map[string]int{mail.Sent: 2, mail.Suppressed: 1})
	})
}

func TestALetterSaysWhereRepliesAndBouncesComeIn(t *testing.T) {
	taking := sender
	taking.Inbound = "in.gemeente.example"
	m := &mail.Mail{ID: uuid.New(), Kind: "outcome", PersonID: uuid.New(), Name: "Sanne Jansen", Address: "sanne.jansen@gemeente.example", Language: "nl"}
	for _, from := range []mail.Sender{sender, taking} {
		message, err := mail.NewMessage(mail.Outcome{Title: "Kantine", Outcome: "changed", URL: "https://x.example/"}, m, from, start)
		if err != nil {
			t.Fatal(err)
		}
		reply, back := from.ReplyAddress(m.Kind, m.ID, m.PersonID), from.ReturnAddress(m.ID)
		if from.Inbound == "" {
			if message.From != sender.Address || strings.Contains(string(message.Raw), "\r\nReply-To:") {
				t.Errorf("from %s:\n%s", message.From, message.Raw)
			}
			continue
		}
		if message.From != back || !strings.Contains(string(message.Raw), "<"+reply+">") || !strings.Contains(string(message.Raw), "<"+sender.Address+">") {
			t.Errorf("from %s:\n%s", message.From, message.Raw)
		}
		if id, ok := taking.Returned(message.From); !ok || id != m.ID || !taking.AnsweredBy(reply, m) {
			t.Error("its own addresses aren't known again")
		}
	}
}
