package dialogue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func TestReadersSayWhetherAnExplanationWasClearAndFewOfThemStayHidden(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi in zaal 3 valt steeds weg."))
		refused(t, h.ClearCheck(ctx, h.As(t, h.Wim), item.ID, true), "error.not_explained")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		refused(t, h.ClearCheck(ctx, h.As(t, h.Fatma), item.ID, true), "error.clear_own")
		yes := true
		ok(t, h.HeardCheck(ctx, dialogue.VoiceOf(h.As(t, h.Fatma)), item.ID, false, "", &yes))
		for i, want := range []int{0, 0, 0, 5, 5} {
			reader, err := h.Waterveld.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("Lezer %d", i), Email: fmt.Sprintf("lezer%d@waterveld.example", i), Active: true})
			ok(t, err)
			ok(t, h.ClearCheck(ctx, h.As(t, reader), item.ID, false))
			ok(t, h.ClearCheck(ctx, h.As(t, reader), item.ID, true))
			ok(t, h.ClearCheck(ctx, h.As(t, reader), item.ID, true))
			v, err := h.ClearOf(ctx, item.ID)
			ok(t, err)
			if !v.Any || v.Clear != want || v.Unclear != 0 {
				t.Errorf("after %d readers the service sees %+v, want %d", i+1, v, want)
			}
			said, err := h.ClearSaid(ctx, reader.ID, []uuid.UUID{item.ID})
			ok(t, err)
			if said[item.ID] == nil || !*said[item.ID] {
				t.Errorf("reader %d said %v", i, said)
			}
		}
		h.healthy(t)
		_, err := h.Revise(ctx, h.As(t, h.Sanne), item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."}, "Er is geld.")
		ok(t, err)
		refused(t, h.ClearCheck(ctx, h.As(t, h.Wim), item.ID, true), "error.not_explained")
		h.healthy(t)
	})
}
