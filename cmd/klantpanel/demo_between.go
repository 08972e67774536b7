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

// planBetween makes the rules and notes what people say that several services have a part in.
func (p *demoPlayer) planBetween(ctx context.Context) error {
	for _, rule := range p.content.Rules {
		in := dialogue.RuleInput{ServiceID: p.services[rule.Service], Words: rule.Words, AtOnce: rule.AtOnce}
		if _, err := p.Dialogue.SaveRule(ctx, panel.System, uuid.Nil, in); err != nil {
			return err
		}
	}
	for i, b := range p.content.Between {
		day := ordinary.SubtractWorkdays(scheduler.DateOf(p.calendar.start, p.calendar.zone), b.Days)
		p.plan(p.calendar.office(day, 3*i+1), func(ctx context.Context) error { return p.tellBetween(ctx, b, day) })
	}
	return nil
}

// tellBetween says it, and plans what the services do with it.
func (p *demoPlayer) tellBetween(ctx context.Context, b demo.Between, day scheduler.Date) error {
	who, err := p.act(ctx, b.Who)
	if err != nil {
		return err
	}
	told, err := p.Dialogue.Tell(ctx, who, uuid.New(), b.Text, false)
	if err != nil || told.Routed == nil {
		return err
	}
	item := told.Routed.ID
	on := func(after, seed int, do func(context.Context) error) {
		p.plan(p.calendar.office(ordinary.AddWorkdays(day, after), seed), do)
	}
	for i, step := range b.Passed {
		on(step.After, i, func(ctx context.Context) error { return p.passOn(ctx, item, step) })
	}
	if d := b.Decided; d != nil {
		on(d.After, 4, func(ctx context.Context) error { return p.decideBetween(ctx, told, *d) })
	}
	if h := b.Helped; h != nil {
		on(h.After, 5, func(ctx context.Context) error { return p.askHelp(ctx, item, *h) })
		on(h.GivenOn, 6, func(ctx context.Context) error { return p.giveHelp(ctx, item, *h) })
	}
	on(b.Answered, 7, func(ctx context.Context) error {
		responder, err := p.responderOf(ctx, item)
		if err != nil {
			return err
		}
		given, err := p.Dialogue.GiveOutcome(ctx, responder, item, dialogue.OutcomeInput{Outcome: b.Outcome, Answer: b.Answer})
		if err == nil {
			p.planPublishing(given)
		}
		return err
	})
	return nil
}

// responderOf is somebody who answers for the service that has an item now.
func (p *demoPlayer) responderOf(ctx context.Context, item uuid.UUID) (panel.Actor, error) {
	now, err := p.Dialogue.Item(ctx, item)
	if err != nil {
		return panel.Actor{}, err
	}
	at := slices.IndexFunc(p.content.Services, func(s demo.Service) bool { return p.services[s.Key] == *now.ServiceID })
	return p.act(ctx, p.content.Services[at].Responders[0])
}

func (p *demoPlayer) passOn(ctx context.Context, item uuid.UUID, step demo.Passed) error {
	responder, err := p.responderOf(ctx, item)
	if err != nil {
		return err
	}
	_, err = p.Dialogue.HandOver(ctx, responder, item, p.services[step.To], step.Reason)
	return err
}

func (p *demoPlayer) decideBetween(ctx context.Context, told dialogue.Told, d demo.Decided) error {
	at := slices.IndexFunc(p.panels, func(c *demoPanel) bool { return c.id == told.Panel.ID })
	coordinator, err := p.act(ctx, p.panels[at].Coordinator)
	if err != nil {
		return err
	}
	var to *uuid.UUID
	if service, ok := p.services[d.To]; ok {
		to = &service
	}
	_, err = p.Dialogue.DecideHandOver(ctx, coordinator, told.Routed.ID, to, d.Reason)
	return err
}

func (p *demoPlayer) askHelp(ctx context.Context, item uuid.UUID, h demo.Helped) error {
	responder, err := p.responderOf(ctx, item)
	if err != nil {
		return err
	}
	_, err = p.Dialogue.AskHelp(ctx, responder, item, p.services[h.From], h.Request)
	return err
}

func (p *demoPlayer) giveHelp(ctx context.Context, item uuid.UUID, h demo.Helped) error {
	at := slices.IndexFunc(p.content.Services, func(s demo.Service) bool { return s.Key == h.From })
	helper, err := p.act(ctx, p.content.Services[at].Responders[0])
	if err != nil {
		return err
	}
	_, err = p.Dialogue.GiveHelp(ctx, helper, item, p.services[h.From], h.Given)
	return err
}
