package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// ServiceShare is what of a cycle one service has; without a service it is what nobody has been made accountable for.
type ServiceShare struct {
	ServiceID     *uuid.UUID
	Name          string
	Total         int          // items
	Answered      int          // of them with an outcome
	Contributions int          // that the items are made of
	Items         []PlacedItem `bun:"-"`
}

// PlacedItem is an item in a ServiceShare.
type PlacedItem struct {
	ID            uuid.UUID      `bun:"id"`
	ServiceID     *uuid.UUID     `bun:"service_id"`
	State         string         `bun:"state"`
	Outcome       string         `bun:"outcome"`
	Title         string         `bun:"title"`
	DueOn         scheduler.Date `bun:"due_on"`
	People        int            `bun:"people"`
	Contributions int            `bun:"contributions"`
}

// Shares divides the items of a cycle among the services, by name. What is not yet routed comes before the services.
func (s *Store) Shares(ctx context.Context, cycle uuid.UUID) ([]ServiceShare, error) {
	var shares []ServiceShare
	err := s.DB.NewSelect().TableExpr("items AS i").Join("LEFT JOIN services AS s ON s.id = i.service_id").Where("i.cycle_id = ? AND i.outcome <> ?", cycle, Dissolved).
		ColumnExpr("i.service_id, COALESCE(s.name, '') AS name, COUNT(*) AS total, SUM(i.contributions) AS contributions").
		ColumnExpr("SUM(CASE WHEN i.state = ? THEN 1 ELSE 0 END) AS answered", HasOutcome).
		GroupExpr("i.service_id, s.name").OrderExpr("name, i.service_id").Scan(ctx, &shares)
	return shares, wrap("shares", err)
}

// PlacedItems are the first items of each share of a cycle: what is due first, then what has its outcome; of what is not yet routed, in the
// order of making.
func (s *Store) PlacedItems(ctx context.Context, cycle uuid.UUID, unrouted, each int) ([]PlacedItem, error) {
	var items []PlacedItem
	placed := s.DB.NewSelect().Table("items").Where("cycle_id = ? AND outcome <> ?", cycle, Dissolved).
		Column("id", "service_id", "state", "outcome", "title", "due_on", "people", "contributions").
		ColumnExpr("ROW_NUMBER() OVER (PARTITION BY service_id ORDER BY CASE WHEN state = ? THEN 1 ELSE 0 END, due_on, id) AS place", HasOutcome)
	err := s.DB.NewSelect().TableExpr("(?) AS i", placed).Column("id", "service_id", "state", "outcome", "title", "due_on", "people", "contributions").
		Where("i.place <= CASE WHEN i.service_id IS NULL THEN ? ELSE ? END", unrouted, each).Order("place").Scan(ctx, &items)
	return items, wrap("placed items", err)
}

// Share gives each share its items, which keep their order.
func Share(items []PlacedItem, shares []ServiceShare) {
	for _, item := range items {
		of := slices.IndexFunc(shares, func(share ServiceShare) bool { return sameService(share.ServiceID, item.ServiceID) })
		if of >= 0 { // else it was made just now
			shares[of].Items = append(shares[of].Items, item)
		}
	}
}

func sameService(a, b *uuid.UUID) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
