package web

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
)

// What somebody wrote in answer to a letter waits on the site, in the form that it belongs in, until they send it or agree to it by mail.
var byMailRoutes = []Route{
	{Method: "POST", Path: "/cycles/:cycle/by-mail/:answer", Access: CycleAmbassador, Handle: takeOverByMail},
}

// byMail is an answer by mail beside a draft with other words.
type byMail struct {
	ID    uuid.UUID
	At    time.Time
	Typed []typedAnswer
}

// contributionByMail is the reader's answer by mail to this round that waits; ok is false when there is none.
func (r *Request) contributionByMail() (a dialogue.MailAnswer, u dialogue.Understood, ok bool, err error) {
	found, err := r.Dialogue.WaitingMailAnswers(r.Context(), r.Actor.Person.ID, mail.ReplyContribution, r.cycle.ID)
	if err != nil || len(found) == 0 {
		return a, u, false, err
	}
	u, err = found[0].Understood()
	return found[0], u, err == nil, err
}

// addByMail puts the answer by mail into the form when that is empty, or beside it. The form then has the answer's key, so that agreeing by
// mail as well counts once.
func (r *Request) addByMail(p *contributePage) error {
	a, u, found, err := r.contributionByMail()
	switch {
	case err != nil || !found:
		return err
	case p.Restored.IsZero():
		p.Form, p.ByMail = emptyAnswers(p.Questions), a.ReceivedAt
		for name, values := range u.Form() {
			p.Form.Values[name] = values
		}
		p.Form.Values["_submission"] = []string{a.ID.String()}
	case submissionKey(p.Form) == a.ID: // it was changed here since
	case !r.collecting(): // nothing can be chosen any more: all of it is there to copy
		u.AddTo(p.Form.Values)
	default:
		p.Beside = &byMail{a.ID, a.ReceivedAt, r.typedAnswers(&Form{Values: u.Form()}, p.Questions)}
	}
	return nil
}

// takeOverByMail adds an answer by mail to the draft on the site. Doing it twice is harmless.
func takeOverByMail(r *Request) error {
	id, err := r.ID("answer")
	if err != nil {
		return err
	}
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	form, _, err := r.draft(questions)
	if err != nil {
		return err
	}
	a, u, found, err := r.contributionByMail()
	if err != nil {
		return err
	}
	back := "/cycles/" + r.cycle.ID.String() + "/contribute"
	if !found || a.ID != id { // used or corrected meanwhile: the page shows what there is
		return r.Redirect(back)
	}
	u.AddTo(form.Values)
	body, err := json.Marshal(form.Values)
	if err != nil {
		return err
	}
	err = r.Dialogue.TakeOver(r.Context(), *r.Actor, r.cycle.ID, id, body)
	if isConflict(err) {
		return r.Redirect(back)
	}
	if err != nil {
		return err
	}
	r.Flash("by_mail.taken_over")
	return r.Redirect(back)
}

// addPointByMail fills the form of an answer with what the reader wrote by mail, when they typed nothing here.
func (r *Request) addPointByMail(p *itemPage) error {
	if !p.Answering || len(p.Form.Values) > 0 {
		return nil
	}
	said, at, err := r.Dialogue.PointByMail(r.Context(), r.Actor.Person.ID, p.ID)
	if err != nil || at.IsZero() {
		return err
	}
	p.ByMail, p.Form = at, NewForm("outcome", said.Outcome, "due_on", string(said.DueOn), "answer", said.Text)
	return nil
}

// introByMail fills the form of a digest with the introduction that its coordinator wrote by mail.
func (r *Request) introByMail(form *Form) (at time.Time, err error) {
	if r.digest.State != dialogue.DigestDraft || !r.Actor.CoordinatesPanel(r.digest.PanelID) {
		return at, nil
	}
	found, err := r.Dialogue.WaitingMailAnswers(r.Context(), r.Actor.Person.ID, mail.ReplyIntro, r.digest.ID)
	if err != nil || len(found) == 0 {
		return at, err
	}
	u, err := found[0].Understood()
	if err != nil {
		return at, err
	}
	field := "intro_nl"
	if r.Actor.Person.Language == "en" {
		field = "intro_en"
	}
	form.Values[field] = []string{u.Intro}
	return found[0].ReceivedAt, nil
}
