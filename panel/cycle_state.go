package panel

import (
	"time"

	"github.com/uptrace/bun"
)

// Opened reports whether the round ever opened: a moment that was missed or skipped has no number.
func (c Cycle) Opened() bool { return c.Number > 0 }

// Paused reports whether the round's deadlines stand still.
func (c Cycle) Paused() bool { return !c.PausedAt.IsZero() }

// Running reports whether the round is in one of its three phases.
func (c Cycle) Running() bool {
	return c.Phase == Collecting || c.Phase == Responding || c.Phase == Reporting
}

// Collects reports whether the round takes contributions at this moment. While it is paused its deadline doesn't come.
func (c Cycle) Collects(now time.Time) bool {
	return c.Phase == Collecting && (c.Paused() || !now.After(c.CollectingUntil.Time))
}

// Until is a deadline of the round in its panel's zone; none while it is paused, for it will be another one.
func (c Cycle) Until(deadline bun.NullTime) time.Time {
	if c.Paused() || deadline.IsZero() {
		return time.Time{}
	}
	return deadline.In(c.Panel.Zone())
}
