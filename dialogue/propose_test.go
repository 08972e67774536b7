package dialogue_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// bounds changes when the figures of one of Waterveld's questions propose a point.
func (h *house) bounds(t testing.TB, question int, line, step, good string) {
	t.Helper()
	q := h.Questions[question]
	_, err := h.Waterveld.Store.SaveQuestion(context.Background(), h.As(t, h.Joris), q.ID, panel.QuestionInput{Topic: []string{"Werkplek", "Werkplek", "Kantine", "Kantine"}[question],
		Kind: q.Kind, ServiceID: q.ServiceID, TextNL: q.TextNL, TextEN: q.TextEN, OptionsNL: q.OptionsNL, OptionsEN: q.OptionsEN, Line: line, Step: step, Good: good})
	ok(t, err)
}

// marks has each of two ambassadors give the wifi a mark for so many colleagues.
func (h *house) marks(t testing.TB, c panel.Cycle, people, mark int) {
	t.Helper()
	q := h.questionsOf(t, c)
	for _, who := range []panel.Person{h.Fatma, h.Piet} {
		_, err := h.Contribute(context.Background(), h.As(t, who), c.ID, newKey(), []dialogue.Answer{{QuestionID: &q[1].ID, People: people, Mark: &mark}})
		ok(t, err)
	}
}

func (h *house) questionsOf(t testing.TB, c panel.Cycle) []panel.CycleQuestion {
	t.Helper()
	q, err := h.Waterveld.Store.CycleQuestions(context.Background(), c.ID)
	ok(t, err)
	return q
}

// proposed ends collecting, has the figures looked through, and gives what they propose.
func (h *house) proposed(t testing.TB, c panel.Cycle) []dialogue.Proposal {
	t.Helper()
	ctx := context.Background()
	ok(t, h.ProposeDue(ctx, h.clock.Now()))
	if early, err := h.ProposalsIn(ctx, c.ID); err != nil || len(early) > 0 {
		t.Fatalf("while the round collects its figures propose %+v, %v", early, err)
	}
	h.clock.To(c.CollectingUntil.Time.Add(1e9))
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	ok(t, h.ProposeDue(ctx, h.clock.Now()))
	ok(t, h.ProposeDue(ctx, h.clock.Now())) // a second time it proposes nothing more
	proposals, err := h.ProposalsIn(ctx, c.ID)
	ok(t, err)
	return proposals
}

// over closes a round whose digest waits.
func (h *house) over(t testing.TB, c panel.Cycle) {
	t.Helper()
	h.send(t, h.toDigest(t, c))
}

func TestAMarkUnderItsLineIsProposedAndBecomesAPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.bounds(t, 1, "6", "", "")
		c := h.OpenRound(t)
		h.marks(t, c, 5, 5)
		proposals := h.proposed(t, c)
		if len(proposals) != 1 || proposals[0].Kind != dialogue.UnderLine || proposals[0].Figure != 50 || proposals[0].Before != nil {
			t.Fatalf("proposed %+v, want a 5.0 under the line", proposals)
		}
		in := dialogue.BundleInput{Title: "De wifi krijgt een 5", Said: "Collega's geven de wifi een 5.", Service: &h.ICT.ID}
		_, err := h.MakeProposal(ctx, h.As(t, h.Sanne), proposals[0].ID, in)
		refused(t, err, "error.coordinators_only")
		_, err = h.MakeProposal(ctx, h.As(t, h.Joris), proposals[0].ID, dialogue.BundleInput{Said: "x"})
		refused(t, err, "error.missing")
		item, err := h.MakeProposal(ctx, h.As(t, h.Joris), proposals[0].ID, in)
		ok(t, err)
		if *item.QuestionID != proposals[0].QuestionID || *item.ServiceID != h.ICT.ID || item.People != 0 || item.DueOn == "" {
			t.Fatalf("the point is %+v", item)
		}
		_, err = h.MakeProposal(ctx, h.As(t, h.Joris), proposals[0].ID, in)
		refused(t, err, "error.proposal_decided")
		h.healthy(t)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		if told := h.send(t, h.toDigest(t, c)).In(dialogue.Changed); len(told) != 1 {
			t.Fatalf("the digest tells %+v", told)
		}
		h.healthy(t)
	})
}

func TestAMarkThatDropsByAStepIsProposed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bounds(t, 1, "", "0,5", "")
		first := h.OpenRound(t)
		h.marks(t, first, 5, 8)
		if p := h.proposed(t, first); len(p) != 0 {
			t.Fatalf("the first time it was asked proposes %+v", p)
		}
		h.over(t, first)
		second := h.OpenRound(t)
		h.marks(t, second, 1, 3) // a figure on two people is hidden: it neither proposes nor is it compared with
		if p := h.proposed(t, second); len(p) != 0 {
			t.Fatalf("a hidden figure proposes %+v", p)
		}
		h.over(t, second)
		third := h.OpenRound(t)
		h.marks(t, third, 6, 7)
		p := h.proposed(t, third)
		if len(p) != 1 || p[0].Kind != dialogue.LostAStep || p[0].Figure != 70 || p[0].Before == nil || *p[0].Before != 80 {
			t.Fatalf("proposed %+v, want a step from 8.0 to 7.0", p)
		}
		refused(t, h.DismissProposal(context.Background(), h.As(t, h.Joris), p[0].ID, " "), "error.missing")
		ok(t, h.DismissProposal(context.Background(), h.As(t, h.Joris), p[0].ID, "De verhuizing telde mee."))
		if left := h.proposedNow(t, third.ID); left != 0 {
			t.Fatalf("%d are proposed still", left)
		}
		h.healthy(t)
	})
}

func (h *house) proposedNow(t testing.TB, cycle uuid.UUID) int {
	t.Helper()
	p, err := h.ProposalsIn(context.Background(), cycle)
	ok(t, err)
	return len(p)
}

func TestOfAChoiceThoseWhoChoseAGoodOptionCount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.bounds(t, 2, "50", "", "2, 3")
		c := h.OpenRound(t)
		q := h.questionsOf(t, c)
		for who, choice := range map[*panel.Person]int{&h.Fatma: 0, &h.Piet: 2} {
			for range 2 {
				people := 5 - choice/2 // ten say never, eight each day
				_, err := h.Contribute(ctx, h.As(t, *who), c.ID, newKey(), []dialogue.Answer{{QuestionID: &q[2].ID, People: people, Choice: number(choice)}})
				ok(t, err)
			}
		}
		p := h.proposed(t, c)
		if len(p) != 1 || p[0].Figure != 44 || p[0].Kind != dialogue.UnderLine {
			t.Fatalf("proposed %+v, want 44 percent under the line", p)
		}
		tasks, err := h.Tasks(ctx, h.As(t, h.Joris), "2027-02-01")
		ok(t, err)
		for _, task := range tasks {
			if task.Kind == dialogue.TaskProposals && task.Count == 1 && task.Thing == c.ID {
				return
			}
		}
		t.Fatalf("the coordinator's tasks are %+v", tasks)
	})
}
