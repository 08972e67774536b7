package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"klantpanel/cmd/klantpanel/demo"
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

// Roles are one person of the cast for each role, those who have most to do.
func (d *demoDesk) Roles() []web.DemoRole {
	p := d.player
	keys := []string{p.withRole(demo.Administrator), p.panels[0].Coordinator, p.busyAmbassador(), p.busyResponder(), p.withRole(demo.Manager), p.withRole(demo.Employee)}
	roles := make([]web.DemoRole, len(keys))
	for i, key := range keys {
		person := p.content.Cast[key]
		roles[i] = web.DemoRole{Key: person.Role, Name: person.Name, Person: p.people[key]}
	}
	return roles
}

// busyAmbassador has not answered in the open round yet.
func (p *demoPlayer) busyAmbassador() string {
	rounds := p.panels[0].Rounds
	answered := map[string]bool{}
	for _, c := range rounds[len(rounds)-1].Contributions {
		if c.Colleague == "" {
			answered[c.By] = answered[c.By] || !c.Late
		}
	}
	for _, m := range p.panels[0].Ambassadors {
		if early, takesPart := answered[m.Person]; takesPart && !early {
			return m.Person
		}
	}
	return p.panels[0].Ambassadors[0].Person
}

// busyResponder answers for a service that has a point of a past round without an answer.
func (p *demoPlayer) busyResponder() string {
	for _, r := range p.panels[0].Rounds {
		for _, item := range r.Items {
			for _, s := range p.content.Services {
				if !r.Open && item.Outcome == "" && s.Key == item.Service {
					return s.Responders[0]
				}
			}
		}
	}
	return p.withRole(demo.Responder)
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

// tell says what came of a step in a round, as it stood before, and where it can be seen.
func (p *demoPlayer) tell(ctx context.Context, step int, before panel.Cycle) (web.DemoTold, error) {
	t := web.DemoTold{Step: step, Role: demo.Coordinator, Path: "/cycles/" + before.ID.String() + "/board"}
	c, err := p.latest(ctx, p.panels[0])
	if err != nil {
		return t, err
	}
	switch step {
	case stepCollect:
		t.Count = c.Contributions - before.Contributions
	case stepBundle, stepAnswer:
		items, err := p.Dialogue.ItemsIn(ctx, before.ID, [16]byte{}, 1000)
		if err != nil {
			return t, err
		}
		for _, item := range items {
			if item.State == dialogue.HasOutcome {
				t.Count++
			}
		}
		t.Rest = len(items) - t.Count
		if step == stepBundle {
			t.Count, t.Role, t.Path = len(items), demo.Responder, "/"
			return t, nil
		}
		digest, err := p.Dialogue.DigestOf(ctx, before.ID)
		t.Path = "/digests/" + digest.ID.String()
		return t, err
	case stepApprove:
		digest, err := p.Dialogue.DigestOf(ctx, before.ID)
		t.Count, t.Role, t.Path = digest.Recipients, "", "/mailbox"
		return t, err
	case stepNext:
		t.Count, err = p.inOffice(ctx)
		t.Role, t.Path = demo.Ambassador, "/cycles/"+c.ID.String()+"/contribute"
	}
	return t, err
}

// inOffice counts the ambassadors of the first panel who got the opening letter.
func (p *demoPlayer) inOffice(ctx context.Context) (int, error) {
	all, err := p.Panel.Ambassadors(ctx, p.panels[0].id)
	n := 0
	for _, a := range all {
		actor, err := p.Panel.Act(ctx, a.PersonID)
		var refused *panel.Problem
		if err != nil && !errors.As(err, &refused) {
			return 0, err
		}
		if _, ok := actor.Ambassadors[p.panels[0].id]; ok {
			n++
		}
	}
	return n, err
}
