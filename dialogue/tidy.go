package dialogue

import (
	"context"
	"time"

	"klantpanel/scheduler"
)

// Tidy deletes nudges of more than a year ago: nobody is kept from a letter by them any more.
func (s *Store) Tidy(ctx context.Context, now time.Time) error {
	before := scheduler.DateOf(now.AddDate(-1, 0, 0), time.UTC)
	_, err := s.DB.NewDelete().Model((*Nudge)(nil)).Where("day < ?", before).Exec(ctx)
	return wrap("tidy", err)
}
