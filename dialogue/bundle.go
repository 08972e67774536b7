package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// BundleInput makes one item of the chosen contributions. With a Service it is routed at once.
type BundleInput struct {
	Contributions []uuid.UUID
	Title, Said   string
	Service       *uuid.UUID
}

// Bundle makes a new item of contributions that wait in the cycle.
func (s *Store) Bundle(ctx context.Context, actor panel.Actor, cycle uuid.UUID, in BundleInput) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := s.coordinated(ctx, tx, actor, cycle)
		if err != nil {
			return err
		}
		var ps panel.Problems
		item = Item{ID: newID(), PanelID: c.PanelID, CycleID: c.ID, State: New, Title: ps.Text("title", in.Title, 1, 200),
			Said: ps.Text("said", in.Said, 1, 2000), CreatedAt: s.Clock()}
		if len(in.Contributions) == 0 {
			ps.Add("contributions", "error.choose_contributions")
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&item).Exec(ctx); err != nil {
			return wrap("bundle", err)
		}
		if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasCreated, Text: item.Title}); err != nil {
			return err
		}
		if err := join(ctx, tx, &item, in.Contributions, c.Panel.SmallestGroup); err != nil {
			return err
		}
		if in.Service == nil {
			return s.arrive(ctx, tx, &item)
		}
		return s.route(ctx, tx, actor, &item, *in.Service, "")
	})
	return item, err
}

// AddTo bundles more waiting contributions into an item of the same cycle that has no outcome yet, so that everybody behind it is told.
func (s *Store) AddTo(ctx context.Context, actor panel.Actor, id uuid.UUID, contributions []uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.item(ctx, tx, id); err != nil {
			return err
		}
		c, err := s.coordinated(ctx, tx, actor, item.CycleID)
		if err != nil {
			return err
		}
		if item.State == HasOutcome {
			return panel.Refuse(panel.Conflict, "error.item_answered")
		}
		if len(contributions) == 0 {
			return panel.Refuse(panel.Invalid, "error.choose_contributions")
		}
		if err = join(ctx, tx, &item, contributions, c.Panel.SmallestGroup); err != nil {
			return err
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasBundled})
		return err
	})
	return item, err
}

// AcknowledgeContributions sets waiting contributions apart without an item, for a reason that the ambassador sees.
func (s *Store) AcknowledgeContributions(ctx context.Context, actor panel.Actor, cycle uuid.UUID, contributions []uuid.UUID, reason string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := s.coordinated(ctx, tx, actor, cycle); err != nil {
			return err
		}
		var ps panel.Problems
		reason = ps.Text("reason", reason, 1, 500)
		if len(contributions) == 0 {
			ps.Add("contributions", "error.choose_contributions")
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if _, err := waitingOf(ctx, tx, cycle, contributions); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Table("contributions").Set("state = ?, reason = ?", Acknowledged, reason).
			Where("id IN (?)", bun.In(contributions)).Exec(ctx)
		if err != nil {
			return wrap("acknowledge", err)
		}
		return fewerWaiting(ctx, tx, cycle, len(contributions))
	})
}

// coordinated reads and holds a cycle that the actor runs.
func (s *Store) coordinated(ctx context.Context, tx bun.Tx, actor panel.Actor, cycle uuid.UUID) (panel.Cycle, error) {
	c, err := panel.CycleIn(ctx, tx, cycle)
	if err != nil {
		return c, err
	}
	if !actor.CoordinatesPanel(c.PanelID) {
		return c, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	return c, nil
}

// join puts waiting contributions of the item's cycle into it and keeps its counters.
func join(ctx context.Context, tx bun.Tx, item *Item, ids []uuid.UUID, smallestGroup int) error {
	people, err := waitingOf(ctx, tx, item.CycleID, ids)
	if err != nil {
		return err
	}
	_, err = tx.NewUpdate().Table("contributions").Set("state = ?, item_id = ?", Bundled, item.ID).Where("id IN (?)", bun.In(ids)).Exec(ctx)
	if err != nil {
		return wrap("bundle", err)
	}
	item.Contributions += len(ids)
	item.People += people
	if item.People-item.PeopleShown >= smallestGroup { // a smaller step, seen by two looks, would be a figure on fewer
		item.PeopleShown = item.People
	}
	if _, err := tx.NewUpdate().Model(item).Column("contributions", "people", "people_shown").WherePK().Exec(ctx); err != nil {
		return wrap("bundle", err)
	}
	return fewerWaiting(ctx, tx, item.CycleID, len(ids))
}

// waitingOf counts the people behind contributions that must all still wait in the cycle.
func waitingOf(ctx context.Context, tx bun.Tx, cycle uuid.UUID, ids []uuid.UUID) (people int, err error) {
	var found []Contribution
	q := tx.NewSelect().Model(&found).Column("id", "people").Where("co.id IN (?) AND co.cycle_id = ? AND co.state = ?", bun.In(ids), cycle, Waiting)
	if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
		return 0, wrap("contributions", err)
	}
	if len(found) != len(ids) {
		return 0, panel.Refuse(panel.Conflict, "error.no_longer_waiting", "Count", len(ids)-len(found))
	}
	for _, c := range found {
		people += c.People
	}
	return people, nil
}

func fewerWaiting(ctx context.Context, tx bun.Tx, cycle uuid.UUID, n int) error {
	_, err := tx.NewUpdate().Table("cycles").Set("waiting = waiting - ?", n).Where("id = ?", cycle).Exec(ctx)
	return wrap("waiting", err)
}

// item reads and holds an item.
func (s *Store) item(ctx context.Context, tx bun.Tx, id uuid.UUID) (Item, error) {
	var item Item
	err := migrations.ForUpdate(tx.NewSelect().Model(&item).Where("i.id = ?", id)).Scan(ctx)
	if isNone(err) {
		return item, panel.Refuse(panel.NotFound, "error.item_not_found")
	}
	return item, wrap("item", err)
}
