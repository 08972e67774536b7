package mail

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Reason is why letters didn't get through, or not yet.
type Reason struct {
	State string
	Words string // of the server, or the program's own
	Count int
}

// ReasonsAbout are why the letters of one kind about one subject didn't get through. It looks at the newest ones up to a limit in each
// state, so that it costs the same when a server refused them all.
func (o *Outbox) ReasonsAbout(ctx context.Context, subject uuid.UUID, kind string, limit int) ([]Reason, error) {
	var reasons []Reason
	for _, state := range Failing {
		var of []Reason
		newest := o.DB.NewSelect().Table("mails").Column("state", "error").Where("subject_id = ? AND state = ? AND kind = ?", subject, state, kind).
			OrderExpr("id DESC").Limit(int64(limit))
		err := o.DB.NewSelect().TableExpr("(?) AS newest", newest).ColumnExpr("state, error AS words, COUNT(*) AS count").
			GroupExpr("state, error").OrderExpr("count DESC, words").Scan(ctx, &of)
		if err != nil {
			return nil, fmt.Errorf("outbox: reasons: %w", err)
		}
		reasons = append(reasons, of...)
	}
	return reasons, nil
}

// notTaken are the states of letters that a server didn't take.
var notTaken = []string{Dead, Retry}

// RetryAbout is RetryFailed for the letters of one kind about one subject that were refused. Those to an address that gets no mail any more
// stay as they are, and so do those of which nobody knows whether they arrived: these are repeated anyway.
func (o *Outbox) RetryAbout(ctx context.Context, subject uuid.UUID, kind, by string) (retried int, err error) {
	return o.retryEach(ctx, by, notTaken, func(state string) *bun.SelectQuery { return o.retryable(subject, kind, state) })
}

// Retryable reports whether RetryAbout would find any.
func (o *Outbox) Retryable(ctx context.Context, subject uuid.UUID, kind string) (bool, error) {
	for _, state := range notTaken {
		found, err := o.retryable(subject, kind, state).Column("id").Limit(1).Exists(ctx)
		if err != nil {
			return false, fmt.Errorf("outbox: retry: %w", err)
		}
		if found {
			return true, nil
		}
	}
	return false, nil
}

func (o *Outbox) retryable(subject uuid.UUID, kind, state string) *bun.SelectQuery {
	return o.DB.NewSelect().Table("mails").Where("subject_id = ? AND state = ? AND kind = ?", subject, state, kind).
		Where("NOT EXISTS (SELECT 1 FROM mail_addresses AS a WHERE a.address = LOWER(mails.address) AND a.suppressed_at IS NOT NULL)")
}
