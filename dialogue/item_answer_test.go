package dialogue_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
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
		if n != 1 || h.letters(t, "outcome", h.Fatma) != 1 || h.letters(t, "outcome", h.Piet) != 0 {
			t.Fatalf("published %d", n)
		}
		waiting, err := h.ReadyAnswers(ctx, c.ID)
		ok(t, err)
		if len(waiting) != 1 || !waiting[0].Passed || waiting[0].Item.ID != laders.ID {
			t.Fatalf("what stays: %+v", waiting)
		}
		n, err = h.PublishAnswers(ctx, joris, c.ID)
		ok(t, err)
		if n != 0 {
			t.Fatalf("published %d once more", n)
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
