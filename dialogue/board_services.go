package dialogue

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ServiceShare is what of a cycle one service has; without a service it is what nobody has been made accountable for.
type ServiceShare struct {
	ServiceID     *uuid.UUID
	Name          string
	Total         int          // items
	Answered      int          // of them with an outcome
	Contributions int          // that the items are made of
	Items         []PlacedItem // the first ones
}

// PlacedItem is an item in a ServiceShare.
type PlacedItem struct {
	ID            uuid.UUID      `bun:"id"`
	ServiceID     *uuid.UUID     `bun:"service_id"`
	Service       string         `bun:"service"` // its name
	State         string         `bun:"state"`
	Outcome       string         `bun:"outcome"`
	Title         string         `bun:"title"`
	Said          string         `bun:"said"`
	DueOn         scheduler.Date `bun:"due_on"`
	People        int            `bun:"people"`
	Contributions int            `bun:"contributions"`
}

// Shares divides the items of a cycle among the services, by name, with the first items of each: what is due first, then what has its
// outcome. What is not yet routed comes before the services, in the order of making. Outside the rounds, which never ends, only what waits counts.
func (s *Store) Shares(ctx context.Context, c panel.Cycle, unrouted, each int) ([]ServiceShare, error) {
	var items []PlacedItem
	q := s.DB.NewSelect().TableExpr("items AS i").Join("LEFT JOIN services AS s ON s.id = i.service_id").
		Column("i.id", "i.service_id", "i.state", "i.due_on", "i.contributions").ColumnExpr("COALESCE(s.name, '') AS service").
		Where("i.cycle_id = ? AND i.outcome <> ?", c.ID, Dissolved)
	if c.Standing() {
		q.Where("i.state <> ?", HasOutcome)
	}
	if err := q.Scan(ctx, &items); err != nil {
		return nil, wrap("shares", err)
	}
	slices.SortFunc(items, func(a, b PlacedItem) int {
		return cmp.Or(strings.Compare(a.Service, b.Service), compareServices(a.ServiceID, b.ServiceID), cmp.Compare(a.rank(), b.rank()),
			cmp.Compare(a.DueOn, b.DueOn), bytes.Compare(a.ID[:], b.ID[:]))
	})
	var shares []ServiceShare
	var shown []uuid.UUID
	for _, i := range items {
		if len(shares) == 0 || !sameService(shares[len(shares)-1].ServiceID, i.ServiceID) {
			shares = append(shares, ServiceShare{ServiceID: i.ServiceID, Name: i.Service})
		}
		share, most := &shares[len(shares)-1], each
		if i.ServiceID == nil {
			most = unrouted
		}
		share.Total, share.Contributions, share.Answered = share.Total+1, share.Contributions+i.Contributions, share.Answered+i.rank()
		if share.Total <= most {
			share.Items, shown = append(share.Items, i), append(shown, i.ID)
		}
	}
	return shares, s.describe(ctx, shares, shown)
}

// describe says of the items in shares what they are about.
func (s *Store) describe(ctx context.Context, shares []ServiceShare, shown []uuid.UUID) error {
	if len(shown) == 0 {
		return nil
	}
	var about []Item
	err := s.DB.NewSelect().Model(&about).Column("id", "title", "said", "outcome", "people").Where("i.id IN (?)", bun.In(shown)).Scan(ctx)
	for _, share := range shares {
		for n, i := range share.Items {
			if at := slices.IndexFunc(about, func(a Item) bool { return a.ID == i.ID }); at >= 0 {
				share.Items[n].Title, share.Items[n].Said, share.Items[n].Outcome, share.Items[n].People = about[at].Title, about[at].Said, about[at].Outcome, about[at].People
			}
		}
	}
	return wrap("shares", err)
}

// rank is 1 with an outcome: it comes after what waits.
func (i PlacedItem) rank() int {
	if i.State == HasOutcome {
		return 1
	}
	return 0
}

func compareServices(a, b *uuid.UUID) int {
	if a == nil || b == nil {
		return 0
	}
	return bytes.Compare(a[:], b[:])
}

func sameService(a, b *uuid.UUID) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
