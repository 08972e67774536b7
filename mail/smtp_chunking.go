package mail

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// window is how many mails may be under way on a connection.
const window = 16

// idleAtMost is how long a connection may have been silent to be taken for alive. After that it is asked first, for a mail that is
// written into a connection that was closed may have arrived for all we know.
const idleAtMost = time.Second

// chunkingConnection writes envelope and content of a mail at once (RFC 2920, RFC 3030) and doesn't wait for the answers, of which each
// mail has three: to MAIL, to RCPT and to BDAT.
type chunkingConnection struct {
	*smtpSession
	flight     []chunked
	out        []byte
	spoke      time.Time // when the server last did, on this process's stopwatch
	answered   int       // mails
	gone       error     // the server can't be heard any more
	unwritable error     // nothing can be written any more, though answers may still come
	closing    bool      // because it said so
	refused    bool      // a mail, since the last RSET that was written
	muddled    bool      // a mail, since the last RSET that was answered
}

// chunked is a mail begun.
type chunked struct {
	outcome *Try // known without an answer: it was not written
	reset   bool // RSET goes before it
}

func (c *chunkingConnection) Window() int { return window }

// Send hands over one mail and waits.
func (c *chunkingConnection) Send(_ context.Context, m *Message) Try { return sendBy(c, m) }

// Begin writes a mail.
func (c *chunkingConnection) Begin(m *Message) {
	defer m.Free()
	c.flight = append(c.flight, c.begin(m))
}

func (c *chunkingConnection) begin(m *Message) chunked {
	if c.gone == nil {
		c.ask()
	}
	switch {
	case c.gone != nil:
		return chunked{outcome: unbegun(c.gone, c.answered+len(c.flight))}
	case c.unwritable != nil:
		return chunked{outcome: unbegun(c.unwritable, c.answered+len(c.flight))}
	}
	if !speakable(m) {
		return chunked{outcome: &Try{State: Dead, Words: notASCII}}
	}
	mail := chunked{reset: c.refused}
	c.refused = false
	c.out = envelope(c.out[:0], m, mail.reset)
	c.out = append(c.out, "BDAT "...)
	c.out = strconv.AppendInt(c.out, int64(len(m.Signature)+len(m.Raw)), 10)
	c.out = append(c.out, " LAST\r\n"...)
	c.out = append(c.out, m.Signature...)
	c.out = append(c.out, m.Raw...)
	if _, err := c.write(c.out, len(c.flight) > 0); err != nil {
		c.unwritable, c.broken = err, true
		o := lost(err)
		mail.outcome = &o // not to its end, so the server can't have taken it
	}
	return mail
}

// ask makes sure that a connection on which nothing happened for a while still stands.
func (c *chunkingConnection) ask() {
	if c.answered == 0 || len(c.flight) > 0 || time.Since(c.spoke) < idleAtMost {
		return
	}
	if err := c.command(c.session.Noop); err != nil {
		c.lose(err)
	}
}

func (c *chunkingConnection) lose(err error) {
	c.gone, c.broken = err, true
}

// unbegun is the outcome of a mail that the server didn't come to. The first on a connection pays with a try nevertheless, so that a
// server that hangs up on everybody isn't asked for ever.
func unbegun(err error, before int) *Try {
	o := lost(err)
	o.Stale = before > 0
	return &o
}

// Outcome reads the answers to the oldest mail.
func (c *chunkingConnection) Outcome(wait bool) (Try, bool) {
	mail := c.flight[0]
	if !wait && mail.outcome == nil && c.gone == nil && c.session.Text.R.Buffered() == 0 {
		return Try{}, false
	}
	c.flight = append(c.flight[:0], c.flight[1:]...)
	o := c.read(mail)
	o.Broken = o.Broken || c.broken
	c.answered++
	return o, true
}

func (c *chunkingConnection) read(mail chunked) Try {
	switch {
	case c.closing: // it goes back on what it said if it did anything after that
		return *unbegun(c.gone, c.answered)
	case mail.outcome != nil:
		return *mail.outcome
	case c.gone != nil:
		return silence(c.gone)
	}
	if mail.reset {
		if err := c.skip(1); err != nil {
			c.lose(err)
			return silence(err)
		}
		c.muddled = false
	}
	o := c.answers()
	c.spoke = time.Now()
	if o.State != Sent {
		c.refused, c.muddled = true, true
	}
	return o
}

// answers are the three of one mail. The last decides when it is a yes; otherwise the first no tells why.
func (c *chunkingConnection) answers() Try {
	var no *Try
	for i, patience := range []time.Duration{c.timeout, c.timeout, c.final} {
		r, err := c.reply(patience)
		switch {
		case err != nil:
			c.lose(err)
			if no != nil && !no.Stale {
				return *no // refused, it can't have arrived
			}
			return silence(err)
		case r.code == closingChannel:
			c.lose(errors.New(r.refusal().Words))
			c.closing = true
			if i == 0 {
				return *unbegun(c.gone, c.answered)
			}
			return r.refusal()
		case i == 2 && r.yes():
			return Try{State: Sent}
		case no == nil && !r.yes():
			o := r.refusal()
			o.Recipient = i == 1
			// The transaction of a mail that was refused may still be open (RFC 5321 section 4.1.4): then it isn't this one that is.
			o.Stale = i == 0 && r.code == badSequence && c.muddled
			no = &o
		}
	}
	return *no
}

// notASCII is why a mail is dead before it is begun: SMTPUTF8 would have to be known by each server on its way.
const notASCII = "the address holds more than ASCII"

// speakable reports whether the addresses can stand in commands without SMTPUTF8.
func speakable(m *Message) bool { return ascii(m.From) && ascii(m.To) }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
