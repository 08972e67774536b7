package dialogue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ReportBackDue puts into the outbox what ambassadors carry back of each round whose digest was sent: one letter to each whose constituency
// has a part in it, none to the others. It goes in steps, as the digest does: a step and how far it came are one transaction.
func (s *Store) ReportBackDue(ctx context.Context, now time.Time) error {
	return wrap("report back", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var d Digest
		q := tx.NewSelect().Model(&d).Where("di.reported_at IS NULL AND di.state = ?", DigestSent).Order("di.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "di.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return d.ID, s.reportStep(ctx, tx, &d, now)
	}))
}

func (s *Store) reportStep(ctx context.Context, tx bun.Tx, d *Digest, now time.Time) error {
	c, err := panel.CycleIn(ctx, tx, d.CycleID)
	if err != nil {
		return err
	}
	day := scheduler.DateOf(d.SentAt.Time, c.Panel.Zone()) // so that the steps of one digest agree, whatever day it became
	after, _ := uuid.Parse(d.ReportedTo)                   // uuid.Nil before the first
	audience := tx.NewSelect().TableExpr("people AS p").Where("p.active").
		Where("p.id IN (SELECT person_id FROM (?) AS carried)", carried(tx, *d, carriers(tx, c, day)))
	readers, err := panel.Readers(ctx, audience, after, sendStep)
	if err != nil {
		return err
	}
	if len(readers) > 0 {
		ids := make([]uuid.UUID, len(readers))
		for i, r := range readers {
			ids[i] = r.PersonID
		}
		own, err := s.carriedBy(ctx, tx, *d, c, day, ids)
		if err != nil {
			return err
		}
		letters := make([]mail.Draft, len(readers))
		for i, r := range readers {
			letters[i] = mail.Draft{Kind: mail.KindReportBack, Subject: d.ID, To: r, Personal: personalDigest{Own: own[r.PersonID]}}
		}
		if _, err := s.Outbox.Queue(ctx, tx, letters...); err != nil {
			return wrap("outbox", err)
		}
		d.ReportedTo = ids[len(ids)-1].String()
	}
	if len(readers) < sendStep {
		d.ReportedAt = bun.NullTime{Time: now}
	}
	_, err = tx.NewUpdate().Model(d).Column("reported_to", "reported_at").WherePK().Exec(ctx)
	return wrap("digest", err)
}

// composeReportBack reads each digest once, however many ambassadors carry something of it back.
func (s *Store) composeReportBack(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	letters, err := mail.BySubject(s.frozen.get(s.sharedDigest), carriedLetter)(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		if !readers[m.PersonID].Active {
			return nil, mail.Suppress("the ambassador left")
		}
		return letters(m)
	}, err
}

// carriedLetter is what one ambassador carries back.
func carriedLetter(shared sharedPart, m *mail.Mail) (mail.Letter, error) {
	var personal personalDigest
	if err := json.Unmarshal(m.Personal, &personal); err != nil {
		return nil, wrap("personal part", err)
	}
	return shared.reportBack(personal.Own), nil
}
