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
	"klantpanel/scheduler"
)

// twoAtICT lets Wim answer for ICT beside Sanne, and gives an item there.
func (h *house) twoAtICT(t *testing.T) (c panel.Cycle, item dialogue.Item) {
	t.Helper()
	_, err := h.Waterveld.Store.SaveService(context.Background(), panel.System, h.ICT.ID,
		panel.ServiceInput{Name: "ICT", NormDays: 10, Responders: h.Sanne.Email + " " + h.Wim.Email})
	ok(t, err)
	c = h.OpenRound(t)
	return c, h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi in zaal 3 valt steeds weg."))
}

// holds lets the panel's coordinator publish what its services release.
func (h *house) holds(t *testing.T) {
	t.Helper()
	_, err := h.db.NewUpdate().Table("panels").Set("holds_answers = ?", true).Where("id = ?", h.Panel.ID).Exec(context.Background())
	ok(t, err)
}

func TestTheSecondWhoWritesSeesTheFirstsTextAndDecides(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		sanne, wim := h.As(t, h.Sanne), h.As(t, h.Wim)
		explained := func(answer string) dialogue.OutcomeInput {
			return dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: answer}
		}
		first, err := h.SaveAnswer(ctx, sanne, item.ID, 0, explained("De muren zijn te dik."))
		ok(t, err)
		again, err := h.SaveAnswer(ctx, sanne, item.ID, 0, explained("De muren zijn te dik."))
		ok(t, err)
		if again.Version != first.Version {
			t.Errorf("the same form once more made version %d of %d", again.Version, first.Version)
		}
		_, err = h.SaveAnswer(ctx, wim, item.ID, 0, explained("Er is geen geld voor."))
		refused(t, err, "error.answer_written")
		_, err = h.SendAnswer(ctx, wim, item.ID, 0, explained("Er is geen geld voor."))
		refused(t, err, "error.answer_written")
		_, err = h.GiveOutcome(ctx, wim, item.ID, explained("Er is geen geld voor."))
		refused(t, err, "error.answer_written")
		there, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		if there.Answer != "De muren zijn te dik." || there.Writer.Name != h.Sanne.Name {
			t.Fatalf("what Wim sees: %+v", there)
		}
		sent, err := h.SendAnswer(ctx, wim, item.ID, there.Version, explained("De muren zijn te dik en er is geen geld voor."))
		ok(t, err)
		if sent.State != dialogue.HasOutcome {
			t.Fatalf("the item is %s", sent.State)
		}
		_, err = h.SaveAnswer(ctx, sanne, item.ID, there.Version, explained("Toch anders."))
		refused(t, err, "error.item_answered")
		h.healthy(t)
	})
}

func TestOnlyWhomTheServiceChoseReleasesAndOthersDraft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		sanne, wim := h.As(t, h.Sanne), h.As(t, h.Wim)
		refused(t, h.ChooseReleasers(ctx, sanne, h.ICT.ID, nil), "error.releaser_needed")
		refused(t, h.ChooseReleasers(ctx, h.As(t, h.Bram), h.ICT.ID, nil), "error.releasers_only")
		ok(t, h.ChooseReleasers(ctx, sanne, h.ICT.ID, []uuid.UUID{h.Sanne.ID}))
		kept, err := h.GiveOutcome(ctx, wim, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		if kept.State != dialogue.Routed || h.letters(t, "outcome", h.Fatma) != 0 {
			t.Fatalf("an answer that nobody released is %s", kept.State)
		}
		refused(t, h.ChooseReleasers(ctx, wim, h.ICT.ID, []uuid.UUID{h.Wim.ID}), "error.releasers_only")
		draft, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		told, err := h.SendAnswer(ctx, sanne, item.ID, draft.Version, dialogue.OutcomeInput{Outcome: draft.Outcome, Answer: draft.Answer})
		ok(t, err)
		if told.Answer != "Er hangt een extra zender." || h.letters(t, "outcome", h.Fatma) != 1 {
			t.Fatalf("released: %+v", told)
		}
		_, err = h.SendAnswer(ctx, sanne, item.ID, draft.Version, dialogue.OutcomeInput{Outcome: draft.Outcome, Answer: draft.Answer})
		refused(t, err, "error.item_answered")
		h.healthy(t)
	})
}

func TestTheLastWhoReleasesMayLeaveWithoutAnAnswerThatWaitsForever(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		ok(t, h.ChooseReleasers(ctx, h.As(t, h.Sanne), h.ICT.ID, []uuid.UUID{h.Sanne.ID}))
		_, err := h.Waterveld.Store.SavePerson(ctx, panel.System, h.Sanne.ID, panel.PersonInput{Name: h.Sanne.Name, Email: h.Sanne.Email, Active: false})
		ok(t, err)
		told, err := h.GiveOutcome(ctx, h.As(t, h.Wim), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		if told.State != dialogue.HasOutcome {
			t.Fatalf("the item is %s", told.State)
		}
	})
}

func TestABlankOfACannedTextHasToBeFilledIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		sanne := h.As(t, h.Sanne)
		text, err := h.SaveCannedText(ctx, sanne, h.ICT.ID, uuid.New(), "Vervangen", "Wij vervangen [wat] op [dag].")
		refused(t, err, "error.canned_text_not_found")
		text, err = h.SaveCannedText(ctx, sanne, h.ICT.ID, uuid.Nil, "Vervangen", "Wij vervangen [wat] op [dag]. Zie ook [1].")
		ok(t, err)
		_, err = h.SaveCannedText(ctx, sanne, h.ICT.ID, uuid.Nil, "Vervangen", "Nog een.")
		refused(t, err, "error.name_taken")
		_, err = h.SaveCannedText(ctx, h.As(t, h.Bram), h.ICT.ID, uuid.Nil, "Van Bram", "Soep.")
		refused(t, err, "error.responders_only")
		_, err = h.SaveAnswer(ctx, sanne, item.ID, 0, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: text.Text})
		ok(t, err)
		_, err = h.SendAnswer(ctx, sanne, item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Wij vervangen de zender op [dag]."})
		refused(t, err, "error.fill_in")
		_, err = h.SendAnswer(ctx, sanne, item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Wij vervangen de zender op maandag. Zie ook [1]."})
		ok(t, err)
		ok(t, h.RemoveCannedText(ctx, sanne, h.ICT.ID, text.ID))
		_, err = h.CannedText(ctx, h.ICT.ID, text.ID)
		refused(t, err, "error.canned_text_not_found")
		_, err = h.SaveCannedText(ctx, sanne, h.ICT.ID, uuid.Nil, "Vervangen", "Wij vervangen [wat].")
		ok(t, err)
		h.healthy(t)
	})
}

func TestTheCoordinatorPublishesTheAnswersOfARoundTogether(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		h.holds(t)
		laders := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 5, "Er zijn geen laders."))
		sanne, joris := h.As(t, h.Sanne), h.As(t, h.Joris)
		ready, err := h.GiveOutcome(ctx, sanne, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		due := scheduler.DateOf(h.clock.Now().AddDate(0, 0, 7), h.Panel.Zone())
		_, err = h.GiveOutcome(ctx, sanne, laders.ID, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komen tien laders.", DueOn: due})
		ok(t, err)
		if ready.State != dialogue.Routed || ready.ReadyAt.IsZero() || ready.RespondedAt.IsZero() || h.letters(t, "outcome", h.Fatma) != 0 {
			t.Fatalf("ready: %+v", ready)
		}
		h.healthy(t)
		_, err = h.SaveAnswer(ctx, sanne, item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Nee, toch niet."})
		refused(t, err, "error.answer_ready")
		_, err = h.HandOver(ctx, sanne, item.ID, h.Canteen.ID, "Toch van de kantine.")
		refused(t, err, "error.answer_ready")
		_, err = h.AskBack(ctx, sanne, item.ID, "Op welke verdieping?")
		refused(t, err, "error.answer_ready")
		_, err = h.RecallAnswer(ctx, sanne, item.ID)
		ok(t, err)
		_, err = h.RecallAnswer(ctx, sanne, item.ID)
		refused(t, err, "error.answer_not_ready")
		h.healthy(t)
		_, err = h.SendAnswer(ctx, sanne, item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		_, err = h.PublishAnswers(ctx, sanne, c.ID)
		refused(t, err, "error.coordinators_only")

		h.clock.Add(8 * 24 * 60 * 60 * 1e9)
		n, err := h.PublishAnswers(ctx, joris, c.ID)
		ok(t, err)
		if n != (dialogue.Published{Told: 1, Back: 1}) || h.letters(t, "outcome", h.Fatma) != 1 || h.letters(t, "outcome", h.Piet) != 0 {
			t.Fatalf("published %+v", n)
		}
		back, err := h.AnswerOf(ctx, laders.ID) // the promised day passed while it waited
		ok(t, err)
		if back.Answer != "Er komen tien laders." || !back.ReleasedAt.IsZero() || !h.itemNow(t, laders.ID).ReadyAt.IsZero() {
			t.Fatalf("what came back to the service: %+v", back)
		}
		h.clock.Add(60 * 60 * 1e9)
		if text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne); !strings.Contains(text, "Te weinig laders") {
			t.Errorf("Sanne hears nothing of it: %s", text)
		}
		n, err = h.PublishAnswers(ctx, joris, c.ID)
		ok(t, err)
		if n != (dialogue.Published{}) {
			t.Fatalf("published %+v once more", n)
		}
		h.healthy(t)
	})
}

func ids(people ...panel.Person) []uuid.UUID {
	var all []uuid.UUID
	for _, p := range people {
		all = append(all, p.ID)
	}
	return all
}

// away lets somebody be away this week, with or without a stand-in.
func (h *house) away(t testing.TB, who panel.Person, standIn string) {
	t.Helper()
	today := scheduler.DateOf(h.clock.Now(), h.Panel.Zone())
	_, err := h.Waterveld.Store.SaveAbsence(context.Background(), h.As(t, who), panel.AbsenceInput{From: today, Until: today.AddDays(5), StandIn: standIn})
	ok(t, err)
}

func TestNobodyIsAskedToReleaseAnAnswerToAPointThatWentUpInAnother(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		ok(t, h.ChooseReleasers(ctx, h.As(t, h.Sanne), h.ICT.ID, ids(h.Sanne)))
		_, err := h.GiveOutcome(ctx, h.As(t, h.Wim), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		today := scheduler.DateOf(h.clock.Now(), h.Panel.Zone())
		asked := func() bool {
			return slices.ContainsFunc(h.tasks(t, h.Sanne, today), func(task dialogue.Task) bool { return task.Kind == dialogue.TaskRelease })
		}
		if !asked() {
			t.Fatal("Sanne isn't asked to release it")
		}
		into := h.bundle(t, c, h.ICT, "Zender in zaal 3 is stuk", h.say(t, h.Piet, c, 1, "De zender is stuk."))
		_, err = h.Merge(ctx, h.As(t, h.Joris), into.ID, item.ID, dialogue.MergeInput{})
		ok(t, err)
		if asked() {
			t.Error("Sanne is asked to release the answer to a point that is part of another one")
		}
	})
}

func TestWhoStandsInForWhoReleasesReleases(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		ok(t, h.ChooseReleasers(ctx, h.As(t, h.Sanne), h.ICT.ID, ids(h.Sanne)))
		h.away(t, h.Sanne, h.Bram.Email)
		wim, bram := h.As(t, h.Wim), h.As(t, h.Bram)
		kept, err := h.GiveOutcome(ctx, wim, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		if kept.State == dialogue.HasOutcome {
			t.Fatal("Wim released it, and somebody stands in for Sanne")
		}
		today := scheduler.DateOf(h.clock.Now(), h.Panel.Zone())
		releases := func(who panel.Person) bool {
			return slices.ContainsFunc(h.tasks(t, who, today), func(task dialogue.Task) bool { return task.Kind == dialogue.TaskRelease && task.Thing == item.ID })
		}
		if !releases(h.Bram) || releases(h.Wim) {
			t.Errorf("Bram is asked to release it: %t, Wim: %t", releases(h.Bram), releases(h.Wim))
		}
		if people, err := h.Releasers(ctx, h.ICT.ID); err != nil || len(people) != 1 || people[0].ID != h.Bram.ID {
			t.Errorf("today %v release, %v", people, err)
		}
		refused(t, h.ChooseReleasers(ctx, bram, h.ICT.ID, ids(h.Wim)), "error.releasers_only") // that is Sanne's
		draft, err := h.AnswerOf(ctx, item.ID)
		ok(t, err)
		told, err := h.SendAnswer(ctx, bram, item.ID, draft.Version, dialogue.OutcomeInput{Outcome: draft.Outcome, Answer: draft.Answer})
		ok(t, err)
		if told.State != dialogue.HasOutcome {
			t.Fatalf("what the stand-in released is %s", told.State)
		}
		h.clock.Add(7 * 24 * 60 * 60 * 1e9)
		if may, err := h.MayRelease(ctx, h.As(t, h.Bram), h.ICT.ID); err != nil || may {
			t.Errorf("after the absence Bram releases: %t, %v", may, err)
		}
		chargers := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 5, "Er zijn geen laders."))
		kept, err = h.GiveOutcome(ctx, h.As(t, h.Wim), chargers.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er liggen laders."})
		ok(t, err)
		if kept.State == dialogue.HasOutcome {
			t.Error("Wim released it, and Sanne is there again")
		}
		h.healthy(t)
	})
}

func TestWhileWhoReleasesIsAwayWithoutAStandInTheOthersDo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.twoAtICT(t)
		ok(t, h.ChooseReleasers(ctx, h.As(t, h.Sanne), h.ICT.ID, ids(h.Sanne)))
		_, err := h.SaveAnswer(ctx, h.As(t, h.Wim), item.ID, 0, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		h.away(t, h.Sanne, "")
		told, err := h.GiveOutcome(ctx, h.As(t, h.Wim), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		ok(t, err)
		if told.State != dialogue.HasOutcome {
			t.Fatalf("the answer waits for nobody: %s", told.State)
		}
	})
}
