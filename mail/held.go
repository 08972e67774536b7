package mail

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// heldAtOnce is how many letters one statement lets go on.
const heldAtOnce = 1000

// A subject can stand still while all other mail goes on: a digest that somebody paused. Outbox.Held says which. Their letters are set aside
// when they are claimed, or as long as no lane has taken them, and keep their state and moment; once the subject is no longer held the
// workers let them go on, some at a time. What a row says and what Held says may differ for a moment; nothing else depends on it.

// heldNow are the subjects that stand still; what is known here of them, and of those that no longer do, is put right first.
func (r *run) heldNow(ctx context.Context) ([]uuid.UUID, error) {
	if r.Outbox.Held == nil {
		return nil, nil
	}
	held, err := r.Outbox.Held(ctx, r.Outbox.DB)
	if err != nil {
		return nil, fmt.Errorf("deliver: what stands still: %w", err)
	}
	if err := r.letGo(ctx, held); err != nil || len(held) == 0 {
		return nil, err
	}
	return held, r.takeBack(ctx, func(m *Mail) bool { return slices.Contains(held, m.SubjectID) }, r.setAside)
}

// Waits reports whether letters about a subject are in one of these states. Sent isn't one to ask for.
func (o *Outbox) Waits(ctx context.Context, db bun.IDB, subject uuid.UUID, kind string, states ...string) (bool, error) {
	waits, err := db.NewSelect().Table("mails").Where("subject_id = ? AND kind = ? AND state IN (?)", subject, kind, bun.In(states)).Limit(1).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("outbox: what waits: %w", err)
	}
	return waits, nil
}

// withoutHeld sets aside those of claimed mails that are about held subjects.
func (r *run) withoutHeld(ctx context.Context, held []uuid.UUID, mails []*Mail) ([]*Mail, error) {
	if len(held) == 0 {
		return mails, nil
	}
	var aside []*Mail
	for _, m := range mails {
		if slices.Contains(held, m.SubjectID) {
			aside = append(aside, m)
		}
	}
	if err := r.setAside(ctx, aside); err != nil {
		return mails, err
	}
	return slices.DeleteFunc(mails, func(m *Mail) bool { return slices.Contains(held, m.SubjectID) }), nil
}

func (r *run) setAside(ctx context.Context, mails []*Mail) error {
	return r.unclaim(ctx, mails, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set("held = TRUE") })
}

// letGo makes letters ready again of the subjects that are no longer held, some of each: the next claim lets go of more. There are as many
// looks into the index as subjects with letters that are set aside.
func (r *run) letGo(ctx context.Context, held []uuid.UUID) error {
	var last []uuid.UUID
	for {
		var subject []uuid.UUID
		q := r.Outbox.DB.NewSelect().Table("mails").Column("subject_id").Where("held").Order("subject_id").Limit(1)
		if len(last) > 0 {
			q.Where("subject_id > ?", last[0])
		}
		if err := q.Scan(ctx, &subject); err != nil {
			return fmt.Errorf("deliver: what was set aside: %w", err)
		}
		if len(subject) == 0 {
			return nil
		}
		if last = subject; slices.Contains(held, subject[0]) {
			continue
		}
		aside := r.Outbox.DB.NewSelect().Table("mails").Column("id").Where("held AND subject_id = ?", subject[0]).Order("id").Limit(heldAtOnce)
		_, err := r.Outbox.DB.NewUpdate().Table("mails").Set("held = FALSE").Where("id IN (?)", migrations.SkipLocked(aside)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("deliver: let go: %w", err)
		}
	}
}
