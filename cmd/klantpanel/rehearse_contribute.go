package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// answerDays is over how many working days the ambassadors' answers come in.
const answerDays = 4

// contribute has the ambassadors answer whose day it is.
func (r *rehearsal) contribute(ctx context.Context, c panel.Cycle, n, day int) error {
	questions, err := r.Panel.CycleQuestions(ctx, c.ID)
	if err != nil {
		return err
	}
	for k := range r.ambassadors {
		d := r.dice(n, forAmbassador, k)
		silent, own := d.Float64() >= 0.85, d.IntN(answerDays)
		if silent || own != day || r.left(r.ambassador(k), n-1) {
			continue
		}
		actor, err := r.act(ctx, r.ambassador(k))
		if err != nil {
			return err
		}
		forms := 1
		if d.Float64() < 0.15 {
			forms = 2 // something came up later
		}
		for range forms {
			if err := r.sendForm(ctx, actor, c.ID, r.fill(d, n, questions), d); err != nil {
				return fmt.Errorf("%s: %w", actor.Person.Email, err)
			}
		}
	}
	return nil
}

// sendForm sends a form: some keep a draft first, some press the button twice.
func (r *rehearsal) sendForm(ctx context.Context, actor panel.Actor, cycle uuid.UUID, answers []dialogue.Answer, d *rand.Rand) error {
	if d.Float64() < 0.3 {
		typed := map[string]string{}
		for _, a := range answers {
			typed[dialogue.Field("text", a.QuestionID)] = a.Text
		}
		form, err := json.Marshal(typed)
		if err != nil {
			return err
		}
		if err := r.Dialogue.SaveDraft(ctx, actor, cycle, form); err != nil {
			return err
		}
	}
	key := uuid.New()
	if _, err := r.Dialogue.Contribute(ctx, actor, cycle, key, answers); err != nil {
		return err
	}
	if d.Float64() < 0.1 {
		again, err := r.Dialogue.Contribute(ctx, actor, cycle, key, answers)
		if err != nil {
			return err
		}
		if again != 0 {
			r.find(1, "submissions", key.String(), "it was sent twice and counted twice")
		}
	}
	return nil
}

// fill fills a form in: always the open question, most of the others, and sometimes a point that nobody asked for.
func (c cast) fill(d *rand.Rand, n int, questions []panel.CycleQuestion) []dialogue.Answer {
	between := func(least, most int) *int { v := least + d.IntN(most-least+1); return &v }
	var answers []dialogue.Answer
	for _, q := range questions {
		a := dialogue.Answer{QuestionID: &q.ID, People: c.behind(d)}
		answered, words := d.Float64() < 0.8, d.Float64() < 0.4
		switch q.Kind {
		case panel.Mark:
			a.Mark = between(4, 9)
		case panel.Pair:
			a.Importance, a.Experience = between(5, 10), between(3, 9)
		case panel.Choice:
			a.Choice = between(0, len(q.Options("nl"))-1)
		default:
			answered, words = true, true
		}
		if words {
			a.Text = complaint(d, n)
		}
		if answered {
			answers = append(answers, a)
		}
	}
	if d.Float64() < 0.3 {
		answers = append(answers, dialogue.Answer{People: c.behind(d), Text: complaint(d, n)})
	}
	return answers
}

// behind is how many people stand behind an answer: the ambassador alone, or one to twelve colleagues as well; in a small organisation
// at most half of it, for some leave.
func (c cast) behind(d *rand.Rand) int {
	if d.Float64() < 0.5 {
		return 1
	}
	return min(2+d.IntN(12), c.people/2)
}
