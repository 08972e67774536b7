package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// CancelCycle ends a round before its digest, for a reason of 3–500 characters. Nothing is lost: contributions that wait are acknowledged
// with the reason, points keep their service and its norm, and the panel's next digest tells of them. A draft of its own digest stays as it
// was and goes out no more.
func (s *Store) CancelCycle(ctx context.Context, actor panel.Actor, cycle uuid.UUID, reason string) error {
	d := &decision{kind: panel.WasCancelled}
	d.change = func(ctx context.Context, tx bun.Tx, c *panel.Cycle, _ scheduler.Calendar, ps *panel.Problems) (err error) {
		if d.reason = checkReason(ps, reason); ps.Err() != nil {
			return nil
		}
		c.Phase, c.CancelledFor = panel.Cancelled, panel.WasDecided
		c.PausedAt, c.ClosedAt, c.Waiting = bun.NullTime{}, bun.NullTime{Time: s.Clock()}, 0
		if d.waited, err = waitingByPerson(ctx, tx, c.ID); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Table("contributions").Set("state = ?, reason = ?", Acknowledged, d.reason).
			Where("cycle_id = ? AND state = ?", c.ID, Waiting).Exec(ctx)
		return wrap("acknowledge", err)
	}
	return s.decide(ctx, actor, cycle, d)
}

// waitingByPerson counts the contributions of each person that no point was made of yet.
func waitingByPerson(ctx context.Context, db bun.IDB, cycle uuid.UUID) (map[uuid.UUID]int, error) {
	var rows []struct {
		PersonID uuid.UUID
		Count    int
	}
	err := db.NewSelect().Table("contributions").ColumnExpr("person_id, COUNT(*) AS count").
		Where("cycle_id = ? AND state = ? AND person_id IS NOT NULL", cycle, Waiting).GroupExpr("person_id").Scan(ctx, &rows)
	waited := map[uuid.UUID]int{}
	for _, r := range rows {
		waited[r.PersonID] = r.Count
	}
	return waited, wrap("waiting", err)
}
