package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Cycle reads one round with its panel.
func (s *Store) Cycle(ctx context.Context, id uuid.UUID) (Cycle, error) {
	return CycleIn(ctx, s.DB, id)
}

// CycleIn is Cycle inside a transaction; the row is held until it ends.
func CycleIn(ctx context.Context, db bun.IDB, id uuid.UUID) (Cycle, error) {
	var c Cycle
	q := db.NewSelect().Model(&c).Where("c.id = ?", id)
	_, held := db.(bun.Tx)
	if held {
		q = migrations.ForUpdate(q)
	} else {
		q = q.Relation("Panel")
	}
	err := q.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return c, Refuse(NotFound, "error.cycle_not_found")
	}
	if err != nil {
		return c, fmt.Errorf("cycle: %w", err)
	}
	if !held {
		return c, nil
	}
	c.Panel = new(Panel)
	if err := db.NewSelect().Model(c.Panel).Where("pa.id = ?", c.PanelID).Scan(ctx); err != nil {
		return c, fmt.Errorf("cycle: %w", err)
	}
	return c, nil
}

// Cycles lists a panel's rounds, the latest first, missed moments included.
func (s *Store) Cycles(ctx context.Context, panel uuid.UUID, limit int) ([]Cycle, error) {
	var cycles []Cycle
	if err := s.DB.NewSelect().Model(&cycles).Where("c.panel_id = ? AND c.planned_on <> ''", panel).Order("c.planned_on DESC").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("cycles: %w", err)
	}
	return cycles, nil
}

// CycleQuestions lists what a round asks, in order.
func (s *Store) CycleQuestions(ctx context.Context, cycle uuid.UUID) ([]CycleQuestion, error) {
	return cycleQuestions(ctx, s.DB, cycle)
}

func cycleQuestions(ctx context.Context, db bun.IDB, cycle uuid.UUID) ([]CycleQuestion, error) {
	var questions []CycleQuestion
	if err := db.NewSelect().Model(&questions).Where("cq.cycle_id = ?", cycle).Order("cq.position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("cycle questions: %w", err)
	}
	return questions, nil
}
