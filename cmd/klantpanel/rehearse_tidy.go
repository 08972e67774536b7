package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// tidy has the coordinator look at the board once more: points that are the same become one, and what doesn't belong is split off.
func (r *rehearsal) tidy(ctx context.Context, cycle uuid.UUID, n int) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	items, err := r.openItems(ctx, cycle)
	if err != nil {
		return err
	}
	d := r.dice(n, forTidying, 0)
	first := map[string]dialogue.Item{}
	for _, item := range items {
		same, known := first[item.Title]
		switch {
		case !known:
			first[item.Title] = item
		case d.Float64() < 0.3:
			if err := r.merge(ctx, lead, cycle, same, item, d); err != nil {
				return fmt.Errorf("merge: %w", err)
			}
			continue
		}
		if item.Contributions >= 4 && d.Float64() < 0.3 {
			if err := r.split(ctx, lead, item, d); err != nil {
				return fmt.Errorf("split: %w", err)
			}
		}
	}
	return nil
}

// openItems are the items of a cycle without an outcome, the first first.
func (r *rehearsal) openItems(ctx context.Context, cycle uuid.UUID) ([]dialogue.Item, error) {
	all, err := wholeList(func(after uuid.UUID) ([]dialogue.Item, error) {
		return r.Dialogue.OpenItemsIn(ctx, cycle, after, pageOf)
	},
		func(i dialogue.Item) uuid.UUID { return i.ID })
	slices.Reverse(all)
	return all, err
}

// merge lets a point go up in one with the same title; where nobody else got it by that, it is undone now and then.
func (r *rehearsal) merge(ctx context.Context, lead panel.Actor, cycle uuid.UUID, into, from dialogue.Item, d *rand.Rand) error {
	if into.State != from.State { // an earlier round's may be answered soon
		return nil
	}
	_, err := r.Dialogue.Merge(ctx, lead, into.ID, from.ID, dialogue.MergeInput{Service: into.ServiceID, Reason: oneOf(d, mergeWords)})
	if err != nil || d.Float64() >= 0.25 {
		return err
	}
	_, err = r.Dialogue.UndoLast(ctx, lead, cycle)
	return err
}

// split makes a point of its own of one of those behind a point.
func (r *rehearsal) split(ctx context.Context, lead panel.Actor, item dialogue.Item, d *rand.Rand) error {
	behind, err := r.Dialogue.ContributionsOf(ctx, item.ID)
	if err != nil {
		return err
	}
	slices.SortStableFunc(behind, byWords)
	part, err := r.Dialogue.Split(ctx, lead, item.ID, dialogue.BundleInput{Contributions: []uuid.UUID{behind[0].ID}, Title: item.Title, Said: behind[0].Text, Service: item.ServiceID})
	if err != nil || d.Float64() >= 0.25 {
		return err
	}
	_, err = r.Dialogue.UndoLast(ctx, lead, part.CycleID)
	return err
}
