package dialogue

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ReadyAnswer is an answer or a revision that waits to be published.
type ReadyAnswer struct {
	ItemAnswer
	Item   Item
	Passed bool // it promises a day that has passed: its service has to choose another
}

// ReadyAnswers are the answers of a cycle that wait to be published, the oldest item first.
func (s *Store) ReadyAnswers(ctx context.Context, cycle uuid.UUID) ([]ReadyAnswer, error) {
	var items []Item
	err := s.DB.NewSelect().Model(&items).Relation("Service").Relation("Panel").
		Where("i.cycle_id = ? AND i.ready_at IS NOT NULL", cycle).Order("i.id").Scan(ctx)
	if err != nil || len(items) == 0 {
		return nil, wrap("ready answers", err)
	}
	ids := make([]uuid.UUID, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	var written []ItemAnswer
	if err := s.DB.NewSelect().Model(&written).Relation("Releaser").Where("ia.item_id IN (?) AND ia.released_at IS NOT NULL", bun.In(ids)).Scan(ctx); err != nil {
		return nil, wrap("ready answers", err)
	}
	byItem := make(map[uuid.UUID]ItemAnswer, len(written))
	for _, a := range written {
		byItem[a.ItemID] = a
	}
	var ready []ReadyAnswer
	for _, item := range items {
		if a := byItem[item.ID]; a.Written() { // else it went out or back since the items were read
			ready = append(ready, ReadyAnswer{a, item, passed(a.input(), scheduler.DateOf(s.Clock(), item.Panel.Zone()))})
		}
	}
	return ready, nil
}

// CountReady is how many answers of a cycle wait to be published.
func (s *Store) CountReady(ctx context.Context, cycle uuid.UUID) (int, error) {
	n, err := s.DB.NewSelect().Table("items").Where("cycle_id = ? AND ready_at IS NOT NULL", cycle).Count(ctx)
	return int(n), wrap("ready answers", err)
}

// passed reports whether an answer promises a day that isn't ahead of us any more.
func passed(in OutcomeInput, today scheduler.Date) bool {
	return in.Outcome == Promised && in.DueOn <= today
}

// Published counts what became of answers that waited.
type Published struct{ Told, Back int }

// PublishAnswers tells the answers of a cycle that its services released, each in its own transaction. One whose promised day passed while
// it waited goes back to its service as a draft: that chooses another day, and hears of it in its letter of the day.
func (s *Store) PublishAnswers(ctx context.Context, actor panel.Actor, cycle uuid.UUID) (Published, error) {
	var done Published
	c, err := panel.CycleIn(ctx, s.DB, cycle)
	if err != nil {
		return done, err
	}
	if !actor.CoordinatesPanel(c.PanelID) {
		return done, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	ready, err := s.ReadyAnswers(ctx, cycle)
	if err != nil {
		return done, err
	}
	for _, a := range ready {
		told, err := s.publishAnswer(ctx, actor, a.ItemID)
		var refused *panel.Problem
		switch {
		case errors.As(err, &refused): // called back, or published by another coordinator
		case err != nil:
			return done, err
		case told:
			done.Told++
		default:
			done.Back++
		}
	}
	return done, nil
}

// publishAnswer tells an answer that waits, or gives it back when its day passed.
func (s *Store) publishAnswer(ctx context.Context, actor panel.Actor, id uuid.UUID) (told bool, err error) {
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return err
		}
		if item.ReadyAt.IsZero() {
			return panel.Refuse(panel.Conflict, "error.answer_not_ready")
		}
		a, err := holdAnswer(ctx, tx, id)
		if err != nil {
			return err
		}
		today, err := s.todayOf(ctx, tx, item)
		if err != nil {
			return err
		}
		if passed(a.input(), today) {
			if err := s.recall(ctx, tx, actor, &item, a); err != nil {
				return err
			}
			return s.tellService(ctx, tx, id, *item.ServiceID)
		}
		told = true
		if item.State == HasOutcome {
			return s.revise(ctx, tx, actor, &item, a.input(), a.Changed)
		}
		return s.publish(ctx, tx, actor, &item, a.input())
	})
	return told, err
}
