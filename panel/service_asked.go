package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// endAsked refuses to close a service while a point is asked to go there, or while it is asked to help with one. The rules that lead to it
// end with it.
func endAsked(ctx context.Context, tx bun.Tx, service uuid.UUID, now time.Time) error {
	wanted, err := tx.NewSelect().Table("items").Where("wanted_id = ? AND state <> 'outcome'", service).Count(ctx)
	if err != nil {
		return fmt.Errorf("close service: %w", err)
	}
	help, err := tx.NewSelect().TableExpr("item_services AS he").Join("JOIN items AS i ON i.id = he.item_id").
		Where("he.service_id = ? AND he.given_at IS NULL AND i.state <> 'outcome'", service).Count(ctx)
	if err != nil {
		return fmt.Errorf("close service: %w", err)
	}
	if wanted+help > 0 {
		return Refuse(Conflict, "error.service_is_asked", "Wanted", wanted, "Help", help)
	}
	_, err = tx.NewUpdate().Table("routing_rules").Set("removed_at = ?", now).Where("service_id = ? AND removed_at IS NULL", service).Exec(ctx)
	if err != nil {
		return fmt.Errorf("close service: %w", err)
	}
	return nil
}

// RulesFor counts the routing rules in force that lead to a service, and go when it closes.
func (s *Store) RulesFor(ctx context.Context, service uuid.UUID) (int, error) {
	n, err := s.DB.NewSelect().Table("routing_rules").Where("service_id = ? AND removed_at IS NULL", service).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("rules: %w", err)
	}
	return int(n), nil
}
