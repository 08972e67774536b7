package mail

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

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

// CountsOf is Counts for the mails about one subject, a digest or a cycle: of these kinds, or of every kind. It reads an index alone, some
// 50 ms for the letters to 100,000 people.
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

// waiting are the states of a mail that will be tried, or tried again.
var waiting = []string{Queued, Retry, Unknown}

// OldestWaiting is the mail that was queued first of those that wait; ErrNoMail when none does.
func (o *Outbox) OldestWaiting(ctx context.Context) (oldest Mail, err error) {
	err = ErrNoMail
	for _, state := range waiting { // one step into the index each
		var found []Mail
		q := o.DB.NewSelect().Model(&found).ExcludeColumn("personal").Where("m.state = ?", state).Where("m.state <> ?", Sent).OrderExpr("m.id").Limit(1)
		if err := q.Scan(ctx); err != nil {
			return Mail{}, fmt.Errorf("outbox: oldest: %w", err)
		}
		if len(found) == 1 && (err != nil || found[0].ID.String() < oldest.ID.String()) {
			oldest, err = found[0], nil
		}
	}
	return oldest, err
}

// UnderWay are the subjects of the letters of a kind that still wait, in no order: the digests that are going out. It reads all that waits.
func (o *Outbox) UnderWay(ctx context.Context, kind string) ([]uuid.UUID, error) {
	var subjects []uuid.UUID
	err := o.DB.NewSelect().Model((*Mail)(nil)).Column("subject_id").Distinct().Where("m.state IN (?)", bun.In(append([]string{Sending}, waiting...))).
		Where("m.state <> ?", Sent).Where("m.kind = ?", kind).Scan(ctx, &subjects)
	if err != nil {
		return nil, fmt.Errorf("outbox: under way: %w", err)
	}
	return subjects, nil
}
