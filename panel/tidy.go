package panel

import (
	"context"
	"fmt"
	"time"
)

// Tidy deletes sessions that have run out, and sign-in links a day after they did (until then they answer "used" or "too old").
func (s *Store) Tidy(ctx context.Context, now time.Time) error {
	if _, err := s.DB.NewDelete().Table("sessions").Where("expires_at < ?", now).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	if _, err := s.DB.NewDelete().Table("sign_in_links").Where("expires_at < ?", now.Add(-24*time.Hour)).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	return nil
}
