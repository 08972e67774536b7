package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// acknowledge has the responders look at what came in: what isn't theirs is handed over.
func (r *rehearsal) acknowledge(ctx context.Context, n int) error {
	return r.visit(ctx, n, forAcknowledging, func(actor panel.Actor, service int, item dialogue.Item, d *rand.Rand) error {
		if item.State != dialogue.Routed {
			return nil
		}
		if s := recognise(item.Title); !r.isRight(s, service) {
			_, err := r.Dialogue.HandOver(ctx, actor, item.ID, r.services[r.rightService(s, d)].ID, oneOf(d, handOverWords))
			return err
		}
		_, err := r.Dialogue.AcknowledgeItem(ctx, actor, item.ID)
		return err
	})
}

// answer has the responders give outcomes; a few items stay unanswered until a later round.
func (r *rehearsal) answer(ctx context.Context, n int) error {
	return r.visit(ctx, n, forAnswering, func(actor panel.Actor, _ int, item dialogue.Item, d *rand.Rand) error {
		if item.State == dialogue.Routed {
			if _, err := r.Dialogue.AcknowledgeItem(ctx, actor, item.ID); err != nil {
				return err
			}
		}
		if d.Float64() < 0.08 {
			return nil
		}
		workdays, err := panel.CalendarIn(ctx, r.Panel.DB)
		if err != nil {
			return err
		}
		in := dialogue.OutcomeInput{Outcome: dialogue.Thanked}
		switch x := d.Float64(); {
		case x < 0.40:
			in.Outcome = dialogue.Changed
		case x < 0.65:
			in.Outcome, in.DueOn = dialogue.Promised, workdays.AddWorkdays(r.today(), 5+d.IntN(40))
		case x < 0.90:
			in.Outcome = dialogue.Explained
		}
		in.Answer = oneOf(d, answerWords[in.Outcome])
		_, err = r.Dialogue.GiveOutcome(ctx, actor, item.ID, in)
		return err
	})
}

// visit has each service's responder go through the items without an outcome.
func (r *rehearsal) visit(ctx context.Context, n int, what uint64, see func(panel.Actor, int, dialogue.Item, *rand.Rand) error) error {
	for i, s := range r.services {
		actor, err := r.act(ctx, r.responder(i))
		if err != nil {
			return err
		}
		d := r.dice(n, what, i)
		var after *dialogue.Item
		for {
			page, err := r.Dialogue.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxOpen, Services: []uuid.UUID{s.ID}}, after, pageOf)
			if err != nil {
				return err
			}
			for _, item := range page {
				if err := see(actor, i, item, d); err != nil {
					return fmt.Errorf("%s: %w", s.Name, err)
				}
			}
			if len(page) < pageOf {
				break
			}
			after = &page[len(page)-1]
		}
	}
	return nil
}

// keepPromises has each service look at the promises that run: deliver, move, drop, or leave for later.
func (r *rehearsal) keepPromises(ctx context.Context, n int) error {
	for i, s := range r.services {
		actor, err := r.act(ctx, r.responder(i))
		if err != nil {
			return err
		}
		promised, err := r.Dialogue.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxPromised, Services: []uuid.UUID{s.ID}}, nil, pageOf)
		if err != nil {
			return err
		}
		workdays, err := panel.CalendarIn(ctx, r.Panel.DB)
		if err != nil {
			return err
		}
		d := r.dice(n, forPromises, i)
		for _, item := range promised {
			switch x := d.Float64(); {
			case x < 0.50:
				err = r.Dialogue.Deliver(ctx, actor, item.ID, oneOf(d, deliveredWords))
			case x < 0.70:
				due := workdays.AddWorkdays(max(item.Promise.DueOn, r.today()), 5+d.IntN(20))
				err = r.Dialogue.Reschedule(ctx, actor, item.ID, due, oneOf(d, movedWords))
			case x < 0.78:
				err = r.Dialogue.Drop(ctx, actor, item.ID, oneOf(d, droppedWords))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", s.Name, err)
			}
		}
	}
	return nil
}
