package dialogue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// PromiseNudgeDue reminds the services of what they promised, by the same steps as of what they owe an answer to: their responders before the
// day and on it, then their owner, then the coordinators of the panels. One service a transaction, one step a day, and none on days that
// nobody works. A round that stands still doesn't hold it up: the day was told to everybody. A promise that moves begins again.
func (s *Store) PromiseNudgeDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("promises due", err)
	}
	return wrap("promises due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var first Promise
		q := d.promisesDue(tx.NewSelect().Model(&first)).Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "pr.service_id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return first.ServiceID, s.nudgePromises(ctx, tx, d, first.ServiceID)
	}))
}

// promisesDue narrows promises down to those of which somebody has to hear more than they did.
func (d workingDay) promisesDue(q *bun.SelectQuery) *bun.SelectQuery {
	return q.Where("pr.state = ? AND pr.created_at < ? AND pr.nudged_on < ?", PromiseOpen, d.began, d.today).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for had, l := range normLetters {
			q = q.WhereOr("pr.nudged = ? AND pr.due_on <= ?", had, l.When.Reached(d.today, d.calendar))
		}
		return q
	})
}

// nudgePromises notes on the promises of a service how far it is reminded of them, and tells those whose turn it is.
func (s *Store) nudgePromises(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID) error {
	var due []Promise
	if err := migrations.SkipLocked(d.promisesDue(tx.NewSelect().Model(&due)).Where("pr.service_id = ?", service)).Scan(ctx); err != nil {
		return wrap("promises", err)
	}
	owner, err := ownerOf(ctx, tx, service)
	if err != nil {
		return err
	}
	turns := map[string][]uuid.UUID{} // of whom, for the promises to which panels
	for _, p := range due {
		step := d.next(normLetters, p.Nudged, p.DueOn, len(owner) > 0)
		turns[normLetters[step-1].To] = append(turns[normLetters[step-1].To], p.PanelID)
		if _, err := tx.NewUpdate().Table("promises").Set("nudged = ?, nudged_on = ?", step, d.today).Where("id = ?", p.ID).Exec(ctx); err != nil {
			return wrap("nudged", err)
		}
	}
	return s.nudgeAll(ctx, tx, d, service, owner, turns)
}

// readPromises adds the promises that are late, and those of services for which nobody answers, for owners and coordinators.
func (n *nudging) readPromises(ctx context.Context, db bun.IDB, services, panels []uuid.UUID) error {
	if len(n.parts[nudgeKinds[panel.ToOwners]])+len(n.parts[nudgeKinds[panel.ToCoordinators]]) == 0 {
		return nil
	}
	var late []waiting
	err := db.NewSelect().TableExpr("promises AS pr").Join("JOIN items AS i ON i.id = pr.item_id").Join("JOIN services AS s ON s.id = pr.service_id").
		ColumnExpr("i.id, pr.service_id, pr.panel_id, i.title, pr.due_on, TRUE AS promise, s.name AS service").
		Where("pr.state = ? AND (pr.due_on < ? OR pr.service_id IN (?))", PromiseOpen, n.day.today, bun.In(n.unmanned)).
		Where("(pr.service_id IN (?) OR pr.panel_id IN (?))", bun.In(services), bun.In(panels)).Scan(ctx, &late)
	n.items = append(n.items, late...)
	slices.SortStableFunc(n.items, func(a, b waiting) int { return cmp.Compare(a.DueOn, b.DueOn) })
	return wrap("promises", err)
}
