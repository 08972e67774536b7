package mail

import (
	"context"
	"slices"
)

// Transport opens connections to whatever takes the mail: an SMTP server, or the capture folder.
type Transport interface {
	Dial(ctx context.Context) (Connection, error)
}

// Connection takes one mail at a time.
type Connection interface {
	Send(ctx context.Context, m *Message) Try
	Close() error
}

// Pipeline is a Connection that takes mails before it has told what became of the earlier ones. It tells so in the order in which they
// were begun.
type Pipeline interface {
	Connection
	// Window is how many mails may be under way until their outcomes are recorded.
	Window() int
	// Begin hands over a mail. The message is the connection's from here on, and is freed when its bytes are written.
	Begin(m *Message)
	// Outcome is what became of the oldest mail begun. It waits for the server, unless wait is false: then it may not be known yet.
	Outcome(wait bool) (o Try, known bool)
}

// Try is what became of one try to send.
type Try struct {
	State     string // Sent, Retry, Unknown or Dead
	Words     string // the server's, or what went wrong
	Broken    bool   // the connection can't take another mail
	Stale     bool   // the mail wasn't begun, for a reason that isn't its own: try again at once
	Recipient bool   // it is the recipient that the server refused
}

// oneByOne is a Pipeline made of a Connection that knows no other way.
type oneByOne struct {
	Connection
	ctx     context.Context
	outcome Try
}

func (c *oneByOne) Window() int { return 1 }

func (c *oneByOne) Begin(m *Message) {
	c.outcome = c.Send(c.ctx, m)
	m.Free()
}

func (c *oneByOne) Outcome(bool) (Try, bool) { return c.outcome, true }

// sendBy sends one mail through a pipeline. The message stays the caller's.
func sendBy(p Pipeline, m *Message) Try {
	theirs := *m
	theirs.Raw, theirs.buffer = slices.Clone(m.Raw), nil
	p.Begin(&theirs)
	o, _ := p.Outcome(true)
	return o
}
