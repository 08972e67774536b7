package main

import (
	"context"
	"slices"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// setAside has the coordinator make nothing of what figures propose, where the content says so. What it says nothing of stays for a visitor.
func (r *demoRound) setAside(ctx context.Context) error {
	if len(r.story.SetAside) == 0 {
		return nil
	}
	coordinator, err := r.act(ctx, r.panel.Coordinator)
	if err != nil {
		return err
	}
	proposals, err := r.Dialogue.ProposalsIn(ctx, r.cycle.ID)
	if err != nil {
		return err
	}
	for _, p := range proposals {
		i := slices.IndexFunc(r.story.SetAside, func(a demo.SetAside) bool { return *p.Question.QuestionID == r.questions[a.Question] })
		if i < 0 {
			continue
		}
		if err := r.Dialogue.DismissProposal(ctx, coordinator, p.ID, r.story.SetAside[i].Reason); err != nil {
			return err
		}
	}
	return nil
}

// noticedBy is what a form answers to the questions about promises that were kept: who speaks for many noticed it, who speaks for few
// colleagues didn't.
func noticedBy(asked []panel.CycleQuestion, form []dialogue.Answer) []dialogue.Answer {
	people := 0
	for _, a := range form {
		people = max(people, a.People)
	}
	choice := panel.NoticedYes
	if people < 6 {
		choice++
	}
	var answers []dialogue.Answer
	for _, q := range asked {
		if q.ItemID != nil && people > 1 {
			answers = append(answers, dialogue.Answer{QuestionID: &q.ID, People: people, Choice: &choice})
		}
	}
	return answers
}
