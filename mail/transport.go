package mail

import "context"

// Transport opens connections to whatever takes the mail: an SMTP server, or the capture folder.
type Transport interface {
	Dial(ctx context.Context) (Connection, error)
}

// Connection takes one mail at a time.
type Connection interface {
	Send(ctx context.Context, m *Message) Try
	Close() error
}

// Try is what became of one try to send.
type Try struct {
	State  string // Sent, Retry, Unknown or Dead
	Words  string // the server's, or what went wrong
	Broken bool   // the connection can't take another mail
	Stale  bool   // the server hung up between two mails: nothing was begun, try again on a new connection at once
}
