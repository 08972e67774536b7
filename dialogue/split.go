package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// Split makes a new item of some of the contributions of an item without an outcome; who stands behind these stands behind the new one. It
// arrived when the old one did. At the same service it keeps the old one's days.
func (s *Store) Split(ctx context.Context, actor panel.Actor, id uuid.UUID, in BundleInput) (Item, error) {
	var part Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, items, err := s.coordinatedItems(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		item := items[0]
		if err := stillOpen(item); err != nil {
			return err
		}
		if part, err = s.newItem(c, in); err != nil {
			return err
		}
		chosen, err := chosenOf(ctx, tx, item, in.Contributions)
		if err != nil {
			return err
		}
		if err := quotable(ctx, tx, in); err != nil {
			return err
		}
		part.ArrivedOn = item.ArrivedOn
		if sameService(in.Service, item.ServiceID) {
			part.RespondOn, part.DueOn = item.RespondOn, item.DueOn
		}
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return wrap("split", err)
		}
		was := []itemBefore{remember(item)}
		if err := movePart(ctx, tx, &item, &part, chosen, c.Panel.SmallestGroup); err != nil {
			return err
		}
		if err := s.tellSplit(ctx, tx, actor, item, &part, in.Service); err != nil {
			return err
		}
		return s.act(ctx, tx, actor, Act{CycleID: item.CycleID, Kind: ActSplit, ItemID: &item.ID, OtherID: &part.ID}, was, in.Contributions)
	})
	return part, err
}

// chosenOf holds these contributions of an item, which may not be all that it has.
func chosenOf(ctx context.Context, tx bun.Tx, item Item, ids []uuid.UUID) ([]Contribution, error) {
	var chosen []Contribution
	q := tx.NewSelect().Model(&chosen).Column("id", "people").Where("co.id IN (?) AND co.item_id = ?", bun.In(ids), item.ID)
	if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
		return nil, wrap("contributions", err)
	}
	if len(chosen) != len(ids) {
		return nil, &panel.Problem{Kind: panel.Conflict, Field: "contributions", Message: "error.no_longer_here"}
	}
	if len(chosen) == item.Contributions {
		return nil, &panel.Problem{Kind: panel.Invalid, Field: "contributions", Message: "error.split_all"}
	}
	return chosen, nil
}

// movePart lets those behind these contributions stand behind a new item. What readers see only changes by whole smallest groups, so that no
// two figures tell of fewer.
func movePart(ctx context.Context, tx bun.Tx, item, part *Item, chosen []Contribution, smallestGroup int) error {
	ids := make([]uuid.UUID, len(chosen))
	for i, c := range chosen {
		ids[i] = c.ID
	}
	if _, err := tx.NewUpdate().Table("contributions").Set("item_id = ?", part.ID).Where("id IN (?)", bun.In(ids)).Exec(ctx); err != nil {
		return wrap("split", err)
	}
	n := peopleIn(chosen)
	item.Contributions, part.Contributions = item.Contributions-len(ids), len(ids)
	item.People, part.People = item.People-n, n
	item.PeopleShown, part.PeopleShown = fewerShown(item.PeopleShown, item.People, smallestGroup), n-n%smallestGroup
	if err := saveCounts(ctx, tx, *item); err != nil {
		return err
	}
	return saveCounts(ctx, tx, *part)
}

// fewerShown takes whole smallest groups off a number that was shown until there are as many people; 0 when a smaller group is left.
func fewerShown(shown, people, smallestGroup int) int {
	for shown > people {
		shown -= smallestGroup
	}
	if shown < smallestGroup {
		return 0
	}
	return shown
}

// tellSplit puts a split into both timelines, and gives the new item to its service.
func (s *Store) tellSplit(ctx context.Context, tx bun.Tx, actor panel.Actor, item Item, part *Item, service *uuid.UUID) error {
	if err := s.created(ctx, tx, actor, part, &item.ID); err != nil {
		return err
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasSplit, OtherID: &part.ID}); err != nil {
		return err
	}
	if service == nil {
		return nil
	}
	return s.route(ctx, tx, actor, part, *service, "")
}
