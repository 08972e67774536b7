package dialogue

import (
	"context"
	"time"

	"klantpanel/scheduler"
)

// Tidy deletes nudges of more than a year ago, by which nobody is kept from a letter any more; old answers by mail; what nobody confirmed by
// which a person and a receipt could be put together; the counts of limits whose stretch is over; and the secrets of days that are over, so
// that nobody can tell any more whose counts they were.
func (s *Store) Tidy(ctx context.Context, now time.Time) error {
	before := scheduler.DateOf(now.AddDate(-1, 0, 0), time.UTC)
	if _, err := s.DB.NewDelete().Model((*Nudge)(nil)).Where("day < ?", before).Exec(ctx); err != nil {
		return wrap("tidy", err)
	}
	if err := s.tidyMailAnswers(ctx, now); err != nil {
		return err
	}
	if err := s.tidyReach(ctx, now); err != nil {
		return err
	}
	if err := s.tidyLimits(ctx, now); err != nil {
		return err
	}
	if err := s.tidyTrials(ctx, now); err != nil {
		return err
	}
	return s.shred(ctx)
}
