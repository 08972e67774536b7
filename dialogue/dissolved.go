package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// mostMerges is how far an item is followed through those that it went up in, one after the other.
const mostMerges = 50

// Successor is the item in which this one went up, whatever that went up in itself; the item itself while it stands alone, or when its
// bundling was undone.
func (s *Store) Successor(ctx context.Context, item Item) (Item, error) {
	for range mostMerges {
		if item.DissolvedInto == nil {
			return item, nil
		}
		next, err := s.Item(ctx, *item.DissolvedInto)
		if err != nil {
			return item, err
		}
		item = next
	}
	return item, nil
}

// lineage is an item with all that went up in it: what was asked and answered about those is asked and answered about it.
func lineage(ctx context.Context, db bun.IDB, items ...uuid.UUID) ([]uuid.UUID, error) {
	all, latest := items, items
	for range mostMerges {
		var gone []uuid.UUID
		if len(latest) == 0 {
			break
		}
		if err := db.NewSelect().Table("items").Column("id").Where("dissolved_into IN (?)", bun.In(latest)).Scan(ctx, &gone); err != nil {
			return nil, wrap("dissolved items", err)
		}
		all, latest = append(all, gone...), gone
	}
	return all, nil
}

// Lapse is what ends with an item when it goes up in another one.
type Lapse struct {
	Draft bool     // somebody wrote an answer to it
	Help  []string // services that are asked for help
	Wants string   // the service to which it is asked to go, "" for none
}

// None reports whether nothing ends with it.
func (l Lapse) None() bool { return !l.Draft && len(l.Help) == 0 && l.Wants == "" }

// LapseOf tells what would end with an item.
func (s *Store) LapseOf(ctx context.Context, item Item) (Lapse, error) {
	var l Lapse
	err := s.DB.NewSelect().TableExpr("item_services AS h").Join("JOIN services AS s ON s.id = h.service_id").Column("s.name").
		Where("h.item_id = ? AND h.given_at IS NULL", item.ID).Order("s.name").Scan(ctx, &l.Help)
	if err != nil {
		return l, wrap("help", err)
	}
	if item.WantedID != nil {
		if err := s.DB.NewSelect().Table("services").Column("name").Where("id = ?", item.WantedID).Scan(ctx, &l.Wants); err != nil {
			return l, wrap("wanted service", err)
		}
	}
	l.Draft, err = s.DB.NewSelect().Table("item_answers").Where("item_id = ?", item.ID).Exists(ctx)
	return l, wrap("draft", err)
}
