package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// wordsAtMost is how much of a server's answer is kept, in bytes.
const wordsAtMost = 500

// recordAtOnce is how many outcomes one transaction records.
const recordAtOnce = 500

// result is what became of a mail.
type result struct {
	mail    *Mail
	outcome Try
	lane    *lane // whose window it leaves; nil when it was never sent
}

// save leaves outcomes to be recorded. The mails count as under way until they are.
func (r *run) save(results ...result) {
	if len(results) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending = append(r.pending, results...)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// recording writes outcomes to the database until stop is called, and then what is left. What comes in during one transaction shares
// the next: the busier it gets, the more of them do.
func (r *run) recording(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range r.wake {
			r.recordPending(ctx)
		}
		r.recordPending(ctx)
	}()
	return func() { close(r.wake); <-done }
}

func (r *run) recordPending(ctx context.Context) {
	for {
		r.mu.Lock()
		n := min(len(r.pending), recordAtOnce)
		together := slices.Clone(r.pending[:n])
		r.pending = append(r.pending[:0], r.pending[n:]...)
		r.mu.Unlock()
		if n == 0 {
			return
		}
		err := r.record(ctx, together...)
		r.update(func() {
			for _, one := range together {
				r.unsaved--
				if one.lane != nil {
					one.lane.unsaved--
				}
			}
			if err != nil && r.failure == nil {
				r.failure = err
			}
		})
	}
}

// record makes outcomes durable, in one transaction.
func (r *run) record(ctx context.Context, results ...result) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	err := r.Outbox.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return r.write(ctx, tx, results) })
	if err != nil {
		return fmt.Errorf("deliver: record: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handled += len(results)
	return nil
}

func (r *run) write(ctx context.Context, tx bun.IDB, results []result) error {
	now := r.moment()
	var sent, sentThatDay []uuid.UUID
	var happened []Happening
	for _, one := range results {
		if one.outcome.State == Sent && tellsDayOnly(one.mail.Kind) {
			sentThatDay = append(sentThatDay, one.mail.ID)
			continue
		}
		if one.outcome.State == Sent {
			sent = append(sent, one.mail.ID)
			continue
		}
		what, err := r.writeFailure(ctx, tx, one.mail, one.outcome, now)
		if err != nil {
			return err
		}
		happened = append(happened, what...)
	}
	if err := r.note(ctx, tx, happened); err != nil {
		return err
	}
	if err := writeSent(ctx, tx, sent, now); err != nil {
		return err
	}
	if err := writeSent(ctx, tx, sentThatDay, dayOf(now)); err != nil {
		return err
	}
	return r.suppressUnknown(ctx, tx, results)
}

// writeFailure returns what there is to note: nothing when the mail is somebody else's by now.
func (r *run) writeFailure(ctx context.Context, tx bun.IDB, m *Mail, o Try, now time.Time) ([]Happening, error) {
	attempts := m.Attempts + 1
	due := m.DueAt
	switch o.State {
	case Suppressed:
		attempts = m.Attempts
	case Retry, Unknown:
		wait, again := nextDelay(m.ID, attempts)
		due = now.Add(wait)
		if !again {
			o.State, o.Words = Dead, fmt.Sprintf("given up after %d tries; the last: %s", attempts, o.Words)
		}
	}
	words := shorten(o.Words)
	changed, err := change(tx, o.State).Set("attempts = ?", attempts).Set("error = ?", words).Set("due_at = ?", due).
		Where("id = ?", m.ID).Where("state = ?", Sending).Where("leased_by = ?", r.Holder).Exec(ctx)
	if err != nil {
		return nil, err
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return nil, err
	}
	return []Happening{{MailID: m.ID, State: o.State, Words: words}}, nil
}

// suppressUnknown stops the addresses that the server doesn't know, as a bounce would: after the mails and in one order, as everybody
// does, so that no two wait for each other.
func (r *run) suppressUnknown(ctx context.Context, tx bun.IDB, results []result) error {
	unknown := slices.DeleteFunc(slices.Clone(results), func(one result) bool { return !one.outcome.noMailbox() })
	slices.SortFunc(unknown, func(a, b result) int { return strings.Compare(a.mail.Address, b.mail.Address) })
	for _, one := range unknown {
		if err := r.Outbox.Suppress(ctx, tx, one.mail.Address, one.outcome.Words, &one.mail.ID); err != nil {
			return err
		}
	}
	return nil
}

// note writes down what happened to mails that weren't sent.
func (r *run) note(ctx context.Context, tx bun.IDB, happened []Happening) error {
	if len(happened) == 0 {
		return nil
	}
	for i := range happened {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		happened[i].ID, happened[i].At = id, r.moment()
	}
	_, err := tx.NewInsert().Model(&happened).Returning("NULL").Exec(ctx)
	return err
}

// moment is the run's.
func (r *run) moment() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func change(tx bun.IDB, state string) *bun.UpdateQuery {
	return tx.NewUpdate().Model((*Mail)(nil)).Set("state = ?", state).Set("leased_by = ''").Set("leased_until = NULL")
}

// shorten is what a server said as it is kept: one line of valid UTF-8, whatever came over the wire.
func shorten(words string) string {
	words = oneLine(strings.ToValidUTF8(words, "\uFFFD"))
	if words == "" {
		return "no reason given"
	}
	if len(words) <= wordsAtMost {
		return words
	}
	cut := wordsAtMost
	for !utf8.RuneStart(words[cut]) {
		cut--
	}
	return words[:cut] + "…"
}
