package mail_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
)

func TestAnSMTPAddressIsReadOrRefusedInOneLine(t *testing.T) {
	for address, want := range map[string]string{
		"smtp://mail.gemeente.example":                   "smtp://mail.gemeente.example:587",
		"smtps://panel:geheim@mail.gemeente.example":     "smtps://mail.gemeente.example:465",
		"smtp://p%40x.example:ge%3Aheim@localhost:2525/": "smtp://localhost:2525",
		"smtp://[::1]:25":                                "smtp://[::1]:25",
	} {
		s, err := mail.ParseSMTP(address)
		if err != nil || s.String() != want {
			t.Errorf("%s: %v, %v", address, s, err)
		} else if s.Plain != (s.Host == "localhost" || s.Host == "::1") {
			t.Errorf("%s: plain is %v", address, s.Plain)
		}
	}
	for _, address := range []string{"", "capture", "http://panel:geheim@x.example", "smtp://", "smtp://panel:geheim@:25", "smtp://panel:geheim@x.example:0",
		"smtp://panel:geheim@x.example:99999", "smtp://panel:gehe im@[x", "smtp://panel:geheim@x.example/pad", "smtp://panel:geheim@x.example?tls=no",
		"smtp://panel@x.example", "smtp://panel:geheim%zz@x.example"} {
		_, err := mail.ParseSMTP(address)
		if err == nil {
			t.Errorf("%s was accepted", address)
			continue
		}
		if text := err.Error(); !strings.HasPrefix(text, "smtp: ") || strings.Contains(text, "geheim") || strings.Contains(text, "\n") {
			t.Errorf("%s: %q", address, text)
		}
	}
}

func send(t *testing.T, s *mail.SMTP) (mail.Try, error) {
	t.Helper()
	conn, err := s.Dial(ctx)
	if err != nil {
		return mail.Try{}, err
	}
	defer conn.Close()
	m := &mail.Mail{ID: uuid.New(), PersonID: uuid.New(), Address: "jan@gemeente.example", Language: "nl", MessageID: "a@b.example"}
	message, err := mail.NewMessage(mail.SignIn{URL: "https://x.example", Minutes: 10}, m, sender, start)
	if err != nil {
		t.Fatal(err)
	}
	return conn.Send(ctx, message), nil
}

func withUser(url, user string) string { return strings.Replace(url, "://", "://"+user+"@", 1) }

func TestNothingGoesOutInTheClearOutsideLoopback(t *testing.T) {
	open := sink(t, mailtest.Options{})
	s := transport(t, open.URL())
	if o, err := send(t, s); err != nil || o.State != mail.Sent {
		t.Fatalf("on loopback: %v, %v", o, err)
	}
	s.Plain = false // as for any other host
	if _, err := send(t, s); err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Fatalf("without STARTTLS: %v", err)
	}
	safe := sink(t, mailtest.Options{TLS: true})
	s = transport(t, safe.URL())
	s.Plain = false
	if _, err := send(t, s); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Fatalf("with a certificate nobody vouches for: %v", err)
	}
	s.RootCAs = safe.Roots()
	if o, err := send(t, s); err != nil || o.State != mail.Sent {
		t.Fatalf("with STARTTLS: %v, %v", o, err)
	}
	if len(safe.Mails()) != 1 {
		t.Fatalf("%d mails arrived", len(safe.Mails()))
	}
}

func TestSigningInAtTheServer(t *testing.T) {
	for _, tls := range []bool{false, true} {
		server := sink(t, mailtest.Options{TLS: tls, User: "panel", Password: "ge:heim"})
		for user, ok := range map[string]bool{"panel:ge%3Aheim": true, "panel:fout": false} {
			s := transport(t, withUser(server.URL(), user))
			s.Plain, s.RootCAs = !tls, server.Roots()
			o, err := send(t, s)
			if ok != (err == nil) || ok && o.State != mail.Sent {
				t.Errorf("TLS %v, %s: %v, %v", tls, user, o, err)
			}
			if err != nil && strings.Contains(err.Error(), "fout") {
				t.Errorf("the error holds the password: %v", err)
			}
		}
		s := transport(t, server.URL())
		s.Plain, s.RootCAs = !tls, server.Roots()
		if o, err := send(t, s); err != nil || o.State == mail.Sent || o.State == mail.Dead {
			t.Errorf("TLS %v, nobody: %v, %v", tls, o, err)
		}
	}
}

func TestWeIntroduceOurselvesAsWeAreToldTo(t *testing.T) {
	for _, tls := range []bool{false, true} {
		server := sink(t, mailtest.Options{TLS: tls})
		s := transport(t, server.URL())
		s.Plain, s.RootCAs = !tls, server.Roots()
		s.Helo, s.From = "klantpanel.gemeente.example", netip.MustParseAddr("127.0.0.2")
		if o, err := send(t, s); err != nil || o.State != mail.Sent {
			t.Fatalf("%v, %v", o, err)
		}
		for _, client := range server.Clients() {
			if client != "klantpanel.gemeente.example 127.0.0.2" {
				t.Errorf("TLS %v: %s", tls, client)
			}
		}
	}
}

func TestAnAddressBeyondASCIIIsDeadAndHoldsUpNobody(t *testing.T) {
	for _, server := range servers[:2] {
		s := transport(t, sink(t, server.options).URL())
		conn, err := s.Dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, to := range []string{"josé@gemeente.example", "jose@gemeente.example"} {
			o := conn.Send(ctx, &mail.Message{From: sender.Address, To: to, Raw: []byte("Message-ID: <a@b.example>\r\n\r\n.punt\r\n..\r\n")})
			if want := map[bool]string{true: mail.Sent, false: mail.Dead}[to[3] == 'e']; o.State != want {
				t.Errorf("%s, %s: %+v", server.name, to, o)
			}
		}
	}
}

// Lines that begin with a dot arrive as they are, whichever way the mail went.
func TestDotsArrive(t *testing.T) {
	const body = ".\r\n..punt\r\n.\r\n"
	for _, server := range servers {
		sink := sink(t, server.options)
		conn, err := transport(t, sink.URL()).Dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			o := conn.Send(ctx, &mail.Message{From: sender.Address, To: "jan@gemeente.example", Signature: []byte("X-Getekend: ja\r\n"), Raw: []byte("Message-ID: <a@b.example>\r\n\r\n" + body)})
			if o.State != mail.Sent {
				t.Fatalf("%s: %+v", server.name, o)
			}
		}
		conn.Close()
		for _, m := range sink.Mails() {
			if !strings.HasPrefix(string(m.Raw), "X-Getekend: ja\r\n") || !strings.HasSuffix(string(m.Raw), "\r\n\r\n"+body) {
				t.Errorf("%s: %q", server.name, m.Raw)
			}
		}
	}
}

func TestASilentServerIsGivenUp(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	s := transport(t, "smtp://"+mute.Addr().String())
	s.Timeout = 50 * time.Millisecond
	if _, err := s.Dial(ctx); err == nil {
		t.Fatal("connected to a server that says nothing")
	}
}
