package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// responseDays lives through days as days does, for first responses, and sends on the last one what is to be sent.
func (h *house) responseDays(t testing.TB, from, until scheduler.Date) *mail.Capture {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.clock.To(day.At("10:00", h.Panel.Zone()))
		ok(t, h.ResponseNudgeDue(context.Background(), h.clock.Now()))
	}
	return h.deliver(t)
}

// What ICT gets on Wednesday 13 January has its first response within three working days, on Monday 18 January.
func TestALateFirstResponseIsNudgedForThenItsOwnerHearsThenTheCoordinators(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, true)
		h.responseDays(t, routedOn, "2027-01-17")
		h.nudged(t, h.Sanne, mail.KindNudge) // that it came
		text := h.lastLetter(t, h.responseDays(t, "2027-01-18", "2027-01-18"), mail.KindNudge, h.Sanne)
		if !strings.Contains(text, "Wifi valt weg Antwoord uiterlijk woensdag 27 januari 2027. Geef vandaag een eerste reactie.") {
			t.Errorf("on the last day for a first response Sanne reads %s", text)
		}
		if text = h.lastLetter(t, h.responseDays(t, "2027-01-19", "2027-01-19"), mail.KindNudge, h.Sanne); !strings.Contains(text, "De eerste reactie is 1 werkdag te laat.") {
			t.Errorf("a day late Sanne reads %s", text)
		}
		h.responseDays(t, "2027-01-20", "2027-01-20")
		h.nudged(t, h.Anton)
		text = h.lastLetter(t, h.responseDays(t, "2027-01-21", "2027-01-21"), mail.KindEscalation, h.Anton)
		if !strings.Contains(text, "ICT is te laat met 1 punt") || !strings.Contains(text, "De eerste reactie is 3 werkdagen te laat.") {
			t.Errorf("three working days late Anton reads %s", text)
		}
		h.nudged(t, h.Joris)
		if text = h.lastLetter(t, h.responseDays(t, "2027-01-22", "2027-01-25"), mail.KindEscalation, h.Joris); !strings.Contains(text, "5 werkdagen te laat") || strings.Contains(text, "Fatma") {
			t.Errorf("five working days late Joris reads %s", text)
		}
		h.responseDays(t, "2027-01-26", "2027-02-26")
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge, mail.KindNudge)
		h.nudged(t, h.Anton, mail.KindEscalation)
		h.nudged(t, h.Joris, mail.KindEscalation)
		h.healthy(t)
	})
}

func TestAfterAFirstResponseNobodyIsNudgedForIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, true)
		_, err := h.AcknowledgeItem(context.Background(), h.As(t, h.Sanne), item.ID)
		ok(t, err)
		h.responseDays(t, routedOn, "2027-02-26")
		h.nudged(t, h.Sanne, mail.KindNudge)
		h.nudged(t, h.Anton)
	})
}

func TestALateFirstResponseAndALateOutcomeAreOneLetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, _ := h.owing(t, false)
		h.clock.To(scheduler.Date("2027-01-22").At("11:00", h.Panel.Zone()))
		h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		h.days(t, "2027-01-23", "2027-01-26")
		before := len(h.kinds(t, h.Sanne, mail.KindNudge))
		h.clock.To(dueOn.At("10:00", h.Panel.Zone()))
		h.instances(t, h.ResponseNudgeDue)
		h.instances(t, h.NudgeDue)
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne)
		if n := len(h.kinds(t, h.Sanne, mail.KindNudge)); n != before+1 {
			t.Errorf("Sanne has %d letters of that day, want 1", n-before)
		}
		for _, want := range []string{"Wifi valt weg Antwoord vandaag. De eerste reactie is 7 werkdagen te laat.", "Geen laders Antwoord uiterlijk vrijdag 5 februari 2027. Geef vandaag een eerste reactie."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
	})
}
