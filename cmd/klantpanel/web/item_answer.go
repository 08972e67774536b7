package web

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var itemAnswerRoutes = []Route{
	{Method: "POST", Path: "/items/:item/outcome", Access: ItemResponder, Handle: answerItem},
	{Method: "POST", Path: "/items/:item/answer", Access: ItemResponder, Handle: writeAnswer},
	{Method: "POST", Path: "/items/:item/recall", Access: ItemResponder, Handle: recallAnswer},
}

// itemAnswering is the answer to a point, or the form of it.
type itemAnswering struct {
	Tone      string // of the answer
	Answering bool   // the reader answers for its service, and there is still an answer to give
	Outcomes  []Option
	ByMail    time.Time // when what stands in the form came by mail; zero when it didn't

	Written   dialogue.ItemAnswer // so far, for who answers for its service
	Beside    bool                // it isn't what stands in the form: the reader chooses
	Releases  bool                // the reader's answer goes out
	Releasers string              // whose does, when the reader's doesn't
	Holds     bool                // until the coordinator publishes all of the round
	Ready     *readyAnswer        // waits to be published
	Canned    []dialogue.CannedText
	Merged    []dialogue.ItemAnswer // written to what went up in the point
	Plain     lookedOver
	Revises   bool // the reader may replace the answer that was told
}

func (r *Request) answeringOf(p itemPage) itemAnswering {
	responds := r.Actor.RespondsFor(p.ServiceID)
	a := itemAnswering{Tone: p.Badge.Tone, Outcomes: r.outcomes(), Holds: p.Panel.HoldsAnswers, Revises: responds && p.Revisable() && p.ReadyAt.IsZero(),
		Answering: responds && p.State != dialogue.HasOutcome && p.ReadyAt.IsZero()}
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

// addAnswer reads what is written of an answer: into the form when the reader typed nothing, else beside it when somebody else wrote it.
func (r *Request) addAnswer(p *itemPage) error {
	if err := r.addPointByMail(p); err != nil {
		return err
	}
	if err := r.addReady(p); err != nil || !p.Answering && !p.TypedAnswer {
		return err
	}
	if p.Form.Value("_do") == "look" {
		p.Plain = r.lookOver(p.Form.Value("answer"))
	}
	err := r.together(
		func() (err error) { p.Written, err = r.Dialogue.AnswerOf(r.Context(), p.ID); return err },
		func() (err error) { p.Canned, err = r.Dialogue.CannedTexts(r.Context(), *p.ServiceID); return err },
		func() (err error) { p.Releases, p.Releasers, err = r.releasers(p.Item); return err },
	)
	if err != nil {
		return err
	}
	switch {
	case !p.Written.Written() || !p.Answering:
	case len(p.Form.Values) == 0:
		problems := p.Form.Problems // of what isn't in the form
		p.Form = NewForm("outcome", p.Written.Outcome, "due_on", string(p.Written.DueOn), "answer", p.Written.Answer)
		p.Form.Problems = problems
		p.Plain = r.lookOver(p.Written.Answer)
		p.Plain.Looked = len(p.Plain.Remarks) > 0
	default:
		p.Beside = version(p.Form) != p.Written.Version && (p.Form.Value("answer") != p.Written.Answer || p.Form.Value("outcome") != p.Written.Outcome)
	}
	return nil
}

// releasers tells whether the reader's answer goes out, and else by whom it does: "Sanne Mulder en Wim Bakker".
func (r *Request) releasers(item dialogue.Item) (may bool, names string, err error) {
	may, err = r.Dialogue.MayRelease(r.Context(), *r.Actor, *item.ServiceID)
	if may || err != nil {
		return may, "", err
	}
	people, err := r.Dialogue.Releasers(r.Context(), *item.ServiceID)
	var release []string
	for _, p := range people {
		release = append(release, p.Name)
	}
	return false, r.and(release), err
}

func answerInput(form *Form) dialogue.OutcomeInput {
	return dialogue.OutcomeInput{Outcome: form.Value("outcome"), Answer: form.Value("answer"), DueOn: scheduler.Date(form.Value("due_on"))}
}

// version is the one of the answer that stood in the page when the reader began to type; 0 when none did.
func version(form *Form) int {
	n, err := strconv.Atoi(form.Value("_version"))
	if err != nil {
		return 0
	}
	return n
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

// answerItem sends an answer as far as it may go.
func answerItem(r *Request) error {
	form := r.Form()
	in := answerInput(form)
	item, err := r.Dialogue.SendAnswer(r.Context(), *r.Actor, r.item.ID, version(form), in)
	if err == nil {
		return r.answerWent(item)
	}
	done := dialogue.Event{Kind: dialogue.WasReleased, Outcome: in.Outcome, Text: in.Answer}
	if in.Outcome == dialogue.Promised {
		done.DueOn = in.DueOn
	}
	if isConflict(err) { // what is wrong with the form stands in the way also of an answer that was released before, and came back
		twice, failed := r.alreadyDone(err, done)
		if failed != nil {
			return failed
		}
		if twice {
			return r.Redirect("/items/" + r.item.ID.String())
		}
	}
	done.Kind = dialogue.WasAnswered
	return r.afterChange(err, form, "answer", done, "item.answered") // ids: item.answered
}

// answerWent says how far an answer went.
func (r *Request) answerWent(item dialogue.Item) error {
	switch {
	case item.State == dialogue.HasOutcome:
		r.Flash("item.answered")
	case !item.ReadyAt.IsZero():
		r.Flash("item.answer_ready")
	default:
		r.Flash("item.drafted")
	}
	return r.Redirect("/items/" + item.ID.String())
}

// writeAnswer keeps a draft; or it changes nothing yet, and shows the form with a canned text in it, or looked over.
func writeAnswer(r *Request) error {
	form := r.Form()
	do, text, _ := strings.Cut(form.Value("_do"), " ")
	switch do {
	case "look":
		return r.showItem(form, "answer")
	case "text":
		return r.insertCanned(form, text)
	case "merged":
		return r.insertMerged(form, text)
	}
	in := answerInput(form)
	_, err := r.Dialogue.SaveAnswer(r.Context(), *r.Actor, r.item.ID, version(form), in)
	if err == nil {
		r.Flash("item.drafted")
		return r.Redirect("/items/" + r.item.ID.String())
	}
	if !form.Refused(r, err) {
		return err
	}
	if err := r.reload(); err != nil {
		return err
	}
	return r.showItem(form, "answer")
}

// insert puts a text under what was typed of an answer.
func (r *Request) insert(form *Form, text string) error {
	form.Values["answer"] = []string{strings.TrimSpace(form.Value("answer") + "\n\n" + text)}
	return r.showItem(form, "answer")
}

// recallAnswer takes back what waits to be published. What doesn't wait any more, the point's own page shows.
func recallAnswer(r *Request) error {
	_, err := r.Dialogue.RecallAnswer(r.Context(), *r.Actor, r.item.ID)
	if err != nil && !isConflict(err) {
		return err
	}
	if err == nil {
		r.Flash("item.recalled")
	}
	return r.Redirect("/items/" + r.item.ID.String())
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
