package dialogue_test

import (
	"context"
	"fmt"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// The panel's smallest group is five: so many points are needed before everybody sees how a service does by its norms.
func TestHowAServiceDoesByItsNormsIsShownFromTheSmallestGroupOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, first := h.owing(t, false)
		items := []dialogue.Item{first}
		for i := range 4 {
			items = append(items, h.bundle(t, c, h.ICT, fmt.Sprintf("Punt %d", i), h.say(t, h.Piet, c, 1, "Er zijn geen laders.")))
		}
		changed := dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is gemaakt."}
		for _, item := range items[:4] {
			h.answer(t, item, changed)
		}
		shown := func(want dialogue.NormFigures) {
			t.Helper()
			if got, err := h.NormFigures(ctx, h.ICT.ID); err != nil || got != want {
				t.Fatalf("of ICT is shown %+v, want %+v: %v", got, want, err)
			}
		}
		shown(dialogue.NormFigures{})
		h.asks(t, items[4], "2027-01-20", "Om welke laders gaat het?") // a first response, two days late
		h.passing(t, "2027-01-21", "2027-02-12")
		h.clock.To(scheduler.Date("2027-02-12").At("15:00", h.Panel.Zone()))
		h.answer(t, items[4], changed)
		shown(dialogue.NormFigures{Points: 5, RespondedInTime: 4, AnsweredInTime: 4, PausedDays: 5})
		h.healthy(t)
	})
}
