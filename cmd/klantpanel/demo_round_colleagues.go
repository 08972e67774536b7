package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/cmd/klantpanel/web"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// receive sends what a colleague says by an ambassador's link.
func (r *demoRound) receive(ctx context.Context, by string, form []demo.Contribution) error {
	actor, err := r.act(ctx, by)
	if err != nil {
		return err
	}
	link, err := r.Panel.OpenLink(ctx, r.cycle.ID, actor.Ambassadors[r.panel.id]) // a visitor may have closed it
	if err != nil {
		return err
	}
	answers, _, err := r.answers(ctx, form)
	if err != nil || len(answers) == 0 {
		return err
	}
	code := dialogue.NewReceiptCode()
	if _, err := r.Dialogue.Receive(ctx, link, code, answers); err != nil {
		return err
	}
	r.receipts = append(r.receipts, code)
	for _, c := range form {
		r.holds[c.Key] = code
	}
	return r.note(ctx, code, form)
}

// note finds what came of a form among the contributions, by its words: nothing else tells them.
func (r *demoRound) note(ctx context.Context, code dialogue.ReceiptCode, form []demo.Contribution) error {
	var said []dialogue.Contribution
	err := r.DB.NewSelect().Model(&said).Column("co.id", "co.text").Where("co.submission_id = ? AND co.text <> ''", code.Submission()).Scan(ctx)
	if err != nil {
		return fmt.Errorf("colleague: %w", err)
	}
	for _, c := range said {
		for _, from := range form {
			if from.Text == c.Text {
				r.said[from.Key] = c.ID
			}
		}
	}
	return nil
}

// Colleague shows what a colleague without an account sees: the link of the ambassador as whom visitors sign in, and a receipt of an
// earlier round of the same panel.
func (d *demoDesk) Colleague(ctx context.Context) (web.DemoColleague, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.player
	who := web.DemoColleague{Ambassador: p.content.Cast[p.busyAmbassador()].Name}
	c, err := p.latest(ctx, p.panels[0])
	if err != nil {
		return who, err
	}
	actor, err := p.act(ctx, p.busyAmbassador())
	if err != nil {
		return who, err
	}
	link, err := p.Panel.OpenLink(ctx, c.ID, actor.Ambassadors[c.PanelID])
	var refused *panel.Problem
	switch {
	case err == nil && c.Collects(p.clock.now()):
		who.Link = panel.LinkPath(link.Code)
	case err != nil && !errors.As(err, &refused):
		return who, err
	}
	answered, err := p.answeredRound(ctx, c.PanelID)
	if err != nil || answered == nil {
		return who, err
	}
	who.Receipt = answered.receipts[0].String()
	who.Asked, err = answered.asked(ctx)
	return who, err
}

// answeredRound is the latest round of a panel that was answered and in which colleagues used a link, nil for none.
func (p *demoPlayer) answeredRound(ctx context.Context, of uuid.UUID) (*demoRound, error) {
	var latest *demoRound
	for id, r := range p.rounds {
		if r.panel.id != of || len(r.receipts) == 0 || latest != nil && r.cycle.Number < latest.cycle.Number {
			continue
		}
		c, err := p.Panel.Cycle(ctx, id)
		if err != nil {
			return nil, err
		}
		if c.Phase != panel.Collecting && c.Phase != panel.Responding {
			latest = r
		}
	}
	return latest, nil
}

// asked is the receipt of a colleague from whom a service waits for an answer, "" for none.
func (r *demoRound) asked(ctx context.Context) (string, error) {
	for _, code := range r.receipts {
		receipt, err := r.Dialogue.ReceiptOf(ctx, code)
		if err != nil {
			return "", err
		}
		for _, x := range receipt.Exchanges {
			if x.Asked != nil && x.Answer() == "" {
				return code.String(), nil
			}
		}
	}
	return "", nil
}
