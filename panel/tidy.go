package panel

import (
	"context"
	"fmt"
	"time"
)

// KeptTerm is how long a form is kept that came in after its session had ended, and how long such a session can still be told.
const KeptTerm = 7 * 24 * time.Hour

// Tidy deletes ended sessions and kept forms after KeptTerm, and sign-in links a day after they ran out (until then they answer
// "used" or "too old"), and searches in the directory that nobody repeated.
func (s *Store) Tidy(ctx context.Context, now time.Time) error {
	ended := now.Add(-KeptTerm)
	if _, err := s.DB.NewDelete().Table("sessions").Where("expires_at <= ? OR ended_at <= ?", ended, ended).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	if _, err := s.DB.NewDelete().Table("kept_forms").Where("created_at <= ?", ended).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	if _, err := s.DB.NewDelete().Table("sign_in_links").Where("expires_at < ?", now.Add(-24*time.Hour)).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	return s.tidyMissed(ctx, now)
}
