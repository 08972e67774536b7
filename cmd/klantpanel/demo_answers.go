package main

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// planWritten makes the texts that services start from and, a few days before today, chooses who releases their answers; then it notes
// what is said and answered without being told.
func (p *demoPlayer) planWritten(ctx context.Context) error {
	for _, t := range p.content.Canned {
		if _, err := p.Dialogue.SaveCannedText(ctx, panel.System, p.services[t.Service], uuid.Nil, t.Name, t.Text); err != nil {
			return err
		}
	}
	ago := func(days int) scheduler.Date {
		return ordinary.SubtractWorkdays(scheduler.DateOf(p.calendar.start, p.calendar.zone), days)
	}
	p.plan(p.calendar.office(ago(5), 0), p.chooseReleasers)
	for i, w := range p.content.Written {
		p.plan(p.calendar.office(ago(4), i), func(ctx context.Context) error { return p.sayWritten(ctx, w) })
	}
	for i, d := range p.content.Redrafted {
		p.plan(p.calendar.office(ago(2), i), func(ctx context.Context) error { return p.redraft(ctx, d) })
	}
	return nil
}

// redraft writes another answer to a point of a past round; it waits for who may release it.
func (p *demoPlayer) redraft(ctx context.Context, d demo.Redrafted) error {
	writer, err := p.act(ctx, d.By)
	if err != nil {
		return err
	}
	for _, r := range p.rounds {
		for id, item := range r.made {
			if item.Key != d.Item {
				continue
			}
			told, err := p.Dialogue.AnswerOf(ctx, id)
			if err != nil {
				return err
			}
			_, err = p.Dialogue.Revise(ctx, writer, id, told.Version, dialogue.OutcomeInput{Outcome: d.Outcome, Answer: d.Answer}, d.Changed)
			return err
		}
	}
	return nil
}

// chooseReleasers has the services that want so choose whose answers go out.
func (p *demoPlayer) chooseReleasers(ctx context.Context) error {
	for _, s := range p.content.Services {
		if len(s.Releases) == 0 {
			continue
		}
		var chosen []uuid.UUID
		for _, key := range s.Releases {
			who, err := p.act(ctx, key)
			if err != nil {
				return err
			}
			chosen = append(chosen, who.Person.ID)
		}
		who, err := p.act(ctx, s.Responders[0])
		if err != nil {
			return err
		}
		if err := p.Dialogue.ChooseReleasers(ctx, who, p.services[s.Key], chosen); err != nil {
			return err
		}
	}
	return nil
}

// sayWritten says it; the next day the coordinator makes a point of it, and two days after that somebody writes the answer.
func (p *demoPlayer) sayWritten(ctx context.Context, w demo.Written) error {
	who, err := p.act(ctx, w.Who)
	if err != nil {
		return err
	}
	told, err := p.Dialogue.Tell(ctx, who, uuid.New(), w.Text, false)
	if err != nil || told.Routed != nil {
		return err
	}
	on := func(after, seed int, do func(context.Context) error) {
		p.plan(p.calendar.office(ordinary.AddWorkdays(p.today(), after), seed), do)
	}
	on(1, 1, func(ctx context.Context) error {
		at := slices.IndexFunc(p.panels, func(c *demoPanel) bool { return c.id == told.Panel.ID })
		coordinator, err := p.act(ctx, p.panels[at].Coordinator)
		if err != nil {
			return err
		}
		service := p.services[w.Service]
		item, err := p.Dialogue.Bundle(ctx, coordinator, told.CycleID,
			dialogue.BundleInput{Contributions: []uuid.UUID{told.Contribution.ID}, Title: w.Title, Said: w.Said, Service: &service})
		if err != nil {
			return err
		}
		on(2, 2, func(ctx context.Context) error { return p.write(ctx, item.ID, w) })
		on(6, 3, func(ctx context.Context) error { return p.finish(ctx, item.ID) })
		return nil
	})
	return nil
}

func (p *demoPlayer) write(ctx context.Context, item uuid.UUID, w demo.Written) error {
	writer, err := p.act(ctx, w.By)
	if err != nil {
		return err
	}
	_, err = p.Dialogue.GiveOutcome(ctx, writer, item, dialogue.OutcomeInput{Outcome: w.Outcome, Answer: w.Answer})
	return err
}

// finish has what is written told after all, when no visitor did so.
func (p *demoPlayer) finish(ctx context.Context, id uuid.UUID) error {
	item, err := p.Dialogue.Item(ctx, id)
	if err != nil || item.State == dialogue.HasOutcome {
		return err
	}
	if item.ReadyAt.IsZero() {
		draft, err := p.Dialogue.AnswerOf(ctx, id)
		if err != nil || !draft.Written() {
			return err
		}
		in := dialogue.OutcomeInput{Outcome: draft.Outcome, Answer: draft.Answer, DueOn: draft.DueOn}
		if _, err := p.Dialogue.SendAnswer(ctx, panel.System, id, draft.Version, in); err != nil {
			return err
		}
	}
	return p.publish(ctx, item.CycleID)
}

// publish tells what the services released in a cycle. Where a panel doesn't hold its answers there is nothing to tell.
func (p *demoPlayer) publish(ctx context.Context, cycle uuid.UUID) error {
	c, err := p.Panel.Cycle(ctx, cycle)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.panels, func(of *demoPanel) bool { return of.id == c.PanelID })
	coordinator, err := p.act(ctx, p.panels[at].Coordinator)
	if err != nil {
		return err
	}
	_, err = p.Dialogue.PublishAnswers(ctx, coordinator, cycle)
	return err
}

// planPublishing has the coordinator publish at the end of a day what was released on it.
func (p *demoPlayer) planPublishing(item dialogue.Item) {
	if item.ReadyAt.IsZero() {
		return
	}
	p.plan(p.today().At("16:30", p.calendar.zone), func(ctx context.Context) error { return p.publish(ctx, item.CycleID) })
}

// revise tells another outcome of an item that has one, unless a visitor did something else with it.
func (r *demoRound) revise(ctx context.Context, id uuid.UUID, revised demo.Revised) error {
	item, responder, err := r.accountable(ctx, id)
	if err != nil || !item.Revisable() {
		return err
	}
	told, err := r.Dialogue.AnswerOf(ctx, id)
	if err != nil {
		return err
	}
	item, err = r.Dialogue.Revise(ctx, responder, id, told.Version, dialogue.OutcomeInput{Outcome: revised.Outcome, Answer: revised.Answer}, revised.Changed)
	if err == nil {
		r.planPublishing(item)
	}
	return err
}
