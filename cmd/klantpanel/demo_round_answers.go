package main

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// plainAnswer is what a service says to a point of which the content knows nothing.
var plainAnswer = demo.Item{Outcome: dialogue.Promised, Promise: &demo.Promise{DueIn: 20},
	Answer: "Dank u voor dit punt. We zoeken uit wat er kan. Op de dag die hierbij staat, hoort u wat het is geworden."}

// planAnswer has the services do with an item of the story what the content says, each on its day.
func (r *demoRound) planAnswer(id uuid.UUID, item demo.Item) {
	day := func(n int, clock string, do func(context.Context) error) {
		r.plan(ordinary.AddWorkdays(r.routingDay(), n).At(clock, r.calendar.zone), do)
	}
	if h := item.HandOver; h != nil {
		day(h.After, "10:20", func(ctx context.Context) error { return r.handOver(ctx, id, item) })
	}
	if a := item.AskedBack; a != nil {
		day(a.After, "09:50", func(ctx context.Context) error { return r.askBack(ctx, id, *a) })
		day(a.After+1, "12:15", func(ctx context.Context) error { return r.clarify(ctx, id, *a) })
	}
	if item.Acknowledged > 0 {
		day(item.Acknowledged, "11:05", func(ctx context.Context) error { return r.acknowledge(ctx, id) })
	}
	if item.Outcome != "" {
		clock := []string{"11:40", "13:25", "14:10", "15:35"}[len(item.Answer)%4]
		day(item.Answered, clock, func(ctx context.Context) error { return r.answer(ctx, id, item) })
	}
	if v := item.Revised; v != nil {
		day(v.After, "10:05", func(ctx context.Context) error { return r.revise(ctx, id, *v) })
	}
}

func (r *demoRound) handOver(ctx context.Context, id uuid.UUID, item demo.Item) error {
	now, responder, err := r.accountable(ctx, id)
	if err != nil || now.State == dialogue.HasOutcome || *now.ServiceID != r.services[item.HandOver.From] {
		return err
	}
	_, err = r.Dialogue.HandOver(ctx, responder, id, r.services[item.Service], item.HandOver.Reason)
	return err
}

func (r *demoRound) acknowledge(ctx context.Context, id uuid.UUID) error {
	now, responder, err := r.accountable(ctx, id)
	if err != nil || now.State != dialogue.Routed {
		return err
	}
	_, err = r.Dialogue.AcknowledgeItem(ctx, responder, id)
	return err
}

// answer gives an item the outcome of the content, unless it has one, and plans what becomes of a promise.
func (r *demoRound) answer(ctx context.Context, id uuid.UUID, item demo.Item) error {
	now, responder, err := r.accountable(ctx, id)
	if err != nil || now.State == dialogue.HasOutcome {
		return err
	}
	in := dialogue.OutcomeInput{Outcome: item.Outcome, Answer: item.Answer}
	if item.Outcome == dialogue.Promised {
		workdays, err := panel.CalendarIn(ctx, r.Panel.DB) // a visitor can have added a closed period
		if err != nil {
			return err
		}
		in.DueOn = workdays.AddWorkdays(r.today(), item.Promise.DueIn)
	}
	given, err := r.Dialogue.GiveOutcome(ctx, responder, id, in)
	if err != nil {
		return err
	}
	r.planPublishing(given)
	if item.Outcome == dialogue.Promised {
		r.planPromise(id, *item.Promise)
	}
	return nil
}

// planPromise moves and ends a promise on the days of the content, counted from today.
func (r *demoRound) planPromise(id uuid.UUID, promise demo.Promise) {
	today := r.today()
	day := func(n int, do func(ctx context.Context, responder panel.Actor) error) {
		r.plan(ordinary.AddWorkdays(today, n).At("14:45", r.calendar.zone), func(ctx context.Context) error {
			item, responder, err := r.accountable(ctx, id)
			if err != nil {
				return err
			}
			if item.Promise == nil || item.Promise.State != dialogue.PromiseOpen { // a visitor ended it
				return nil
			}
			return do(ctx, responder)
		})
	}
	if m := promise.Moved; m != nil {
		day(m.After, func(ctx context.Context, responder panel.Actor) error {
			workdays, err := panel.CalendarIn(ctx, r.Panel.DB)
			if err != nil {
				return err
			}
			return r.Dialogue.Reschedule(ctx, responder, id, workdays.AddWorkdays(today, m.DueIn), m.Reason)
		})
	}
	if e := promise.Delivered; e != nil {
		day(e.After, func(ctx context.Context, responder panel.Actor) error {
			return r.Dialogue.Deliver(ctx, responder, id, e.Words)
		})
	}
	if e := promise.Dropped; e != nil {
		day(e.After, func(ctx context.Context, responder panel.Actor) error {
			return r.Dialogue.Drop(ctx, responder, id, e.Words)
		})
	}
}

// answerRest answers what a visitor bundled, before responding ends. The point that the content leaves unanswered stays so.
func (r *demoRound) answerRest(ctx context.Context) error {
	items, err := r.Dialogue.ItemsIn(ctx, r.cycle.ID, uuid.Nil, 1000)
	if err != nil {
		return err
	}
	for _, item := range items {
		if _, story := r.made[item.ID]; story || item.State == dialogue.HasOutcome || item.State == dialogue.New {
			continue
		}
		planned, ok, err := r.planned(ctx, item.ID)
		if err != nil {
			return err
		}
		if !ok {
			planned = plainAnswer
		}
		if planned.Outcome == "" {
			continue
		}
		if err := r.answer(ctx, item.ID, planned); err != nil {
			return err
		}
	}
	return nil
}

// accountable is an item with one of the people whose answers for it go out, the same one each time.
func (r *demoRound) accountable(ctx context.Context, id uuid.UUID) (dialogue.Item, panel.Actor, error) {
	item, err := r.Dialogue.Item(ctx, id)
	if err != nil {
		return item, panel.Actor{}, err
	}
	if item.ServiceID == nil {
		return item, panel.Actor{}, panel.Refuse(panel.Conflict, "error.not_routed")
	}
	people, err := r.Dialogue.Responders(ctx, *item.ServiceID)
	if err != nil {
		return item, panel.Actor{}, err
	}
	if chosen := slices.DeleteFunc(slices.Clone(people), func(p dialogue.Responder) bool { return !p.Releases }); len(chosen) > 0 {
		people = chosen
	}
	if len(people) == 0 {
		return item, panel.Actor{}, panel.Refuse(panel.NotFound, "error.person_not_found")
	}
	responder, err := r.Panel.Act(ctx, people[len(item.Title)%len(people)].ID)
	return item, responder, err
}
