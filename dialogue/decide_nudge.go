package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// decidedWithin is how many working days a hand-over waits before its coordinators hear of it again, each time.
const decidedWithin = 2

// DecideDue reminds coordinators of the hand-overs that wait for their decision: these stand in their letter of the day, with whatever else
// waits for them. One panel a transaction. It rests on days that nobody works, and while a round is paused.
func (s *Store) DecideDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("decisions due", err)
	}
	return wrap("decisions due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var first Item
		q := d.decisionsDue(tx.NewSelect().Model(&first).Column("id", "panel_id")).Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "i.panel_id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return first.PanelID, s.nudgeDecisions(ctx, tx, d, first.PanelID)
	}))
}

// undecided narrows items down to those that a service wants to hand over and nobody decided about.
func undecided(q *bun.SelectQuery) *bun.SelectQuery {
	return q.Where("i.wanted_id IS NOT NULL AND i.state <> ?", HasOutcome).
		Where("NOT EXISTS (SELECT 1 FROM cycles AS c WHERE c.id = i.cycle_id AND c.paused_at IS NOT NULL)")
}

// decisionsDue are those of them that the coordinators didn't hear of lately.
func (d workingDay) decisionsDue(q *bun.SelectQuery) *bun.SelectQuery {
	return undecided(q).Where("i.decide_told_on <= ?", d.calendar.SubtractWorkdays(d.today, decidedWithin))
}

// nudgeDecisions has the coordinators of a panel hear of its decisions in their letter of the day.
func (s *Store) nudgeDecisions(ctx context.Context, tx bun.Tx, d workingDay, id uuid.UUID) error {
	var items []Item
	q := d.decisionsDue(tx.NewSelect().Model(&items).Column("id")).Where("i.panel_id = ?", id)
	if err := migrations.SkipLocked(q).Scan(ctx); err != nil {
		return wrap("decisions", err)
	}
	ids := make([]uuid.UUID, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	if _, err := tx.NewUpdate().Table("items").Set("decide_told_on = ?", d.today).Where("id IN (?)", bun.In(ids)).Exec(ctx); err != nil {
		return wrap("decisions told", err)
	}
	return s.tellCoordinators(ctx, tx, d, id)
}
