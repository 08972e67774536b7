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

type smtpConnection struct {
	session        *gosmtp.Client
	timeout, final time.Duration
	used, broken   bool
}

// Send hands over one mail to one recipient. It speaks the commands itself, because go-mail's Send doesn't tell whether the connection
// was lost before or after the final dot: before it the mail can't have arrived, after it nobody knows.
func (c *smtpConnection) Send(_ context.Context, m *Message) Try {
	o := c.send(m)
	c.broken = o.Broken
	return o
}

func (c *smtpConnection) send(m *Message) Try {
	begun := c.used
	c.used = true
	if err := c.command(func() error { return c.session.Mail("<" + m.From + ">") }); err != nil {
		o := c.refused(err)
		o.Stale = begun && o.Broken
		return o
	}
	if err := c.command(func() error { return c.session.Rcpt("<" + m.To + ">") }); err != nil {
		return c.refused(err)
	}
	var w io.WriteCloser
	if err := c.command(func() (err error) { w, err = c.session.Data(); return err }); err != nil {
		return c.refused(err)
	}
	if err := c.command(func() error { _, err := w.Write(m.Raw); return err }); err != nil {
		return c.refused(err)
	}
	if err := c.session.UpdateDeadline(c.final); err != nil {
		return Try{State: Retry, Words: err.Error(), Broken: true}
	}
	if err := w.Close(); err != nil {
		if isReply(err) {
			return c.refused(err)
		}
		return Try{State: Unknown, Words: "no answer after the mail was handed over, it may have arrived: " + err.Error(), Broken: true}
	}
	return Try{State: Sent} // a failing connection no longer matters; the next mail will notice
}

// Close says goodbye, where there is still somebody to say it to.
func (c *smtpConnection) Close() error {
	if c.broken {
		return c.session.Close()
	}
	c.timeout = min(c.timeout, goodbye)
	if err := c.command(c.session.Quit); err != nil {
		return errors.Join(err, c.session.Close())
	}
	return nil
}

func (c *smtpConnection) command(do func() error) error {
	if err := c.session.UpdateDeadline(c.timeout); err != nil {
		return err
	}
	return do()
}

func isReply(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply)
}

// refused is the outcome of a try that ended before the server took the mail. Lost connections and time-outs are not permanent,
// and neither is a 5xx that is about us instead of the mail: not signed in.
func (c *smtpConnection) refused(err error) Try {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return Try{State: Retry, Words: "the connection was lost: " + err.Error(), Broken: true}
	}
	o := Try{State: Retry, Words: fmt.Sprintf("%d %s", reply.Code, reply.Msg)}
	switch {
	case reply.Code == 421: // closing the channel
		o.Broken = true
		return o
	case reply.Code == 530 || reply.Code == 534 || reply.Code == 535 || reply.Code == 538:
	case reply.Code >= 500:
		o.State = Dead
	}
	o.Broken = c.command(c.session.Reset) != nil
	return o
}
