package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/dialogue"
)

func TestARevisedOutcomeIsAnnouncedAgainWithWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		sanne, wim := h.As(t, h.Sanne), h.As(t, h.Wim)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		first := h.send(t, h.toDigest(t, c))
		if e := first.In(dialogue.Explained); len(e) != 1 || e[0].Changed != "" {
			t.Fatalf("the first digest tells %+v", first.Entries)
		}
		changed := dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."}
		seen, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		_, err = h.Revise(ctx, sanne, item.ID, seen.Version, changed, "")
		refused(t, err, "error.missing")
		_, err = h.Revise(ctx, sanne, item.ID, seen.Version, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."}, "Niets.")
		refused(t, err, "error.same_answer")
		_, err = h.Revise(ctx, h.As(t, h.Bram), item.ID, seen.Version, changed, "Er is nu geld.")
		refused(t, err, "error.responders_only")
		_, err = h.Revise(ctx, sanne, item.ID, seen.Version, changed, "Er is nu geld voor.")
		ok(t, err)
		_, err = h.Revise(ctx, wim, item.ID, seen.Version, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Toch niet."}, "Wim zag het niet.")
		refused(t, err, "error.answer_written")
		if n := h.letters(t, "outcome", h.Fatma); n != 2 {
			t.Fatalf("Fatma has %d letters about the outcome, want 2", n)
		}
		letter := letterTo(t, h.deliver(t), h.Fatma.Email, "Wifi")
		for _, want := range []string{"Er is nu geld voor.", "Er hangt een extra zender.", "De muren zijn te dik."} {
			if !strings.Contains(letter, want) {
				t.Errorf("the letter lacks %q:\n%s", want, letter)
			}
		}
		h.healthy(t)

		next := h.OpenRound(t)
		second := h.send(t, h.toDigest(t, next))
		told := second.In(dialogue.Changed)
		if len(told) != 1 || told[0].Changed != "Er is nu geld voor." || told[0].Answer != "Er hangt een extra zender." {
			t.Fatalf("the second digest tells %+v", second.Entries)
		}
		h.healthy(t)
		third := h.send(t, h.toDigest(t, h.OpenRound(t)))
		if len(third.Entries) != 0 {
			t.Fatalf("the third digest tells %+v", third.Entries)
		}
		h.healthy(t)
	})
}

func TestWhatIsExplainedCanStillBePromisedButAPromiseIsNotRevised(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		sanne := h.As(t, h.Sanne)
		promise := dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een zender.", DueOn: "2027-06-01"}
		_, err := h.Revise(ctx, sanne, item.ID, 0, promise, "Er is geld.")
		refused(t, err, "error.no_outcome_yet")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		h.send(t, h.toDigest(t, c))
		revised, err := h.Revise(ctx, sanne, item.ID, 1, promise, "Er is geld.")
		ok(t, err)
		h.healthy(t)
		second := h.send(t, h.toDigest(t, h.OpenRound(t)))
		if told := second.In(dialogue.Promised); len(told) != 1 || told[0].Changed != "Er is geld." || told[0].DueOn != "2027-06-01" {
			t.Fatalf("the second digest tells %+v", second.Entries)
		}
		_, err = h.Revise(ctx, sanne, revised.ID, 2, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Klaar."}, "Klaar.")
		refused(t, err, "error.promise_not_revised")
		h.healthy(t)
	})
}

func TestARevisionByWhoMayNotReleaseWaitsForWhoMay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		ok(t, h.ChooseReleasers(ctx, h.As(t, h.Sanne), h.ICT.ID, ids(h.Sanne)))
		changed := dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."}
		kept, err := h.Revise(ctx, h.As(t, h.Wim), item.ID, 1, changed, "Er was toch geld.")
		ok(t, err)
		if kept.Outcome != dialogue.Explained || h.letters(t, "outcome", h.Fatma) != 1 {
			t.Fatalf("a draft of a revision made it %s", kept.Outcome)
		}
		draft, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		h.healthy(t)
		told, err := h.Revise(ctx, h.As(t, h.Sanne), item.ID, draft.Version, changed, draft.Changed)
		ok(t, err)
		if told.Outcome != dialogue.Changed || h.letters(t, "outcome", h.Fatma) != 2 {
			t.Fatalf("the released revision is %s", told.Outcome)
		}
		h.healthy(t)
	})
}
