package web

import (
	"errors"
	"time"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// itemAnswering is the answer to a point, or the form of it.
type itemAnswering struct {
	Tone      string // of the answer
	Answering bool   // the reader answers for its service, and there is still an answer to give
	Outcomes  []Option
	ByMail    time.Time // when what stands in the form came by mail; zero when it didn't
}

func (r *Request) answeringOf(p itemPage) itemAnswering {
	a := itemAnswering{Tone: p.Badge.Tone, Outcomes: r.outcomes(), Answering: r.Actor.RespondsFor(p.ServiceID) && p.State != dialogue.HasOutcome}
	if p.Running && p.Promise.DueOn < r.todayIn(p.Panel.Zone()) {
		a.Tone = "danger"
	}
	return a
}

// outcomes are the four answers, each with a plain sentence.
// ids: item.outcome.changed item.outcome.promised item.outcome.explained item.outcome.thanked
// ids: item.outcome_hint.changed item.outcome_hint.promised item.outcome_hint.explained item.outcome_hint.thanked
func (r *Request) outcomes() []Option {
	var options []Option
	for _, o := range []string{dialogue.Changed, dialogue.Promised, dialogue.Explained, dialogue.Thanked} {
		options = append(options, Option{Value: o, Text: r.T("item.outcome." + o), Hint: r.T("item.outcome_hint." + o)})
	}
	return options
}

func acknowledgeItem(r *Request) error {
	_, err := r.Dialogue.AcknowledgeItem(r.Context(), *r.Actor, r.item.ID)
	if isConflict(err) { // somebody noted it or answered it already: nothing is lost, and the page shows it
		return r.Redirect("/items/" + r.item.ID.String())
	}
	if err != nil {
		return err
	}
	r.Flash("item.acknowledged")
	return r.Redirect("/items/" + r.item.ID.String())
}

func answerItem(r *Request) error {
	form := r.Form()
	in := dialogue.OutcomeInput{Outcome: form.Value("outcome"), Answer: form.Value("answer"), DueOn: scheduler.Date(form.Value("due_on"))}
	_, err := r.Dialogue.GiveOutcome(r.Context(), *r.Actor, r.item.ID, in)
	done := dialogue.Event{Kind: dialogue.WasAnswered, Outcome: in.Outcome, Text: in.Answer}
	if in.Outcome == dialogue.Promised {
		done.DueOn = in.DueOn
	}
	return r.afterChange(err, form, "answer", done, "item.answered") // ids: item.answered
}

// afterChange answers a form of the point's own page: the page again when the form was refused, with the point as it is now; else the
// clear page and a word.
func (r *Request) afterChange(err error, form *Form, typed string, done dialogue.Event, flash string) error {
	twice, failed := r.alreadyDone(err, done)
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		if err := r.reload(); err != nil {
			return err
		}
		return r.showItem(form, typed)
	}
	if !twice && err != nil {
		return err
	}
	r.Flash(flash)
	return r.Redirect("/items/" + r.item.ID.String())
}

func isProblem(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p)
}

func isConflict(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p) && p.Kind == panel.Conflict
}
