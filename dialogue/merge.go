package dialogue

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// MergeInput says who is accountable for what two items become, and why they are one.
type MergeInput struct {
	Service *uuid.UUID // one of theirs; needed when they differ
	Reason  string     // needed when they differ: the service that gets or loses an item reads it
}

// Merge lets an item go up in another one of its panel, with everybody behind it. The other one keeps its words; the earliest days of both
// count. Items at different services are merged only when it is said which of these stays accountable.
func (s *Store) Merge(ctx context.Context, actor panel.Actor, into, from uuid.UUID, in MergeInput) (Item, error) {
	var item Item
	if into == from {
		return item, panel.Refuse(panel.Conflict, "error.merge_itself")
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, items, err := s.coordinatedItems(ctx, tx, actor, into, from)
		if err != nil {
			return err
		}
		item = items[0]
		gone := items[1]
		for _, i := range items {
			if err := stillOpen(i); err != nil {
				return err
			}
		}
		service, reason, err := accountableFor(item, gone, in)
		if err != nil {
			return err
		}
		was := []itemBefore{remember(item), remember(gone)}
		ids, err := moveAll(ctx, tx, &gone, &item, c.Panel.SmallestGroup)
		if err != nil {
			return err
		}
		if err := s.mergeDays(ctx, tx, &item, gone); err != nil {
			return err
		}
		if err := s.dissolve(ctx, tx, actor, &gone, &item.ID, reason); err != nil {
			return err
		}
		if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasMerged, OtherID: &gone.ID, Why: reason}.withDays(&item)); err != nil {
			return err
		}
		if service != nil && !sameService(item.ServiceID, service) {
			if err := s.routeBy(ctx, tx, actor, &item, *service, Event{Text: reason, OtherID: &gone.ID}); err != nil {
				return err
			}
		}
		return s.act(ctx, tx, actor, Act{CycleID: item.CycleID, Kind: ActMerged, ItemID: &item.ID, OtherID: &gone.ID}, was, ids)
	})
	return item, err
}

// coordinatedItems holds the cycle of the first item, and these items in the order of their ids; it gives them in the order asked.
func (s *Store) coordinatedItems(ctx context.Context, tx bun.Tx, actor panel.Actor, ids ...uuid.UUID) (panel.Cycle, []Item, error) {
	var cycle uuid.UUID
	err := tx.NewSelect().Table("items").Column("cycle_id").Where("id = ?", ids[0]).Scan(ctx, &cycle)
	if isNone(err) {
		return panel.Cycle{}, nil, panel.Refuse(panel.NotFound, "error.item_not_found")
	}
	if err != nil {
		return panel.Cycle{}, nil, wrap("item", err)
	}
	c, err := s.coordinated(ctx, tx, actor, cycle)
	if err != nil {
		return c, nil, err
	}
	items := make([]Item, len(ids))
	for _, id := range slices.SortedFunc(slices.Values(ids), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return c, nil, err
		}
		if item.PanelID != c.PanelID {
			return c, nil, panel.Refuse(panel.NotFound, "error.item_not_found")
		}
		items[slices.Index(ids, id)] = item
	}
	return c, items, nil
}

// accountableFor is the service that what two items become is with, nil for none yet, and the reason why, where one is needed.
func accountableFor(into, from Item, in MergeInput) (*uuid.UUID, string, error) {
	var ps panel.Problems
	differ := into.ServiceID != nil && from.ServiceID != nil && *into.ServiceID != *from.ServiceID
	if !differ {
		reason := ps.Text("reason", in.Reason, 0, 1000)
		return cmp.Or(into.ServiceID, from.ServiceID), reason, ps.Err()
	}
	if in.Service == nil {
		return nil, "", &panel.Problem{Kind: panel.Conflict, Field: "service", Message: "error.merge_services"}
	}
	if *in.Service != *into.ServiceID && *in.Service != *from.ServiceID {
		ps.Add("service", "error.choose")
	}
	reason := ps.Text("reason", in.Reason, 1, 1000)
	return in.Service, reason, ps.Err()
}

// moveAll lets everybody behind an item stand behind another one, and gives their contributions. What readers see of both together grows by
// a whole smallest group, or not at all.
func moveAll(ctx context.Context, tx bun.Tx, from, into *Item, smallestGroup int) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	if err := tx.NewSelect().Table("contributions").Column("id").Where("item_id = ?", from.ID).Order("id").Scan(ctx, &ids); err != nil {
		return nil, wrap("contributions", err)
	}
	if _, err := tx.NewUpdate().Table("contributions").Set("item_id = ?", into.ID).Where("item_id = ?", from.ID).Exec(ctx); err != nil {
		return nil, wrap("contributions", err)
	}
	into.Contributions += from.Contributions
	into.People += from.People
	into.PeopleShown += from.PeopleShown
	if into.People-into.PeopleShown >= smallestGroup {
		into.PeopleShown = into.People
	}
	from.Contributions, from.People, from.PeopleShown = 0, 0, 0
	if err := saveCounts(ctx, tx, *from); err != nil {
		return nil, err
	}
	return ids, saveCounts(ctx, tx, *into)
}

// mergeDays gives an item the earliest days of its own and of what went up in it: nobody waits longer because of others.
func (s *Store) mergeDays(ctx context.Context, tx bun.Tx, item *Item, gone Item) error {
	item.ArrivedOn, item.RespondOn, item.DueOn = earliest(item.ArrivedOn, gone.ArrivedOn), earliest(item.RespondOn, gone.RespondOn), earliest(item.DueOn, gone.DueOn)
	_, err := tx.NewUpdate().Model(item).Column("arrived_on", "respond_on", "due_on").WherePK().Exec(ctx)
	return wrap("merge", err)
}

func earliest(a, b scheduler.Date) scheduler.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// dissolve ends an item behind which nobody stands any more: it went up in another one, or, with into nil, its bundling was undone.
func (s *Store) dissolve(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, into *uuid.UUID, why string) error {
	item.State, item.Outcome, item.DissolvedInto = HasOutcome, Dissolved, into
	if _, err := tx.NewUpdate().Model(item).Column("state", "outcome", "dissolved_into").WherePK().Exec(ctx); err != nil {
		return wrap("dissolve", err)
	}
	_, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasDissolved, OtherID: into, Outcome: Dissolved, Why: why})
	if err != nil || into == nil || item.ServiceID == nil {
		return err
	}
	return s.tellService(ctx, tx, item.ID, *item.ServiceID) // their letter says what it is part of
}
