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

// forgetReached takes people's names from what came in by a link, and whatever their letters about it could put together with them.
func forgetReached(ctx context.Context, tx bun.IDB, people *bun.SelectQuery) error {
	theirs := tx.NewSelect().Table("contributions").Column("submission_id").Where("link_id IS NOT NULL AND person_id IN (?)", people)
	// Which outcomes they were told would say where they stand; not where they stand by their own name too.
	named := tx.NewSelect().TableExpr("contributions AS co").ColumnExpr("1").Where("co.item_id = e.item_id AND co.link_id IS NULL AND co.person_id = told_events.person_id")
	told := tx.NewSelect().TableExpr("events AS e").Column("e.id").Where("NOT EXISTS (?)", named).
		Where("e.item_id IN (?)", tx.NewSelect().Table("contributions").Column("item_id").Where("item_id IS NOT NULL AND link_id IS NOT NULL AND person_id IN (?)", people))
	asked := tx.NewSelect().Table("mails").Column("subject_id").Where("kind = ? AND person_id IN (?)", mail.KindReach, people)
	for _, gone := range []*bun.DeleteQuery{
		tx.NewDelete().Table("told_events").Where("person_id IN (?) AND event_id IN (?)", people, told),
		tx.NewDelete().Table("reached").Where("submission_id IN (?)", theirs),
		tx.NewDelete().Table("reach_requests").Where("id IN (?)", asked),
		tx.NewDelete().Table("mails").Where("kind = ? AND state <> ? AND person_id IN (?)", mail.KindReach, mail.Sending, people),
	} {
		if _, err := gone.Exec(ctx); err != nil {
			return fmt.Errorf("leave: %w", err)
		}
	}
	_, err := tx.NewUpdate().Table("contributions").Set("person_id = NULL").Where("link_id IS NOT NULL AND person_id IN (?)", people).Exec(ctx)
	if err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}
