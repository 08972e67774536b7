package mail

import (
	"context"
	"errors"
	"fmt"
)

// lane is one connection's way through the mails of a run: one mail in flight at most.
type lane struct {
	*run
	conn Connection
}

// work sends mails until none waits. Its error says why no connection could be had; the mail is back among the waiting.
func (l *lane) work(ctx context.Context) error {
	for {
		m := l.next(ctx)
		if m == nil {
			return nil
		}
		outcome, err := l.try(ctx, m)
		if err != nil {
			l.putBack(m)
			return err
		}
		// Recorded before the next mail is taken, and also when the program is asked to stop: the server may have it.
		if err := l.record(context.WithoutCancel(ctx), m, outcome); err != nil {
			l.fail(err)
			return nil
		}
	}
}

func (l *lane) try(ctx context.Context, m *Mail) (Try, error) {
	message, err := l.compose(ctx, m)
	var suppressed *Suppression
	switch {
	case errors.As(err, &suppressed):
		return Try{State: Suppressed, Words: suppressed.Reason}, nil
	case err != nil && ctx.Err() != nil:
		return Try{}, ctx.Err()
	case err != nil:
		l.Log.Error("a letter can't be composed", "mail", m.ID, "kind", m.Kind, "error", err)
		return Try{State: Retry, Words: "composing: " + err.Error()}, nil
	}
	outcome, err := l.send(ctx, message)
	if err == nil && outcome.Stale {
		outcome, err = l.send(ctx, message)
	}
	return outcome, err
}

func (l *lane) send(ctx context.Context, message *Message) (Try, error) {
	if l.conn == nil {
		conn, err := l.Transport.Dial(ctx)
		if err != nil {
			return Try{}, err
		}
		l.conn = conn
	}
	outcome := l.conn.Send(ctx, message)
	if outcome.Broken {
		l.close()
	}
	return outcome, nil
}

func (l *lane) close() {
	if l.conn != nil {
		l.conn.Close() // what was sent is sent: a server that doesn't say goodbye changes nothing
		l.conn = nil
	}
}

// compose makes the message of a mail: letter, templates, headers.
func (r *run) compose(ctx context.Context, m *Mail) (*Message, error) {
	composer, ok := r.Outbox.composers[m.Kind]
	if !ok {
		return nil, fmt.Errorf("no composer for letters of kind %q", m.Kind)
	}
	letter, err := composer(ctx, r.Outbox.DB, m)
	if err != nil {
		return nil, err
	}
	return NewMessage(letter, m, r.sender, r.now)
}
