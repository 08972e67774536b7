package dialogue_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// passTo agrees that Fatma's constituency passes to somebody, moves the clock to that day and carries it out.
func (h *house) passTo(t testing.TB, to panel.Person, on scheduler.Date) panel.Succession {
	t.Helper()
	ctx := context.Background()
	su, err := h.Waterveld.Store.HandOver(ctx, h.As(t, h.Joris), h.Panel.ID, h.As(t, h.Fatma).Ambassadors[h.Panel.ID], panel.HandOverInput{Email: to.Email, On: on})
	ok(t, err)
	h.clock.To(on.At("09:00", h.Panel.Zone()))
	ok(t, h.PassDue(ctx, h.clock.Now()))
	return su
}

func TestASuccessorSeesWhatTheConstituencySaidBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 7, "De wifi valt weg."))
		su := h.passTo(t, h.Wim, "2027-01-20")
		carried, err := h.CarriedBy(context.Background(), su.SuccessorID, uuid.Nil, 10)
		ok(t, err)
		if len(carried) != 1 || carried[0].ID != item.ID {
			t.Fatalf("Wim carries %+v", carried)
		}
		said, err := h.Said(context.Background(), su.AmbassadorID, c.ID)
		ok(t, err)
		if len(said) != 1 || *said[0].PersonID != h.Fatma.ID {
			t.Error("what Fatma said is no longer hers")
		}
		h.healthy(t)
	})
}

func TestWhatWasTypedPassesToTheSuccessor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		form := func(values map[string][]string) []byte {
			body, err := json.Marshal(values)
			ok(t, err)
			return body
		}
		key := uuid.NewString()
		ok(t, h.SaveDraft(ctx, h.As(t, h.Fatma), c.ID, form(map[string][]string{"_submission": {key}, "text.unasked": {"Half af"}, "people.unasked": {"4"}})))
		ok(t, h.SaveDraft(ctx, h.As(t, h.Piet), c.ID, form(map[string][]string{"_submission": {"eigen"}, "text.unasked": {"Van de werf"}})))
		h.passTo(t, h.Piet, "2027-01-14")
		draft, err := h.Draft(ctx, h.As(t, h.Piet), c.ID)
		ok(t, err)
		var typed map[string][]string
		ok(t, json.Unmarshal(draft.Form, &typed))
		if typed["text.unasked"][0] != "Van de werf\n\nHalf af" || typed["people.unasked"][0] != "4" || typed["_submission"][0] != "eigen" {
			t.Errorf("Piet has %v", typed)
		}
		if left, err := h.Draft(ctx, h.As(t, h.Fatma), c.ID); err != nil || len(left.Form) != 0 {
			t.Errorf("Fatma still has %s, %v", left.Form, err)
		}
	})
}

func TestADraftThatPassesIsSentUnderAKeyOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		key := uuid.NewString()
		ok(t, h.SaveDraft(ctx, h.As(t, h.Fatma), c.ID, []byte(`{"_submission":["`+key+`"],"text.unasked":["Half af"]}`)))
		h.passTo(t, h.Wim, "2027-01-14")
		draft, err := h.Draft(ctx, h.As(t, h.Wim), c.ID)
		ok(t, err)
		var typed map[string][]string
		ok(t, json.Unmarshal(draft.Form, &typed))
		if typed["text.unasked"][0] != "Half af" || typed["_submission"][0] == key || uuid.Validate(typed["_submission"][0]) != nil {
			t.Errorf("Wim has %v", typed)
		}
	})
}

func TestAnAmbassadorIsThankedOnceWhenTheTermIsOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		wifi := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 7, "De wifi valt weg."))
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuw toegangspunt."})
		desk := h.bundle(t, c, h.ICT, "Balie is dicht", h.say(t, h.Fatma, c, 2, "De balie is dicht."))
		h.answer(t, desk, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Hij gaat open.", DueOn: "2027-03-01"})
		_, err := h.Receive(ctx, h.link(t, c, h.Fatma), dialogue.NewReceiptCode(), unasked("De lift is traag."))
		ok(t, err)
		_, err = h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, h.As(t, h.Fatma).Ambassadors[h.Panel.ID],
			panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-15"})
		ok(t, err)
		h.clock.To(scheduler.Date("2027-01-15").At("23:00", h.Panel.Zone()))
		ok(t, h.ThankDue(ctx, h.clock.Now()))
		if n := h.letters(t, mail.KindThanks, h.Fatma); n != 0 {
			t.Fatalf("on her last day she has %d letters", n)
		}
		h.clock.To(scheduler.Date("2027-01-18").At("09:00", h.Panel.Zone()))
		for range 2 {
			ok(t, h.ThankDue(ctx, h.clock.Now()))
		}
		if n := h.letters(t, mail.KindThanks, h.Fatma); n != 1 {
			t.Fatalf("she has %d letters", n)
		}
		box := h.deliver(t)
		text := strings.Join(strings.Fields(letterTo(t, box, h.Fatma.Email, "dank u wel")), " ")
		for _, words := range []string{"In 1 ronde bracht u 2 punten", "1 keer is iets aangepast", "1 keer is iets toegezegd.", "- Wifi valt weg", "ICT, gezegd door 5 of meer collega's"} {
			if !strings.Contains(text, words) {
				t.Errorf("%q isn't in\n%s", words, text)
			}
		}
		h.healthy(t)
	})
}

func TestARoundInWhichOnlyColleaguesSaidSomethingCountsForTheirAmbassador(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		_, err := h.Receive(ctx, h.link(t, c, h.Fatma), dialogue.NewReceiptCode(), unasked("De wifi valt weg."))
		ok(t, err)
		said, err := h.WaitingPage(ctx, c.ID, uuid.Nil, 1)
		ok(t, err)
		wifi := h.bundle(t, c, h.ICT, "Wifi valt weg", said[0].ID)
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuw toegangspunt."})
		_, err = h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, h.As(t, h.Fatma).Ambassadors[h.Panel.ID],
			panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-15"})
		ok(t, err)
		h.clock.To(scheduler.Date("2027-01-18").At("09:00", h.Panel.Zone()))
		ok(t, h.ThankDue(ctx, h.clock.Now()))
		text := strings.Join(strings.Fields(letterTo(t, h.deliver(t), h.Fatma.Email, "dank u wel")), " ")
		if want := "In 1 ronde bracht u 1 punt"; !strings.Contains(text, want) {
			t.Errorf("%q isn't in\n%s", want, text)
		}
	})
}

func TestNobodyIsThankedWhoLeftOrGoesOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for _, who := range []panel.Person{h.Fatma, h.Piet} {
			_, err := h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, h.As(t, who).Ambassadors[h.Panel.ID], panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-15"})
			ok(t, err)
		}
		_, err := h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, uuid.Nil, panel.AmbassadorInput{Email: h.Fatma.Email, StartsOn: "2027-01-16"})
		ok(t, err)
		_, err = h.Waterveld.Store.SavePerson(ctx, panel.System, h.Piet.ID, panel.PersonInput{Name: h.Piet.Name, Email: h.Piet.Email, Active: false})
		ok(t, err)
		h.clock.To(scheduler.Date("2027-01-18").At("09:00", h.Panel.Zone()))
		ok(t, h.ThankDue(ctx, h.clock.Now()))
		if n := h.letters(t, mail.KindThanks, h.Fatma) + h.letters(t, mail.KindThanks, h.Piet); n != 0 {
			t.Errorf("%d letters of thanks", n)
		}
	})
}

func TestACoordinatorHearsAMonthAheadThatATermEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		terms := func(day scheduler.Date) (found []dialogue.Task) {
			for _, task := range h.tasks(t, h.Joris, day) {
				if task.Kind == dialogue.TaskTerm {
					found = append(found, task)
				}
			}
			return found
		}
		fatma := h.As(t, h.Fatma).Ambassadors[h.Panel.ID]
		_, err := h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, fatma, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-03-31"})
		ok(t, err)
		if got := terms("2027-02-10"); len(got) != 0 {
			t.Errorf("seven weeks ahead there is %+v", got)
		}
		if got := terms("2027-03-05"); len(got) != 1 || got[0].Thing != fatma || got[0].Person != h.Fatma.Name || got[0].By != "2027-03-31" || got[0].Lost {
			t.Errorf("a month ahead there is %+v", got)
		}
		_, err = h.Waterveld.Store.HandOver(ctx, h.As(t, h.Joris), h.Panel.ID, fatma, panel.HandOverInput{Email: h.Wim.Email, On: "2027-04-01"})
		ok(t, err)
		if got := terms("2027-03-05"); len(got) != 0 {
			t.Errorf("Wim takes over, and there is %+v", got)
		}
		_, err = h.Waterveld.Store.SavePerson(ctx, panel.System, h.Wim.ID, panel.PersonInput{Name: h.Wim.Name, Email: h.Wim.Email, Active: false})
		ok(t, err)
		if got := terms("2027-04-20"); len(got) != 1 || !got[0].Lost {
			t.Errorf("Wim left, and there is %+v", got)
		}
	})
}

func TestTheMeetingOfAPredecessorIsAddedPointByPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		typed := func(values map[string]string) []byte {
			form := map[string][]string{}
			for name, value := range values {
				form[name] = []string{value}
			}
			body, err := json.Marshal(form)
			ok(t, err)
			return body
		}
		ok(t, h.SaveMeetingDraft(ctx, h.As(t, h.Fatma), c.ID, typed(map[string]string{"_submission": uuid.NewString(), "notes": "Nog uitzoeken", "_before": "- De balie is dicht",
			"text.1": "De balie is dicht", "people.1": "7", "_made.1": "De balie is dicht", "text.2": "Geen laders", "people.2": "3"})))
		ok(t, h.SaveMeetingDraft(ctx, h.As(t, h.Piet), c.ID, typed(map[string]string{"_submission": "eigen", "notes": "Vraag Wim", "text.1": "De werf is glad", "people.1": "2"})))
		h.passTo(t, h.Piet, "2027-01-14")
		draft, err := h.MeetingDraft(ctx, h.As(t, h.Piet), c.ID)
		ok(t, err)
		var got map[string][]string
		ok(t, json.Unmarshal(draft.Form, &got))
		for name, want := range map[string]string{"_submission": "eigen", "notes": "Vraag Wim\n\nNog uitzoeken", "text.1": "De werf is glad", "people.1": "2",
			"text.2": "De balie is dicht", "people.2": "7", "text.3": "Geen laders", "people.3": "3"} {
			if len(got[name]) != 1 || got[name][0] != want {
				t.Errorf("%s is %q, want %q", name, got[name], want)
			}
		}
		if len(got) != 8 {
			t.Errorf("Piet has %v", got)
		}
	})
}
