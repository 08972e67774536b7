package web

import (
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var contributeRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/contribute", Access: CycleAmbassador, Handle: showContribute},
	{Method: "POST", Path: "/cycles/:cycle/contribute", Access: CycleAmbassador, Handle: sendContributions},
	{Method: "POST", Path: "/cycles/:cycle/draft", Access: CycleAmbassador, Handle: saveDraft},
}

const sentShown = 5 // of what was sent already

// contributePage is the form of an open round.
type contributePage struct {
	Form      *Form
	Cycle     panel.Cycle
	Questions []askedQuestion
	Restored  time.Time  // when the draft in the form was saved; zero without one
	Sent      []saidLine // the latest of what was sent already
	SentCount int
	Again     bool      // this very form was sent before, with other words
	ByMail    time.Time // when what stands in the form came by mail; zero when it didn't
	Beside    *byMail   // an answer by mail with other words than the draft
	Meeting   bool      // points from a meeting were typed on their own form and not sent
}

// closedPage stands in its place when the round takes no more; Typed is what was not sent.
type closedPage struct {
	Cycle    panel.Cycle
	Typed    []typedAnswer
	Received bool // the rest of this form came in before the round closed
}

func showContribute(r *Request) error {
	if !r.cycle.Opened() {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	var p contributePage
	err := r.together(func() error { return r.addDraft(&p) }, func() error { return r.addSent(&p) })
	if err != nil {
		return err
	}
	if !r.collecting() {
		return r.contributeClosed(p.Form, p.Questions, false)
	}
	return r.Page("contribute", p)
}

// addDraft reads the questions with what was typed before.
func (r *Request) addDraft(p *contributePage) (err error) {
	if p.Questions, err = r.roundQuestions(); err != nil {
		return err
	}
	if p.Form, p.Restored, err = r.draft(p.Questions); err != nil {
		return err
	}
	return r.addByMail(p)
}

func sendContributions(r *Request) error {
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	form := r.Form()
	key := submissionKey(form)
	answers := answersOf(r, form, questions)
	page := contributePage{Form: form, Questions: questions}
	if !r.collecting() {
		return r.contributeLate(form, questions)
	}
	if form.Refused(r, nil) {
		return r.contributePage(page)
	}
	added, err := r.Dialogue.Contribute(r.Context(), *r.Actor, r.cycle.ID, key, answers)
	if isClosed(err) {
		return r.contributeLate(form, questions)
	}
	if form.Refused(r, err) {
		return r.contributePage(page)
	}
	if err != nil {
		return err
	}
	if added == 0 { // this form came in before: what it says is done, other words mustn't get lost
		if page.Again, err = r.forgetSent(form, questions); err != nil {
			return err
		}
		if len(answersOf(r, form, questions)) > 0 {
			return r.Status(fiber.StatusConflict).contributePage(page)
		}
	}
	return r.contributed()
}

// contributed thanks the reader, says when they hear what was done, and shows what they said.
func (r *Request) contributed() error {
	if r.cycle.Paused() {
		r.Flash("contribute.sent_paused")
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	r.Flash("contribute.sent", "Day", r.dateInWords(scheduler.DateOf(r.cycle.ReportingUntil.Time, r.cycle.Panel.Zone())))
	return r.Redirect("/cycles/" + r.cycle.ID.String())
}

// contributePage shows the form with what was sent before on top.
func (r *Request) contributePage(p contributePage) error {
	if err := r.addSent(&p); err != nil {
		return err
	}
	return r.Page("contribute", p)
}

func (r *Request) addSent(p *contributePage) error {
	p.Cycle = r.cycle
	said, err := r.Dialogue.Said(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID], r.cycle.ID)
	p.SentCount = len(said)
	slices.Reverse(said)
	p.Sent = r.saidLines(said[:min(sentShown, len(said))])
	if err != nil {
		return err
	}
	p.Meeting, err = r.Dialogue.DraftedMeeting(r.Context(), r.cycle.ID, r.Actor.Person.ID)
	return err
}

// contributeLate answers a form that was sent to a round that takes no more. A second click on one that was in time is done.
func (r *Request) contributeLate(form *Form, questions []askedQuestion) error {
	received, err := r.forgetSent(form, questions)
	if err != nil {
		return err
	}
	if received && len(r.typedAnswers(form, questions)) == 0 {
		return r.contributed()
	}
	return r.Status(fiber.StatusConflict).contributeClosed(form, questions, received)
}

func (r *Request) contributeClosed(form *Form, questions []askedQuestion, received bool) error {
	return r.Page("contribute_closed", closedPage{r.cycle, r.typedAnswers(form, questions), received})
}

func isClosed(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p) && p.Message == "error.cycle_not_collecting"
}

// submissionKey is the key that came with the form. A form without one can't be recognised when it comes twice.
func submissionKey(form *Form) uuid.UUID {
	key, err := uuid.Parse(form.Value("_submission"))
	if err != nil {
		key = uuid.New()
		form.Values["_submission"] = []string{key.String()}
	}
	return key
}
