package mail

import (
	"bytes"
	"context"
	"errors"
)

// pipeliningConnection writes a mail's envelope together with the content of the mail before it (RFC 2920): one round trip a mail, and
// one content under way at most.
type pipeliningConnection struct {
	*smtpSession
	flight  []pipelined
	held    *Message // the newest mail: its envelope was written, its content wasn't
	out     []byte
	begun   int   // mails
	gone    error // the server can't be heard any more
	refused bool  // a mail, since the last RSET
	empty   bool  // the answer to the empty content of a refused mail hasn't come yet
}

// pipelined is a mail begun.
type pipelined struct {
	outcome *Try // once it is known
	first   bool // on this connection
	skip    int  // answers before those to its envelope that decide nothing
}

func (c *pipeliningConnection) Window() int { return window }

// Send hands over one mail and waits.
func (c *pipeliningConnection) Send(_ context.Context, m *Message) Try { return sendBy(c, m) }

// Begin writes the content of the mail before, and the envelope of m.
func (c *pipeliningConnection) Begin(m *Message) {
	c.content()
	ready := len(c.out)
	mail := pipelined{first: c.begun == 0}
	switch {
	case !speakable(m):
		mail.outcome = &Try{State: Dead, Words: notASCII}
	case c.gone != nil:
		mail.outcome = mail.unbegun(c.gone)
	default:
		if c.empty {
			mail.skip++
		}
		if c.refused {
			mail.skip++
		}
		c.out = append(envelope(c.out, m, c.refused), "DATA\r\n"...)
		c.refused, c.empty = false, false
	}
	c.begun++
	c.send(ready)
	c.flight = append(c.flight, mail)
	if mail.outcome != nil {
		m.Free()
		return
	}
	c.held = m
}

// Outcome reads the answer to the oldest content.
func (c *pipeliningConnection) Outcome(wait bool) (Try, bool) {
	alone := len(c.flight) == 1 && c.held != nil
	if !wait && c.flight[0].outcome == nil && (alone || c.gone == nil && c.session.Text.R.Buffered() == 0) {
		return Try{}, false
	}
	if alone {
		c.content()
		c.send(len(c.out))
	}
	c.answer()
	o := *c.flight[0].outcome
	c.flight = append(c.flight[:0], c.flight[1:]...)
	o.Broken = o.Broken || c.broken
	return o, true
}

// content reads what the server says to the envelope of the held mail, and lays its content ready when that is wanted.
func (c *pipeliningConnection) content() {
	c.out = c.out[:0]
	m := c.held
	if m == nil {
		return
	}
	c.answer() // those before it come first
	c.held = nil
	newest := &c.flight[len(c.flight)-1]
	newest.outcome = c.welcome(*newest)
	if newest.outcome == nil {
		c.out = stuffed(stuffed(c.out, m.Signature), m.Raw)
		c.out = append(c.out, ".\r\n"...)
	}
	m.Free()
}

// welcome reads the answers to an envelope: nil when the content may come.
func (c *pipeliningConnection) welcome(mail pipelined) (no *Try) {
	if c.gone == nil {
		if err := c.skip(mail.skip); err != nil {
			c.lose(err)
		}
	}
	for i := range 3 {
		if c.gone != nil {
			break
		}
		r, err := c.reply(c.timeout)
		switch {
		case err != nil:
			c.lose(err)
		case r.code == closingChannel:
			c.lose(errors.New(r.refusal().Words))
		case no == nil && !r.yes() && (i < 2 || r.code != startInput):
			o := r.refusal()
			o.Recipient = i == 1
			no = &o
		}
		if c.gone != nil && no == nil && i > 0 { // it was begun
			o := lost(c.gone)
			no = &o
		}
		if c.empty = i == 2 && no != nil && r.code == startInput; c.empty { // it asks for a content all the same (RFC 2920 section 3.1)
			c.out = append(c.out, ".\r\n"...)
		}
	}
	if no == nil && c.gone != nil {
		return mail.unbegun(c.gone)
	}
	c.refused = no != nil
	return no
}

// answer reads the answer to each content that was written.
func (c *pipeliningConnection) answer() {
	for i := range c.flight {
		if c.flight[i].outcome == nil && (c.held == nil || i < len(c.flight)-1) {
			o := c.last()
			c.flight[i].outcome = &o
		}
	}
}

func (c *pipeliningConnection) last() Try {
	if c.gone != nil {
		return silence(c.gone)
	}
	r, err := c.reply(c.final)
	switch {
	case err != nil:
		c.lose(err)
		return silence(err)
	case r.yes():
		return Try{State: Sent}
	case r.code == closingChannel:
		c.lose(errors.New(r.refusal().Words))
	}
	return r.refusal()
}

// send writes what lies ready. Of that, so many bytes are the content of the newest mail in flight; if those didn't go out to the last,
// it can't have arrived.
func (c *pipeliningConnection) send(content int) {
	if c.gone != nil || len(c.out) == 0 {
		return
	}
	n, err := c.write(c.out, false)
	if err == nil {
		return
	}
	c.lose(err)
	if len(c.flight) == 0 {
		return
	}
	if newest := &c.flight[len(c.flight)-1]; newest.outcome == nil && n < content {
		o := lost(err)
		newest.outcome = &o
	}
}

func (c *pipeliningConnection) lose(err error) { c.gone, c.broken = err, true }

// unbegun is the outcome of a mail that the server didn't come to. The first on a connection pays with a try nevertheless, so that a
// server that hangs up on everybody isn't asked for ever.
func (m pipelined) unbegun(err error) *Try {
	o := lost(err)
	o.Stale = !m.first
	return &o
}

// stuffed appends lines with the dots at their beginnings doubled (RFC 5321 section 4.5.2).
func stuffed(out, lines []byte) []byte {
	for len(lines) > 0 {
		if lines[0] == '.' {
			out = append(out, '.')
		}
		end := bytes.Index(lines, []byte("\n.")) + 1
		if end == 0 {
			return append(out, lines...)
		}
		out = append(out, lines[:end]...)
		lines = lines[end:]
	}
	return out
}
