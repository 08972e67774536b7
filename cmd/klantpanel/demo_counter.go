package main

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// planTold notes what people say outside the rounds. On the next working day a coordinator sees to it, and two days later its service.
func (p *demoPlayer) planTold(context.Context) error {
	for i, t := range p.content.Told {
		day := ordinary.SubtractWorkdays(scheduler.DateOf(p.calendar.start, p.calendar.zone), t.Days)
		p.plan(p.calendar.office(day, i), func(ctx context.Context) error { return p.tellUs(ctx, t, day) })
	}
	return nil
}

// tellUs says it, and notes what is done about it.
func (p *demoPlayer) tellUs(ctx context.Context, t demo.Told, day scheduler.Date) error {
	who, err := p.act(ctx, t.Who)
	if err != nil {
		return err
	}
	told, err := p.Dialogue.Tell(ctx, who, uuid.New(), t.Text, false)
	if err != nil || told.Routed != nil || t.Service == "" && t.Acknowledged == "" {
		return err
	}
	p.plan(p.calendar.office(ordinary.AddWorkdays(day, 1), 1), func(ctx context.Context) error { return p.seeTo(ctx, t, told) })
	return nil
}

// seeTo is what the coordinator does with it.
func (p *demoPlayer) seeTo(ctx context.Context, t demo.Told, told dialogue.Told) error {
	at := slices.IndexFunc(p.panels, func(c *demoPanel) bool { return c.id == told.Panel.ID })
	coordinator, err := p.act(ctx, p.panels[at].Coordinator)
	if err != nil {
		return err
	}
	ids := []uuid.UUID{told.Contribution.ID}
	if t.Acknowledged != "" {
		return p.Dialogue.AcknowledgeContributions(ctx, coordinator, told.CycleID, ids, t.Acknowledged)
	}
	service := p.services[t.Service]
	item, err := p.Dialogue.Bundle(ctx, coordinator, told.CycleID, dialogue.BundleInput{Contributions: ids, Title: t.Title, Said: t.Said, Service: &service})
	if err != nil {
		return err
	}
	p.plan(p.calendar.office(ordinary.AddWorkdays(p.today(), 2), 2), func(ctx context.Context) error { return p.answerTold(ctx, t, item.ID) })
	return nil
}

func (p *demoPlayer) answerTold(ctx context.Context, t demo.Told, item uuid.UUID) error {
	at := slices.IndexFunc(p.content.Services, func(s demo.Service) bool { return s.Key == t.Service })
	responder, err := p.act(ctx, p.content.Services[at].Responders[0])
	if err != nil {
		return err
	}
	given, err := p.Dialogue.GiveOutcome(ctx, responder, item, dialogue.OutcomeInput{Outcome: t.Outcome, Answer: t.Answer})
	if err == nil {
		p.planPublishing(given)
	}
	return err
}

// searchInVain is what people looked for in the directory lately.
func (p *demoPlayer) searchInVain(ctx context.Context) error {
	for _, m := range p.content.Missed {
		for range m.Times {
			if err := p.Panel.NoteMissed(ctx, m.Words, p.today()); err != nil {
				return err
			}
		}
	}
	return nil
}
