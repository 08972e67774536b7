package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// CloseDue moves on each cycle whose phase is over: collecting ends and the coordinators are asked to bundle; responding ends, the
// digest is drafted and the coordinators are asked to approve it. A paused cycle stays where it is. One cycle and one step a transaction.
func (s *Store) CloseDue(ctx context.Context, now time.Time) error {
	return wrap("close due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var c panel.Cycle
		q := tx.NewSelect().Model(&c).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("c.phase = ? AND c.collecting_until < ?", panel.Collecting, now).
				WhereOr("c.phase = ? AND c.responding_until < ?", panel.Responding, now)
		}).Where("c.paused_at IS NULL").Order("c.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return c.ID, s.nextPhase(ctx, tx, &c, now)
	}))
}

func (s *Store) nextPhase(ctx context.Context, tx bun.Tx, c *panel.Cycle, now time.Time) error {
	coordinators := tx.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", c.PanelID)
	letter, subject := mail.KindBundling, c.ID
	if c.Phase == panel.Collecting {
		c.Phase = panel.Responding
	} else {
		c.Phase = panel.Reporting
		d := Digest{ID: newID(), CycleID: c.ID, PanelID: c.PanelID, State: DigestDraft, DraftedAt: now}
		if _, err := tx.NewInsert().Model(&d).Exec(ctx); err != nil {
			return wrap("digest", err)
		}
		letter, subject = mail.KindDigestReady, d.ID
	}
	if _, err := tx.NewUpdate().Model(c).Column("phase").WherePK().Exec(ctx); err != nil {
		return wrap("phase", err)
	}
	return s.tell(ctx, tx, letter, subject, coordinators)
}

// tell queues the same letter to the active people whose ids the query selects.
func (s *Store) tell(ctx context.Context, tx bun.Tx, kind string, subject uuid.UUID, ids *bun.SelectQuery) error {
	to, err := panel.Recipients(ctx, tx, ids)
	if err != nil {
		return err
	}
	return s.queue(ctx, tx, kind, subject, to)
}

func (s *Store) queue(ctx context.Context, tx bun.Tx, kind string, subject uuid.UUID, to []mail.Recipient) error {
	drafts := make([]mail.Draft, len(to))
	for i, r := range to {
		drafts[i] = mail.Draft{Kind: kind, Subject: subject, To: r}
	}
	_, err := s.Outbox.Queue(ctx, tx, drafts...)
	return wrap("letters", err)
}
