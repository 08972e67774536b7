package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// pageOf is how much of a list somebody has on the screen.
const pageOf = 200

// bundle has the coordinator turn what waits in a cycle into items, a page at a time.
func (r *rehearsal) bundle(ctx context.Context, cycle uuid.UUID, n int) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	waiting, err := r.waiting(ctx, cycle)
	if err != nil {
		return err
	}
	d := r.dice(n, forCoordinator, 0)
	for page := range slices.Chunk(waiting, pageOf) {
		bySubject := make([][]uuid.UUID, len(subjects))
		var aside []uuid.UUID
		for _, one := range page {
			if d.Float64() < 0.04 {
				aside = append(aside, one.ID)
				continue
			}
			s := recognise(one.Text)
			bySubject[s] = append(bySubject[s], one.ID)
		}
		for s, ids := range bySubject {
			if err := r.bundleSubject(ctx, lead, cycle, s, ids, d); err != nil {
				return fmt.Errorf("bundle: %w", err)
			}
		}
		if len(aside) == 0 {
			continue
		}
		if err := r.Dialogue.AcknowledgeContributions(ctx, lead, cycle, aside, oneOf(d, acknowledgedWords)); err != nil {
			return fmt.Errorf("acknowledge: %w", err)
		}
	}
	return nil
}

// waiting is all that waits in a round, in an order that is the same each time: what came by links has random keys.
func (r *rehearsal) waiting(ctx context.Context, cycle uuid.UUID) ([]dialogue.Contribution, error) {
	all, err := wholeList(func(after uuid.UUID) ([]dialogue.Contribution, error) {
		return r.Dialogue.WaitingPage(ctx, cycle, after, pageOf)
	},
		func(c dialogue.Contribution) uuid.UUID { return c.ID })
	slices.SortStableFunc(all, byWords)
	return all, err
}

// wholeList reads a list to its end, a page after the other.
func wholeList[T any](page func(after uuid.UUID) ([]T, error), id func(T) uuid.UUID) (all []T, err error) {
	for after := uuid.Nil; ; after = id(all[len(all)-1]) {
		more, err := page(after)
		if err != nil || len(more) == 0 {
			return all, err
		}
		all = append(all, more...)
	}
}

func byWords(a, b dialogue.Contribution) int {
	byLink := func(c dialogue.Contribution) int { return map[bool]int{true: 1}[c.LinkID != nil] }
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.People, b.People), bytes.Compare(a.AmbassadorID[:], b.AmbassadorID[:]), byLink(a)-byLink(b))
}

// bundleSubject makes items of two to six contributions on one subject; a last one on its own joins the item before.
func (r *rehearsal) bundleSubject(ctx context.Context, lead panel.Actor, cycle uuid.UUID, s int, ids []uuid.UUID, d *rand.Rand) error {
	var item dialogue.Item
	for len(ids) > 0 {
		if len(ids) == 1 && item.ID != uuid.Nil {
			_, err := r.Dialogue.AddTo(ctx, lead, item.ID, ids)
			return err
		}
		size := min(2+d.IntN(5), len(ids))
		service := r.services[r.routed(s, d)].ID
		in := dialogue.BundleInput{Contributions: ids[:size], Title: subjects[s].title, Said: oneOf(d, subjects[s].said) + ". Dat zeggen meer collega’s."}
		atOnce := d.Float64() < 0.5
		if atOnce {
			in.Service = &service
		}
		var err error
		if item, err = r.Dialogue.Bundle(ctx, lead, cycle, in); err != nil {
			return err
		}
		if !atOnce {
			if _, err := r.Dialogue.Route(ctx, lead, item.ID, service); err != nil {
				return err
			}
		}
		ids = ids[size:]
	}
	return nil
}

// routed is the service that the coordinator sends a subject to: one time in ten it is somebody else's job.
func (r *rehearsal) routed(s int, d *rand.Rand) int {
	right := r.rightService(s, d)
	if others := len(r.services) - 1; d.Float64() < 0.1 && others > 0 {
		return (right + 1 + d.IntN(others)) % len(r.services)
	}
	return right
}

// rightService is one whose job the subject is; with fewer services than trades the first ones do what the others would.
func (r *rehearsal) rightService(s int, d *rand.Rand) int {
	job := subjects[s].trade % min(len(trades), len(r.services))
	same := (len(r.services) - job + len(trades) - 1) / len(trades)
	return job + len(trades)*d.IntN(same)
}

func (r *rehearsal) isRight(s, service int) bool {
	return service%len(trades) == subjects[s].trade%min(len(trades), len(r.services))
}
