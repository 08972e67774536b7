package dialogue

import (
	"context"
	"database/sql"
	"time"

	"klantpanel/migrations"
)

// longestStretch is how long a stretch of time of a limit is at most, and dayStretch that of MissedOnce.
const longestStretch, dayStretch = time.Hour, 24 * time.Hour

// tidyLimits deletes counts whose stretch is over, for they tell in which hour something came by a link, and the secrets of days that are
// over. An instance whose clock is an hour ahead of the others takes nothing away that still counts.
func (s *Store) tidyLimits(ctx context.Context, now time.Time) error {
	today := utcDay(now)
	s.local.forget(now)
	s.key.forget(today)
	over := s.DB.NewDelete().Model((*limitCount)(nil)).Where("starts_at < ?", now.Add(-2*longestStretch)).
		Where("what <> ? OR starts_at < ?", MissedOnce, now.Add(-dayStretch-longestStretch))
	if _, err := over.Exec(ctx); err != nil {
		return wrap("tidy limits", err)
	}
	gone, err := s.DB.NewDelete().Model((*limitKey)(nil)).Where("day < ?", today).Exec(ctx)
	if err != nil {
		return wrap("tidy limits", err)
	}
	return s.toShred(gone)
}

// toShred notes that something was deleted by which somebody might be known.
func (s *Store) toShred(gone sql.Result) error {
	n, err := gone.RowsAffected()
	if n > 0 {
		s.shreds.Store(true)
	}
	return wrap("tidy", err)
}

// shred takes what was deleted out of the database's files; when somebody uses them, the next time.
func (s *Store) shred(ctx context.Context) error {
	if !s.shreds.Load() {
		return nil
	}
	if err := migrations.Shred(ctx, s.DB, "limit_keys", "limits", "reach_requests"); err != nil {
		return wrap("shred", err)
	}
	s.shreds.Store(false)
	return nil
}
