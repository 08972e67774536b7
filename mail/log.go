package mail

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Failing are the states of a mail that didn't get through, or not yet.
var Failing = []string{Dead, Suppressed, Unknown, Retry}

const (
	logWindow  = 1_000 // rows that are read at once to find what no index leads to
	logWindows = 5     // so that a page reads some 4,000 rows at most, whatever the size of the outbox
)

// LogFilter narrows the log; what is zero narrows nothing.
type LogFilter struct {
	States []string
	Kind   string
	About  uuid.UUID   // a digest, or what else the mails are about
	People []uuid.UUID // a handful of recipients
}

// LogPage is a part of the log, the newest mail first and without personal parts. Next is where to read on, uuid.Nil at the end. It may
// hold fewer mails than asked for and still have a next: looking for rare ones stops after some thousands of others.
type LogPage struct {
	Mails []Mail
	Next  uuid.UUID
}

// Log reads up to limit mails older than the one with the key before; uuid.Nil begins at the newest.
func (o *Outbox) Log(ctx context.Context, f LogFilter, before uuid.UUID, limit int) (LogPage, error) {
	var page LogPage
	window := limit + 1
	for range logWindows {
		rows, err := o.logRows(ctx, f, before, window)
		if err != nil {
			return page, fmt.Errorf("mail log: %w", err)
		}
		for _, m := range rows {
			if f.Kind != "" && m.Kind != f.Kind || len(f.States) > 0 && !slices.Contains(f.States, m.State) {
				continue
			}
			if len(page.Mails) == limit {
				page.Next = page.Mails[limit-1].ID
				return page, nil
			}
			page.Mails = append(page.Mails, m)
		}
		if len(rows) < window {
			return page, nil
		}
		before, window = rows[len(rows)-1].ID, max(logWindow, window)
	}
	page.Next = before
	return page, nil
}

// logRows are the next rows on the shortest index that leads to what is asked for, and maybe others: Log picks.
func (o *Outbox) logRows(ctx context.Context, f LogFilter, before uuid.UUID, limit int) ([]Mail, error) {
	read := func(narrow func(*bun.SelectQuery)) (mails []Mail, err error) {
		q := o.DB.NewSelect().Model(&mails).ExcludeColumn("personal").OrderExpr("m.id DESC").Limit(int64(limit))
		if before != uuid.Nil {
			q.Where("m.id < ?", before)
		}
		narrow(q)
		return mails, q.Scan(ctx)
	}
	switch {
	case len(f.People) > 0:
		return read(func(q *bun.SelectQuery) {
			q.Where("m.person_id IN (?)", bun.In(f.People))
			if f.About != uuid.Nil {
				q.Where("m.subject_id = ?", f.About)
			}
		})
	case f.About == uuid.Nil && slices.Equal(f.States, Failing):
		return read(func(q *bun.SelectQuery) { q.Where("m.state IN ('dead', 'suppressed', 'unknown', 'retry')") }) // as the index says it
	case f.About == uuid.Nil && (len(f.States) == 0 || slices.Contains(f.States, Sent)):
		return read(func(*bun.SelectQuery) {})
	}
	wanted := f.States
	if len(wanted) == 0 {
		wanted = states
	}
	var found []Mail
	for _, state := range wanted {
		mails, err := read(func(q *bun.SelectQuery) {
			q.Where("m.state = ?", state)
			if f.About != uuid.Nil {
				q.Where("m.subject_id = ?", f.About)
			} else {
				q.Where("m.state <> ?", Sent)
			}
		})
		if err != nil {
			return nil, err
		}
		found = append(found, mails...)
	}
	slices.SortFunc(found, func(a, b Mail) int { return cmp.Compare(b.ID.String(), a.ID.String()) })
	return found[:min(len(found), limit)], nil
}

// Mail reads one mail; ErrNoMail when there is none.
func (o *Outbox) Mail(ctx context.Context, id uuid.UUID) (Mail, error) {
	var m Mail
	err := o.DB.NewSelect().Model(&m).Where("id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return m, ErrNoMail
	}
	if err != nil {
		return m, fmt.Errorf("mail log: %w", err)
	}
	return m, nil
}

// Happening is something that happened to a mail besides being queued first, and sent.
type Happening struct {
	bun.BaseModel `bun:"table:mail_tries,alias:mt"`

	ID     uuid.UUID `bun:"id,pk"` // in the order of happening
	MailID uuid.UUID `bun:"mail_id"`
	At     time.Time `bun:"at"`
	State  string    `bun:"state"` // what it led to: Retry, Unknown, Dead, Suppressed, Queued (again, by hand), bounced or delayed
	Words  string    `bun:"words"` // the server's, or whose decision it was
}

// Tries is what happened to a mail, in order.
func (o *Outbox) Tries(ctx context.Context, id uuid.UUID) ([]Happening, error) {
	var tries []Happening
	if err := o.DB.NewSelect().Model(&tries).Where("mt.mail_id = ?", id).Order("mt.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("mail log: tries: %w", err)
	}
	return tries, nil
}
