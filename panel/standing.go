package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Standing reports whether this is no round, but the cycle of what a panel hears outside them.
func (c Cycle) Standing() bool { return c.Phase == Standing }

// StandingCycle reads and holds the cycle of a panel that takes what is said outside a round. It always stands open: it has no number, no
// planned day and no deadlines, and it is made when somebody says something for the first time.
func StandingCycle(ctx context.Context, tx bun.Tx, p Panel) (Cycle, error) {
	c := Cycle{ID: newID(), PanelID: p.ID, Phase: Standing}
	if _, err := tx.NewInsert().Model(&c).On("CONFLICT (panel_id, planned_on) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
		return c, fmt.Errorf("standing cycle: %w", err)
	}
	var standing Cycle
	err := migrations.ForUpdate(tx.NewSelect().Model(&standing).Where("c.panel_id = ? AND c.planned_on = ''", p.ID)).Scan(ctx)
	if err != nil {
		return c, fmt.Errorf("standing cycle: %w", err)
	}
	standing.Panel = &p
	return standing, nil
}

// HoldStanding holds a panel's standing cycle until the transaction ends, so that no item is made in it meanwhile. It is held before the
// panel itself.
func HoldStanding(ctx context.Context, tx bun.Tx, panel uuid.UUID) error {
	var held []uuid.UUID
	err := migrations.ForUpdate(tx.NewSelect().Table("cycles").Column("id").Where("panel_id = ? AND planned_on = ''", panel)).Scan(ctx, &held)
	if err != nil {
		return fmt.Errorf("standing cycle: %w", err)
	}
	return nil
}
