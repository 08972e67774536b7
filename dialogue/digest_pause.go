package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// PauseDigest lets the sending of a digest stand still, while all other mail goes out: nobody else is put into the outbox, and its letters
// there wait. Those that a mail server is being handed at that moment still arrive. Doing it twice is no error; Conflict before it was
// approved, and when every letter had its last try.
func (s *Store) PauseDigest(ctx context.Context, actor panel.Actor, id uuid.UUID) error {
	return s.standStill(ctx, actor, id, func(tx bun.Tx, d *Digest) error {
		if d.Paused() {
			return nil
		}
		waits := d.State == DigestSending
		if !waits {
			var err error
			if waits, err = s.Outbox.Waits(ctx, tx, d.ID, mail.KindDigest, mail.Queued, mail.Sending, mail.Retry, mail.Unknown); err != nil {
				return err
			}
		}
		if !waits {
			return panel.Refuse(panel.Conflict, "error.digest_gone_out")
		}
		d.PausedAt, d.PausedBy = bun.NullTime{Time: s.Clock()}, actor.PersonID()
		return nil
	})
}

// ResumeDigest lets the sending of a digest go on where it was. Doing it twice is no error.
func (s *Store) ResumeDigest(ctx context.Context, actor panel.Actor, id uuid.UUID) error {
	return s.standStill(ctx, actor, id, func(_ bun.Tx, d *Digest) error {
		d.PausedAt, d.PausedBy = bun.NullTime{}, nil
		return nil
	})
}

// standStill changes whether the sending of a digest stands still.
func (s *Store) standStill(ctx context.Context, actor panel.Actor, id uuid.UUID, change func(tx bun.Tx, d *Digest) error) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var d Digest
		err := migrations.ForUpdate(tx.NewSelect().Model(&d).Where("di.id = ?", id)).Scan(ctx)
		if isNone(err) {
			return panel.Refuse(panel.NotFound, "error.digest_not_found")
		}
		if err != nil {
			return wrap("digest", err)
		}
		if !actor.CoordinatesPanel(d.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.coordinators_only")
		}
		if d.State == DigestDraft {
			return panel.Refuse(panel.Conflict, "error.digest_not_approved")
		}
		if err := change(tx, &d); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model(&d).Column("paused_at", "paused_by").WherePK().Exec(ctx)
		return wrap("digest", err)
	})
}

// Paused reports whether the sending stands still.
func (d Digest) Paused() bool { return !d.PausedAt.IsZero() }

// pausedDigests are those about which no letter goes out.
func pausedDigests(ctx context.Context, db bun.IDB) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := db.NewSelect().Table("digests").Column("id").Where("paused_at IS NOT NULL").Scan(ctx, &ids)
	return ids, wrap("paused digests", err)
}

// PausedDigest is a digest whose sending stands still, for who sees to the mail.
type PausedDigest struct {
	Digest
	By string // who paused it
}

// PausedDigests are those whose sending stands still, the first paused first.
func (s *Store) PausedDigests(ctx context.Context) ([]PausedDigest, error) {
	var digests []Digest
	err := s.DB.NewSelect().Model(&digests).Relation("Cycle").Relation("Panel").Where("di.paused_at IS NOT NULL").Order("di.paused_at", "di.id").Scan(ctx)
	if err != nil {
		return nil, wrap("paused digests", err)
	}
	paused := make([]PausedDigest, len(digests))
	for i, d := range digests {
		paused[i].Digest = d
		if paused[i].By, err = s.PausedBy(ctx, d); err != nil {
			return nil, err
		}
	}
	return paused, nil
}

// StandsStill is the subject when it is a digest whose sending stands still, uuid.Nil otherwise.
func (s *Store) StandsStill(ctx context.Context, subject uuid.UUID) (uuid.UUID, error) {
	var ids []uuid.UUID
	err := s.DB.NewSelect().Table("digests").Column("id").Where("paused_at IS NOT NULL AND id = ?", subject).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return uuid.Nil, wrap("paused digests", err)
	}
	return ids[0], nil
}

// PausedBy is the name of who paused the sending of a digest, "" when nobody did.
func (s *Store) PausedBy(ctx context.Context, d Digest) (name string, err error) {
	if d.PausedBy != nil {
		err = s.DB.NewSelect().Table("people").Column("name").Where("id = ?", *d.PausedBy).Scan(ctx, &name)
	}
	return name, wrap("paused digests", unlessNone(err))
}

// pausedTasks are the digests of these panels whose sending stands still: nobody else lets them go on.
func (s *Store) pausedTasks(ctx context.Context, mine []uuid.UUID) ([]Task, error) {
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("digests AS di").Join("JOIN cycles AS c ON c.id = di.cycle_id").Join("JOIN panels AS pa ON pa.id = di.panel_id").
		ColumnExpr("? AS kind, di.id AS thing, pa.name AS name, c.number AS number", TaskPausedDigest).
		Where("di.paused_at IS NOT NULL").Where("di.panel_id IN (?)", bun.In(mine)).Order("di.paused_at", "di.id").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}
