package main

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// bundle makes an item of what waits of it, routes it and plans what its service will do.
func (r *demoRound) bundle(ctx context.Context, item demo.Item) error {
	first := item.Contributions
	if item.Merged != nil {
		first = slices.DeleteFunc(slices.Clone(first), func(key string) bool { return slices.Contains(item.Merged.Contributions, key) })
	}
	ids, err := r.waitingOf(ctx, first...)
	if err != nil || len(ids) == 0 { // a visitor bundled them
		return err
	}
	coordinator, err := r.act(ctx, r.panel.Coordinator)
	if err != nil {
		return err
	}
	service := r.services[item.Service]
	if item.HandOver != nil {
		service = r.services[item.HandOver.From]
	}
	made, err := r.Dialogue.Bundle(ctx, coordinator, r.cycle.ID,
		dialogue.BundleInput{Contributions: ids, Title: item.Title, Said: item.Said, Service: &service})
	if err != nil {
		return err
	}
	if item.Merged != nil {
		if err := r.merge(ctx, coordinator, made.ID, *item.Merged); err != nil {
			return err
		}
	}
	r.made[made.ID] = item
	r.planAnswer(made.ID, item)
	return nil
}

// merge bundles a part apart, at the same service, and lets it go up in an item.
func (r *demoRound) merge(ctx context.Context, coordinator panel.Actor, into uuid.UUID, m demo.Merged) error {
	ids, err := r.waitingOf(ctx, m.Contributions...)
	if err != nil || len(ids) == 0 { // a visitor bundled them
		return err
	}
	part, err := r.Dialogue.Bundle(ctx, coordinator, r.cycle.ID, dialogue.BundleInput{Contributions: ids, Title: m.Title, Said: m.Said})
	if err != nil {
		return err
	}
	_, err = r.Dialogue.Merge(ctx, coordinator, into, part.ID, dialogue.MergeInput{})
	return err
}

// setApart acknowledges the contributions that need no item, each with the reason of the content.
func (r *demoRound) setApart(ctx context.Context) error {
	coordinator, err := r.act(ctx, r.panel.Coordinator)
	if err != nil {
		return err
	}
	for _, c := range r.story.Contributions {
		if c.Acknowledged == "" {
			continue
		}
		ids, err := r.waitingOf(ctx, c.Key)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			continue
		}
		if err := r.Dialogue.AcknowledgeContributions(ctx, coordinator, r.cycle.ID, ids, c.Acknowledged); err != nil {
			return err
		}
	}
	return nil
}

// bundleRest sees to what the content doesn't know: what a visitor said becomes an item each, and what a visitor bundled without
// routing it gets a service.
func (r *demoRound) bundleRest(ctx context.Context) error {
	coordinator, err := r.act(ctx, r.panel.Coordinator)
	if err != nil {
		return err
	}
	waiting, err := r.waiting(ctx)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		in := dialogue.BundleInput{Contributions: []uuid.UUID{c.ID}, Title: headline(c.Text), Said: headline(c.Text)}
		if c.Unquoted {
			in.Title, in.Said = "Een collega vertelde ons iets", "Een collega vertelde ons iets, en wil niet aangehaald worden."
		}
		if _, err := r.Dialogue.Bundle(ctx, coordinator, r.cycle.ID, in); err != nil {
			return err
		}
	}
	items, err := r.Dialogue.ItemsIn(ctx, r.cycle.ID, uuid.Nil, 1000)
	if err != nil {
		return err
	}
	for _, item := range items {
		if item.State != dialogue.New {
			continue
		}
		service, err := r.serviceFor(ctx, item)
		if err != nil {
			return err
		}
		if _, err := r.Dialogue.Route(ctx, coordinator, item.ID, service); err != nil {
			return err
		}
	}
	return nil
}

// serviceFor is whom an item belongs to: the service of the content's plan for its contributions, the one its question is about, or
// the panel's first.
func (r *demoRound) serviceFor(ctx context.Context, item dialogue.Item) (uuid.UUID, error) {
	if planned, ok, err := r.planned(ctx, item.ID); err != nil || ok {
		return r.services[planned.Service], err
	}
	contributions, err := r.Dialogue.ContributionsOf(ctx, item.ID)
	if err != nil {
		return uuid.Nil, err
	}
	for _, c := range contributions {
		if c.Question != nil && c.Question.ServiceID != nil {
			return *c.Question.ServiceID, nil
		}
	}
	return r.services[r.panel.Services[0]], nil
}

// planned is what the content says of an item: one that the story made, or a visitor of the same contributions.
func (r *demoRound) planned(ctx context.Context, id uuid.UUID) (planned demo.Item, ok bool, err error) {
	if planned, ok = r.made[id]; ok {
		return planned, true, nil
	}
	contributions, err := r.Dialogue.ContributionsOf(ctx, id)
	if err != nil {
		return planned, false, err
	}
	for _, c := range contributions {
		for _, item := range r.story.Items {
			for _, key := range item.Contributions {
				if r.said[key] == c.ID {
					return item, true, nil
				}
			}
		}
	}
	return planned, false, nil
}

// approve lets the digest out, with the coordinator's opening unless a visitor wrote one.
func (r *demoRound) approve(ctx context.Context) error {
	digest, err := r.Dialogue.DigestOf(ctx, r.cycle.ID)
	var refused *panel.Problem
	if errors.As(err, &refused) && r.visited || err == nil && digest.State != dialogue.DigestDraft {
		return nil
	}
	if err != nil {
		return err
	}
	coordinator, err := r.act(ctx, r.panel.Coordinator)
	if err != nil {
		return err
	}
	nl, en := digest.IntroNL, digest.IntroEN
	if nl == "" && en == "" {
		nl, en = r.story.IntroNL, r.story.IntroEN
	}
	if err := r.Dialogue.Approve(ctx, coordinator, digest.ID, nl, en); err != nil {
		return err
	}
	return r.wake(ctx)
}
