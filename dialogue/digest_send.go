package dialogue

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// sendStep is how many readers one transaction puts into the outbox.
const sendStep = 500

// personalDigest is what only one reader's digest says: which of its entries come first, because the reader said it or because it came
// through them, and after which digest of the panel it is the first that they get, if they skipped any.
type personalDigest struct {
	Own     []uuid.UUID `json:"own,omitempty"`
	Carried []uuid.UUID `json:"carried,omitempty"` // those of Own that others said
	Since   *uuid.UUID  `json:"since,omitempty"`
}

// SendDigests puts the audience of each approved digest into the outbox, step by step, and closes the cycle after the last one. It
// goes on where it was after a crash or a pause: a step and how far it came are one transaction. Then it looks for who came meanwhile.
func (s *Store) SendDigests(ctx context.Context, now time.Time) error {
	err := scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var d Digest
		q := tx.NewSelect().Model(&d).Where("di.state = ? AND di.paused_at IS NULL", DigestSending).Order("di.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "di.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return d.ID, s.sendStep(ctx, tx, &d, now)
	})
	return wrap("send digests", errors.Join(err, s.lookAgain(ctx, now)))
}

// sendStep holds the panel, so that of two of its digests that go out at once the second knows who had the first.
func (s *Store) sendStep(ctx context.Context, tx bun.Tx, d *Digest, now time.Time) error {
	audience, err := s.heldAudience(ctx, tx, d)
	if err != nil {
		return err
	}
	if d.ExpandedTo == "" {
		n, err := audience.Clone().Count(ctx)
		if err != nil {
			return wrap("readers", err)
		}
		d.Readers = int(n)
	}
	readers, err := panel.Readers(ctx, audience, personAt(d.ExpandedTo), sendStep)
	if err != nil {
		return err
	}
	if err := s.queueDigest(ctx, tx, d, readers); err != nil {
		return err
	}
	if len(readers) > 0 {
		d.ExpandedTo = readers[len(readers)-1].PersonID.String()
	}
	if len(readers) < sendStep {
		d.State, d.SentAt = DigestSent, bun.NullTime{Time: now}
		_, err := tx.NewUpdate().Table("cycles").Set("phase = ?, closed_at = ?", panel.Closed, now).Where("id = ?", d.CycleID).Exec(ctx)
		if err != nil {
			return wrap("close cycle", err)
		}
	}
	_, err = tx.NewUpdate().Model(d).Column("state", "sent_at", "expanded_to", "recipients", "readers").WherePK().Exec(ctx)
	return wrap("digest", err)
}

// heldAudience is Audience with the panel held.
func (s *Store) heldAudience(ctx context.Context, tx bun.Tx, d *Digest) (*bun.SelectQuery, error) {
	p, err := panel.PanelIn(ctx, tx, d.PanelID)
	if err != nil {
		return nil, err
	}
	d.Panel = &p
	return s.Audience(ctx, tx, *d)
}

// queueDigest puts these readers into the outbox; who is in it already stays as they are.
func (s *Store) queueDigest(ctx context.Context, tx bun.Tx, d *Digest, readers []mail.Recipient) error {
	if len(readers) == 0 {
		return nil
	}
	drafts, err := s.personal(ctx, tx, *d, readers)
	if err != nil {
		return err
	}
	queued, err := s.Outbox.Queue(ctx, tx, drafts...)
	d.Recipients += queued
	return wrap("outbox", err)
}

// personAt is the key of the person that a digest came to; uuid.Nil before the first.
func personAt(to string) uuid.UUID {
	id, _ := uuid.Parse(to)
	return id
}

// personal makes the drafts of these readers, each with the reader's own points in this digest and what they skipped before it.
func (s *Store) personal(ctx context.Context, tx bun.Tx, d Digest, readers []mail.Recipient) ([]mail.Draft, error) {
	ids := make([]uuid.UUID, len(readers))
	for i, r := range readers {
		ids[i] = r.PersonID
	}
	own, err := s.ownOf(ctx, tx, d, ids)
	if err != nil {
		return nil, err
	}
	earlier, err := before(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	since, err := s.since(ctx, tx, earlier, ids)
	if err != nil {
		return nil, err
	}
	drafts := make([]mail.Draft, len(readers))
	for i, r := range readers {
		drafts[i] = mail.Draft{Kind: mail.KindDigest, Subject: d.ID, To: r, Personal: personalDigest{own[r.PersonID].all, own[r.PersonID].carried, since[r.PersonID]}}
	}
	return drafts, nil
}
