package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// What ICT gets on Wednesday 13 January is due ten working days later, on Wednesday 27 January.
const (
	routedOn = scheduler.Date("2027-01-13")
	dueOn    = scheduler.Date("2027-01-27")
)

// owing opens a round and has a coordinator route a point to ICT, of which Anton is the owner when owned.
func (h *house) owing(t testing.TB, owned bool) (panel.Cycle, dialogue.Item) {
	t.Helper()
	if owned {
		h.own(t, h.Anton)
	}
	c := h.OpenRound(t)
	h.clock.To(routedOn.At("11:00", h.Panel.Zone()))
	return c, h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 3, "De wifi valt weg in zaal 3."))
}

// own makes somebody the owner of ICT.
func (h *house) own(t testing.TB, owner panel.Person) {
	t.Helper()
	_, err := h.Waterveld.Store.SaveService(context.Background(), panel.System, h.ICT.ID, panel.ServiceInput{Name: "ICT", Purpose: h.ICT.Purpose,
		NormDays: h.ICT.NormDays, Responders: h.Sanne.Email, Owner: owner.Email})
	ok(t, err)
}

// nudged compares the letters to a person about what waits, that of the day on which it came among them.
func (h *house) nudged(t testing.TB, to panel.Person, want ...string) {
	t.Helper()
	if got := h.kinds(t, to, mail.KindNudge, mail.KindEscalation); !slices.Equal(got, want) {
		t.Fatalf("%s: %s had %v, want %v", h.clock.Now(), to.Name, got, want)
	}
}

// days lives through days, at ten o'clock of each, and sends on the last one what is to be sent.
func (h *house) days(t testing.TB, from, until scheduler.Date) *mail.Capture {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.at(t, day, "10:00")
	}
	return h.deliver(t)
}

func TestAServiceIsNudgedBeforeAndAtItsNormThenItsOwnerThenTheCoordinators(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, true)
		h.days(t, routedOn, "2027-01-24")
		h.nudged(t, h.Sanne, mail.KindNudge)
		text := h.lastLetter(t, h.days(t, "2027-01-25", "2027-01-25"), mail.KindNudge, h.Sanne)
		if !strings.Contains(text, "Wifi valt weg Antwoord uiterlijk woensdag 27 januari 2027.") {
			t.Errorf("two days before the norm Sanne reads %s", text)
		}
		if text = h.lastLetter(t, h.days(t, dueOn, dueOn), mail.KindNudge, h.Sanne); !strings.Contains(text, "Wifi valt weg Antwoord vandaag.") {
			t.Errorf("on the day itself Sanne reads %s", text)
		}
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
		h.days(t, "2027-01-28", "2027-01-31")
		h.nudged(t, h.Anton)
		if text = h.lastLetter(t, h.days(t, "2027-02-01", "2027-02-01"), mail.KindEscalation, h.Anton); !strings.Contains(text, "ICT is te laat met 1 punt") || !strings.Contains(text, "3 werkdagen te laat") {
			t.Errorf("three working days late Anton reads %s", text)
		}
		h.nudged(t, h.Joris)
		if text = h.lastLetter(t, h.days(t, "2027-02-02", "2027-02-03"), mail.KindEscalation, h.Joris); !strings.Contains(text, "5 werkdagen te laat") || strings.Contains(text, "Fatma") {
			t.Errorf("five working days late Joris reads %s", text)
		}
		h.days(t, "2027-02-04", "2027-02-26")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.nudged(t, h.Joris, mail.KindEscalation)
		h.nudged(t, h.Fatma)
		h.healthy(t)
	})
}

func TestWithoutAnOwnerTheCoordinatorsHearThatAServiceIsLate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, true)
		_, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, h.Anton.ID, panel.PersonInput{Name: h.Anton.Name, Email: h.Anton.Email})
		ok(t, err)
		h.days(t, dueOn, "2027-01-31")
		h.nudged(t, h.Joris)
		h.days(t, "2027-02-01", "2027-02-26")
		h.nudged(t, h.Joris, mail.KindEscalation)
		h.nudged(t, h.Anton)
	})
}

func TestOneLetterListsAllThatWaitsForAResponder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, services := h.OpenRound(t), []panel.Service{h.ICT}
		for _, name := range []string{"Telefonie", "Werkplekbeheer"} {
			service, err := h.Waterveld.Store.SaveService(context.Background(), panel.System, uuid.Nil, panel.ServiceInput{Name: name, NormDays: 10, Responders: h.Sanne.Email})
			ok(t, err)
			services = append(services, service)
		}
		h.clock.To(routedOn.At("11:00", h.Panel.Zone()))
		for i := range 30 {
			h.bundle(t, c, services[i%3], fmt.Sprintf("Punt %02d", i), h.say(t, h.Piet, c, 1, "De wifi valt weg."))
		}
		text := h.lastLetter(t, h.days(t, "2027-01-25", "2027-01-25"), mail.KindNudge, h.Sanne)
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Bram)
		for _, want := range []string{"30 punten wachten op antwoord", "ICT -", "Telefonie -", "Werkplekbeheer -", "Punt 00", "Punt 29"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
		for i := range 25 {
			h.bundle(t, c, h.ICT, fmt.Sprintf("Later punt %02d", i), h.say(t, h.Piet, c, 1, "Geen laders."))
		}
		text = h.lastLetter(t, h.days(t, "2027-02-08", "2027-02-08"), mail.KindNudge, h.Sanne)
		if !strings.Contains(text, "55 punten wachten op antwoord, 30 zijn te laat") || !strings.Contains(text, "Nog 5 punten staan op de pagina.") || strings.Contains(text, "Later punt 24") {
			t.Errorf("of 55 points the letter says %s", text)
		}
	})
}

func TestAnAnswerEndsTheLettersAboutAPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, true)
		h.at(t, "2027-01-25", "09:00")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		h.deliver(t)
		if states := h.states(t, mail.KindNudge, h.Sanne); !slices.Equal(states, []string{mail.Suppressed, mail.Suppressed}) {
			t.Errorf("the nudge about what was answered meanwhile is %v", states)
		}
		h.days(t, "2027-01-26", "2027-03-31")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton)
		h.nudged(t, h.Joris)
	})
}

func TestAPointThatComesOnTheDayOfANudgeIsInTheLetterThatCameWithIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.owing(t, false)
		h.ICT.NormDays = 1
		h.own(t, h.Anton)
		h.clock.To(scheduler.Date("2027-01-20").At("11:00", h.Panel.Zone()))
		h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Geen laders."))
		h.due(t)
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge) // that both came
		h.days(t, "2027-01-21", "2027-01-21")                // before the norm and at it on the same day
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
	})
}

func TestAfterAStopAServiceIsNudgedBeforeItsOwnerHears(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, true)
		h.days(t, "2027-03-12", "2027-03-12")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton)
		h.days(t, "2027-03-13", "2027-03-15") // Monday
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.nudged(t, h.Joris)
		h.days(t, "2027-03-16", "2027-03-31")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.nudged(t, h.Joris, mail.KindEscalation)
	})
}

func TestSeveralInstancesNudgeOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.owing(t, true)
		for i := range 20 {
			h.bundle(t, c, []panel.Service{h.ICT, h.Canteen}[i%2], fmt.Sprintf("Punt %d", i), h.say(t, h.Piet, c, 1, "De soep is zout."))
		}
		for _, day := range []scheduler.Date{"2027-01-25", dueOn, "2027-02-01", "2027-02-03"} {
			h.clock.To(day.At("10:00", h.Panel.Zone()))
			h.instances(t, h.NudgeDue)
			h.instances(t, h.NudgeDue)
		}
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton, mail.KindEscalation)
		late, err := h.db.NewSelect().Model((*dialogue.Item)(nil)).Where("i.nudged = ? AND i.state <> ?", len(panel.NormLetters()), dialogue.HasOutcome).Count(context.Background())
		if ok(t, err); late != 21 {
			t.Errorf("%d points went through all steps, want 21", late)
		}
	})
}

func TestOfAPausedRoundNobodyIsNudged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.owing(t, true)
		joris := h.As(t, h.Joris)
		ok(t, h.PauseCycle(context.Background(), joris, c.ID, "Het stadhuis verhuist."))
		h.days(t, "2027-01-25", "2027-02-12")
		h.nudged(t, h.Sanne, mail.KindNudge)
		h.nudged(t, h.Joris)
		ok(t, h.ResumeCycle(context.Background(), joris, c.ID))
		h.days(t, "2027-02-15", "2027-02-15")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
	})
}

func TestOnClosedDaysNobodyIsNudged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, false)
		ok(t, h.Waterveld.Store.AddClosedPeriod(context.Background(), h.As(t, h.Ineke), scheduler.Period{From: "2027-01-22", Until: "2027-01-29", Name: "Verhuizing"}))
		h.days(t, "2027-01-18", "2027-01-19")
		h.nudged(t, h.Sanne, mail.KindNudge)
		h.days(t, "2027-01-20", "2027-01-31") // the norm lies in the closed week, two working days after the 20th
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.days(t, "2027-02-01", "2027-02-01")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
	})
}
