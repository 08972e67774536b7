package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

func TestAQuestionReachesAllWhoStandBehindAPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		said := h.say(t, h.Fatma, c, 3, "Geen koffie.")
		code := h.whisper(t, c, h.Piet, "De koffie is op om drie uur.")
		item := h.bundle(t, c, h.ICT, "Koffie op", said, h.sent(t, code)[0].ID)
		asked, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Op welke verdieping?")
		ok(t, err)
		_, err = h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Op welke verdieping?") // the form again
		ok(t, err)
		for _, who := range []panel.Person{h.Fatma, h.Piet} {
			if n := h.letters(t, mail.KindClarification, who); n != 1 {
				t.Errorf("%s has %d letters, want 1", who.Name, n)
			}
		}
		box := h.deliver(t)
		for who, words := range map[string]string{h.Fatma.Email: "zonder uw naam", h.Piet.Email: "Niemand weet wie deze collega's zijn"} {
			if text := letterTo(t, box, who, "vraagt iets"); !strings.Contains(text, words) || !strings.Contains(text, "/items/"+item.ID.String()) {
				t.Errorf("%s reads %s", who, text)
			}
		}
		if x := h.receipt(t, code).Exchanges[item.ID]; x.Asked == nil || x.Asked.ID != asked.ID || x.Answer() != "" {
			t.Fatalf("on the receipt stands %+v", x)
		}
		ok(t, h.Clarify(ctx, code.Voice(), asked.ID, "Op de tweede."))
		ok(t, h.Clarify(ctx, code.Voice(), asked.ID, "Op de tweede, bij de lift."))
		ok(t, h.Clarify(ctx, dialogue.VoiceOf(h.As(t, h.Fatma)), asked.ID, "Overal."))
		refused(t, h.Clarify(ctx, dialogue.VoiceOf(h.As(t, h.Piet)), asked.ID, "Namens de anderen."), "error.contributors_only")
		view, err := h.Clarifications(ctx, item.ID)
		ok(t, err)
		if len(view) != 1 || len(view[0].Answers) != 2 {
			t.Fatalf("the service sees %+v", view)
		}
		if x := h.receipt(t, code).Exchanges[item.ID]; x.Answer() != "Op de tweede, bij de lift." {
			t.Fatalf("the last answer isn't kept: %+v", x)
		}
		if state, err := h.Asked(ctx, []dialogue.Item{item}); err != nil || !state[item.ID] {
			t.Fatalf("the inbox says %v, %v", state, err)
		}
		h.healthy(t)
	})
}

func TestANewQuestionTakesThePlaceOfTheOneBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code := h.whisper(t, c, h.Piet, "De printer hapert.")
		item := h.pointOf(t, c, h.ICT, "Printer hapert", code)
		sanne := h.As(t, h.Sanne)
		first, err := h.AskBack(ctx, sanne, item.ID, "Welke printer?")
		ok(t, err)
		ok(t, h.Clarify(ctx, code.Voice(), first.ID, "Die op de gang."))
		second, err := h.AskBack(ctx, h.As(t, h.Joris), item.ID, "En wanneer?")
		ok(t, err)
		refused(t, h.Clarify(ctx, code.Voice(), first.ID, "Die in de hal."), "error.question_over")
		ok(t, h.Clarify(ctx, code.Voice(), first.ID, "Die op de gang.")) // the same form again is harmless
		if x := h.receipt(t, code).Exchanges[item.ID]; x.Asked.ID != second.ID || x.Answer() != "" {
			t.Fatalf("on the receipt stands %+v", x)
		}
		h.deliver(t)
		if states := h.states(t, mail.KindClarification, h.Piet); len(states) != 2 {
			t.Fatalf("letters to Piet: %v", states)
		}
		for _, q := range []string{"a?", "b?", "c?"} {
			_, err := h.AskBack(ctx, sanne, item.ID, q)
			ok(t, err)
		}
		_, err = h.AskBack(ctx, sanne, item.ID, "d?")
		refused(t, err, "error.asked_often")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Dat hoort zo."})
		_, err = h.AskBack(ctx, sanne, item.ID, "Toch nog iets?")
		refused(t, err, "error.item_answered")
		refused(t, h.Clarify(ctx, code.Voice(), second.ID, "In de ochtend."), "error.item_answered")
		h.healthy(t)
	})
}

func TestWhatAMergedPointAskedIsNeitherAskedAgainNorTooMuch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := h.sayAll(t, c, "De printer op de werf hapert.", "De printers haperen.")
		yard, all := h.bundle(t, c, h.ICT, "Printer op de werf", ids[0]), h.bundle(t, c, h.ICT, "Printers haperen", ids[1])
		sanne := h.As(t, h.Sanne)
		var last dialogue.Clarification
		for _, q := range []string{"Welke printer?", "Welke kleur?", "Welk papier?", "Op welk uur?", "Op welke dagen?"} {
			var err error
			last, err = h.AskBack(ctx, sanne, yard.ID, q)
			ok(t, err)
		}
		_, err := h.Merge(ctx, h.As(t, h.Joris), all.ID, yard.ID, dialogue.MergeInput{})
		ok(t, err)
		again, err := h.AskBack(ctx, sanne, all.ID, last.Question)
		ok(t, err)
		if again.ID == last.ID {
			t.Error("those behind the other point aren't asked")
		}
		asked, err := h.Clarifications(ctx, all.ID)
		ok(t, err)
		if len(asked) != 6 {
			t.Errorf("%d questions were asked", len(asked))
		}
		h.healthy(t)
	})
}

func TestOnlyWhoSeesToAPointAsksBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code := h.whisper(t, c, h.Piet, "De deur klemt.")
		item := h.pointOf(t, c, h.ICT, "Deur klemt", code)
		for _, who := range []panel.Person{h.Fatma, h.Piet, h.Bram, h.Wim, h.Anton} {
			_, err := h.AskBack(ctx, h.As(t, who), item.ID, "Welke deur?")
			refused(t, err, "error.responders_only")
		}
		sanne := h.As(t, h.Sanne)
		for text, message := range map[string]string{"": "error.missing", " \u200b ": "error.missing", strings.Repeat("a", 1001): "error.too_long", "Bel \a": "error.control_characters"} {
			_, err := h.AskBack(ctx, sanne, item.ID, text)
			refused(t, err, message)
		}
		asked, err := h.AskBack(ctx, sanne, item.ID, "<b>Welke deur?</b>")
		ok(t, err)
		for text, message := range map[string]string{"": "error.missing", strings.Repeat("a", 10_000_000): "error.too_long", "Bel \a": "error.control_characters"} {
			refused(t, h.Clarify(ctx, code.Voice(), asked.ID, text), message)
			if text != "" {
				refused(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, text, nil), message)
			}
		}
		refused(t, h.Clarify(ctx, code.Voice(), newKey(), "x"), "error.clarification_not_found")
		h.healthy(t)
	})
}

// letterTo is the text of the one letter to an address whose subject holds a word.
func letterTo(t testing.TB, box *mail.Capture, address, subject string) string {
	t.Helper()
	captured, err := box.List(address, uuid.Nil, 50)
	ok(t, err)
	for _, one := range captured {
		letter, err := box.Open(one.ID)
		ok(t, err)
		if strings.Contains(letter.Subject, subject) {
			return letter.Text
		}
	}
	t.Fatalf("no letter about %q to %s", subject, address)
	return ""
}

func TestAQuestionReachesWhoTookOverTheConstituency(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.pointOf(t, c, h.ICT, "Koffie op", h.whisper(t, c, h.Fatma, "De koffie is op om drie uur."))
		h.passTo(t, h.Wim, "2027-01-20")
		_, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Op welke verdieping?")
		ok(t, err)
		if wim, fatma := h.letters(t, mail.KindClarification, h.Wim), h.letters(t, mail.KindClarification, h.Fatma); wim != 1 || fatma != 0 {
			t.Errorf("Wim has %d letters and Fatma %d", wim, fatma)
		}
		h.healthy(t)
	})
}

func TestWhoWasAskedSomethingIsStillAskedWhenThePointWentUpInAnotherOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code := h.whisper(t, c, h.Piet, "De printer op de werf hapert.")
		yard := h.pointOf(t, c, h.ICT, "Printer op de werf", code)
		all := h.bundle(t, c, h.ICT, "Printers haperen", h.say(t, h.Fatma, c, 3, "De printers haperen."))
		asked, err := h.AskBack(ctx, h.As(t, h.Sanne), yard.ID, "Op welke dagen?")
		ok(t, err)
		_, err = h.Merge(ctx, h.As(t, h.Joris), all.ID, yard.ID, dialogue.MergeInput{})
		ok(t, err)
		if x := h.receipt(t, code).Exchanges[all.ID]; x.Asked == nil || x.Asked.ID != asked.ID {
			t.Fatalf("on the receipt stands %+v", x)
		}
		if text := letterTo(t, h.deliver(t), h.Piet.Email, "vraagt iets"); !strings.Contains(text, "/items/"+all.ID.String()) || !strings.Contains(text, "Printers haperen") {
			t.Errorf("the ambassador reads %s", text)
		}
		ok(t, h.Clarify(ctx, code.Voice(), asked.ID, "Op maandag."))
		if x := h.receipt(t, code).Exchanges[all.ID]; x.Answer() != "Op maandag." {
			t.Errorf("the answer is lost: %+v", x)
		}
		if state, err := h.Asked(ctx, []dialogue.Item{all}); err != nil || !state[all.ID] {
			t.Errorf("the inbox says %v, %v", state, err)
		}
		events, err := h.TimelineOfAsked(ctx, all.ID)
		ok(t, err)
		if !slices.ContainsFunc(events, func(e dialogue.Event) bool { return e.Text == asked.Question }) {
			t.Errorf("the question isn't told: %v", events)
		}
		h.healthy(t)
		_, err = h.UndoLast(ctx, h.As(t, h.Joris), c.ID)
		ok(t, err)
		if x := h.receipt(t, code).Exchanges[yard.ID]; x.Answer() != "Op maandag." {
			t.Errorf("after undoing it the answer is lost: %+v", x)
		}
		if asked, err := h.Clarifications(ctx, all.ID); err != nil || len(asked) > 0 {
			t.Errorf("the other point still asks %v, %v", asked, err)
		}
		h.healthy(t)
	})
}
