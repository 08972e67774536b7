package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// unmanned looks at a moment whether nobody answers for a service, and sends what is to be sent.
func (h *house) unmanned(t testing.TB, day scheduler.Date, clock string) *mail.Capture {
	t.Helper()
	h.clock.To(day.At(clock, h.Panel.Zone()))
	h.instances(t, h.UnmannedDue)
	return h.deliver(t)
}

// leaves takes somebody out of the organisation.
func (h *house) leaves(t testing.TB, p panel.Person) {
	t.Helper()
	_, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, p.ID, panel.PersonInput{Name: p.Name, Email: p.Email})
	ok(t, err)
}

func TestWhenTheLastResponderLeavesTheOwnerAndTheCoordinatorsHearWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.owing(t, true)
		h.promise(t, c, "Te weinig laders", promisedFor)
		h.unmanned(t, "2027-01-14", "09:00")
		h.nudged(t, h.Anton)
		h.leaves(t, h.Sanne)
		box := h.unmanned(t, "2027-01-14", "10:00")
		for _, who := range []panel.Person{h.Anton, h.Joris} {
			text := h.lastLetter(t, box, mail.KindEscalation, who)
			for _, want := range []string{"Niemand antwoordt nu voor ICT", "Niemand antwoordt nu voor deze dienst.",
				"Wifi valt weg Antwoord uiterlijk woensdag 27 januari 2027.", "Te weinig laders De dienst zei dit toe voor woensdag 3 februari 2027."} {
				if !strings.Contains(text, want) {
					t.Errorf("%q isn't in what %s reads: %s", want, who.Name, text)
				}
			}
			if strings.Contains(text, "Fatma") {
				t.Errorf("%s reads who said it: %s", who.Name, text)
			}
		}
		h.unmanned(t, "2027-01-15", "10:00")
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.nudged(t, h.Joris, mail.KindEscalation)
	})
}

func TestAnOwnerWhoCoordinatesGetsTheLetterThatLeadsToNamingAResponder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.own(t, h.Joris)
		h.owing(t, false)
		h.leaves(t, h.Sanne)
		text := h.lastLetter(t, h.unmanned(t, "2027-01-14", "10:00"), mail.KindEscalation, h.Joris)
		if !strings.Contains(text, "Wifi valt weg") || !strings.Contains(text, "/settings/services") {
			t.Errorf("Joris reads %s", text)
		}
		h.nudged(t, h.Joris, mail.KindEscalation)
	})
}

func TestWhileNobodyAnswersTheOwnerAndTheCoordinatorsHearWhatTheRespondersWouldHave(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, _ := h.owing(t, true)
		_, err := h.Waterveld.Store.SaveAbsence(ctx, h.As(t, h.Sanne), panel.AbsenceInput{From: "2027-01-14", Until: "2027-01-26"})
		ok(t, err)
		h.unmanned(t, "2027-01-14", "10:00")
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		h.at(t, "2027-01-15", "09:00") // today's went out
		text := h.lastLetter(t, h.deliver(t), mail.KindEscalation, h.Anton)
		if !strings.Contains(text, "Geen laders Antwoord uiterlijk donderdag 28 januari 2027.") {
			t.Errorf("of what came Anton reads %s", text)
		}
		h.days(t, "2027-01-25", "2027-01-25") // two days before the norm
		h.nudged(t, h.Anton, mail.KindEscalation, mail.KindEscalation, mail.KindEscalation)
		h.nudged(t, h.Joris, mail.KindEscalation, mail.KindEscalation, mail.KindEscalation)
		h.nudged(t, h.Sanne, mail.KindNudge)
		h.unmanned(t, dueOn, "10:00") // she is back
		h.at(t, dueOn, "10:00")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		_, err = h.Waterveld.Store.SaveAbsence(ctx, h.As(t, h.Sanne), panel.AbsenceInput{From: "2027-01-28", Until: "2027-01-28"})
		ok(t, err)
		h.unmanned(t, "2027-01-28", "10:00")
		h.nudged(t, h.Anton, mail.KindEscalation, mail.KindEscalation, mail.KindEscalation, mail.KindEscalation)
		h.healthy(t)
	})
}

func TestOfAServiceWithoutRespondersWhereNothingWaitsNobodyHears(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, true)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		h.leaves(t, h.Sanne)
		h.unmanned(t, "2027-01-14", "10:00")
		h.nudged(t, h.Anton)
		h.nudged(t, h.Joris)
	})
}
