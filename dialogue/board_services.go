package dialogue

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// ServiceShare is what of a cycle one service has; without a service it is what nobody has been made accountable for.
type ServiceShare struct {
	ServiceID     *uuid.UUID
	Name          string
	Total         int // items
	Answered      int // of them with an outcome
	Contributions int // that the items are made of
	Items         []PlacedItem
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

// Shares divides the items of a cycle among the services, by name, and gives the first items of each: what is due first, then what has
// its outcome. What is not yet routed comes before the services, in the order of making.
func (s *Store) Shares(ctx context.Context, cycle uuid.UUID, unrouted, each int) ([]ServiceShare, error) {
	var rows []struct {
		PlacedItem
		Name     string `bun:"name"`
		Total    int    `bun:"total"`
		Answered int    `bun:"answered"`
		Made     int    `bun:"made"`
	}
	placed := s.DB.NewSelect().Table("items").Where("cycle_id = ?", cycle).
		Column("id", "service_id", "state", "outcome", "title", "due_on", "people", "contributions").
		ColumnExpr("ROW_NUMBER() OVER (PARTITION BY service_id ORDER BY CASE WHEN state = ? THEN 1 ELSE 0 END, due_on, id) AS place", HasOutcome).
		ColumnExpr("COUNT(*) OVER (PARTITION BY service_id) AS total").
		ColumnExpr("SUM(CASE WHEN state = ? THEN 1 ELSE 0 END) OVER (PARTITION BY service_id) AS answered", HasOutcome).
		ColumnExpr("SUM(contributions) OVER (PARTITION BY service_id) AS made")
	err := s.DB.NewSelect().TableExpr("(?) AS i", placed).Join("LEFT JOIN services AS s ON s.id = i.service_id").
		ColumnExpr("i.id, i.service_id, i.state, i.outcome, i.title, i.due_on, i.people, i.contributions, i.total, i.answered, i.made").
		ColumnExpr("COALESCE(s.name, '') AS name").
		Where("i.place <= CASE WHEN i.service_id IS NULL THEN ? ELSE ? END", unrouted, each).
		OrderExpr("name, i.service_id, i.place").Scan(ctx, &rows)
	if err != nil {
		return nil, wrap("shares", err)
	}
	var shares []ServiceShare
	for _, row := range rows {
		if n := len(shares); n == 0 || !sameService(shares[n-1].ServiceID, row.ServiceID) {
			shares = append(shares, ServiceShare{ServiceID: row.ServiceID, Name: row.Name, Total: row.Total, Answered: row.Answered, Contributions: row.Made})
		}
		last := &shares[len(shares)-1]
		last.Items = append(last.Items, row.PlacedItem)
	}
	return shares, nil
}

func sameService(a, b *uuid.UUID) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
