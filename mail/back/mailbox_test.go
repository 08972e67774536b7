package back_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/migrations/dbtest"
)

// postOffice is an IMAP server with the mailbox of klantpanel@gemeente.example, which asks geheim of who reads it.
type postOffice struct {
	*imapmemserver.User
	tb   testing.TB
	host string
}

// telling is a session in which IDLE tells of what came before it began too, as servers do (RFC 2177, section 3); imapmemserver's would not.
type telling struct{ imapserver.Session }

func (s telling) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if err := s.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-stop:
			return nil
		case <-look.C:
		}
	}
}

// openOffice has TLS when it gets a certificate.
func openOffice(tb testing.TB, secured *tls.Config) *postOffice {
	tb.Helper()
	memory := imapmemserver.New()
	o := &postOffice{User: imapmemserver.NewUser("klantpanel@gemeente.example", "geheim"), tb: tb}
	memory.AddUser(o.User)
	if err := o.Create("INBOX", nil); err != nil {
		tb.Fatal(err)
	}
	server := imapserver.New(&imapserver.Options{InsecureAuth: true, Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		return telling{memory.NewSession()}, nil, nil
	}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	o.host = listener.Addr().String()
	if secured != nil {
		listener = tls.NewListener(listener, secured)
	}
	go server.Serve(listener)
	tb.Cleanup(func() { server.Close() })
	return o
}

func (o *postOffice) deliver(raw []byte) {
	o.tb.Helper()
	if _, err := o.Append("INBOX", literal{strings.NewReader(string(raw))}, &imap.AppendOptions{}); err != nil {
		o.tb.Fatal(err)
	}
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// holds counts the mails in a folder.
func (o *postOffice) holds(folder string) uint32 {
	o.tb.Helper()
	data, err := o.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		o.tb.Fatal(err)
	}
	return *data.NumMessages
}

func (p *place) reads(setting string) *back.Mailbox {
	p.tb.Helper()
	b, err := back.ParseMailbox(setting)
	p.must(err)
	b.Receiver, b.Log = p.Receiver, quiet
	return b
}

// addressed is a mail as it stands in a mailbox: the address it came to is in its headers.
func addressed(raw []byte, to string) []byte {
	return append([]byte("Delivered-To: "+to+"\r\n"), raw...)
}

func TestAMailboxIsReadAndWhatWasHandledIsPutAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		o := openOffice(t, nil)
		broken, taken := true, 0
		p.RegisterReply("outcome", func(context.Context, bun.Tx, back.Reply) error {
			if broken {
				return errors.New("the disk is full")
			}
			taken++
			return nil
		})
		m := p.sent("outcome")
		o.deliver(addressed(about(t, "gmail_nl", m), replyTo(m)))
		o.deliver(about(t, "outlook_nl", m)) // to nobody in particular
		o.deliver(about(t, "postfix_onbekend", p.sent("digest")))
		b := p.reads("imap://klantpanel%40gemeente.example:geheim@" + o.host + "/INBOX")
		p.must(b.Read(ctx, start))
		if !p.address().Suppressed() || taken != 0 || o.holds("INBOX") != 2 || o.holds("Klantpanel verwerkt") != 1 {
			t.Errorf("%d taken, %d in the mailbox", taken, o.holds("INBOX"))
		}
		broken = false
		for range 3 {
			p.must(b.Read(ctx, start))
		}
		if taken != 1 || o.holds("INBOX") != 1 || o.holds("Klantpanel verwerkt") != 2 {
			t.Errorf("%d taken, %d in the mailbox", taken, o.holds("INBOX"))
		}
		// Another run, from where this one was; and one that has forgotten that place.
		p.must(p.reads("imap://klantpanel%40gemeente.example:geheim@"+o.host).Read(ctx, start))
		_, err := db.NewRaw("UPDATE inbound_mailboxes SET uid_validity = 0").Exec(ctx)
		p.must(err)
		o.deliver(addressed(about(t, "iphone_nl", m), replyTo(m)))
		p.must(p.reads("imap://klantpanel%40gemeente.example:geheim@"+o.host).Read(ctx, start))
		if taken != 2 || o.holds("INBOX") != 1 {
			t.Errorf("%d taken, %d in the mailbox", taken, o.holds("INBOX"))
		}
	})
}

func TestAMailThatWasHandledButNotPutAwayIsNotHandledAgain(t *testing.T) {
	p := newPlace(t, dbtest.Open(t, dbtest.Migrated(t)))
	o := openOffice(t, nil)
	taken := 0
	p.RegisterReply("outcome", func(context.Context, bun.Tx, back.Reply) error { taken++; return nil })
	m := p.sent("outcome")
	raw := addressed(about(t, "gmail_nl", m), replyTo(m))
	o.deliver(raw)
	p.receive(raw, "", "") // and then the program was killed
	p.must(p.reads("imap://klantpanel%40gemeente.example:geheim@"+o.host).Read(ctx, start))
	if taken != 1 || o.holds("INBOX") != 0 {
		t.Errorf("%d taken, %d in the mailbox", taken, o.holds("INBOX"))
	}
}

func TestAMailboxIsReadOverTLSWhenTheServerTellsOfNewMail(t *testing.T) {
	p := newPlace(t, dbtest.Open(t, dbtest.Migrated(t)))
	keys := httptest.NewTLSServer(nil)
	defer keys.Close()
	o := openOffice(t, &tls.Config{Certificates: keys.TLS.Certificates})
	taken := make(chan string, 1)
	p.RegisterReply("outcome", func(_ context.Context, _ bun.Tx, r back.Reply) error { taken <- r.Text; return nil })
	m := p.sent("outcome")
	b := p.reads("imaps://klantpanel%40gemeente.example:geheim@" + o.host + "/INBOX")
	if err := b.Read(ctx, start); err == nil {
		t.Fatal("a certificate that nobody knows was believed")
	}
	b = p.reads("imaps://klantpanel%40gemeente.example:geheim@" + o.host + "/INBOX")
	roots := x509.NewCertPool()
	roots.AddCert(keys.Certificate())
	b.TLS = &tls.Config{RootCAs: roots, ServerName: "example.com"}
	b.Stay = time.Hour
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- b.Read(running, start) }()
	o.deliver(addressed(about(t, "iphone_nl", m), replyTo(m)))
	<-taken
	o.deliver(addressed(about(t, "gmail_nl", m), replyTo(m)))
	if words := <-taken; !strings.HasPrefix(words, "Dat is fijn") {
		t.Error(words)
	}
	stop()
	p.must(<-ended)
}

func TestAMailboxThatCanNotBeReadIsTriedLessAndLess(t *testing.T) {
	p := newPlace(t, dbtest.Open(t, dbtest.Migrated(t)))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	p.must(listener.Close()) // nobody is there
	b := p.reads("imap://klantpanel:geheim@" + listener.Addr().String())
	now, tries := start, 0
	for now.Before(start.Add(time.Hour)) {
		if b.Read(ctx, now) != nil {
			tries++
		}
		now = now.Add(10 * time.Second)
	}
	if tries < 5 || tries > 9 {
		t.Errorf("%d tries in an hour", tries)
	}
	o := openOffice(t, nil)
	if err := p.reads("imap://klantpanel%40gemeente.example:fout@"+o.host).Read(ctx, start); err == nil || strings.Contains(err.Error(), "fout@") {
		t.Errorf("a wrong password: %v", err)
	}
}

func TestAMailboxIsReadWithoutTLSOnLoopbackOnly(t *testing.T) {
	for setting, want := range map[string]bool{
		"imaps://klantpanel%40gemeente.example:geheim@mail.gemeente.example/INBOX": true,
		"imap://klantpanel:geheim@127.0.0.1:1143":                                  true,
		"imap://klantpanel:geheim@mail.gemeente.example":                           false,
		"imaps://mail.gemeente.example":                                            false,
		"pop3://klantpanel:geheim@mail.gemeente.example":                           false,
	} {
		_, err := back.ParseMailbox(setting)
		if (err == nil) != want {
			t.Errorf("%s: %v", setting, err)
		}
		if err != nil && (strings.Contains(err.Error(), "geheim") || !strings.HasPrefix(err.Error(), "inbound-imap: ")) {
			t.Error(err)
		}
	}
}

func TestAReplyAddressStaysWithinWhatServersTake(t *testing.T) {
	m := &mail.Mail{Kind: "digest_ready"}
	s := sender
	for _, inbound := range []string{"in.gemeente.example", strings.Repeat("k", mail.InboundLocalAtMost) + "@gemeente.example"} {
		s.Inbound = inbound
		for _, address := range []string{s.ReplyAddress(m.Kind, m.ID, m.PersonID), s.ReturnAddress(m.ID)} {
			local, _, _ := strings.Cut(address, "@")
			if len(local) > 64 || strings.ToLower(address) != address {
				t.Error(address)
			}
		}
		if !s.AnsweredBy(strings.ToUpper(s.ReplyAddress(m.Kind, m.ID, m.PersonID)), m) {
			t.Error("it isn't known again")
		}
	}
	s.Inbound = ""
	if s.ReplyAddress(m.Kind, m.ID, m.PersonID) != "" || s.ReturnAddress(m.ID) != "" {
		t.Error("there is an address though nothing comes in")
	}
}
