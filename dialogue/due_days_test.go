package dialogue_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func TestAServiceSeesByDayHowMuchItOwes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		wifi := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Piet, c, 8, "De wifi valt weg."))
		h.bundle(t, c, h.ICT, "Printer hapert", h.say(t, h.Piet, c, 3, "De printer hapert."))
		chargers := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 8, "Er zijn geen laders."))
		h.bundle(t, c, h.Canteen, "Soep is zout", h.say(t, h.Piet, c, 1, "De soep is zout."))
		h.answer(t, chargers, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-02-19"})
		due := func(of *uuid.UUID, services ...uuid.UUID) []panel.DueDay {
			t.Helper()
			days, err := h.DueDays(ctx, services, of, "2027-01-01")
			ok(t, err)
			return days
		}
		want := []panel.DueDay{{ServiceID: h.ICT.ID, Service: "ICT", On: wifi.DueOn, Points: 2}, {ServiceID: h.ICT.ID, Service: "ICT", On: "2027-02-19", Promises: 1}}
		if got := due(nil, h.ICT.ID); !slices.Equal(got, want) {
			t.Errorf("ICT owes %+v, want %+v", got, want)
		}
		if got := due(&h.Panel.ID, h.ICT.ID); !slices.Equal(got, want) {
			t.Errorf("of its one panel ICT owes %+v", got)
		}
		other := uuid.New()
		if got := due(&other, h.ICT.ID, h.Canteen.ID); len(got) != 0 {
			t.Errorf("of another panel ICT owes %+v", got)
		}
		if got := due(nil); len(got) != 0 {
			t.Errorf("who answers for no service owes %+v", got)
		}
		later, err := h.DueDays(ctx, []uuid.UUID{h.ICT.ID}, nil, "2027-02-18")
		ok(t, err)
		if !slices.Equal(later, want[1:]) {
			t.Errorf("from 18 February ICT owes %+v", later)
		}
	})
}
