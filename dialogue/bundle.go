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
	Quoting       bool // the coordinator knows that Said is word for word what somebody wants not to be quoted
}

// Bundle makes a new item of contributions that wait in the cycle.
func (s *Store) Bundle(ctx context.Context, actor panel.Actor, cycle uuid.UUID, in BundleInput) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := s.coordinated(ctx, tx, actor, cycle)
		if err != nil {
			return err
		}
		if item, err = s.newItem(c, in); err != nil {
			return err
		}
		if err := quotable(ctx, tx, in); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&item).Exec(ctx); err != nil {
			return wrap("bundle", err)
		}
		if err := join(ctx, tx, &item, in.Contributions, c.Panel.SmallestGroup); err != nil {
			return err
		}
		if err := s.created(ctx, tx, actor, &item, nil); err != nil {
			return err
		}
		if in.Service != nil {
			if err := s.route(ctx, tx, actor, &item, *in.Service, ""); err != nil {
				return err
			}
		}
		return s.act(ctx, tx, actor, Act{CycleID: cycle, Kind: ActBundled, ItemID: &item.ID}, nil, in.Contributions)
	})
	return item, err
}

// newItem is an item of a cycle as the coordinator describes it.
func (s *Store) newItem(c panel.Cycle, in BundleInput) (Item, error) {
	var ps panel.Problems
	item := Item{ID: newID(), PanelID: c.PanelID, CycleID: c.ID, State: New, Title: ps.Text("title", in.Title, 1, 200),
		Said: ps.Text("said", in.Said, 1, 2000), CreatedAt: s.Clock()}
	if len(in.Contributions) == 0 {
		ps.Add("contributions", "error.choose_contributions")
	}
	return item, ps.Err()
}

// created begins the timeline of a new item, once those behind it are known; from is the one that it was split from, nil for none.
func (s *Store) created(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, from *uuid.UUID) error {
	if err := s.arrive(ctx, tx, item); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasCreated, Text: item.Title, OtherID: from, ArrivedOn: item.ArrivedOn})
	return err
}

// AddTo bundles more waiting contributions into an item of the same panel that has no outcome yet, so that everybody behind it is told. They
// may be of another round than the item, or of none.
func (s *Store) AddTo(ctx context.Context, actor panel.Actor, id uuid.UUID, contributions []uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		cycles, err := cyclesOf(ctx, tx, id, contributions)
		if err != nil {
			return err
		}
		var c panel.Cycle
		for _, cycle := range cycles { // held before the item
			if c, err = s.coordinated(ctx, tx, actor, cycle); err != nil {
				return err
			}
		}
		if item, err = s.item(ctx, tx, id); err != nil {
			return err
		}
		if err := stillOpen(item); err != nil {
			return err
		}
		if len(contributions) == 0 {
			return panel.Refuse(panel.Invalid, "error.choose_contributions")
		}
		if err := quotable(ctx, tx, BundleInput{Contributions: contributions, Title: item.Title, Quoting: true}); len(problemsOf(err)) > 0 {
			return panel.Refuse(panel.Conflict, "error.add_quotes")
		} else if err != nil {
			return err
		}
		was := []itemBefore{remember(item)}
		if err := joinFrom(ctx, tx, &item, cycles, contributions, c.Panel.SmallestGroup); err != nil {
			return err
		}
		if _, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasBundled}); err != nil {
			return err
		}
		return s.act(ctx, tx, actor, Act{CycleID: cycles[0], Kind: ActAdded, ItemID: &item.ID}, was, contributions)
	})
	return item, err
}

// cyclesOf are the cycles of the item's panel that these contributions are of, in the order in which they are held; that of the item, when
// there are none.
func cyclesOf(ctx context.Context, tx bun.Tx, item uuid.UUID, contributions []uuid.UUID) ([]uuid.UUID, error) {
	var cycles []uuid.UUID
	q := tx.NewSelect().TableExpr("cycles AS c").Column("c.id").Where("c.panel_id = (SELECT panel_id FROM items WHERE id = ?)", item).Order("c.id")
	of := tx.NewSelect().Table("items").Column("cycle_id").Where("id = ?", item)
	if len(contributions) > 0 {
		of = tx.NewSelect().Table("contributions").Column("cycle_id").Where("id IN (?)", bun.In(contributions))
	}
	err := q.Where("c.id IN (?)", of).Scan(ctx, &cycles)
	if err != nil {
		return nil, wrap("cycles", err)
	}
	if len(cycles) == 0 { // no such item, or nothing of its panel
		known, err := tx.NewSelect().Table("items").Where("id = ?", item).Exists(ctx)
		if err != nil {
			return nil, wrap("item", err)
		}
		if !known {
			return nil, panel.Refuse(panel.NotFound, "error.item_not_found")
		}
		return nil, panel.Refuse(panel.Conflict, "error.no_longer_waiting", "Count", len(contributions))
	}
	return cycles, nil
}

// stillOpen refuses what has its outcome, or has one that is only to be published: who would join it now wouldn't have been answered.
func stillOpen(item Item) error {
	if item.Outcome == Dissolved {
		return panel.Refuse(panel.Conflict, "error.item_dissolved")
	}
	if item.State == HasOutcome || !item.ReadyAt.IsZero() {
		return panel.Refuse(panel.Conflict, "error.item_answered")
	}
	return nil
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
		if _, err := waitingOf(ctx, tx, []uuid.UUID{cycle}, contributions); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Table("contributions").Set("state = ?, reason = ?", Acknowledged, reason).
			Where("id IN (?)", bun.In(contributions)).Exec(ctx)
		if err != nil {
			return wrap("acknowledge", err)
		}
		if err := moreWaiting(ctx, tx, cycle, -len(contributions)); err != nil {
			return err
		}
		if err := s.act(ctx, tx, actor, Act{CycleID: cycle, Kind: ActAcknowledged}, nil, contributions); err != nil {
			return err
		}
		return s.tellAcknowledged(ctx, tx, contributions)
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
	return joinFrom(ctx, tx, item, []uuid.UUID{item.CycleID}, ids, smallestGroup)
}

// joinFrom is join of what waits in these cycles.
func joinFrom(ctx context.Context, tx bun.Tx, item *Item, cycles, ids []uuid.UUID, smallestGroup int) error {
	found, err := waitingOf(ctx, tx, cycles, ids)
	if err != nil {
		return err
	}
	_, err = tx.NewUpdate().Table("contributions").Set("state = ?, item_id = ?", Bundled, item.ID).Where("id IN (?)", bun.In(ids)).Exec(ctx)
	if err != nil {
		return wrap("bundle", err)
	}
	item.Contributions += len(ids)
	item.People += peopleIn(found)
	if item.People-item.PeopleShown >= smallestGroup { // a smaller step, seen by two looks, would be a figure on fewer
		item.PeopleShown = item.People
	}
	if err := saveCounts(ctx, tx, *item); err != nil {
		return err
	}
	return countWaiting(ctx, tx, found, -1)
}

// saveCounts saves how many stand behind an item.
func saveCounts(ctx context.Context, tx bun.Tx, item Item) error {
	_, err := tx.NewUpdate().Model(&item).Column("contributions", "people", "people_shown").WherePK().Exec(ctx)
	return wrap("counts", err)
}

// waitingOf holds contributions that must all still wait in these cycles.
func waitingOf(ctx context.Context, tx bun.Tx, cycles, ids []uuid.UUID) ([]Contribution, error) {
	var found []Contribution
	q := ofThoseWaiting(tx.NewSelect().Model(&found).Column("id", "people", "cycle_id"), cycles, ids)
	if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
		return nil, wrap("contributions", err)
	}
	if len(found) != len(ids) {
		return nil, panel.Refuse(panel.Conflict, "error.no_longer_waiting", "Count", len(ids)-len(found))
	}
	return found, nil
}

func peopleIn(contributions []Contribution) (people int) {
	for _, c := range contributions {
		people += c.People
	}
	return people
}

// countWaiting adds these contributions to what waits in their cycles, or with sign -1 takes them off.
func countWaiting(ctx context.Context, tx bun.Tx, contributions []Contribution, sign int) error {
	n := map[uuid.UUID]int{}
	for _, c := range contributions {
		n[c.CycleID] += sign
	}
	for cycle, more := range n {
		if err := moreWaiting(ctx, tx, cycle, more); err != nil {
			return err
		}
	}
	return nil
}

func moreWaiting(ctx context.Context, tx bun.Tx, cycle uuid.UUID, n int) error {
	_, err := tx.NewUpdate().Table("cycles").Set("waiting = waiting + ?", n).Where("id = ?", cycle).Exec(ctx)
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
