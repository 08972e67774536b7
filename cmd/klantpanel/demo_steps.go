package main

import (
	"context"
	"sync"
	"time"

	"klantpanel/cmd/klantpanel/web"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// The steps of a round on the demo page.
const (
	stepCollect = iota + 1 // the other ambassadors answer; collecting ends
	stepBundle             // the coordinator bundles and routes what waits
	stepAnswer             // the services answer; responding ends
	stepApprove            // the digest goes out
	stepNext               // the next round opens
)

// demoDesk takes a visitor through the rounds of the first panel, a step a click. The other panels live along on the same clock.
type demoDesk struct {
	player *demoPlayer

	mu   sync.Mutex // one step at a time
	told *web.DemoTold
}

// Story is how far the round of the first panel is.
func (d *demoDesk) Story(ctx context.Context) (web.DemoStory, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, _, err := d.story(ctx)
	return s, err
}

func (d *demoDesk) story(ctx context.Context) (web.DemoStory, panel.Cycle, error) {
	p := d.player
	s := web.DemoStory{Panel: p.panels[0].Name, Told: d.told}
	at, err := p.Panel.Panel(ctx, p.panels[0].id)
	if err != nil {
		return s, panel.Cycle{}, err
	}
	c, err := p.latest(ctx, p.panels[0])
	if err != nil {
		return s, c, err
	}
	if s.Step, err = p.step(ctx, c); err != nil {
		return s, c, err
	}
	s.Number, s.Repeat = c.Number, c.Number > len(p.panels[0].Rounds)
	s.To = p.moment(c, s.Step)
	if s.Step == stepNext {
		s.To = at.NextAt.Time.Add(20 * time.Minute)
		if at.NextAt.IsZero() {
			s.Step = 0
		}
	}
	if now := p.clock.now(); s.To.Before(now) {
		s.To = now
	}
	s.Token = web.DemoToken(s.Number, s.Step)
	return s, c, nil
}

// latest is a panel's last round; moments that were missed are no rounds.
func (p *demoPlayer) latest(ctx context.Context, of *demoPanel) (panel.Cycle, error) {
	cycles, err := p.Panel.Cycles(ctx, of.id, 20)
	if err != nil {
		return panel.Cycle{}, err
	}
	for _, c := range cycles {
		if c.Number > 0 {
			return c, nil
		}
	}
	return panel.Cycle{}, panel.Refuse(panel.NotFound, "error.cycle_not_found")
}

// step is what a round waits for, whoever did the steps before. For one that a visitor paused nobody waits.
func (p *demoPlayer) step(ctx context.Context, c panel.Cycle) (int, error) {
	if c.Paused() {
		return stepNext, nil
	}
	switch c.Phase {
	case panel.Collecting:
		return stepCollect, nil
	case panel.Responding:
		items, err := p.Dialogue.ItemsIn(ctx, c.ID, [16]byte{}, 1000)
		if err != nil {
			return 0, err
		}
		for _, item := range items {
			if item.State == dialogue.New {
				return stepBundle, nil
			}
		}
		if c.Waiting > 0 {
			return stepBundle, nil
		}
		return stepAnswer, nil
	case panel.Reporting:
		digest, err := p.Dialogue.DigestOf(ctx, c.ID)
		if err == nil && digest.State == dialogue.DigestDraft {
			return stepApprove, nil
		}
		return stepNext, err
	}
	return stepNext, nil
}

// moment is when a step within a round is done.
func (p *demoPlayer) moment(c panel.Cycle, step int) time.Time {
	r := demoRound{demoPlayer: p, cycle: c}
	switch step {
	case stepCollect:
		return r.routingDay().At("08:45", p.calendar.zone)
	case stepBundle:
		return r.routingDay().At("10:30", p.calendar.zone)
	case stepAnswer:
		return ordinary.AddWorkdays(r.lastDay(), 1).At("08:45", p.calendar.zone)
	}
	return r.approval().Add(10 * time.Minute)
}

// Next takes the step that token names. A second click on the same button finds it taken.
func (d *demoDesk) Next(ctx context.Context, token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	before, cycle, err := d.story(ctx)
	if err != nil || before.Token != token || before.Step == 0 {
		return err
	}
	p := d.player
	defer p.clock.run()
	if err := p.advance(ctx, before.To); err != nil {
		return err
	}
	if err := p.insist(ctx, before.Step, cycle); err != nil {
		return err
	}
	told, err := p.tell(ctx, before.Step, cycle)
	if err != nil {
		return err
	}
	d.told = &told
	return p.deliver(ctx)
}

// insist does a step's work once more when its time had gone by: a clock that nobody moved runs on, too.
func (p *demoPlayer) insist(ctx context.Context, step int, c panel.Cycle) error {
	r := p.rounds[c.ID]
	if r == nil {
		return nil
	}
	work := map[int]func(context.Context) error{stepBundle: r.bundleRest, stepApprove: r.approve}[step]
	if work == nil {
		return nil
	}
	if err := work(ctx); err != nil && !p.passed(err) {
		return err
	}
	return nil
}
