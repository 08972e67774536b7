package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// goodbye is how long a server may take to answer QUIT, which tells us nothing any more.
const goodbye = 5 * time.Second

// smtpSession is a conversation that go-mail opened: secured, signed in, and ready for mails.
type smtpSession struct {
	session        *gosmtp.Client
	timeout, final time.Duration
	broken         bool
}

// connection is the quickest way of sending that the server knows.
func (s *smtpSession) connection() Connection {
	pipelining, _ := s.session.Extension("PIPELINING")
	chunking, _ := s.session.Extension("CHUNKING")
	switch {
	case pipelining && chunking:
		return &chunkingConnection{smtpSession: s}
	case pipelining:
		return &pipeliningConnection{smtpSession: s}
	}
	return &plainConnection{smtpSession: s}
}

// Close says goodbye, where there is still somebody to say it to.
func (s *smtpSession) Close() error {
	if s.broken {
		return s.session.Close()
	}
	s.timeout = min(s.timeout, goodbye)
	if err := s.command(s.session.Quit); err != nil {
		return errors.Join(err, s.session.Close())
	}
	return nil
}

func (s *smtpSession) command(do func() error) error {
	if err := s.session.UpdateDeadline(s.timeout); err != nil {
		return err
	}
	return do()
}

// plainConnection asks and waits for each answer. It speaks the commands itself, because go-mail's Send doesn't tell whether the
// connection was lost before or after the final dot: before it the mail can't have arrived, after it nobody knows.
type plainConnection struct {
	*smtpSession
	used bool
}

// Send hands over one mail to one recipient.
func (c *plainConnection) Send(_ context.Context, m *Message) Try {
	o := c.send(m)
	c.broken = o.Broken
	return o
}

func (c *plainConnection) send(m *Message) Try {
	begun := c.used
	c.used = true
	if err := c.command(func() error { return c.session.Mail("<" + m.From + ">") }); err != nil {
		o := c.refused(err)
		o.Stale = begun && o.Broken
		return o
	}
	if err := c.command(func() error { return c.session.Rcpt("<" + m.To + ">") }); err != nil {
		o := c.refused(err)
		o.Recipient = isReply(err)
		return o
	}
	var w io.WriteCloser
	if err := c.command(func() (err error) { w, err = c.session.Data(); return err }); err != nil {
		return c.refused(err)
	}
	if err := c.command(func() error { return c.content(w, m) }); err != nil {
		return c.refused(err)
	}
	if err := c.session.UpdateDeadline(c.final); err != nil {
		return Try{State: Retry, Words: err.Error(), Broken: true}
	}
	if err := w.Close(); err != nil {
		if isReply(err) {
			return c.refused(err)
		}
		return silence(err)
	}
	return Try{State: Sent} // a failing connection no longer matters; the next mail will notice
}

func (c *plainConnection) content(w io.Writer, m *Message) error {
	if _, err := w.Write(m.Signature); err != nil {
		return err
	}
	_, err := w.Write(m.Raw)
	return err
}

func isReply(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply)
}

// refused is the outcome of a try that ended before the server took the mail.
func (c *plainConnection) refused(err error) Try {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return lost(err)
	}
	o := refusal(reply.Code, reply.Msg)
	if !o.Broken {
		o.Broken = c.command(c.session.Reset) != nil
	}
	return o
}

// refusal is what a server's answer other than yes means. A 5xx that is about us instead of the mail, not signed in, is not permanent.
func refusal(code int, words string) Try {
	o := Try{State: Retry, Words: fmt.Sprintf("%d %s", code, words)}
	switch {
	case code == closingChannel:
		o.Broken = true
	case code == 530 || code == 534 || code == 535 || code == 538:
	case code >= 500:
		o.State = Dead
	}
	return o
}

// lost is the outcome of a mail that can't have arrived. Lost connections and time-outs are not permanent.
func lost(err error) Try {
	return Try{State: Retry, Words: "the connection was lost: " + err.Error(), Broken: true}
}

// silence is the outcome of a mail that was handed over to the last byte, without an answer.
func silence(err error) Try {
	return Try{State: Unknown, Words: "no answer after the mail was handed over, it may have arrived: " + err.Error(), Broken: true}
}
