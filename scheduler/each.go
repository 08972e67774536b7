package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// EachDue works on everything that is due, one thing a transaction. step takes the first thing that is due and not in except, works on
// it, and returns its key; uuid.Nil when nothing is left. A thing that fails is rolled back and passed over until the next run, so that
// one bad row holds up nobody else; its error is in the joined one.
func EachDue(ctx context.Context, db *bun.DB, step func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error)) error {
	var failed []uuid.UUID
	var errs error
	for {
		var id uuid.UUID
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) (err error) {
			id, err = step(ctx, tx, failed)
			return err
		})
		switch {
		case id == uuid.Nil:
			return errors.Join(errs, err)
		case err != nil:
			failed = append(failed, id)
			errs = errors.Join(errs, fmt.Errorf("%s: %w", id, err))
		}
	}
}

// Except leaves out the things with these keys.
func Except(q *bun.SelectQuery, column string, ids []uuid.UUID) *bun.SelectQuery {
	if len(ids) == 0 {
		return q
	}
	return q.Where("? NOT IN (?)", bun.Ident(column), bun.In(ids))
}
