package main

import (
	"context"
	"errors"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/cmd/klantpanel/web"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

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
