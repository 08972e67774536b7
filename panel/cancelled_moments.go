package panel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// notePassed notes the moments that passed since the panel was planned and that no round opened for.
func notePassed(ctx context.Context, tx bun.Tx, p Panel, calendar scheduler.Calendar, now time.Time) error {
	plan, err := p.Plan(calendar)
	if p.Paused || err != nil {
		return nil // nothing was planned
	}
	return noteCancelled(ctx, tx, p.ID, plan.Passed(p.soughtAfter(), now))
}

// soughtAfter is the planned day after which the next moment was sought.
func (p Panel) soughtAfter() scheduler.Date {
	yesterday := p.NextOn.AddDays(-1)
	if p.PlannedAfter == "" {
		return yesterday
	}
	return min(p.PlannedAfter, yesterday)
}

// noteCancelled keeps moments that didn't open as cancelled cycles, so that everybody can see and count them.
func noteCancelled(ctx context.Context, tx bun.Tx, panel uuid.UUID, passed []scheduler.Planned) error {
	if len(passed) == 0 {
		return nil
	}
	cycles := make([]Cycle, len(passed))
	for i, planned := range passed {
		cycles[i] = Cycle{ID: newID(), PanelID: panel, PlannedOn: planned.On, Phase: Cancelled, CancelledFor: WasMissed}
		if planned.Skipped {
			cycles[i].CancelledFor = WasClosed
		}
	}
	for chunk := range slices.Chunk(cycles, 500) {
		if _, err := tx.NewInsert().Model(&chunk).On("CONFLICT (panel_id, planned_on) DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("cancelled moments: %w", err)
		}
	}
	return nil
}

// CancelledCount tells how many of a panel's moments passed while the program was down, and how many because nobody worked that day.
func (s *Store) CancelledCount(ctx context.Context, panel uuid.UUID) (missed, closed int, err error) {
	var rows []struct {
		CancelledFor string
		Count        int
	}
	err = s.DB.NewSelect().Table("cycles").ColumnExpr("cancelled_for, COUNT(*) AS count").
		Where("panel_id = ? AND cancelled_for IN (?, ?)", panel, WasMissed, WasClosed).Group("cancelled_for").Scan(ctx, &rows)
	if err != nil {
		return 0, 0, fmt.Errorf("cancelled moments: %w", err)
	}
	for _, row := range rows {
		if row.CancelledFor == WasMissed {
			missed = row.Count
		} else {
			closed = row.Count
		}
	}
	return missed, closed, nil
}
