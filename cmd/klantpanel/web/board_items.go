package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const (
	boardItemsAtOnce = 20
	shareAtOnce      = 5 // points of a service that are named
)

// boardItem is a point that can still take contributions; the coordinator sees exact numbers.
type boardItem struct {
	Item  dialogue.Item
	Badge Badge
}

// unroutedItems are the points that no service is accountable for yet.
type unroutedItems struct {
	Total int
	List  []unroutedItem
}

// More is how many there are besides those in the list.
func (u unroutedItems) More() int { return u.Total - len(u.List) }

type unroutedItem struct {
	dialogue.PlacedItem
	Field string // name of its select
}

// serviceShare is a service with its points of the round.
type serviceShare struct {
	dialogue.ServiceShare
	List []sharedItem
}

// Waits is how many of the points have no outcome yet.
func (s serviceShare) Waits() int { return s.Total - s.Answered }

// More is how many points there are besides those in the list.
func (s serviceShare) More() int { return s.Total - len(s.List) }

type sharedItem struct {
	dialogue.PlacedItem
	Became string // the outcome in words, "" while it is due
}

// addOpenItems reads a page of the points that contributions can be added to.
func (r *Request) addOpenItems(p *boardPage) error {
	items, err := r.Dialogue.OpenItemsIn(r.Context(), r.cycle.ID, p.Place.Below, boardItemsAtOnce+1)
	if err != nil {
		return err
	}
	if p.Place.Below != uuid.Nil {
		p.Newer = &boardPlace{After: p.Place.After, Words: p.Place.Words}
	}
	if len(items) > boardItemsAtOnce {
		items = items[:boardItemsAtOnce]
		p.Older = &boardPlace{After: p.Place.After, Below: items[boardItemsAtOnce-1].ID, Words: p.Place.Words}
	}
	for _, i := range items {
		p.Items = append(p.Items, boardItem{i, r.whereIs(i)})
	}
	return nil
}

// addShares reads which service has what of the round.
func (r *Request) addShares(p *boardPage) error {
	shares, err := r.Dialogue.Shares(r.Context(), r.cycle.ID, boardItemsAtOnce, shareAtOnce)
	if err != nil {
		return err
	}
	for _, share := range shares {
		p.Bundled += share.Contributions
		if share.ServiceID == nil {
			p.Unrouted.Total = share.Total
			for _, i := range share.Items {
				p.Unrouted.List = append(p.Unrouted.List, unroutedItem{i, routeField(i.ID)})
			}
			continue
		}
		shown := serviceShare{ServiceShare: share}
		for _, i := range share.Items {
			line := sharedItem{PlacedItem: i}
			if i.State == dialogue.HasOutcome {
				line.Became = r.stateOf(dialogue.Item{State: i.State, Outcome: i.Outcome}).Word
			}
			shown.List = append(shown.List, line)
		}
		p.Shares = append(p.Shares, shown)
	}
	return nil
}

func routeField(item uuid.UUID) string { return "service-" + item.String() }
