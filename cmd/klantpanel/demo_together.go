package main

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// workTogether is what responders do among themselves: one takes a point, another writes a note about it, and somebody will be away.
func (p *demoPlayer) workTogether(ctx context.Context) error {
	for _, n := range p.content.Notes {
		open, err := p.Dialogue.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxOpen, Services: []uuid.UUID{p.services[n.Service]}}, nil, 1)
		if err != nil || len(open) == 0 {
			return err
		}
		taker, err := p.act(ctx, n.Taken)
		if err != nil {
			return err
		}
		if _, err := p.Dialogue.Take(ctx, taker, open[0].ID); err != nil {
			return err
		}
		by, err := p.act(ctx, n.By)
		if err != nil {
			return err
		}
		if _, err := p.Dialogue.Note(ctx, by, open[0].ID, n.Text); err != nil {
			return err
		}
	}
	for _, a := range p.content.Away {
		who, err := p.act(ctx, a.Who)
		if err != nil {
			return err
		}
		from := p.today().AddDays(a.From)
		in := panel.AbsenceInput{From: from, Until: from.AddDays(a.Days - 1), StandIn: p.content.Cast[a.StandIn].Email}
		if _, err := p.Panel.SaveAbsence(ctx, who, in); err != nil {
			return err
		}
	}
	return nil
}
