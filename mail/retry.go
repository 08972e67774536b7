package mail

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ErrNotFailed is returned for a mail that can't be tried again: it doesn't exist, was sent, is under way or was suppressed.
var ErrNotFailed = errors.New("this mail has no failed try to repeat")

// TriedAgainBy is how the words begin of a Happening that somebody asked for by hand; who that was follows.
const TriedAgainBy = "tried again by "

// retryAtOnce is how many mails RetryFailed takes in one transaction.
const retryAtOnce = 500

// repeatable are the states that a try by hand begins from.
var repeatable = []string{Dead, Retry, Unknown}

// RetryNow makes a failed mail due now, with all its tries ahead of it again, and notes who asked. ErrNotFailed when there is nothing
// to repeat.
func (o *Outbox) RetryNow(ctx context.Context, id uuid.UUID, by string) error {
	n, err := o.retry(ctx, by, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("id = ?", id).Where("state IN (?)", bun.In(repeatable))
	})
	if err == nil && n == 0 {
		return ErrNotFailed
	}
	return err
}

// RetryFailed is RetryNow for every failed mail, some hundreds at a time; what it did before an error stays done. One that fails again
// meanwhile isn't taken twice.
func (o *Outbox) RetryFailed(ctx context.Context, by string) (retried int, err error) {
	return o.retryEach(ctx, by, repeatable, func(state string) *bun.SelectQuery {
		return o.DB.NewSelect().Table("mails").Where("state = ?", state).Where("state <> ?", Sent)
	})
}

// retryEach is RetryNow for the mails that which selects, in each of these states.
func (o *Outbox) retryEach(ctx context.Context, by string, states []string, which func(state string) *bun.SelectQuery) (retried int, err error) {
	for _, state := range states {
		last := uuid.Nil
		for {
			var ids []uuid.UUID
			if err := which(state).Column("id").Where("id > ?", last).Order("id").Limit(retryAtOnce).Scan(ctx, &ids); err != nil {
				return retried, fmt.Errorf("outbox: retry: %w", err)
			}
			if len(ids) == 0 {
				break
			}
			last = ids[len(ids)-1]
			n, err := o.retry(ctx, by, func(q *bun.SelectQuery) *bun.SelectQuery {
				return q.Where("id IN (?)", bun.In(ids)).Where("state = ?", state)
			})
			retried += n
			if err != nil {
				return retried, err
			}
		}
	}
	return retried, nil
}

func (o *Outbox) retry(ctx context.Context, by string, which func(*bun.SelectQuery) *bun.SelectQuery) (retried int, err error) {
	err = o.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		now := o.Clock()
		var ids []uuid.UUID
		err := tx.NewUpdate().Model((*Mail)(nil)).Set("state = ?", Queued).Set("due_at = ?", now).Set("attempts = 0").
			Where("id IN (?)", which(tx.NewSelect().Table("mails").Column("id"))).Where("state IN (?)", bun.In(repeatable)).
			Returning("id").Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return err
		}
		notes := make([]Happening, len(ids))
		for i, id := range ids {
			notes[i] = Happening{ID: uuid.Must(uuid.NewV7()), MailID: id, At: now, State: Queued, Words: TriedAgainBy + oneLine(by)}
		}
		_, err = tx.NewInsert().Model(&notes).Returning("NULL").Exec(ctx)
		retried = len(ids)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("outbox: retry: %w", err)
	}
	return retried, nil
}
