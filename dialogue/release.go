package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// release publishes an answer that is complete, or lets it wait where the panel holds its answers.
func (s *Store) release(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, a ItemAnswer) error {
	if err := s.stopClock(ctx, tx, item); err != nil {
		return err
	}
	holds, err := holdsAnswers(ctx, tx, *item)
	if err != nil {
		return err
	}
	if !holds {
		return s.publish(ctx, tx, actor, item, a.input())
	}
	return s.hold(ctx, tx, actor, item, a)
}

// holdsAnswers reports whether the coordinator of an item's panel publishes what its services release.
func holdsAnswers(ctx context.Context, tx bun.Tx, item Item) (bool, error) {
	holds, err := tx.NewSelect().Model((*panel.Panel)(nil)).Where("pa.id = ? AND pa.holds_answers", item.PanelID).Exists(ctx)
	return holds, wrap("panel", err)
}

// hold lets an answer or a revision wait until it is published.
func (s *Store) hold(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, a ItemAnswer) error {
	a.ReleasedBy, a.ReleasedAt = actor.PersonID(), bun.NullTime{Time: s.Clock()}
	if err := putAnswer(ctx, tx, a); err != nil {
		return err
	}
	item.ReadyAt = a.ReleasedAt
	s.responded(item)
	if err := saveReady(ctx, tx, item); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasReleased, ServiceID: item.ServiceID, Outcome: a.Outcome, DueOn: a.DueOn, Text: a.Answer, Why: a.Changed})
	return err
}

func saveReady(ctx context.Context, tx bun.Tx, item *Item) error {
	_, err := tx.NewUpdate().Model(item).Column("ready_at", "responded_at").WherePK().Exec(ctx)
	return wrap("ready", err)
}

// RecallAnswer takes a released answer back while it waits to be published. It is a draft again.
func (s *Store) RecallAnswer(ctx context.Context, actor panel.Actor, id uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.accountable(ctx, tx, actor, id); err != nil {
			return err
		}
		switch {
		case item.State == HasOutcome && item.ReadyAt.IsZero():
			return panel.Refuse(panel.Conflict, "error.item_answered")
		case item.ReadyAt.IsZero():
			return panel.Refuse(panel.Conflict, "error.answer_not_ready")
		}
		a, err := holdAnswer(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.recall(ctx, tx, actor, &item, a)
	})
	return item, err
}

// recall makes a draft again of an answer that waits to be published.
func (s *Store) recall(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, a ItemAnswer) error {
	a.ReleasedBy, a.ReleasedAt, item.ReadyAt = nil, bun.NullTime{}, bun.NullTime{}
	if err := putAnswer(ctx, tx, a); err != nil {
		return err
	}
	if err := saveReady(ctx, tx, item); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasRecalled, ServiceID: item.ServiceID})
	return err
}
