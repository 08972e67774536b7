package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Take notes that a responder sees to an item that waits for an outcome, also one that somebody else of the service saw to. Taking one's own
// again changes nothing.
func (s *Store) Take(ctx context.Context, actor panel.Actor, id uuid.UUID) (Item, error) {
	return s.taken(ctx, actor, id, actor.PersonID(), WasTaken)
}

// Free gives an item back to its service. One that is nobody's stays that.
func (s *Store) Free(ctx context.Context, actor panel.Actor, id uuid.UUID) (Item, error) {
	return s.taken(ctx, actor, id, nil, WasFreed)
}

func (s *Store) taken(ctx context.Context, actor panel.Actor, id uuid.UUID, by *uuid.UUID, kind string) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.accountable(ctx, tx, actor, id); err != nil {
			return err
		}
		switch {
		case item.State == HasOutcome:
			return panel.Refuse(panel.Conflict, "error.item_answered")
		case by == nil && item.TakenBy == nil, by != nil && item.TakenBy != nil && *by == *item.TakenBy:
			return nil
		}
		item.TakenBy = by
		if _, err := tx.NewUpdate().Model(&item).Column("taken_by").WherePK().Exec(ctx); err != nil {
			return wrap("take", err)
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: kind})
		return err
	})
	return item, err
}
