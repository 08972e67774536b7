package main

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// live has people do something now and then: on a program whose clock is right, for that of `serve` follows the database's.
func (s *simulation) live(t *testing.T) {
	t.Helper()
	s.one.shift = 0
	for _, id := range s.running() {
		switch kept := s.open[id]; {
		case kept.paused && s.random.IntN(20) == 0 || s.rarely(125):
			s.decide(t, id, kept)
		case kept.phase == panel.Reporting && !kept.paused && s.random.IntN(4) == 0:
			s.approve(t, id)
		case kept.phase == panel.Collecting && s.rarely(16):
			s.contribute(t, id, kept)
		}
	}
	if s.rarely(6) {
		s.replan(t, s.panels[s.random.IntN(len(s.panels))])
	}
	if s.rarely(2) {
		s.choose(t, s.panels[s.random.IntN(len(s.panels))])
	}
	if s.rarely(12) {
		s.close(t)
	}
}

// rarely is true about once in so many times, and more rarely among many panels.
func (s *simulation) rarely(once int) bool { return s.random.IntN(once*s.size.quiet) == 0 }

// running are the rounds that aren't over in the order in which they opened: a seed has to give the same run each time.
func (s *simulation) running() []uuid.UUID {
	return slices.SortedFunc(maps.Keys(s.open), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}

// approve sends the digest of a round.
func (s *simulation) approve(t *testing.T, cycle uuid.UUID) {
	t.Helper()
	d, err := s.one.Dialogue.DigestOf(t.Context(), cycle)
	paneltest.OK(t, err)
	if d.State == dialogue.DigestDraft {
		paneltest.OK(t, s.one.Dialogue.Approve(t.Context(), panel.System, d.ID, "Dank u wel.", ""))
	}
}

// contribute has an ambassador say something, and the organisation answer it.
func (s *simulation) contribute(t *testing.T, cycle uuid.UUID, kept *simulatedCycle) {
	t.Helper()
	if len(kept.office) == 0 || s.now.After(kept.deadlines[0]) {
		return
	}
	ctx, said := t.Context(), s.one.Dialogue
	person := kept.office[s.random.IntN(len(kept.office))]
	actor, err := s.one.Panel.Act(ctx, person)
	paneltest.OK(t, err)
	if _, in := actor.Ambassadors[kept.of.id]; !in {
		return // the term has ended since
	}
	_, err = said.Contribute(ctx, actor, cycle, uuid.New(), []dialogue.Answer{{People: 1 + s.random.IntN(9), Text: "De printer op de tweede verdieping hapert."}})
	paneltest.OK(t, err)
	kept.answered[person] = true
	contributions, err := said.Said(ctx, actor.Ambassadors[kept.of.id], cycle)
	paneltest.OK(t, err)
	var before *dialogue.Item
	for _, c := range contributions {
		if c.State != dialogue.Waiting || s.random.IntN(4) == 0 {
			continue // it waits
		}
		item, err := said.Bundle(ctx, panel.System, cycle, dialogue.BundleInput{Contributions: []uuid.UUID{c.ID}, Title: "Printer", Said: "De printer hapert.",
			Service: &s.services[s.random.IntN(len(s.services))]})
		paneltest.OK(t, err)
		s.told.items++
		if merged := s.work(t, item, before); merged {
			continue
		}
		if before = &item; s.random.IntN(8) > 0 {
			s.answer(t, item)
			before = nil
		}
	}
}

// replan changes when a panel comes round, or lets it rest or go on.
func (s *simulation) replan(t *testing.T, p *simulatedPanel) {
	t.Helper()
	ctx, store := t.Context(), s.one.Panel
	s.told.changes++
	var err error
	p.leave(s.now, s.closed)
	p.chosen = ""
	switch {
	case !p.running:
		_, err = store.StartPanel(ctx, panel.System, p.id)
		paneltest.OK(t, err)
		p.planned(s.now, s.closed)
	case s.random.IntN(2) == 0:
		_, err = store.PausePanel(ctx, panel.System, p.id)
		paneltest.OK(t, err)
		p.running = false
	default:
		s.draw(p)
		_, err = store.SavePanel(ctx, panel.System, p.id, p.in)
		paneltest.OK(t, err)
		p.planned(s.now, s.closed)
	}
	p.row, err = store.Panel(ctx, p.id)
	paneltest.OK(t, err)
}
