package mail

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ErrNotFailed is returned for a mail that can't be tried again: it doesn't exist, was sent, is under way or was suppressed.
var ErrNotFailed = errors.New("this mail has no failed try to repeat")

// Counts is the number of mails in each state; a state without mails is absent.
func (o *Outbox) Counts(ctx context.Context) (map[string]int, error) {
	return counts(ctx, o.DB.NewSelect().Model((*Mail)(nil)))
}

// states are all that a mail can be in.
var states = []string{Queued, Sending, Sent, Retry, Unknown, Dead, Suppressed}

// CountsUpTo is Counts without counting further than limit in any state, so that it costs the same after years of mail. What isn't sent
// is counted in its own index; the many that are sent are found at once.
func (o *Outbox) CountsUpTo(ctx context.Context, limit int) (map[string]int, error) {
	q := o.DB.NewSelect()
	for i, state := range states {
		some := o.DB.NewSelect().Table("mails").ColumnExpr("1 AS one").Where("state = ?", state).Limit(int64(limit))
		if state != Sent {
			some.Where("state <> ?", Sent)
		}
		q.ColumnExpr("(SELECT COUNT(*) FROM (?) AS found) AS ?", some, bun.Ident("n"+strconv.Itoa(i)))
	}
	n := make([]int, len(states))
	to := make([]any, len(states))
	for i := range n {
		to[i] = &n[i]
	}
	if err := q.Scan(ctx, to...); err != nil {
		return nil, fmt.Errorf("outbox: counts: %w", err)
	}
	by := map[string]int{}
	for i, state := range states {
		if n[i] > 0 {
			by[state] = n[i]
		}
	}
	return by, nil
}

// CountsOf is Counts for the mails about one subject, a digest or a cycle: of these kinds, or of every kind.
func (o *Outbox) CountsOf(ctx context.Context, subject uuid.UUID, kinds ...string) (map[string]int, error) {
	q := o.DB.NewSelect().Model((*Mail)(nil)).Where("subject_id = ?", subject)
	if len(kinds) > 0 {
		q.Where("kind IN (?)", bun.In(kinds))
	}
	return counts(ctx, q)
}

func counts(ctx context.Context, q *bun.SelectQuery) (map[string]int, error) {
	var rows []struct {
		State string
		Count int
	}
	if err := q.Column("state").ColumnExpr("count(*) AS count").Group("state").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("outbox: counts: %w", err)
	}
	by := make(map[string]int, len(rows))
	for _, row := range rows {
		by[row.State] = row.Count
	}
	return by, nil
}

// Failures are up to limit mails that didn't get through (yet), in the order of their keys, after the one with this key. uuid.Nil
// begins at the first.
func (o *Outbox) Failures(ctx context.Context, after uuid.UUID, limit int) ([]Mail, error) {
	var mails []Mail
	err := o.DB.NewSelect().Model(&mails).Where("state IN (?)", bun.In([]string{Dead, Suppressed, Unknown, Retry})).
		Where("id > ?", after).Order("id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("outbox: failures: %w", err)
	}
	return mails, nil
}

// RetryNow makes a failed mail due now, with all its tries ahead of it again. ErrNotFailed when there is nothing to repeat.
func (o *Outbox) RetryNow(ctx context.Context, id uuid.UUID) error {
	result, err := o.DB.NewUpdate().Model((*Mail)(nil)).Set("state = ?", Queued).Set("due_at = ?", o.Clock()).Set("attempts = 0").
		Where("id = ?", id).Where("state IN (?)", bun.In([]string{Dead, Retry, Unknown})).Exec(ctx)
	if err != nil {
		return fmt.Errorf("outbox: retry: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrNotFailed, err)
	}
	return nil
}
