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
)

// reachPurpose is in the signature of the links in these letters.
const reachPurpose = "reach"

// ReachOfToken is the request that a link in a letter names; false for one that we didn't sign.
func ReachOfToken(secret, token string) (uuid.UUID, bool) {
	return mail.IDOfToken(secret, reachPurpose, token)
}

// ConfirmReach makes a colleague known: from here on they hear what becomes of all that they sent with this form, and the coordinator sees
// who said it. What was told before they read on their receipt, so no letter repeats it. It works once.
func (s *Store) ConfirmReach(ctx context.Context, id uuid.UUID) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		r, _, err := s.reachRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		var person uuid.UUID
		err = tx.NewSelect().TableExpr("mails AS m").Join("JOIN people AS p ON p.id = m.person_id AND p.active").Column("m.person_id").
			Where("m.kind = ? AND m.subject_id = ?", mail.KindReach, id).Scan(ctx, &person)
		if isNone(err) {
			return panel.Refuse(panel.NotFound, "error.reach_over")
		}
		if err != nil {
			return wrap("reach", err)
		}
		from, err := s.toldUntil(ctx, tx, r.SubmissionID)
		if err != nil {
			return err
		}
		return confirm(ctx, tx, r.SubmissionID, person, from)
	})
}

// toldUntil is the moment after which outcomes are told by letter. It holds the points, so that no outcome comes in between.
func (s *Store) toldUntil(ctx context.Context, tx bun.Tx, submission uuid.UUID) (time.Time, error) {
	points := tx.NewSelect().Table("contributions").Column("item_id").Where("submission_id = ? AND item_id IS NOT NULL", submission)
	var held []uuid.UUID
	if err := migrations.ForUpdate(tx.NewSelect().Table("items").Column("id").Where("id IN (?)", points).Order("id")).Scan(ctx, &held); err != nil {
		return time.Time{}, wrap("points", err)
	}
	until := s.Clock()
	if len(held) == 0 {
		return until, nil
	}
	var last []Event // another instance's clock may be ahead of ours
	err := tx.NewSelect().Model(&last).Column("at").Where("e.item_id IN (?)", bun.In(held)).Order("e.at DESC").Limit(1).Scan(ctx)
	if len(last) > 0 && last[0].At.After(until) {
		until = last[0].At
	}
	return until, wrap("events", err)
}

func confirm(ctx context.Context, tx bun.Tx, submission, person uuid.UUID, from time.Time) error {
	known := map[string]any{"submission_id": submission, "at": from}
	if _, err := tx.NewInsert().Model(&known).Table("reached").On("CONFLICT (submission_id) DO NOTHING").Exec(ctx); err != nil {
		return wrap("reached", err)
	}
	_, err := tx.NewUpdate().Table("contributions").Set("person_id = ?", person).Where("submission_id = ? AND person_id IS NULL", submission).Exec(ctx)
	if err != nil {
		return wrap("reached", err)
	}
	return endReach(ctx, tx, tx.NewSelect().Table("reach_requests").Column("id").Where("submission_id = ?", submission))
}

// composeReach writes the letter that asks somebody whether a receipt is theirs.
func (s *Store) composeReach(ctx context.Context, db bun.IDB, request uuid.UUID) (mail.Letter, error) {
	_, c, err := s.reachRequest(ctx, db, request)
	var over *panel.Problem
	if errors.As(err, &over) {
		return nil, mail.Suppress("the request was confirmed or is over")
	}
	if err != nil {
		return nil, err
	}
	sender, err := s.Outbox.Sender(ctx, db)
	return mail.Reach{Panel: c.Panel.Name, Number: c.Number, Days: reachDays, URL: sender.BaseURL + "/reach/" + mail.Token(sender.Secret, reachPurpose, request)}, wrap("sender", err)
}
