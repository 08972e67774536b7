package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Voice is in whose name something is said about a point after it was made: of whoever holds a receipt, or of somebody who is known.
type Voice struct{ submission, person uuid.UUID }

// Voice is that of whoever holds the receipt.
func (c ReceiptCode) Voice() Voice { return Voice{submission: c.Submission()} }

// VoiceOf is the actor's own.
func VoiceOf(actor panel.Actor) Voice { return Voice{person: actor.Person.ID} }

// spoke narrows contributions down to those of the voice. Those of a flood were taken out, and nobody speaks by them.
func (v Voice) spoke(q *bun.SelectQuery) *bun.SelectQuery {
	if v.person != uuid.Nil {
		return q.Where("co.person_id = ?", v.person)
	}
	return q.Where("co.submission_id = ? AND co.link_id IS NOT NULL", v.submission)
}

// standing is a sending by which somebody stands behind a point.
type standing struct {
	SubmissionID uuid.UUID
	Nameless     bool // it came by a link: nothing of it may tell a moment
}

// at is the moment that an act of this sending bears: its own, or the one of what it answers.
func (s standing) at(now, answers time.Time) time.Time {
	if s.Nameless {
		return answers
	}
	return now
}

// standings are the sendings by which a voice stands behind an item, the one that it speaks by first.
func standings(ctx context.Context, db bun.IDB, v Voice, item uuid.UUID) ([]standing, error) {
	var all []standing
	err := v.spoke(db.NewSelect().TableExpr("contributions AS co")).Where("co.item_id = ?", item).
		ColumnExpr("DISTINCT co.submission_id AS submission_id, co.link_id IS NOT NULL AS nameless").OrderExpr("1").Scan(ctx, &all)
	if err != nil {
		return nil, wrap("standings", err)
	}
	if len(all) == 0 && v.person == uuid.Nil {
		return nil, panel.Refuse(panel.NotFound, "error.item_not_found")
	}
	if len(all) == 0 {
		return nil, panel.Refuse(panel.Forbidden, "error.contributors_only")
	}
	return all, nil
}

// speaksBy reports whether a sending is one of these.
func speaksBy(all []standing, submission uuid.UUID) bool {
	for _, s := range all {
		if s.SubmissionID == submission {
			return true
		}
	}
	return false
}
