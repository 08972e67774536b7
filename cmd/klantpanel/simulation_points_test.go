package main

import (
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// work has the services do something with a point before they answer it. It reports whether the point went up in the one before.
func (s *simulation) work(t *testing.T, item dialogue.Item, before *dialogue.Item) (merged bool) {
	t.Helper()
	ctx, said := t.Context(), s.one.Dialogue
	actor := s.responder(t, *item.ServiceID)
	other := s.otherThan(*item.ServiceID)
	var err error
	switch s.random.IntN(10) {
	case 0:
		s.passOn(t, item)
	case 1:
		if _, err = said.AskHelp(ctx, actor, item.ID, other, "Weet u wie de inkt bestelt?"); err == nil && s.random.IntN(2) == 0 {
			_, err = said.GiveHelp(ctx, s.responder(t, other), item.ID, other, "Dat doet de balie.")
		}
	case 2:
		if _, err = said.Take(ctx, actor, item.ID); err == nil && s.random.IntN(2) == 0 {
			_, err = said.Free(ctx, actor, item.ID)
		}
	case 3:
		_, err = said.Note(ctx, actor, item.ID, "De leverancier belt morgen terug.")
	case 4:
		_, err = said.SaveAnswer(ctx, actor, item.ID, 0, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Dat model is oud."})
	case 5:
		_, err = said.AskBack(ctx, actor, item.ID, "Op welke verdieping staat hij?")
	case 6:
		if before == nil {
			return false
		}
		_, err = said.Merge(ctx, panel.System, before.ID, item.ID, dialogue.MergeInput{Service: item.ServiceID, Reason: "Het is dezelfde printer."})
		merged = true
	}
	paneltest.OK(t, err)
	return merged
}

// passOn hands a point on until somebody keeps it or the coordinator has to decide.
func (s *simulation) passOn(t *testing.T, item dialogue.Item) {
	t.Helper()
	var err error
	for again := true; again && item.WantedID == nil; again = s.random.IntN(4) > 0 {
		item, err = s.one.Dialogue.HandOver(t.Context(), s.responder(t, *item.ServiceID), item.ID, s.otherThan(*item.ServiceID), "Dit is van een ander.")
		paneltest.OK(t, err)
	}
	if item.WantedID == nil {
		return
	}
	to := item.WantedID
	if s.random.IntN(2) == 0 {
		to = nil
	}
	_, err = s.one.Dialogue.DecideHandOver(t.Context(), panel.System, item.ID, to, "Zo is het afgesproken.")
	paneltest.OK(t, err)
}

// answer gives a point its outcome, whatever was drafted.
func (s *simulation) answer(t *testing.T, item dialogue.Item) {
	t.Helper()
	written, err := s.one.Dialogue.AnswerOf(t.Context(), item.ID)
	paneltest.OK(t, err)
	_, err = s.one.Dialogue.SendAnswer(t.Context(), panel.System, item.ID, written.Version, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er staat een nieuwe."})
	paneltest.OK(t, err)
}

// responder is who answers for a service.
func (s *simulation) responder(t *testing.T, service uuid.UUID) panel.Actor {
	t.Helper()
	for i, id := range s.services {
		if id == service {
			actor, err := s.one.Panel.Act(t.Context(), s.people[i])
			paneltest.OK(t, err)
			return actor
		}
	}
	t.Fatalf("no service is %s", service)
	return panel.Actor{}
}

func (s *simulation) otherThan(service uuid.UUID) uuid.UUID {
	other := s.services[s.random.IntN(len(s.services))]
	for other == service {
		other = s.services[s.random.IntN(len(s.services))]
	}
	return other
}
