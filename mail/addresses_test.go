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

func TestAReplyToALetterThatTheProgramWouldNotAnswerGoesToPeople(t *testing.T) {
	taking := sender
	taking.Inbound = "in.gemeente.example"
	for kind, letter := range map[string]mail.Letter{
		mail.KindReplyRefused: mail.ReplyRefused{Reason: "attachment", URL: sender.BaseURL + "/"},
		mail.KindSignIn:       mail.SignIn{URL: sender.BaseURL + "/sign-in/geheim", Minutes: 10},
	} {
		m := &mail.Mail{ID: uuid.New(), Kind: kind, PersonID: uuid.New(), Name: "Sanne Jansen", Address: "sanne.jansen@gemeente.example", Language: "nl"}
		message, err := mail.NewMessage(letter, m, taking, start)
		if err != nil {
			t.Fatal(err)
		}
		if raw := string(message.Raw); strings.Contains(raw, "Reply-To:") || !strings.Contains(raw, "<"+sender.Address+">") {
			t.Errorf("%s:\n%s", kind, raw)
		}
	}
}

func TestAnAddressThatTheServerItselfDoesNotKnowIsSuppressed(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				for _, one := range []struct {
					address    string
					fault      mailtest.Fault
					sender     bool // is what is refused
					suppressed bool
				}{
					{"weg@gemeente.example", mailtest.RefuseForGood, false, true},
					{"strenge.server@gemeente.example", mailtest.RefuseDataGood, false, false},
					{"volle.server@gemeente.example", mailtest.RefuseForNow, false, false},
					{"ons.onbekend@gemeente.example", mailtest.RefuseForGood, true, false},
				} {
					options := server.options
					if options.Fault = always(one.fault); one.sender {
						options.Fault, options.Sender = nil, func(int) mailtest.Fault { return one.fault }
					}
					o := newOutbox(db)
					s := sink(t, options)
					draft := mail.Draft{Kind: "outcome", Subject: uuid.New(), To: person(t, db, "Wim Bakker", one.address)}
					if _, err := o.Queue(ctx, db, draft); err != nil {
						t.Fatal(err)
					}
					deliver(t, worker(o, transport(t, s.URL())), start)
					m := only(t, db)
					a, err := o.AddressState(ctx, one.address)
					if err != nil || a.Suppressed() != one.suppressed || m.State == mail.Sent {
						t.Errorf("%s: %+v after %s %q, %v", one.address, a, m.State, m.Error, err)
					}
					if one.suppressed && (a.Words != m.Error || *a.MailID != m.ID || m.State != mail.Dead) {
						t.Errorf("%s: %+v after %s %q", one.address, a, m.State, m.Error)
					}
					forget(t, db)
				}
			})
		})
	}
}
