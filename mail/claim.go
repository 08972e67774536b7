package mail

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

const claimAtOnce = 500

// claimedColumns are what a mail is composed of, sent with, and put back by.
const claimedColumns = "id, kind, subject_id, person_id, name, address, language, personal, message_id, attempts, due_at, created_at"

// place is a mail's in the order of sending. Claiming goes on behind the last instead of passing over all that was claimed before.
type place struct {
	due time.Time
	id  uuid.UUID
}

// due reports whether anything is.
func (r *run) due(ctx context.Context, now time.Time) (bool, error) {
	due, err := r.dueAt(now).Column("id").Limit(1).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("deliver: what is due: %w", err)
	}
	return due, nil
}

func (r *run) dueAt(now time.Time) *bun.SelectQuery {
	return r.Outbox.DB.NewSelect().Model((*Mail)(nil)).Where("state IN ('queued', 'retry', 'unknown')").Where("NOT held").Where("due_at <= ?", now) // as the index says it
}

// claim takes the mails that were due first, under a lease, in one statement.
func (r *run) claim(ctx context.Context, now time.Time) ([]*Mail, error) {
	for {
		q := r.dueAt(now)
		begun := r.last != place{}
		if begun {
			q.Where("(due_at, id) > (?, ?)", r.last.due, r.last.id)
		}
		mails, err := r.lease(ctx, q.Limit(claimAtOnce))
		if err != nil {
			return nil, err
		}
		if r.last = (place{}); len(mails) == claimAtOnce {
			r.last = place{mails[len(mails)-1].DueAt, mails[len(mails)-1].ID}
		}
		if len(mails) > 0 || !begun {
			return mails, nil
		}
	}
}

// claimSignIn takes the letters that somebody sits waiting for.
func (r *run) claimSignIn(ctx context.Context, now time.Time) ([]*Mail, error) {
	return r.lease(ctx, r.dueAt(now).Where("kind = 'sign_in'").Limit(signInAtOnce))
}

func (r *run) lease(ctx context.Context, due *bun.SelectQuery) ([]*Mail, error) {
	clock, err := migrations.Now(ctx, r.Outbox.DB)
	if err != nil {
		return nil, err
	}
	due = migrations.SkipLocked(due.Column("id").Order("due_at", "id"))
	var mails []*Mail
	err = r.Outbox.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := migrations.InIndexOrder(ctx, tx); err != nil {
			return err
		}
		return tx.NewUpdate().With("due", due).Model((*Mail)(nil)).Set("state = ?", Sending).
			Set("leased_by = ?", r.Holder).Set("leased_until = ?", clock.Add(leaseFor)).
			Where("id IN (SELECT id FROM due)").Returning(claimedColumns).Scan(ctx, &mails)
	})
	if err != nil {
		return nil, fmt.Errorf("deliver: claim: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) == 0 && r.unsaved == 0 { // otherwise there are older ones, and those decide when the lease is renewed
		r.leased = time.Now()
	}
	slices.SortFunc(mails, func(a, b *Mail) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), strings.Compare(a.ID.String(), b.ID.String()))
	})
	return mails, nil
}
