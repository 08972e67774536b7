package dialogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// UnmannedDue tells the owner of a service and the coordinators, once, that nobody answers for it any more while something waits there: the
// last responder left, or is away without a stand-in. One service a transaction. Until somebody answers again, they get what the responders
// would have got.
func (s *Store) UnmannedDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("unmanned due", err)
	}
	return wrap("unmanned due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var service struct {
			ID         uuid.UUID
			UnmannedOn scheduler.Date
		}
		if err := migrations.SkipLocked(scheduler.Except(d.manning(tx), "s.id", except)).Scan(ctx, &service); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		told := d.today
		if service.UnmannedOn != "" {
			told = "" // somebody answers again
		} else if err := s.tellUnmanned(ctx, tx, d, service.ID); err != nil {
			return service.ID, err
		}
		_, err := tx.NewUpdate().Table("services").Set("unmanned_on = ?", told).Where("id = ?", service.ID).Exec(ctx)
		return service.ID, wrap("unmanned", err)
	}))
}

// manning selects a service for which nobody answers any more and of which that wasn't told, or one of which it was and for which somebody
// answers again.
func (d workingDay) manning(tx bun.Tx) *bun.SelectQuery {
	items := unpaused(tx.NewSelect().TableExpr("items AS i").ColumnExpr("1").Where("i.service_id = s.id"))
	promises := tx.NewSelect().TableExpr("promises AS pr").ColumnExpr("1").Where("pr.service_id = s.id AND pr.state = ?", PromiseOpen)
	return tx.NewSelect().TableExpr("services AS s").Column("s.id", "s.unmanned_on").
		Where("s.unmanned_on = '' AND s.id NOT IN (?) AND (EXISTS (?) OR EXISTS (?)) OR s.unmanned_on <> '' AND s.id IN (?)",
			panel.Manned(tx, d.today), items, promises, panel.Manned(tx, d.today)).Order("s.id").Limit(1)
}

// tellUnmanned tells the owner of a service, and the coordinators of the panels that something waits for there, what waits while nobody answers.
func (s *Store) tellUnmanned(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID) error {
	owner, err := ownerOf(ctx, tx, service)
	if err != nil {
		return err
	}
	var panels []uuid.UUID
	err = tx.NewSelect().Table("items").Column("panel_id").Where("service_id = ? AND state <> ?", service, HasOutcome).
		Union(tx.NewSelect().Table("promises").Column("panel_id").Where("service_id = ? AND state = ?", service, PromiseOpen)).Scan(ctx, &panels)
	if err != nil {
		return wrap("panels", err)
	}
	coordinators, err := coordinatorsOf(ctx, tx, append(panels, uuid.Nil))
	if err != nil {
		return err
	}
	for _, person := range owner {
		if slices.Contains(coordinators, person) { // that letter leads to where somebody is named to answer
			continue
		}
		if err := s.letterOfDay(ctx, tx, d, nudgeKinds[panel.ToOwners], person); err != nil {
			return err
		}
	}
	for _, person := range coordinators {
		if err := s.letterOfDay(ctx, tx, d, nudgeKinds[panel.ToCoordinators], person); err != nil {
			return err
		}
	}
	return nil
}

// readUnmanned finds the services for which nobody answers. Their responders need no letter that says so.
func (n *nudging) readUnmanned(ctx context.Context, db bun.IDB) error {
	n.unmanned = []uuid.UUID{uuid.Nil}
	if len(n.parts[nudgeKinds[panel.ToOwners]])+len(n.parts[nudgeKinds[panel.ToCoordinators]]) == 0 {
		return nil
	}
	var ids []uuid.UUID
	err := db.NewSelect().TableExpr("services AS s").Column("s.id").Where("s.id NOT IN (?)", panel.Manned(db, n.day.today)).Scan(ctx, &ids)
	n.unmanned = append(n.unmanned, ids...)
	return wrap("unmanned", err)
}
