package dialogue

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// mostOpenings is how many links are remembered.
const mostOpenings = 1_000

// opening is a link that takes contributions, with what its round asks.
type opening struct {
	cycle      *panel.Cycle // nil: there is no such link
	ambassador uuid.UUID
	closed     bool
	asked      questions
}

// openings remembers links, so that what comes by them needn't look them up each time. What a round asks is its own copy and never
// changes; that it collects and that the link is open is made sure of by addAll, in the transaction that relies on it.
type openings struct {
	mu     sync.Mutex
	byLink map[uuid.UUID]opening
}

// of gives these links. One that doesn't take anything, as far as is known, is read again.
func (o *openings) of(ctx context.Context, tx bun.Tx, now time.Time, links []uuid.UUID) (map[uuid.UUID]opening, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := map[uuid.UUID]opening{}
	links = slices.DeleteFunc(links, func(id uuid.UUID) bool {
		known, ok := o.byLink[id]
		if ok = ok && known.cycle.Collects(now); ok {
			found[id] = known
		}
		return ok
	})
	if len(links) == 0 {
		return found, nil
	}
	read, err := readOpenings(ctx, tx, links)
	for id, one := range read {
		if found[id] = one; one.closed {
			continue
		}
		if len(o.byLink) >= mostOpenings || o.byLink == nil {
			o.byLink = map[uuid.UUID]opening{}
		}
		o.byLink[id] = one
	}
	return found, err
}

// forget has all of them read again.
func (o *openings) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.byLink = nil
}

func readOpenings(ctx context.Context, tx bun.Tx, ids []uuid.UUID) (map[uuid.UUID]opening, error) {
	var links []panel.Link
	if err := tx.NewSelect().Model(&links).Relation("Cycle").Where("l.id IN (?)", bun.In(ids)).Scan(ctx); err != nil || len(links) == 0 {
		return nil, wrap("links", err)
	}
	var cycles []uuid.UUID
	for _, l := range links {
		cycles = append(cycles, l.CycleID)
	}
	asked, err := questionsOf(ctx, tx, cycles...)
	found := map[uuid.UUID]opening{}
	for _, l := range links {
		found[l.ID] = opening{l.Cycle, l.AmbassadorID, !l.ClosedAt.IsZero(), asked[l.CycleID]}
	}
	return found, err
}
