package dialogue_test

import (
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestWhatIsDecidedWhileNoLettersGoOutIsOneLetterWhenTheyDo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		items := h.fourOfFatma(t)
		o, err := h.Waterveld.Store.Organisation(t.Context(), h.db)
		ok(t, err)
		ok(t, h.Waterveld.Store.SaveOrganisation(t.Context(), panel.System, panel.OrganisationInput{Name: o.Name, Language: o.Language, TimeZone: o.TimeZone,
			MailName: o.MailName, MailAddress: o.MailAddress, Contact: o.Contact, LettersFrom: 8, LettersUntil: 18}))
		friday := scheduler.Date("2027-01-15")
		letters := func(day scheduler.Date, hour string) int {
			t.Helper()
			h.clock.To(day.At(hour, h.Panel.Zone()))
			return len(h.outcomesTo(t, h.deliver(t), h.Fatma))
		}
		for n, item := range items[:3] { // on Friday evening and in the weekend
			if got := letters(friday.AddDays(n), "20:00"); got != 0 {
				t.Fatalf("%d letters went out in the evening", got)
			}
			h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is nu anders."})
		}
		if got := letters(friday.AddDays(3), "08:00"); got != 1 {
			t.Errorf("on Monday morning Fatma gets %d letters, want one about all three", got)
		}
		h.answer(t, items[3], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is nu anders."})
		if got := letters(friday.AddDays(3), "17:30"); got != 0 {
			t.Errorf("and %d more on the same day", got)
		}
		if got := letters(friday.AddDays(4), "17:30"); got != 1 {
			t.Errorf("and %d on Tuesday, want one", got)
		}
		h.healthy(t)
	})
}
