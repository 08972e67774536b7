package back_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/uptrace/bun"

	"klantpanel/mail/back"
	"klantpanel/migrations/dbtest"
)

// listens begins to take mail; the function ends it and waits.
func (p *place) listens(setting string) (dial func() net.Conn, stop func()) {
	p.tb.Helper()
	l, err := back.ParseListen(setting)
	p.must(err)
	l.Receiver, l.Log = p.Receiver, quiet
	listener, err := l.Listen()
	p.must(err)
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(running, listener) }()
	stop = func() {
		p.tb.Helper()
		cancel()
		p.must(<-ended)
	}
	return func() net.Conn {
		conn, err := net.Dial(listener.Addr().Network(), listener.Addr().String())
		p.must(err)
		return conn
	}, stop
}

func handOver(c *smtp.Client, from string, raw []byte, to ...string) error {
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	for _, one := range to {
		if err := c.Rcpt(one, nil); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(raw)); err != nil {
		return err
	}
	return w.Close()
}

func code(err error) int {
	var refused *smtp.SMTPError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}

func TestAMailServerHandsOverWhatCameBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		p := newPlace(t, db)
		var got []string
		broken := true
		p.RegisterReply("outcome", func(_ context.Context, _ bun.Tx, r back.Reply) error {
			if broken {
				return errors.New("the disk is full")
			}
			got = append(got, r.Text)
			return nil
		})
		dial, stop := p.listens("127.0.0.1:0")
		defer stop()
		c := smtp.NewClient(dial())
		defer c.Close()
		m := p.sent("outcome")
		p.must(c.Mail(sanne, nil))
		for _, nobody := range []string{"reply@in.gemeente.example", "reply+" + strings.Repeat("a", 44) + "@in.gemeente.example", sanne} {
			if err := c.Rcpt(nobody, nil); code(err) != 550 {
				t.Errorf("mail to %s: %v", nobody, err)
			}
		}
		p.must(c.Reset())
		raw := about(t, "outlook_en", m)
		if err := handOver(c, sanne, raw, replyTo(m)); code(err) != 451 {
			t.Errorf("it was acknowledged: %v", err)
		}
		broken = false
		p.must(handOver(c, sanne, raw, replyTo(m)))
		if len(got) != 1 || got[0] != "That’s great – thank you." {
			t.Errorf("%q", got)
		}
		if err := handOver(c, sanne, about(t, "outlook_nl", m), sender.Address); code(err) != 550 {
			t.Errorf("a letter to the sender's address: %v", err)
		}
		p.must(handOver(c, "", about(t, "qmail", m), sender.ReturnAddress(m.ID)))
		if !p.address().Suppressed() {
			t.Error("the bounce did nothing")
		}
		if err := handOver(c, sanne, make([]byte, back.BytesAtMost+1000), replyTo(m)); err == nil {
			t.Error("one that is too large was taken")
		}
	})
}

func TestWhoHoldsConnectionsWithoutSayingAnythingKeepsNoMailOut(t *testing.T) {
	p := newPlace(t, dbtest.Open(t, dbtest.Migrated(t)))
	dial, stop := p.listens("127.0.0.1:0")
	defer stop()
	for range 60 { // three times as many as there is room for
		defer dial().Close()
	}
	m := p.sent("outcome")
	conn := dial()
	p.must(conn.SetDeadline(time.Now().Add(10 * time.Second)))
	c := smtp.NewClient(conn)
	defer c.Close()
	p.must(handOver(c, "", about(t, "qmail", m), sender.ReturnAddress(m.ID)))
	if !p.address().Suppressed() {
		t.Error("the bounce did nothing")
	}
}

func TestByLMTPEachRecipientHasItsOwnAnswer(t *testing.T) {
	p := newPlace(t, dbtest.Open(t, dbtest.Migrated(t)))
	path := filepath.Join(t.TempDir(), "lmtp")
	p.RegisterReply("outcome", func(context.Context, bun.Tx, back.Reply) error { return nil })
	for range 2 { // the second finds the socket that the first left
		dial, stop := p.listens("unix:" + path)
		c := smtp.NewClientLMTP(dial())
		m := p.sent("outcome")
		p.must(c.Mail(sanne, nil))
		p.must(c.Rcpt(replyTo(m), nil))
		p.must(c.Rcpt(sender.Address, nil))
		w, err := c.Data()
		p.must(err)
		_, err = w.Write(about(t, "gmail_nl", m))
		p.must(err)
		taken, err := w.CloseWithLMTPResponse()
		var refused smtp.LMTPDataError
		if _, ok := taken[replyTo(m)]; !ok || !errors.As(err, &refused) || refused[sender.Address] == nil || refused[sender.Address].Code != 550 {
			t.Errorf("%v %v", taken, err)
		}
		stop()
		c.Close()
	}
}

func TestASettingThatCanNotBeListenedOnIsRefused(t *testing.T) {
	for _, setting := range []string{"", "2525", "unix:", "127.0.0.1:", "lmtp:", "localhost"} {
		if _, err := back.ParseListen(setting); err == nil || !strings.HasPrefix(err.Error(), "inbound-listen: ") {
			t.Errorf("%q: %v", setting, err)
		}
	}
}
