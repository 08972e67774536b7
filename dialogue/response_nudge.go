package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// ResponseNudgeDue reminds the services of the first responses that they owe, as NudgeDue does of outcomes: their responders on the last day
// and on the next one, then their owner, then the coordinators of the panels. One service a transaction, one step a day.
func (s *Store) ResponseNudgeDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("responses due", err)
	}
	return wrap("responses due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var first Item
		q := d.responsesDue(tx.NewSelect().Model(&first)).Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "i.service_id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return *first.ServiceID, s.nudgeResponses(ctx, tx, d, *first.ServiceID)
	}))
}

// responsesDue narrows items down to those without a first response of which somebody has to hear more than they did.
func (d workingDay) responsesDue(q *bun.SelectQuery) *bun.SelectQuery {
	return unpaused(q).Where("i.routed_at < ? AND i.response_nudged_on < ?", d.began, d.today).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for had, l := range responseLetters {
			q = q.WhereOr("i.state <> 'outcome' AND i.responded_at IS NULL AND i.response_nudged = ? AND i.respond_on > '' AND i.respond_on <= ?",
				had, l.When.Reached(d.today, d.calendar))
		}
		return q
	})
}

// nudgeResponses notes on the items of a service how far it is reminded of their first response, and tells those whose turn it is.
func (s *Store) nudgeResponses(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID) error {
	var items []Item
	q := d.responsesDue(tx.NewSelect().Model(&items).Column("id", "panel_id", "respond_on", "response_nudged")).Where("i.service_id = ?", service)
	if err := migrations.SkipLocked(q).Scan(ctx); err != nil {
		return wrap("items", err)
	}
	owner, err := ownerOf(ctx, tx, service)
	if err != nil {
		return err
	}
	turns := map[string][]uuid.UUID{} // of whom, for the items of which panels
	for _, item := range items {
		step := d.next(responseLetters, item.ResponseNudged, item.RespondOn, len(owner) > 0)
		turns[responseLetters[step-1].To] = append(turns[responseLetters[step-1].To], item.PanelID)
		_, err := tx.NewUpdate().Table("items").Set("response_nudged = ?, response_nudged_on = ?", step, d.today).Where("id = ?", item.ID).Exec(ctx)
		if err != nil {
			return wrap("nudged", err)
		}
	}
	return s.nudgeAll(ctx, tx, d, service, owner, turns)
}
