package back_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/migrations/dbtest"
)

func TestAHardBounceOfALetterThatWasSentStopsTheAddress(t *testing.T) {
	for _, name := range []string{"postfix_onbekend", "exchange_nl", "gmail_weg", "exim_zonder_rapport", "qmail"} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				p := newPlace(t, db)
				m := p.sent("digest")
				raw := about(t, name, m)
				for range 2 { // the second time it is the same report
					if got := p.receive(raw, "<>", sender.Address); got.Class != back.Bounce || got.Became != back.Suppressed {
						t.Fatalf("%+v", got)
					}
				}
				if a := p.address(); !a.Suppressed() || *a.MailID != m.ID || !mail.CauseOf(a.Words).Hard() {
					t.Errorf("%+v", a)
				}
				tries, err := p.Outbox.Tries(ctx, m.ID)
				if err != nil || len(tries) != 1 || tries[0].State != "bounced" {
					t.Errorf("%+v %v", tries, err)
				}
				if got := p.receive(about(t, name, m), "<>", sender.Address); got.Became != back.Repeated {
					t.Errorf("another report about the same letter: %+v", got)
				}
				p.must(p.Outbox.Lift(ctx, db, "Sanne.Jansen@gemeente.example"))
				if a := p.address(); a.Suppressed() {
					t.Error("it wasn't lifted")
				}
			})
		})
	}
}

func TestAReportAboutALetterThatWasNeverSentChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		queued := p.queued("digest")
		made := &mail.Mail{MessageID: strings.ReplaceAll(uuid.NewString(), "-", "") + ".digest@panel.gemeente.example"}
		for _, m := range []*mail.Mail{queued, made} {
			if got := p.receive(about(t, "postfix_onbekend", m), "<>", sender.Address); got.Became != back.Unknown {
				t.Errorf("%+v", got)
			}
		}
		forged := mail.Sender{Secret: "geraden", Inbound: sender.Inbound}
		sent := p.sent("digest")
		raw := bytes.ReplaceAll(about(t, "postfix_onbekend", sent), []byte(sent.MessageID), []byte("iets@anders.example"))
		if got := p.receive(raw, "<>", forged.ReturnAddress(sent.ID)); got.Became != back.Unknown {
			t.Errorf("with a forged return address: %+v", got)
		}
		if a := p.address(); a.Address != "" {
			t.Errorf("%+v", a)
		}
		// The signed return address alone is proof enough: some servers send nothing of the letter back.
		raw = bytes.ReplaceAll(raw, []byte("Message-Id: <"), []byte("Message-Id: <anders"))
		raw = bytes.ReplaceAll(raw, []byte("Message-ID: <"), []byte("Message-ID: <anders"))
		if got := p.receive(raw, "<>", strings.ToUpper(sender.ReturnAddress(sent.ID))); got.Became != back.Suppressed {
			t.Errorf("%+v", got)
		}
	})
}

func TestFiveSoftBouncesInARowStopTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		soft := func(want string) {
			t.Helper()
			m := p.sent("digest")
			if got := p.receive(about(t, "postfix_vol", m), "<>", sender.ReturnAddress(m.ID)); got.Became != want {
				t.Fatalf("%+v, want %s", got, want)
			}
		}
		for range 4 {
			soft(back.Counted)
		}
		if got := p.receive(about(t, "postfix_uitgesteld", p.sent("digest")), "<>", sender.Address); got.Class != back.Delayed || got.Became != back.Noted {
			t.Errorf("%+v", got)
		}
		// The delayed one arrived after all, so counting begins anew.
		for range 4 {
			soft(back.Counted)
		}
		soft(back.Suppressed)
		if a := p.address(); !a.Suppressed() || mail.CauseOf(a.Words) != mail.Full {
			t.Errorf("%+v", a)
		}
	})
}

func TestWhatFailsBehindAForwardingOnlyCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		m := p.sent("digest")
		raw := bytes.ReplaceAll(about(t, "postfix_onbekend", m), []byte("c822; "+sanne), []byte("c822; sanne@prive.example"))
		raw = bytes.ReplaceAll(raw, []byte("c822;"+sanne), []byte("c822;sanne@prive.example"))
		if got := p.receive(raw, "<>", sender.ReturnAddress(m.ID)); got.Became != back.Counted {
			t.Errorf("%+v", got)
		}
	})
}

func TestAComplaintStopsTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		if got := p.receive(about(t, "klacht_arf", p.sent("digest")), "fbl@provider.example", sender.Address); got.Class != back.Complaint || got.Became != back.Suppressed {
			t.Errorf("%+v", got)
		}
		if a := p.address(); !a.Suppressed() || mail.CauseOf(a.Words) != mail.Complained {
			t.Errorf("%+v", a)
		}
	})
}

func TestAReplyIsHandedOverOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		var got []back.Reply
		p.RegisterReply("outcome", func(_ context.Context, _ bun.Tx, r back.Reply) error { got = append(got, r); return nil })
		m := p.sent("outcome")
		if r := p.receive(about(t, "gmail_nl", m), sanne, replyTo(m)); r.Class != back.Answer || r.Became != back.Taken {
			t.Fatalf("%+v", r)
		}
		raw := about(t, "iphone_nl", m)
		p.receive(raw, sanne, replyTo(m))
		p.receive(raw, sanne, strings.ToUpper(strings.Replace(replyTo(m), "+", "-", 1)))
		if len(got) != 2 || got[0].Mail.ID != m.ID || got[0].Mail.PersonID != p.to.PersonID || !got[0].ReceivedAt.Equal(start) ||
			got[0].Text != "Dat is fijn om te horen!\n\nIk mis alleen nog het antwoord over de verwarming." {
			t.Errorf("%+v", got)
		}
		if n := p.mails(mail.KindReplyRefused); n != 0 {
			t.Errorf("%d refusals", n)
		}
	})
}

func TestWhatCanNotBeTakenIsRefusedOncePerLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		p.RegisterReply("outcome", func(ctx context.Context, tx bun.Tx, r back.Reply) error {
			if strings.Contains(r.Text, "lift") {
				_, err := tx.NewRaw("DELETE FROM people").Exec(ctx)
				return errors.Join(err, &back.Refusal{Reason: back.Closed})
			}
			return errors.New("it was taken")
		})
		for name, want := range map[string]struct {
			kind   string
			raw    func(m *mail.Mail) []byte
			reason back.Reason
		}{
			"nobody":     {"digest", func(m *mail.Mail) []byte { return about(t, "outlook_nl", m) }, back.Nobody},
			"attachment": {"outcome", func(m *mail.Mail) []byte { return about(t, "met_bijlage", m) }, back.Attachment},
			"stranger": {"outcome", func(m *mail.Mail) []byte {
				return bytes.Replace(about(t, "outlook_en", m), []byte("From: Sanne Jansen <"+sanne), []byte("From: Iemand <iemand@anders.example"), 1)
			}, back.Stranger},
			"empty": {"outcome", func(*mail.Mail) []byte {
				return []byte("From: " + sanne + "\r\nMessage-ID: <" + uuid.NewString() + "@gemeente.example>\r\n\r\n> alleen wat u schreef\r\n")
			}, back.Empty},
			"closed": {"outcome", func(m *mail.Mail) []byte { return about(t, "iphone_nl", m) }, back.Closed},
		} {
			before := p.mails(mail.KindReplyRefused)
			m := p.sent(want.kind)
			for range 2 { // two replies
				raw := want.raw(m)
				if got := p.receive(raw, sanne, replyTo(m)); got.Became != back.NotTaken || got.Reason != want.reason {
					t.Errorf("%s: %+v", name, got)
				}
			}
			if n := p.mails(mail.KindReplyRefused) - before; n != 1 {
				t.Errorf("%s: %d letters say so", name, n)
			}
		}
		var refusal mail.Mail
		p.must(db.NewSelect().Model(&refusal).Where("kind = ?", mail.KindReplyRefused).Limit(1).Scan(ctx))
		if refusal.Address != sanne {
			t.Errorf("it goes to %s", refusal.Address)
		}
		_, err := db.NewUpdate().Model(&refusal).Set("state = 'sent'").WherePK().Exec(ctx)
		p.must(err)
		before := p.mails(mail.KindReplyRefused)
		if _, err := p.Receive(ctx, about(t, "outlook_nl", &refusal), sanne, sender.Address); !errors.Is(err, back.ErrNotOurs) || p.mails(mail.KindReplyRefused) != before {
			t.Errorf("an answer to a refusal isn't left to people: %v", err)
		}
	})
}

func TestAutomaticMailIsNeverAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		for _, name := range []string{"afwezig_nl", "vacation", "afwezig_zonder_kop", "leeg_retourpad", "agenda_antwoord", "lijst", "leesbevestiging", "afgeleverd"} {
			m := p.sent("digest")
			if got := p.receive(about(t, name, m), "", replyTo(m)); got.Class != back.Automatic || got.Became != back.Dropped {
				t.Errorf("%s: %+v", name, got)
			}
		}
		m := p.sent("digest")
		loop := "From: " + sender.Address + "\r\nMessage-ID: <" + m.MessageID + ">\r\nSubject: u zei, wij deden\r\n\r\nBeste Sanne\r\n"
		if got := p.receive([]byte(loop), sender.Address, replyTo(m)); got.Class != back.Automatic {
			t.Errorf("our own letter: %+v", got)
		}
		if n := p.mails(mail.KindReplyRefused); n != 0 {
			t.Errorf("%d were answered", n)
		}
	})
}

func TestMailToAnAddressThatWasNotSignedIsNotOurs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		m, other := p.sent("outcome"), p.sent("outcome")
		forged := mail.Sender{Secret: "geraden", Inbound: sender.Inbound}
		for _, to := range []string{"", sender.Address, forged.ReplyAddress(m.Kind, m.ID, m.PersonID), sender.ReplyAddress("digest", m.ID, m.PersonID),
			sender.ReplyAddress(m.Kind, m.ID, uuid.New()), sender.ReturnAddress(m.ID), "reply+" + strings.Repeat("a", 44) + "@in.gemeente.example"} {
			if _, err := p.Receive(ctx, about(t, "outlook_nl", other), sanne, to); !errors.Is(err, back.ErrNotOurs) {
				t.Errorf("%s: %v", to, err)
			}
		}
		if _, err := p.Receive(ctx, make([]byte, back.BytesAtMost+1), "", ""); !errors.Is(err, back.ErrTooLarge) {
			t.Error(err)
		}
	})
}

func TestAReplyIsNeverLostWhenItsTakerFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		broken := true
		taken := 0
		p.RegisterReply("outcome", func(context.Context, bun.Tx, back.Reply) error {
			if broken {
				return errors.New("the disk is full")
			}
			taken++
			return nil
		})
		m := p.sent("outcome")
		raw := about(t, "outlook_nl", m)
		if _, err := p.Receive(ctx, raw, sanne, replyTo(m)); err == nil {
			t.Fatal("it was acknowledged")
		}
		broken = false
		p.receive(raw, sanne, replyTo(m))
		p.receive(raw, sanne, replyTo(m))
		if taken != 1 {
			t.Errorf("taken %d times", taken)
		}
		figures, err := back.Figures(ctx, db, start)
		if err != nil || len(figures) != 1 || figures[0] != (back.Figure{Class: back.Answer, Became: back.Taken, Count: 1}) {
			t.Errorf("%+v %v", figures, err)
		}
		p.must(p.Tidy(ctx, start.Add(91*24*time.Hour)))
		if figures, err := back.Figures(ctx, db, start); err != nil || len(figures) != 0 {
			t.Errorf("%+v %v", figures, err)
		}
	})
}

func FuzzNoMailBreaksTheReceiver(f *testing.F) {
	p := newPlace(f, dbtest.Open(f, dbtest.Migrated(f)))
	p.RegisterReply("outcome", func(context.Context, bun.Tx, back.Reply) error { return nil })
	m := p.sent("outcome")
	for _, name := range []string{"postfix_onbekend", "exchange_nl", "qmail", "klacht_arf", "outlook_alleen_html", "thunderbird_onderaan", "agenda_antwoord", "met_bijlage"} {
		f.Add(about(f, name, m))
	}
	f.Add([]byte("From x\nContent-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\nContent-Type: multipart/mixed; boundary=a\n\n", 40)))
	f.Add([]byte("Subject: =?utf-8?q?=00?=\nContent-Type: text/html; charset=x\n\n<blockquote><p>\x00\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := p.Receive(ctx, raw, "", replyTo(m)); err != nil && !errors.Is(err, back.ErrTooLarge) && !errors.Is(err, back.ErrNotOurs) {
			t.Fatal(err)
		}
	})
}
