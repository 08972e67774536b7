package mail

import (
	"context"
	"errors"
	"time"
)

// lane is one connection's way through the mails of a run. It writes as long as the connection's window has room, and a mail leaves the
// window only when its outcome is in the database.
type lane struct {
	*run
	conn    Pipeline
	begun   int       // mails on this connection
	flight  []claimed // those of them without an outcome, in order
	broken  bool      // the connection: nothing more is begun on it
	most    int       // mails in the window while connections get lost; 0 is as many as it takes
	atWork  bool      // under the run's lock
	unsaved int       // mails taken whose outcome isn't durable, under the run's lock
}

// work sends mails until there are none, or no connection can be had.
func (l *lane) work(ctx context.Context) {
	for {
		m, wait := l.next(ctx)
		switch {
		case m != nil:
			if err := l.begin(ctx, *m); err != nil {
				l.leave(err)
				return
			}
			l.collect(false)
		case len(l.flight) > 0:
			l.collect(true)
		case l.spent():
			l.close()
		case wait == nil:
			l.close()
			l.leave(nil)
			return
		default:
			wait()
		}
	}
}

func (l *lane) leave(refused error) {
	l.update(func() {
		l.atWork = false
		l.run.atWork--
		if refused != nil {
			l.refused = refused
		}
	})
}

// room reports whether another mail may be begun.
func (l *lane) room() bool {
	if l.conn == nil {
		return l.unsaved < window
	}
	room := l.conn.Window()
	if l.most > 0 {
		room = min(room, l.most)
	}
	return !l.spent() && l.unsaved < room
}

// spent reports whether the connection has had all the mails that it will have.
func (l *lane) spent() bool {
	most := l.PerConnection
	if most <= 0 {
		most = defaultPerConnection
	}
	return l.conn != nil && (l.broken || l.begun >= most)
}

// next takes the next mail, if the window has room. Without one it returns how to wait until it is worthwhile to ask again, nil when
// there will be no more.
func (l *lane) next(ctx context.Context) (m *claimed, wait func()) {
	if err := l.keepLease(ctx); err != nil {
		l.fail(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failure != nil || ctx.Err() != nil || l.over && len(l.waiting) == 0 {
		return nil, nil
	}
	var pause time.Duration
	if l.room() {
		if m, pause = l.pick(); m != nil {
			l.unsaved++
			l.run.unsaved++
			return m, nil
		}
	}
	changed := l.changed
	return nil, func() { l.rest(ctx, changed, pause) }
}

// rest waits for a change, or until a limit allows another mail.
func (l *lane) rest(ctx context.Context, changed <-chan struct{}, pause time.Duration) {
	var turn <-chan time.Time
	if pause > 0 {
		turn = l.Watch.after(pause)
	}
	select {
	case <-changed:
	case <-turn:
	case <-ctx.Done():
	}
}

// begin hands a mail to the connection. Its error says why there is none; the mail is back among the waiting.
func (l *lane) begin(ctx context.Context, m claimed) error {
	message, err := l.compose(m)
	var suppressed *Suppression
	switch {
	case errors.As(err, &suppressed):
		l.save(result{mail: m.Mail, outcome: Try{State: Suppressed, Words: suppressed.Reason}, lane: l})
		return nil
	case err != nil && ctx.Err() != nil:
		l.putBack(m)
		return nil
	case err != nil:
		l.Log.Error("a letter can't be composed", "mail", m.ID, "kind", m.Kind, "error", err)
		l.save(result{mail: m.Mail, outcome: Try{State: Retry, Words: "composing: " + err.Error()}, lane: l})
		return nil
	}
	if err := l.connect(ctx); err != nil {
		message.Free()
		l.putBack(m)
		return err
	}
	l.conn.Begin(message)
	l.begun++
	l.flight = append(l.flight, m)
	return nil
}

func (l *lane) connect(ctx context.Context) error {
	if l.conn != nil {
		return nil
	}
	conn, err := l.Transport.Dial(ctx)
	if err != nil {
		return err
	}
	pipeline, ok := conn.(Pipeline)
	if !ok {
		pipeline = &oneByOne{Connection: conn, ctx: ctx}
	}
	l.conn, l.begun, l.broken = pipeline, 0, false
	return nil
}

// collect takes the outcomes that are known, and waits for the oldest when it is told to.
func (l *lane) collect(wait bool) {
	var known []result
	for len(l.flight) > 0 {
		o, ok := l.conn.Outcome(wait)
		if !ok {
			break
		}
		wait = false
		m := l.flight[0]
		l.flight = append(l.flight[:0], l.flight[1:]...)
		l.trust(o)
		if o.Stale {
			l.putBack(m)
			continue
		}
		known = append(known, result{mail: m.Mail, outcome: o, lane: l})
	}
	l.save(known...)
}

// trust lets fewer mails ride on a connection after one was lost, and with each that gets through twice as many again: those behind a
// lost one are in doubt, and each doubt costs a try.
func (l *lane) trust(o Try) {
	switch {
	case o.Broken:
		l.broken, l.most = true, 1
	case o.State == Sent && l.most > 0:
		if l.most *= 2; l.most >= window {
			l.most = 0
		}
	}
}

func (l *lane) putBack(m claimed) {
	l.update(func() {
		l.waiting = append([]claimed{m}, l.waiting...)
		l.unsaved--
		l.run.unsaved--
	})
}

func (l *lane) close() {
	if l.conn != nil {
		l.conn.Close() // what was sent is sent: a server that doesn't say goodbye changes nothing
		l.conn = nil
	}
}

// compose makes the message of a mail: letter, templates, headers, signature.
func (l *lane) compose(m claimed) (*Message, error) {
	letter, err := m.lot.letter(m.Mail)
	if err != nil {
		return nil, err
	}
	message, err := NewMessage(letter, m.Mail, m.lot.sender, m.lot.at)
	if err != nil || m.lot.sender.Signer == nil {
		return message, err
	}
	if message.Signature, err = m.lot.sender.Signer.Sign(message.Raw); err != nil {
		message.Free()
		return nil, err
	}
	return message, nil
}
