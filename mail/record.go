package mail

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// wordsAtMost is how much of a server's answer is kept, in bytes.
const wordsAtMost = 500

type result struct {
	mail    *Mail
	outcome Try
	done    bool
	err     error
}

// record writes the outcome of a try to the database. Outcomes of lanes that finish together share a transaction: the first lane that
// gets to write takes along what the others left behind meanwhile. None of them goes on before its own is committed.
func (r *run) record(ctx context.Context, m *Mail, o Try) error {
	mine := &result{mail: m, outcome: o}
	r.mu.Lock()
	r.pending = append(r.pending, mine)
	r.mu.Unlock()
	r.writing.Lock()
	defer r.writing.Unlock()
	if mine.done {
		return mine.err
	}
	r.mu.Lock()
	together := r.pending
	r.pending = nil
	r.mu.Unlock()
	err := r.Outbox.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return r.write(ctx, tx, together) })
	for _, one := range together {
		one.done, one.err = true, err
	}
	if err != nil {
		return fmt.Errorf("deliver: record: %w", err)
	}
	r.mu.Lock()
	r.handled += len(together)
	r.mu.Unlock()
	return nil
}

func (r *run) write(ctx context.Context, tx bun.IDB, results []*result) error {
	var sent []uuid.UUID
	for _, one := range results {
		if one.outcome.State == Sent {
			sent = append(sent, one.mail.ID)
		} else if err := r.writeFailure(ctx, tx, one.mail, one.outcome); err != nil {
			return err
		}
	}
	if len(sent) == 0 {
		return nil
	}
	// Also when the lease was lost meanwhile: the server took it, that is the last word.
	_, err := change(tx, Sent).Set("attempts = attempts + 1").Set("error = ''").Set("sent_at = ?", r.now).
		Where("id IN (?)", bun.In(sent)).Where("state <> ?", Sent).Exec(ctx)
	return err
}

func (r *run) writeFailure(ctx context.Context, tx bun.IDB, m *Mail, o Try) error {
	attempts := m.Attempts + 1
	due := m.DueAt
	switch o.State {
	case Suppressed:
		attempts = m.Attempts
	case Retry, Unknown:
		wait, again := nextDelay(m.ID, attempts)
		due = r.now.Add(wait)
		if !again {
			o.State, o.Words = Dead, fmt.Sprintf("given up after %d tries; the last: %s", attempts, o.Words)
		}
	}
	_, err := change(tx, o.State).Set("attempts = ?", attempts).Set("error = ?", shorten(o.Words)).Set("due_at = ?", due).
		Where("id = ?", m.ID).Where("state = ?", Sending).Where("leased_by = ?", r.Holder).Exec(ctx)
	return err
}

func change(tx bun.IDB, state string) *bun.UpdateQuery {
	return tx.NewUpdate().Model((*Mail)(nil)).Set("state = ?", state).Set("leased_by = ''").Set("leased_until = NULL")
}

func shorten(words string) string {
	words = oneLine(words)
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
