package dialogue

import (
	"context"
	"time"

	"klantpanel/migrations"
)

// tidyLimits deletes counts whose stretch is over, for none is longer than a day, and the secrets of days that are over.
func (s *Store) tidyLimits(ctx context.Context, now time.Time) error {
	today := utcDay(now)
	s.full.forget(now)
	s.key.forget(today)
	if _, err := s.DB.NewDelete().Model((*limitCount)(nil)).Where("starts_at < ?", now.AddDate(0, 0, -1)).Exec(ctx); err != nil {
		return wrap("tidy limits", err)
	}
	r, err := s.DB.NewDelete().Model((*limitKey)(nil)).Where("day < ?", today).Exec(ctx)
	if err != nil {
		return wrap("tidy limits", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return wrap("tidy limits", err)
	}
	return wrap("tidy limits", migrations.Shred(ctx, s.DB, "limit_keys", "limits"))
}
