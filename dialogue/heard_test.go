package dialogue_test

import (
	"context"
	"testing"

	"klantpanel/dialogue"
)

// heardView is what the service sees of how an item's outcome was heard.
func (h *house) heardView(t testing.TB, item dialogue.Item) dialogue.HeardView {
	t.Helper()
	v, err := h.HeardOf(context.Background(), item.ID)
	ok(t, err)
	return v
}

func TestAHeardCheckWaitsForTheOutcome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		said := h.say(t, h.Fatma, c, 3, "Te weinig laders.")
		code := h.whisper(t, c, h.Piet, "Ik mis laders.")
		item := h.bundle(t, c, h.ICT, "Te weinig laders", said, h.sent(t, code)[0].ID)
		refused(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, "", nil), "error.no_outcome_yet")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-03-01"})
		refused(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, "", nil), "error.no_outcome_yet")
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "Ze hangen er."))
		ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, "", nil))
		ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, "", nil)) // the form again
		ok(t, h.HeardCheck(ctx, dialogue.VoiceOf(h.As(t, h.Fatma)), item.ID, true, "Fijn!", nil))
		refused(t, h.HeardCheck(ctx, dialogue.VoiceOf(h.As(t, h.Piet)), item.ID, true, "", nil), "error.contributors_only")
		if x := h.receipt(t, code).Exchanges[item.ID]; x.Check == nil || !x.Check.Helped || x.Told.Kind != dialogue.WasDelivered {
			t.Fatalf("on the receipt stands %+v", x)
		}
		if v := h.heardView(t, item); !v.Any || v.Helped != 0 || v.Unhelped != 0 || len(v.Words) != 1 || v.Attend {
			t.Fatalf("of two people the service sees %+v", v)
		}
		h.healthy(t)
	})
}

func TestSomebodyWhoIsNotHelpedIsATaskUntilACoordinatorLooked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code, other := h.whisper(t, c, h.Piet, "Het licht flikkert."), h.whisper(t, c, h.Fatma, "Het licht knippert.")
		item := h.pointOf(t, c, h.ICT, "Licht flikkert", code, other)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "De lamp is vervangen."})
		task := func() bool {
			for _, task := range h.tasks(t, h.Joris, "2027-01-13") {
				if task.Kind == dialogue.TaskUnhelped && task.Thing == item.ID && task.Name == "Licht flikkert" {
					return true
				}
			}
			return false
		}
		ok(t, h.HeardCheck(ctx, other.Voice(), item.ID, true, "", nil))
		if task() {
			t.Fatal("everybody is helped, and Joris has a task")
		}
		ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, false, "Het flikkert nog steeds.", nil))
		if !task() {
			t.Fatal("somebody isn't helped, and Joris has no task")
		}
		refused(t, h.LeaveHeard(ctx, h.As(t, h.Sanne), item.ID, "Het is de lamp."), "error.coordinators_only")
		refused(t, h.LeaveHeard(ctx, h.As(t, h.Joris), item.ID, " "), "error.missing")
		ok(t, h.LeaveHeard(ctx, h.As(t, h.Joris), item.ID, "De elektricien komt morgen toch al."))
		if task() {
			t.Fatal("Joris looked, and the task is still there")
		}
		ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, false, "Nu is het donker.", nil))
		if !task() {
			t.Fatal("somebody said it again, and Joris has no task")
		}
		ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, true, "Nu doet het het.", nil))
		if task() {
			t.Fatal("everybody is helped by now, and Joris has a task")
		}
		h.healthy(t)
	})
}

func TestNumbersOfHeardChecksNeverTellOfAFew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		var codes []dialogue.ReceiptCode
		for range 11 {
			codes = append(codes, h.whisper(t, c, h.Piet, "De wifi valt weg."))
		}
		item := h.pointOf(t, c, h.ICT, "Wifi valt weg", codes...)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		for i, want := range [][2]int{{0, 0}, {0, 0}, {0, 0}, {0, 0}, {5, 0}, {5, 0}, {5, 0}, {5, 0}, {5, 0}, {5, 5}, {5, 5}} {
			ok(t, h.HeardCheck(ctx, codes[i].Voice(), item.ID, i < 5 || i > 9, "", nil))
			if v := h.heardView(t, item); v.Helped != want[0] || v.Unhelped != want[1] {
				t.Errorf("after %d the service sees %d and %d, want %v", i+1, v.Helped, v.Unhelped, want)
			}
		}
		h.healthy(t)
	})
}
