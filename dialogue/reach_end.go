package dialogue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// endReach deletes requests, and the letters about them.
func endReach(ctx context.Context, tx bun.IDB, requests *bun.SelectQuery) error {
	if _, err := reachLetters(tx).Where("subject_id IN (?)", requests).Exec(ctx); err != nil {
		return wrap("reach", err)
	}
	_, err := tx.NewDelete().Table("reach_requests").Where("id IN (?)", requests).Exec(ctx)
	return wrap("reach", err)
}

// reachLetters deletes letters that ask whose a receipt is. One that is just being sent stays until it is tidied away.
func reachLetters(tx bun.IDB) *bun.DeleteQuery {
	return tx.NewDelete().Table("mails").Where("kind = ? AND state <> ?", mail.KindReach, mail.Sending)
}

// tidyReach deletes the requests that are over, with a day of grace, because each panel has a time zone of its own; and letters about none.
func (s *Store) tidyReach(ctx context.Context, now time.Time) error {
	before := scheduler.DateOf(now, time.UTC).AddDays(-1)
	gone, err := s.DB.NewDelete().Model((*reachRequest)(nil)).Where("until < ?", before).Exec(ctx)
	if err != nil {
		return wrap("tidy", err)
	}
	if err := s.toShred(gone); err != nil {
		return err
	}
	_, err = reachLetters(s.DB).Where("subject_id NOT IN (?)", s.DB.NewSelect().Table("reach_requests").Column("id")).Exec(ctx)
	return wrap("tidy", err)
}
