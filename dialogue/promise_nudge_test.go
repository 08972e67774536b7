package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// What ICT promises on Monday 18 January is due on Wednesday 3 February.
const promisedFor = scheduler.Date("2027-02-03")

// promiseDays lives through days as days does, for promises, and sends on the last one what is to be sent.
func (h *house) promiseDays(t testing.TB, from, until scheduler.Date) *mail.Capture {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.clock.To(day.At("10:00", h.Panel.Zone()))
		ok(t, h.PromiseNudgeDue(context.Background(), h.clock.Now()))
	}
	return h.deliver(t)
}

func TestAServiceHearsOfItsPromiseBeforeAndOnItsDayThenItsOwnerThenTheCoordinators(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.own(t, h.Anton)
		c := h.OpenRound(t)
		h.clock.To(scheduler.Date("2027-01-18").At("11:00", h.Panel.Zone()))
		item := h.promise(t, c, "Te weinig laders", promisedFor)
		h.deliver(t)
		before := len(h.kinds(t, h.Sanne, mail.KindNudge))
		heard := func(n int) {
			t.Helper()
			if got := len(h.kinds(t, h.Sanne, mail.KindNudge)) - before; got != n {
				t.Fatalf("%s: Sanne heard of the promise %d times, want %d", h.clock.Now(), got, n)
			}
		}
		h.promiseDays(t, "2027-01-19", "2027-01-31")
		heard(0)
		h.promiseDays(t, "2027-02-01", "2027-02-02")
		heard(1)
		h.promiseDays(t, promisedFor, "2027-02-05")
		heard(2)
		h.nudged(t, h.Anton)
		text := h.lastLetter(t, h.promiseDays(t, "2027-02-06", "2027-02-08"), mail.KindEscalation, h.Anton)
		if !strings.Contains(text, "Te weinig laders 3 werkdagen te laat. De dienst zei dit toe voor woensdag 3 februari 2027.") {
			t.Errorf("three working days late Anton reads %s", text)
		}
		h.nudged(t, h.Joris)
		text = h.lastLetter(t, h.promiseDays(t, "2027-02-09", "2027-02-10"), mail.KindEscalation, h.Joris)
		if !strings.Contains(text, "5 werkdagen te laat") || strings.Contains(text, "Fatma") {
			t.Errorf("five working days late Joris reads %s", text)
		}
		h.promiseDays(t, "2027-02-11", "2027-02-26")
		heard(2)
		h.nudged(t, h.Anton, mail.KindEscalation)

		ok(t, h.Reschedule(context.Background(), h.As(t, h.Sanne), item.ID, "2027-03-10", "De leverancier is later."))
		h.promiseDays(t, "2027-02-27", "2027-03-07")
		heard(2)
		h.promiseDays(t, "2027-03-08", "2027-03-10")
		heard(4)
		h.healthy(t)
	})
}

func TestAPromiseThatWasKeptIsNotNudgedFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.promise(t, c, "Te weinig laders", promisedFor)
		h.deliver(t)
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "De laders hangen er."))
		before := len(h.kinds(t, h.Sanne, mail.KindNudge))
		h.promiseDays(t, "2027-02-01", "2027-02-12")
		if n := len(h.kinds(t, h.Sanne, mail.KindNudge)); n != before {
			t.Fatalf("Sanne has %d more letters about a promise that was kept", n-before)
		}
		for _, who := range []panel.Person{h.Anton, h.Joris} {
			h.nudged(t, who)
		}
	})
}
