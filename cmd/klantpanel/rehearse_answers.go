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
		return r.send(ctx, actor, item, in, d)
	})
}

// send answers an item instead of what was drafted; what then waits to be published is sometimes taken back and sent again.
func (r *rehearsal) send(ctx context.Context, actor panel.Actor, item dialogue.Item, in dialogue.OutcomeInput, d *rand.Rand) error {
	written, err := r.Dialogue.AnswerOf(ctx, item.ID)
	if err != nil {
		return err
	}
	sent, err := r.Dialogue.SendAnswer(ctx, actor, item.ID, written.Version, in)
	if err != nil || sent.ReadyAt.IsZero() || d.Float64() >= 0.1 {
		return err
	}
	if _, err := r.Dialogue.RecallAnswer(ctx, actor, item.ID); err != nil {
		return err
	}
	_, err = r.Dialogue.GiveOutcome(ctx, actor, item.ID, in)
	return err
}

// publish has the coordinator tell what the services released and the panel held.
func (r *rehearsal) publish(ctx context.Context, _ int) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	var cycles []uuid.UUID
	if err := r.DB.NewSelect().Table("items").ColumnExpr("DISTINCT cycle_id").Where("ready_at IS NOT NULL").Order("cycle_id").Scan(ctx, &cycles); err != nil {
		return fmt.Errorf("ready answers: %w", err)
	}
	for _, cycle := range cycles {
		if _, err := r.Dialogue.PublishAnswers(ctx, lead, cycle); err != nil {
			return err
		}
	}
	return nil
}

// reconsider has each service look at what it explained in the round before: sometimes more turns out to be possible.
func (r *rehearsal) reconsider(ctx context.Context, n int) error {
	for i, s := range r.services {
		actor, err := r.act(ctx, r.responder(i))
		if err != nil {
			return err
		}
		done, err := r.Dialogue.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxDone, Services: []uuid.UUID{s.ID}}, nil, pageOf)
		if err != nil {
			return err
		}
		d := r.dice(n, forReconsidering, i)
		for _, item := range done {
			if d.Float64() >= 0.2 || item.Outcome != dialogue.Explained || !item.RevisedAt.IsZero() {
				continue
			}
			written, err := r.Dialogue.AnswerOf(ctx, item.ID)
			if err != nil {
				return err
			}
			in := dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: oneOf(d, answerWords[dialogue.Changed])}
			if _, err := r.Dialogue.Revise(ctx, actor, item.ID, written.Version, in, oneOf(d, changedWords)); err != nil {
				return fmt.Errorf("%s: %w", s.Name, err)
			}
		}
	}
	return nil
}

// attending is who answers for a service: its responder, or who stands in.
func (r *rehearsal) attending(ctx context.Context, service int) (panel.Actor, error) {
	if standIn, away := r.standIns[service]; away {
		service = standIn
	}
	return r.act(ctx, r.responder(service))
}

// visit has each service's responder go through the items without an outcome.
func (r *rehearsal) visit(ctx context.Context, n int, what uint64, see func(panel.Actor, int, dialogue.Item, *rand.Rand) error) error {
	for i, s := range r.services {
		actor, err := r.attending(ctx, i)
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
			case x < 0.85:
				err = r.Dialogue.Drop(ctx, actor, item.ID, oneOf(d, droppedWords))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", s.Name, err)
			}
		}
	}
	return nil
}
