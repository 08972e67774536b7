package dialogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// lookAgain passes the audience of a digest a second time, once the last letter had its first try: who came among the readers while it went
// out gets it too, wherever their key stands, and who comes after that look doesn't. It goes in steps, as the sending does. Nobody gets it
// twice: a letter's kind, subject and person are one key.
func (s *Store) lookAgain(ctx context.Context, now time.Time) error {
	var sent, due []uuid.UUID
	err := s.DB.NewSelect().Table("digests").Column("id").Where("state = 'sent' AND complete_at IS NULL").Where("paused_at IS NULL").Scan(ctx, &sent) // as the index says it
	if err != nil {
		return wrap("digests that were sent", err)
	}
	for _, id := range sent {
		waits, err := s.Outbox.Waits(ctx, s.DB, id, mail.KindDigest, mail.Queued, mail.Sending)
		if err != nil {
			return err
		}
		if !waits {
			due = append(due, id)
		}
	}
	if len(due) == 0 {
		return nil
	}
	return scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var d Digest
		q := tx.NewSelect().Model(&d).Where("di.id IN (?) AND di.complete_at IS NULL AND di.paused_at IS NULL", bun.In(due)).Order("di.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "di.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return d.ID, s.lookStep(ctx, tx, &d, now)
	})
}

func (s *Store) lookStep(ctx context.Context, tx bun.Tx, d *Digest, now time.Time) error {
	audience, err := s.heldAudience(ctx, tx, d)
	if err != nil {
		return err
	}
	readers, err := panel.Readers(ctx, audience, personAt(d.LookedTo), sendStep)
	if err != nil {
		return err
	}
	if len(readers) < sendStep {
		d.CompleteAt = bun.NullTime{Time: now}
	}
	if len(readers) > 0 {
		d.LookedTo = readers[len(readers)-1].PersonID.String()
		came, err := withoutLetter(ctx, tx, *d, readers)
		if err != nil {
			return err
		}
		if err := s.queueDigest(ctx, tx, d, came); err != nil {
			return err
		}
	}
	_, err = tx.NewUpdate().Model(d).Column("looked_to", "complete_at", "recipients").WherePK().Exec(ctx)
	return wrap("digest", err)
}

// withoutLetter are those of these readers who aren't in the outbox for this digest. The people are given by their keys, so that each
// letter is looked up by its whole key.
func withoutLetter(ctx context.Context, tx bun.Tx, d Digest, readers []mail.Recipient) ([]mail.Recipient, error) {
	ids := make([]uuid.UUID, len(readers))
	for i, r := range readers {
		ids[i] = r.PersonID
	}
	var had []uuid.UUID
	err := tx.NewSelect().Table("mails").Column("person_id").Where("kind = ? AND subject_id = ? AND person_id IN (?)", mail.KindDigest, d.ID, bun.In(ids)).Scan(ctx, &had)
	if err != nil {
		return nil, wrap("who has it", err)
	}
	has := make(map[uuid.UUID]bool, len(had))
	for _, id := range had {
		has[id] = true
	}
	return slices.DeleteFunc(readers, func(r mail.Recipient) bool { return has[r.PersonID] }), nil
}
