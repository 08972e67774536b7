package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// PauseCycle lets a round's deadlines stand still, for a reason of 3–500 characters: nothing closes, nobody is reminded and its digest can't
// be approved. Contributions and answers are taken all the same. The panel's next rounds come as planned.
func (s *Store) PauseCycle(ctx context.Context, actor panel.Actor, cycle uuid.UUID, reason string) error {
	d := &decision{kind: panel.WasPaused}
	d.change = func(_ context.Context, _ bun.Tx, c *panel.Cycle, _ scheduler.Calendar, ps *panel.Problems) error {
		if c.Paused() {
			return panel.Refuse(panel.Conflict, "error.cycle_paused")
		}
		d.reason = checkReason(ps, reason)
		c.PausedAt = bun.NullTime{Time: s.Clock()}
		return nil
	}
	return s.decide(ctx, actor, cycle, d)
}

// ResumeCycle lets a paused round go on, with the deadlines of AfterPause.
func (s *Store) ResumeCycle(ctx context.Context, actor panel.Actor, cycle uuid.UUID) error {
	d := &decision{kind: panel.WasResumed}
	d.change = func(_ context.Context, _ bun.Tx, c *panel.Cycle, calendar scheduler.Calendar, _ *panel.Problems) error {
		if !c.Paused() {
			return panel.Refuse(panel.Conflict, "error.cycle_not_paused")
		}
		afterPause(*c, scheduler.DateOf(s.Clock(), c.Panel.Zone()), calendar).set(c)
		c.PausedAt = bun.NullTime{}
		return nil
	}
	return s.decide(ctx, actor, cycle, d)
}
