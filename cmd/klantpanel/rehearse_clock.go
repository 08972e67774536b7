package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

const (
	// triesEnd is longer than the outbox tries any mail.
	triesEnd = 3 * 24 * time.Hour
	// patience is how many deliveries in a row may fail before the rehearsal gives up, with a pause of real time between them: in
	// virtual time a server would get no chance to come back.
	patience = 10
)

// advance moves virtual time to a moment, with the mails that are due on the way, and then does what is due at it.
func (r *rehearsal) advance(ctx context.Context, to time.Time) error {
	if err := r.wait(ctx, to); err != nil {
		return err
	}
	return r.settle(ctx)
}

// wait moves virtual time to a moment, with the mails that are due on the way and nothing else.
func (r *rehearsal) wait(ctx context.Context, to time.Time) error {
	for {
		due, err := r.nextMail(ctx)
		if err != nil {
			return err
		}
		// By the minute: a thousand retries a second apart would be a thousand deliveries.
		next := due.Truncate(time.Minute).Add(time.Minute)
		if !next.After(r.now) {
			next = r.now.Add(time.Minute)
		}
		if due.IsZero() || !next.Before(to) {
			break
		}
		r.now = next
		if err := r.deliver(ctx); err != nil {
			return err
		}
	}
	if to.After(r.now) {
		r.now = to
	}
	return nil
}

// settle does all that is due now: the scheduler's jobs, then the mail.
func (r *rehearsal) settle(ctx context.Context) error {
	if err := r.loop.RunDue(ctx, r.now); err != nil {
		return err
	}
	return r.deliver(ctx)
}

// nextMail is when the next mail is due; the zero time when none waits.
func (r *rehearsal) nextMail(ctx context.Context) (time.Time, error) {
	var m mail.Mail
	err := r.DB.NewSelect().Model(&m).Column("due_at").Where("state IN ('queued', 'retry', 'unknown')").Order("due_at", "id").Limit(1).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fmt.Errorf("outbox: %w", err)
	}
	return m.DueAt, nil
}

func (r *rehearsal) deliver(ctx context.Context) error {
	defer r.enter("delivery")()
	handled, err := r.Worker.Deliver(ctx, r.now)
	if err == nil || handled > 0 {
		r.unreachable = 0
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	if r.unreachable++; r.unreachable == patience {
		return err
	}
	fmt.Fprintln(r.progress, "mail can't be delivered:", oneLine(err))
	select {
	case <-ctx.Done():
	case <-time.After(deliveryPause):
	}
	return ctx.Err()
}

// workday is ten in the morning of the nth working day after today.
func (r *rehearsal) workday(n int) time.Time {
	return ordinary.AddWorkdays(r.today(), n).At("10:00", rehearsalZone)
}

func (r *rehearsal) today() scheduler.Date { return scheduler.DateOf(r.now, rehearsalZone) }

// stopwatch measures the real time of each part. Within a part, delivery counts as a part of its own.
type stopwatch struct {
	spent   map[string]time.Duration
	current string
	since   time.Time
}

// enter begins a part; the function that it returns goes back to the one before.
func (w *stopwatch) enter(part string) (back func()) {
	before := w.current
	w.turn(part)
	return func() { w.turn(before) }
}

func (w *stopwatch) turn(part string) {
	if w.spent == nil {
		w.spent = map[string]time.Duration{}
	}
	at := time.Now()
	if w.current != "" {
		w.spent[w.current] += at.Sub(w.since)
	}
	w.current, w.since = part, at
}

// part begins a part and says so to somebody who watches.
func (r *rehearsal) part(name string) {
	r.turn(name)
	if r.onTerminal {
		fmt.Fprintf(r.progress, "%s  %s\n", r.now.Format("2006-01-02 15:04"), name)
	}
}

// say tells how far it came; in a log that is a line a round.
func (r *rehearsal) say(format string, args ...any) {
	fmt.Fprintf(r.progress, "%s after %s\n", fmt.Sprintf(format, args...), time.Since(r.begun).Round(time.Second))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
