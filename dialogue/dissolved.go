package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Successor is the item in which this one went up, whatever that went up in itself; the item itself while it stands alone, or when its
// bundling was undone.
func (s *Store) Successor(ctx context.Context, item Item) (Item, error) {
	if item.DissolvedInto == nil {
		return item, nil
	}
	id, err := successor(ctx, s.DB, item.ID)
	if err != nil {
		return item, err
	}
	return s.Item(ctx, id)
}

func successor(ctx context.Context, db bun.IDB, item uuid.UUID) (uuid.UUID, error) {
	err := successors(db, db.NewSelect().Table("items").Column("id").Where("id = ?", item)).Scan(ctx, &item)
	return item, wrap("successor", unlessNone(err))
}

// successors selects the items that have now what these had.
func successors(db bun.IDB, of *bun.SelectQuery) *bun.SelectQuery {
	self := db.NewSelect().Table("items").Column("id", "dissolved_into").Where("id IN (?)", of)
	into := db.NewSelect().TableExpr("items AS i").Join("JOIN later AS l ON l.dissolved_into = i.id").Column("i.id", "i.dissolved_into")
	return db.NewSelect().WithRecursive("later", self.Union(into)).Table("later").Column("id").Where("dissolved_into IS NULL")
}

// withLineage gives a query the table lineage: these items and all that went up in them, each with the one that has what it had.
func withLineage(db bun.IDB, q *bun.SelectQuery, items []uuid.UUID) *bun.SelectQuery {
	self := db.NewSelect().Table("items").ColumnExpr("id, id AS root").Where("id IN (?)", bun.In(items))
	gone := db.NewSelect().TableExpr("items AS i").Join("JOIN lineage AS l ON l.id = i.dissolved_into").ColumnExpr("i.id, l.root")
	return q.WithRecursive("lineage", self.UnionAll(gone))
}

// lineage is an item with all that went up in it: what was asked and answered about those is asked and answered about it.
func lineage(ctx context.Context, db bun.IDB, item uuid.UUID) ([]uuid.UUID, error) {
	var all []uuid.UUID
	err := withLineage(db, db.NewSelect().Table("lineage").Column("id"), []uuid.UUID{item}).Scan(ctx, &all)
	return all, wrap("lineage", err)
}

// Lapse is what ends with an item when it goes up in another one.
type Lapse struct {
	Help  []string // services that are asked for help
	Wants string   // the service to which it is asked to go, "" for none
}

// None reports whether nothing ends with it.
func (l Lapse) None() bool { return len(l.Help) == 0 && l.Wants == "" }

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
	return l, nil
}
