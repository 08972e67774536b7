package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// leave is for people who are out of service: their sessions end, and what they typed without sending it goes. What they sent as a colleague
// and made themselves known by is anonymous again; they stand in for nobody, aren't away and aren't named in notes any more. What they said, answered and decided as ambassador, responder or coordinator stays theirs.
func leave(ctx context.Context, tx bun.IDB, people *bun.SelectQuery) error {
	for _, table := range []string{"sessions", "kept_forms", "drafts", "meeting_drafts", "mail_answers", "absences", "mentions"} {
		if _, err := tx.NewDelete().Table(table).Where("person_id IN (?)", people).Exec(ctx); err != nil {
			return fmt.Errorf("leave: %w", err)
		}
	}
	if _, err := tx.NewUpdate().Table("absences").Set("stand_in_id = NULL").Where("stand_in_id IN (?)", people).Exec(ctx); err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return forgetReached(ctx, tx, people)
}

// forgetReached takes people's names from what came in by a link, and whatever their letters about it could put together with them: also
// about points that went up in those where it is now.
func forgetReached(ctx context.Context, tx bun.IDB, people *bun.SelectQuery) error {
	theirs := tx.NewSelect().Table("contributions").Column("submission_id").Where("link_id IS NOT NULL AND person_id IN (?)", people)
	now := tx.NewSelect().Table("contributions").Column("person_id", "item_id").ColumnExpr("link_id IS NOT NULL AS by_link").Where("item_id IS NOT NULL AND person_id IN (?)", people)
	before := tx.NewSelect().TableExpr("behind AS b").Join("JOIN items AS i ON i.dissolved_into = b.item_id").ColumnExpr("b.person_id, i.id, b.by_link")
	behind := func(which string) *bun.SelectQuery {
		return tx.NewSelect().TableExpr("behind AS b").Join("JOIN events AS e ON e.item_id = b.item_id").ColumnExpr("1").
			Where("b.person_id = told_events.person_id AND e.id = told_events.event_id").Where(which)
	}
	asked := tx.NewSelect().Table("mails").Column("subject_id").Where("kind = ? AND person_id IN (?)", mail.KindReach, people)
	for _, gone := range []*bun.DeleteQuery{
		// Which outcomes they were told would say where they stand; not where they stand by their own name too.
		tx.NewDelete().WithRecursive("behind", now.Union(before)).Table("told_events").Where("person_id IN (?)", people).
			Where("EXISTS (?)", behind("b.by_link")).Where("NOT EXISTS (?)", behind("NOT b.by_link")),
		tx.NewDelete().Table("reached").Where("submission_id IN (?)", theirs),
		tx.NewDelete().Table("reach_requests").Where("id IN (?)", asked),
		tx.NewDelete().Table("mails").Where("kind = ? AND state <> ? AND person_id IN (?)", mail.KindReach, mail.Sending, people),
	} {
		if _, err := gone.Exec(ctx); err != nil {
			return fmt.Errorf("leave: %w", err)
		}
	}
	for _, nameless := range []*bun.UpdateQuery{
		tx.NewUpdate().Table("mails").Set("personal = '{}'").Where("kind = ? AND person_id IN (?)", mail.KindDigest, people), // which points were their own
		tx.NewUpdate().Table("contributions").Set("person_id = NULL").Where("link_id IS NOT NULL AND person_id IN (?)", people),
	} {
		if _, err := nameless.Exec(ctx); err != nil {
			return fmt.Errorf("leave: %w", err)
		}
	}
	return nil
}
