package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/scheduler"
)

func TestARevisedOutcomeIsAnnouncedAgainWithWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		sanne, wim := h.As(t, h.Sanne), h.As(t, h.Wim)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		h.deliver(t)
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
		h.toldAndNextDay(t)
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

func TestARevisionWaitsForTheCoordinatorWhereThePanelHoldsItsAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		sanne, joris := h.As(t, h.Sanne), h.As(t, h.Joris)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		h.toldAndNextDay(t)
		h.holds(t)
		changed := dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."}
		held, err := h.Revise(ctx, sanne, item.ID, 1, changed, "Er was toch geld.")
		ok(t, err)
		if held.Outcome != dialogue.Explained || held.ReadyAt.IsZero() || h.letters(t, "outcome", h.Fatma) != 1 {
			t.Fatalf("a revision that nobody published made it %+v", held)
		}
		others := func() []dialogue.Item {
			t.Helper()
			page, err := h.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxOthers, Services: []uuid.UUID{h.ICT.ID}}, nil, 10)
			ok(t, err)
			return page
		}
		if page := others(); len(page) != 1 || page[0].ID != item.ID {
			t.Errorf("what waits for others is %+v", page)
		}
		if awaits, err := h.Awaits(ctx, []dialogue.Item{held}); err != nil || awaits[item.ID] != dialogue.AwaitsPublication {
			t.Errorf("it waits for %v, %v", awaits, err)
		}
		_, err = h.Revise(ctx, h.As(t, h.Wim), item.ID, 2, changed, "Nog eens.")
		refused(t, err, "error.answer_ready")
		h.healthy(t)
		_, err = h.RecallAnswer(ctx, sanne, item.ID)
		ok(t, err)
		_, err = h.RecallAnswer(ctx, sanne, item.ID)
		refused(t, err, "error.item_answered")
		h.healthy(t)
		draft, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		_, err = h.Revise(ctx, sanne, item.ID, draft.Version, changed, draft.Changed)
		ok(t, err)
		if n, err := h.CountReady(ctx, c.ID); err != nil || n != 1 {
			t.Fatalf("%d answers wait, %v", n, err)
		}
		if n, err := h.PublishAnswers(ctx, joris, c.ID); err != nil || n.Told != 1 {
			t.Fatalf("published %+v, %v", n, err)
		}
		now := h.itemNow(t, item.ID)
		if now.Outcome != dialogue.Changed || !now.ReadyAt.IsZero() || now.RevisedAt.IsZero() || h.letters(t, "outcome", h.Fatma) != 2 {
			t.Fatalf("published: %+v", now)
		}
		if page := others(); len(page) != 0 {
			t.Errorf("what was published still waits for others: %+v", page)
		}
		if letter := letterTo(t, h.deliver(t), h.Fatma.Email, "Wifi"); !strings.Contains(letter, "Er was toch geld.") {
			t.Errorf("the letter lacks what is different:\n%s", letter)
		}
		if n, err := h.PublishAnswers(ctx, joris, c.ID); err != nil || n.Told != 0 {
			t.Fatalf("published %+v once more, %v", n, err)
		}
		h.healthy(t)
	})
}

func TestTheServiceHearsOfARevisionThatCameBackWithAPassedDayUntilItChoosesAnother(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		sanne, joris := h.As(t, h.Sanne), h.As(t, h.Joris)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		h.holds(t)
		promise := dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een zender.", DueOn: scheduler.DateOf(h.clock.Now().AddDate(0, 0, 7), h.Panel.Zone())}
		_, err := h.Revise(ctx, sanne, item.ID, 1, promise, "Er is geld.")
		ok(t, err)
		h.clock.Add(8 * 24 * time.Hour)
		h.deliver(t)
		if n, err := h.PublishAnswers(ctx, joris, c.ID); err != nil || n != (dialogue.Published{Back: 1}) {
			t.Fatalf("published %+v, %v", n, err)
		}
		h.clock.Add(time.Hour)
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne)
		if want := "Wifi valt weg Het nieuwe antwoord van ICT noemt een dag die voorbij is. Kies een andere dag."; !strings.Contains(text, want) {
			t.Errorf("Sanne doesn't read %q: %s", want, text)
		}
		revises := func() bool {
			t.Helper()
			waits, err := h.Waits(ctx, h.db, ids(h.Sanne), scheduler.DateOf(h.clock.Now(), h.Panel.Zone()))
			ok(t, err)
			return slices.ContainsFunc(waits[h.Sanne.ID], func(w dialogue.Wait) bool { return w.Kind == dialogue.WaitRevise && w.ItemID == item.ID })
		}
		if !revises() {
			t.Error("nothing waits for Sanne")
		}
		draft, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		promise.DueOn = "2027-06-01"
		_, err = h.Revise(ctx, sanne, item.ID, draft.Version, promise, "Er is geld.")
		ok(t, err)
		if revises() {
			t.Error("it still waits for Sanne after she chose another day")
		}
		h.healthy(t)
	})
}

func TestAnOutcomeThatWasRevisedIntoAPromiseIsHeardOnlyOnceThatIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Fatma, c, 3, "Te weinig laders."))
		fatma := dialogue.VoiceOf(h.As(t, h.Fatma))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Er is geen geld voor laders."})
		ok(t, h.HeardCheck(ctx, fatma, item.ID, false, "Jammer.", nil))
		seen, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		_, err = h.Revise(ctx, h.As(t, h.Sanne), item.ID, seen.Version, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-03-01"}, "Er is toch geld voor.")
		ok(t, err)
		_, err = h.Reopen(ctx, h.As(t, h.Joris), item.ID, "Kijkt u er nog eens naar?")
		refused(t, err, "error.no_outcome_yet")
		refused(t, h.HeardCheck(ctx, fatma, item.ID, true, "", nil), "error.no_outcome_yet")
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "Ze hangen er."))
		ok(t, h.HeardCheck(ctx, fatma, item.ID, false, "De mijne is stuk.", nil))
		_, err = h.Reopen(ctx, h.As(t, h.Joris), item.ID, "Kijkt u er nog eens naar?")
		ok(t, err)
		h.healthy(t)
	})
}
