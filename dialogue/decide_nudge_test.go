package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// askedOn is the Wednesday on which ICT asks to hand a point over.
const askedOn = scheduler.Date("2027-01-13")

func TestACoordinatorHearsAgainOfAHandOverThatWaitsForADecision(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(askedOn.At("11:00", h.Panel.Zone()))
		item := h.passed(t, c)
		_, err := h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Het is toch van de kantine.")
		ok(t, err)
		h.deliver(t)
		heard := func(day scheduler.Date, n int) {
			t.Helper()
			h.clock.To(day.At("10:00", h.Panel.Zone()))
			h.instances(t, h.DecideDue)
			if got := len(h.kinds(t, h.Joris, mail.KindNudge)); got != n {
				t.Fatalf("until %s Joris heard of it %d times more, want %d", day, got, n)
			}
		}
		heard("2027-01-14", 0)
		heard("2027-01-15", 1)
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Joris)
		for _, want := range []string{"Dit wacht op u", "Scherm in de kantine ICT wil dit punt doorgeven.", "/items/" + item.ID.String() + "/decide"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
		heard("2027-01-15", 1)
		heard("2027-01-17", 1) // a Sunday
		heard("2027-01-18", 1)
		_, err = h.db.NewUpdate().Table("cycles").Set("paused_at = ?", h.clock.Now()).Where("id = ?", c.ID).Exec(ctx)
		ok(t, err)
		heard("2027-01-19", 1)
		_, err = h.db.NewUpdate().Table("cycles").Set("paused_at = NULL").Where("id = ?", c.ID).Exec(ctx)
		ok(t, err)
		heard("2027-01-20", 2)
		_, err = h.DecideHandOver(ctx, h.As(t, h.Joris), item.ID, nil, "Schermen zijn van ICT.")
		ok(t, err)
		h.deliver(t)
		if states := h.states(t, mail.KindNudge, h.Joris); states[len(states)-1] != mail.Suppressed {
			t.Errorf("after the decision the letters are %v", states)
		}
		heard("2027-01-26", 2)
		h.healthy(t)
	})
}

func TestADecisionStandsInTheLetterThatACoordinatorGetsAnyway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(askedOn.At("11:00", h.Panel.Zone()))
		item := h.passed(t, c)
		_, err := h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Het is toch van de kantine.")
		ok(t, err)
		_, err = h.Note(ctx, h.As(t, h.Sanne), item.ID, "@Joris weet jij wie dit scherm kocht?")
		ok(t, err)
		h.clock.To(askedOn.At("12:00", h.Panel.Zone()))
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Joris)
		for _, want := range []string{"Een collega noemt u in een notitie.", "ICT wil dit punt doorgeven."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
	})
}
