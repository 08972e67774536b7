package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// RunningCycles lists the rounds under way of these panels with their panel, the one that ends first first.
func (s *Store) RunningCycles(ctx context.Context, panels []uuid.UUID, limit int) ([]Cycle, error) {
	if len(panels) == 0 {
		return nil, nil
	}
	var cycles []Cycle
	err := s.DB.NewSelect().Model(&cycles).Relation("Panel").
		Where("c.phase IN (?, ?, ?)", Collecting, Responding, Reporting).Where("c.panel_id IN (?)", bun.In(panels)).
		Order("c.reporting_until", "c.id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("running cycles: %w", err)
	}
	return cycles, nil
}

// ConstituencySize counts the people in service whom an ambassador speaks for, each once.
func (s *Store) ConstituencySize(ctx context.Context, ambassador uuid.UUID) (int, error) {
	n, err := s.DB.NewSelect().Model((*Person)(nil)).Where("p.active").
		Where("(p.unit_id IN (SELECT unit_id FROM constituency_units WHERE ambassador_id = ?) OR p.id IN (SELECT person_id FROM constituency_people WHERE ambassador_id = ?))", ambassador, ambassador).
		Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("constituency: %w", err)
	}
	return int(n), nil
}

// AllPanels lists the panels in the order of their names.
func (s *Store) AllPanels(ctx context.Context) ([]Panel, error) {
	var panels []Panel
	if err := s.DB.NewSelect().Model(&panels).Order("pa.name").Scan(ctx); err != nil {
		return nil, fmt.Errorf("panels: %w", err)
	}
	return panels, nil
}

// PanelsByID reads these panels in no particular order.
func (s *Store) PanelsByID(ctx context.Context, ids []uuid.UUID) ([]Panel, error) {
	var panels []Panel
	if err := s.DB.NewSelect().Model(&panels).Where("pa.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("panels: %w", err)
	}
	return panels, nil
}
