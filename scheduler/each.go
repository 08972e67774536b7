package scheduler

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

const (
	mostFailures  = 1000 // of one run, so that a fault of all things costs no more memory than one of some
	failuresNamed = 20   // in the error of a run
)

// EachDue works on everything that is due, one thing a transaction. step takes the first thing that is due and not in except, works on
// it, and returns its key; uuid.Nil when nothing is left. A thing that fails is rolled back and passed over until the next run, so that
// one bad row holds up nobody else; the first 20 errors are in the joined one. After 1000 failures the rest waits for the next run.
func EachDue(ctx context.Context, db *bun.DB, step func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error)) error {
	var failed []uuid.UUID
	var errs []error
	for {
		var id uuid.UUID
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) (err error) {
			id, err = step(ctx, tx, failed)
			return err
		})
		if id == uuid.Nil {
			return endRun(errs, len(failed), err)
		}
		if err == nil {
			continue
		}
		if failed = append(failed, id); len(failed) <= failuresNamed {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
		if len(failed) == mostFailures {
			return endRun(errs, len(failed), nil)
		}
	}
}

func endRun(named []error, failed int, last error) error {
	if more := failed - len(named); more > 0 {
		named = append(named, fmt.Errorf("and %d more that failed", more))
	}
	return errors.Join(append(named, last)...)
}

// Except leaves out the things with these keys.
func Except(q *bun.SelectQuery, column string, ids []uuid.UUID) *bun.SelectQuery {
	if len(ids) == 0 {
		return q
	}
	return q.Where("? NOT IN (?)", bun.Ident(column), bun.In(ids))
}
