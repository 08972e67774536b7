package dialogue

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

const (
	reachDays       = 7 // so long the letter's link works
	reachPerSending = 3 // letters that one receipt can bring about in that time
	reachPerPerson  = 2 // letters that somebody gets on a day, in UTC, whoever asks for them
)

// reachRequest waits for somebody to confirm that a receipt is theirs. Who that is stands in the letter alone (mails.person_id, by its
// subject): until both go, when it is confirmed or over, whoever reads the database can put the two together. They tell the day and no finer
// time. That is the price of a letter, and the reader is told.
type reachRequest struct {
	bun.BaseModel `bun:"table:reach_requests,alias:rr"`

	ID           uuid.UUID      `bun:"id,pk"`
	SubmissionID uuid.UUID      `bun:"submission_id"`
	Until        scheduler.Date `bun:"until"`
}

// OfferAddress asks, by a letter, whoever has this address whether the receipt is theirs. Nobody is told whether the address is anybody's: an
// unknown one, one that was asked too often, and one that gets a letter look the same.
func (s *Store) OfferAddress(ctx context.Context, code ReceiptCode, address string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := sendingOf(ctx, tx, code.Submission())
		if err != nil {
			return err
		}
		person := tx.NewSelect().Table("people").Column("id").Where("email = ? AND active", strings.ToLower(strings.TrimSpace(address)))
		to, err := panel.Recipients(ctx, tx, person)
		if err != nil || len(to) == 0 {
			return err
		}
		// Holding the person's row makes the limits hold across instances.
		if _, err := migrations.ForUpdate(tx.NewSelect().Table("people").Column("id").Where("id = ?", to[0].PersonID)).Exec(ctx); err != nil {
			return wrap("reach", err)
		}
		if enough, err := s.askedEnough(ctx, tx, code.Submission(), to[0].PersonID); err != nil || enough {
			return err
		}
		today := scheduler.DateOf(s.Clock(), c.Panel.Zone())
		r := reachRequest{ID: uuid.New(), SubmissionID: code.Submission(), Until: today.AddDays(reachDays)}
		if _, err := tx.NewInsert().Model(&r).Exec(ctx); err != nil {
			return wrap("reach", err)
		}
		return s.queue(ctx, tx, mail.KindReach, r.ID, to)
	})
}

// askedEnough reports whether another letter would bother somebody: it is known whose the sending is, this person was asked about it, or
// there were too many letters about it or to them.
func (s *Store) askedEnough(ctx context.Context, tx bun.Tx, submission, person uuid.UUID) (bool, error) {
	letters := func() *bun.SelectQuery {
		return tx.NewSelect().TableExpr("mails AS m").Where("m.kind = ? AND m.person_id = ?", mail.KindReach, person)
	}
	var had struct{ Known, Pending, Same, Lately int }
	err := tx.NewSelect().
		ColumnExpr("(?) AS known", tx.NewSelect().Table("reached").ColumnExpr("COUNT(*)").Where("submission_id = ?", submission)).
		ColumnExpr("(?) AS pending", tx.NewSelect().Table("reach_requests").ColumnExpr("COUNT(*)").Where("submission_id = ?", submission)).
		ColumnExpr("(?) AS same", letters().ColumnExpr("COUNT(*)").Join("JOIN reach_requests AS rr ON rr.id = m.subject_id").Where("rr.submission_id = ?", submission)).
		ColumnExpr("(?) AS lately", letters().ColumnExpr("COUNT(*)").Where("m.created_at >= ?", s.Clock().UTC().Truncate(24*time.Hour))).Scan(ctx, &had)
	return had.Known > 0 || had.Same > 0 || had.Pending >= reachPerSending || had.Lately >= reachPerPerson, wrap("reach", err)
}

// sendingOf is the round, with its panel, to which a colleague sent something.
func sendingOf(ctx context.Context, db bun.IDB, submission uuid.UUID) (panel.Cycle, error) {
	var c panel.Cycle
	of := db.NewSelect().Table("submissions").Column("cycle_id").Where("id = ? AND link_id IS NOT NULL", submission)
	err := db.NewSelect().Model(&c).Relation("Panel").Where("c.id IN (?)", of).Scan(ctx)
	if isNone(err) {
		return c, panel.Refuse(panel.NotFound, "error.receipt_not_found")
	}
	return c, wrap("receipt", err)
}

// ReachRequest is the round, with its panel, that a letter asks about. It is NotFound once it was confirmed or is over: after its days, or
// when the round was told after it was asked.
func (s *Store) ReachRequest(ctx context.Context, id uuid.UUID) (panel.Cycle, error) {
	_, c, err := s.reachRequest(ctx, s.DB, id)
	return c, err
}

func (s *Store) reachRequest(ctx context.Context, db bun.IDB, id uuid.UUID) (reachRequest, panel.Cycle, error) {
	over := panel.Refuse(panel.NotFound, "error.reach_over")
	var r reachRequest
	err := db.NewSelect().Model(&r).Where("rr.id = ?", id).Scan(ctx)
	if isNone(err) {
		return r, panel.Cycle{}, over
	}
	if err != nil {
		return r, panel.Cycle{}, wrap("reach", err)
	}
	c, err := sendingOf(ctx, db, r.SubmissionID)
	if err != nil {
		return r, c, err
	}
	var told bun.NullTime
	err = db.NewSelect().Table("digests").Column("approved_at").Where("cycle_id = ?", c.ID).Scan(ctx, &told)
	if unlessNone(err) != nil {
		return r, c, wrap("digest", err)
	}
	zone := c.Panel.Zone()
	if r.Until < scheduler.DateOf(s.Clock(), zone) || !told.IsZero() && scheduler.DateOf(told.Time, zone) > r.Until.AddDays(-reachDays) {
		return r, c, over
	}
	return r, c, nil
}
