package mail

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

const (
	leaseFor   = 2 * time.Minute // so long a dead worker's mails wait, on the database's clock
	renewEvery = leaseFor / 4
)

// expire gives up the leases of workers that stopped. Nobody knows how far they were, so the mails are unknown and due again.
func (r *run) expire(ctx context.Context) error {
	const words = "the program stopped while it was sending this mail; it may have arrived"
	clock, err := migrations.Now(ctx, r.Outbox.DB)
	if err != nil {
		return err
	}
	err = r.Outbox.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		dead := migrations.SkipLocked(tx.NewSelect().Model((*Mail)(nil)).Column("id").
			Where("state = ?", Sending).Where("state <> ?", Sent). // as the index says it
			Where("leased_until < ?", clock))
		var ids []uuid.UUID
		err := change(tx, Unknown).With("dead", dead).Set("attempts = attempts + 1").Set("due_at = ?", r.now).Set("error = ?", words).
			Where("id IN (SELECT id FROM dead)").Returning("id").Scan(ctx, &ids)
		if err != nil {
			return err
		}
		happened := make([]Happening, len(ids))
		for i, id := range ids {
			happened[i] = Happening{MailID: id, State: Unknown, Words: words}
		}
		return r.note(ctx, tx, happened)
	})
	if err != nil {
		return fmt.Errorf("deliver: expired leases: %w", err)
	}
	return nil
}

// keepLease renews the lease when a good part of it has passed. The stopwatch is this process's own, because the question is how long
// it was away: after a long pause others have the mails, and those are dropped from the waiting.
func (r *run) keepLease(ctx context.Context) error {
	if !r.leaseEnds() {
		return nil
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	if !r.leaseEnds() {
		return nil // somebody else was quicker
	}
	clock, err := migrations.Now(ctx, r.Outbox.DB)
	if err != nil {
		return err
	}
	var ours []uuid.UUID
	err = r.Outbox.DB.NewUpdate().Model((*Mail)(nil)).Set("leased_until = ?", clock.Add(leaseFor)).Where("state = ?", Sending).Where("state <> ?", Sent).
		Where("leased_by = ?", r.Holder).Where("leased_until >= ?", clock).Returning("id").Scan(ctx, &ours)
	if err != nil {
		return fmt.Errorf("deliver: renew the lease: %w", err)
	}
	held := make(map[uuid.UUID]bool, len(ours))
	for _, id := range ours {
		held[id] = true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leased = time.Now()
	r.waiting = slices.DeleteFunc(r.waiting, func(c claimed) bool { return !held[c.ID] })
	return nil
}

func (r *run) leaseEnds() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Since(r.leased) >= renewEvery
}

// renewing keeps the lease while all lanes wait for a slow server, until stop is called.
func (r *run) renewing(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(renewEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := r.keepLease(ctx); err != nil && ctx.Err() == nil {
					r.fail(err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}

// release puts claimed mails back untried, due at the given moment.
func (r *run) release(ctx context.Context, mails []*Mail, due time.Time) error {
	return r.unclaim(ctx, mails, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set("due_at = ?", due) })
}

// unclaim is release with what else changes. They keep the state in which they waited: what may have arrived still may.
func (r *run) unclaim(ctx context.Context, mails []*Mail, with func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	if len(mails) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(mails))
	for i, m := range mails {
		ids[i] = m.ID
	}
	last := r.Outbox.DB.NewSelect().Model((*Happening)(nil)).Column("mt.state").Where("mt.mail_id = m.id AND mt.state IN (?, ?)", Retry, Unknown).Order("mt.id DESC").Limit(1)
	_, err := with(r.Outbox.DB.NewUpdate().Model((*Mail)(nil))).
		Set("state = CASE WHEN m.attempts = 0 THEN ? ELSE COALESCE((?), ?) END", Queued, last, Retry).
		Set("leased_by = ''").Set("leased_until = NULL").
		Where("id IN (?)", bun.In(ids)).Where("state = ?", Sending).Where("leased_by = ?", r.Holder).Exec(ctx)
	if err != nil {
		return fmt.Errorf("deliver: put back: %w", err)
	}
	return nil
}

// postpone is for a server that can't be reached: the first mail pays with an attempt and carries the reason, the others wait the
// shortest delay and lose nothing.
func (r *run) postpone(ctx context.Context, refused error) error {
	first := r.waiting[0].Mail
	if err := r.record(ctx, result{mail: first, outcome: Try{State: Retry, Words: refused.Error()}}); err != nil {
		return err
	}
	wait, _ := nextDelay(first.ID, 1)
	return r.release(ctx, mailsOf(r.waiting[1:]), r.now.Add(wait))
}
