package dialogue_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func newKey() uuid.UUID { return uuid.New() }

func number(n int) *int { return &n }

func TestAFormPostedTwiceCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		fatma, key := h.As(t, h.Fatma), newKey()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := h.Contribute(ctx, fatma, c.ID, key, []dialogue.Answer{{People: 3, Text: "De printer op de gang is altijd leeg."}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		c, err := h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if c.Contributions != 1 || c.Waiting != 1 {
			t.Fatalf("%d contributions, %d waiting, want 1 and 1", c.Contributions, c.Waiting)
		}
		h.healthy(t)
	})
}

func TestAContributionThatFitsNoQuestionIsRefusedWhole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		fatma := h.As(t, h.Fatma)
		q, err := h.Waterveld.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		open, mark, choice, pair := &q[0].ID, &q[1].ID, &q[2].ID, &q[3].ID
		good := dialogue.Answer{QuestionID: open, People: 1, Text: "De deur klemt."}
		for _, bad := range []struct {
			answer  dialogue.Answer
			message string
		}{
			{dialogue.Answer{QuestionID: mark, People: 1, Mark: number(11)}, "error.between"},
			{dialogue.Answer{QuestionID: mark, People: 1, Text: "Zonder cijfer"}, "error.choose"},
			{dialogue.Answer{QuestionID: choice, People: 1, Choice: number(3)}, "error.choose"},
			{dialogue.Answer{QuestionID: pair, People: 1, Importance: number(8)}, "error.choose"},
			{dialogue.Answer{QuestionID: open, People: 0, Text: "Namens niemand"}, "error.between"},
			{dialogue.Answer{QuestionID: open, People: 9, Text: "Namens iedereen en nog een"}, "error.people_too_many"},
			{dialogue.Answer{QuestionID: open, People: 1, Mark: number(7)}, "error.between"},
			{dialogue.Answer{People: 1, Text: "Een bel \a in de tekst"}, "error.control_characters"},
		} {
			_, err := h.Contribute(ctx, fatma, c.ID, newKey(), []dialogue.Answer{good, bad.answer})
			refused(t, err, bad.message)
		}
		_, err = h.Contribute(ctx, fatma, c.ID, newKey(), []dialogue.Answer{{QuestionID: open, People: 1}})
		refused(t, err, "error.nothing_said")
		foreign := newKey()
		_, err = h.Contribute(ctx, fatma, c.ID, newKey(), []dialogue.Answer{{QuestionID: &foreign, People: 1, Text: "x"}})
		refused(t, err, "error.question_not_found")
		_, err = h.Contribute(ctx, h.As(t, h.Wim), c.ID, newKey(), []dialogue.Answer{good})
		refused(t, err, "error.ambassadors_only")
		c, err = h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if c.Contributions != 0 {
			t.Fatalf("%d contributions were kept of refused forms", c.Contributions)
		}
	})
}

func TestAMarkWithoutWordsCountsInTheFiguresAndWaitsForNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		q, err := h.Waterveld.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		give := func(who panel.Person, people, mark int) {
			_, err := h.Contribute(ctx, h.As(t, who), c.ID, newKey(), []dialogue.Answer{{QuestionID: &q[1].ID, People: people, Mark: &mark}})
			ok(t, err)
		}
		figure := func() dialogue.Figure {
			c, err := h.Waterveld.Store.Cycle(ctx, c.ID)
			ok(t, err)
			if c.Waiting != 0 {
				t.Fatalf("%d contributions wait to be bundled", c.Waiting)
			}
			figures, err := h.Figures(ctx, c)
			ok(t, err)
			return figures[0]
		}
		give(h.Fatma, 4, 6)
		if f := figure(); !f.Hidden {
			t.Fatalf("a figure is shown while the round still collects: %+v", f)
		}
		h.toDigest(t, c)
		if f := figure(); !f.Hidden || f.Mark != 0 || f.People != 0 {
			t.Fatalf("a figure on four people is shown: %+v", f)
		}
		later := func(who panel.Person, people, mark int) {
			h.clock.To(c.OpenedAt.Time)
			_, err = h.db.NewUpdate().Table("cycles").Set("phase = 'collecting'").Where("id = ?", c.ID).Exec(ctx)
			ok(t, err)
			give(who, people, mark)
			_, err = h.db.NewUpdate().Table("cycles").Set("phase = 'reporting'").Where("id = ?", c.ID).Exec(ctx)
			ok(t, err)
		}
		later(h.Piet, 5, 8)
		if f := figure(); !f.Hidden {
			t.Fatalf("Piet takes off his own five and knows what the other four say: %+v", f)
		}
		later(h.Fatma, 1, 6)
		if f := figure(); f.Hidden || f.Mark != 7 || f.People != 10 {
			t.Fatalf("figure %+v, want a 7 on ten people", f)
		}
	})
}

func TestOfTwoWhoAnswerAtOnceOneIsToldTheOtherWasFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg."))
		sanne := h.As(t, h.Sanne)
		errs := make(chan error, 2)
		for _, answer := range []string{"Opgelost.", "Er komt een antenne."} {
			go func() {
				_, err := h.GiveOutcome(ctx, sanne, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: answer})
				errs <- err
			}()
		}
		a, b := <-errs, <-errs
		if a == nil {
			a, b = b, a
		}
		ok(t, b)
		refused(t, a, "error.item_answered")
		if n := h.letters(t, "outcome", h.Fatma); n != 1 {
			t.Fatalf("Fatma has %d letters about the outcome, want 1", n)
		}
		h.healthy(t)
	})
}

func TestAHandOverIsCountedKeepsItsDayAndTellsOnlyTheService(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Koffie op", h.say(t, h.Fatma, c, 6, "De koffie is om drie uur op."))
		_, err := h.HandOver(ctx, h.As(t, h.Bram), item.ID, h.Canteen.ID, "hoort bij ons")
		refused(t, err, "error.responders_only")
		_, err = h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "")
		refused(t, err, "error.missing")
		_, err = h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.ICT.ID, "naar onszelf")
		refused(t, err, "error.same_service")
		moved, err := h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Koffie is van de kantine.")
		ok(t, err)
		if moved.HandOvers != 1 || moved.DueOn != item.DueOn || *moved.ServiceID != h.Canteen.ID {
			t.Fatalf("after the hand-over: %+v", moved)
		}
		if n := h.letters(t, "nudge", h.Bram); n != 1 {
			t.Fatalf("Bram has %d letters, want 1", n)
		}
		if n := h.letters(t, "outcome", h.Fatma); n != 0 {
			t.Fatalf("Fatma was told of the hand-over %d times", n)
		}
		_, err = h.GiveOutcome(ctx, h.As(t, h.Sanne), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Gedaan."})
		refused(t, err, "error.responders_only")
		h.healthy(t)
	})
}

func TestOnlyWaitingContributionsAreBundled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		a := h.say(t, h.Fatma, c, 1, "De lift is traag.")
		b := h.say(t, h.Piet, c, 1, "Compliment voor de bode.")
		item := h.bundle(t, c, h.ICT, "Lift", a)
		_, err := h.AddTo(ctx, joris, item.ID, []uuid.UUID{a, b})
		refused(t, err, "error.no_longer_waiting")
		refused(t, h.AcknowledgeContributions(ctx, joris, c.ID, []uuid.UUID{b}, " "), "error.missing")
		ok(t, h.AcknowledgeContributions(ctx, joris, c.ID, []uuid.UUID{b}, "Doorgegeven aan Wim."))
		refused(t, h.AcknowledgeContributions(ctx, joris, c.ID, []uuid.UUID{b}, "nog eens"), "error.no_longer_waiting")
		_, err = h.Bundle(ctx, h.As(t, h.Fatma), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{b}, Title: "x", Said: "x"})
		refused(t, err, "error.coordinators_only")
		_, err = h.Bundle(ctx, joris, c.ID, dialogue.BundleInput{Title: "x", Said: "x"})
		refused(t, err, "error.choose_contributions")
		h.healthy(t)
	})
}

func TestAPromiseNeedsAWorkingDayAhead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Laders", h.say(t, h.Fatma, c, 6, "Geen laders."))
		for day, message := range map[string]string{"": "error.date", "2026-05-01": "error.date_past", "2027-05-02": "error.date_not_workday",
			"2027-04-27": "error.date_not_workday", "2040-01-02": "error.date_far", "morgen": "error.date"} {
			_, err := h.GiveOutcome(ctx, h.As(t, h.Sanne), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Komt.", DueOn: scheduler.Date(day)})
			refused(t, err, message)
		}
		_, err := h.GiveOutcome(ctx, h.As(t, h.Sanne), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed})
		refused(t, err, "error.missing")
		_, err = h.GiveOutcome(ctx, h.As(t, h.Sanne), item.ID, dialogue.OutcomeInput{Outcome: "misschien", Answer: "Wie weet."})
		refused(t, err, "error.choose")
	})
}
