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

// sendStep is how many readers one transaction puts into the outbox.
const sendStep = 500

// personalDigest is what only one reader's digest says: which of its entries are the reader's own points, and after which digest of
// the panel it is the first that they get, if they skipped any.
type personalDigest struct {
	Own   []uuid.UUID `json:"own,omitempty"`
	Since *uuid.UUID  `json:"since,omitempty"`
}

// SendDigests puts the audience of each approved digest into the outbox, step by step, and closes the cycle after the last one. It
// goes on where it was after a crash: a step and how far it came are one transaction.
func (s *Store) SendDigests(ctx context.Context, now time.Time) error {
	return wrap("send digests", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var d Digest
		q := tx.NewSelect().Model(&d).Where("di.state = ?", DigestSending).Order("di.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "di.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return d.ID, s.sendStep(ctx, tx, &d, now)
	}))
}

// sendStep holds the panel, so that of two of its digests that go out at once the second knows who had the first.
func (s *Store) sendStep(ctx context.Context, tx bun.Tx, d *Digest, now time.Time) error {
	p, err := panel.PanelIn(ctx, tx, d.PanelID)
	if err != nil {
		return err
	}
	d.Panel = &p
	audience, err := s.Audience(ctx, tx, *d)
	if err != nil {
		return err
	}
	after, _ := uuid.Parse(d.ExpandedTo) // uuid.Nil before the first
	readers, err := panel.Readers(ctx, audience, after, sendStep)
	if err != nil {
		return err
	}
	if len(readers) > 0 {
		drafts, err := s.personal(ctx, tx, *d, readers)
		if err != nil {
			return err
		}
		queued, err := s.Outbox.Queue(ctx, tx, drafts...)
		if err != nil {
			return wrap("outbox", err)
		}
		d.Recipients += queued
		d.ExpandedTo = readers[len(readers)-1].PersonID.String()
	}
	if len(readers) < sendStep {
		d.State, d.SentAt = DigestSent, bun.NullTime{Time: now}
		_, err := tx.NewUpdate().Table("cycles").Set("phase = ?, closed_at = ?", panel.Closed, now).Where("id = ?", d.CycleID).Exec(ctx)
		if err != nil {
			return wrap("close cycle", err)
		}
	}
	_, err = tx.NewUpdate().Model(d).Column("state", "sent_at", "expanded_to", "recipients").WherePK().Exec(ctx)
	return wrap("digest", err)
}

// personal makes the drafts of these readers, each with the reader's own points in this digest and what they skipped before it.
func (s *Store) personal(ctx context.Context, tx bun.Tx, d Digest, readers []mail.Recipient) ([]mail.Draft, error) {
	ids := make([]uuid.UUID, len(readers))
	for i, r := range readers {
		ids[i] = r.PersonID
	}
	var own []struct {
		PersonID, ItemID uuid.UUID
		Position         int
	}
	err := tx.NewSelect().TableExpr("contributions AS co").Join("JOIN digest_entries AS de ON de.item_id = co.item_id AND de.digest_id = ?", d.ID).
		ColumnExpr("co.person_id, co.item_id, MIN(de.position) AS position").Where("co.person_id IN (?)", bun.In(ids)).
		GroupExpr("co.person_id, co.item_id").OrderExpr("position").Scan(ctx, &own)
	if err != nil {
		return nil, wrap("own points", err)
	}
	points := map[uuid.UUID][]uuid.UUID{}
	for _, o := range own {
		points[o.PersonID] = append(points[o.PersonID], o.ItemID)
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
		drafts[i] = mail.Draft{Kind: mail.KindDigest, Subject: d.ID, To: r, Personal: personalDigest{Own: points[r.PersonID], Since: since[r.PersonID]}}
	}
	return drafts, nil
}

// OwnPoints are the items in a digest that hold a contribution of this person.
func (s *Store) OwnPoints(ctx context.Context, digest DigestView, person uuid.UUID) ([]Entry, error) {
	ids := make([]uuid.UUID, len(digest.Entries))
	for i, e := range digest.Entries {
		ids[i] = e.ItemID
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var mine []uuid.UUID
	err := s.DB.NewSelect().Table("contributions").ColumnExpr("DISTINCT item_id").
		Where("person_id = ? AND item_id IN (?)", person, bun.In(ids)).Scan(ctx, &mine)
	if err != nil {
		return nil, wrap("own points", err)
	}
	own := map[uuid.UUID]bool{}
	for _, id := range mine {
		own[id] = true
	}
	var out []Entry
	for _, e := range digest.Entries {
		if own[e.ItemID] {
			out = append(out, e)
		}
	}
	return out, nil
}
