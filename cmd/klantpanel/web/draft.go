package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// draft is the form as it was left, or an empty one.
func (r *Request) draft(questions []askedQuestion) (form *Form, saved time.Time, err error) {
	d, err := r.Dialogue.Draft(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil || len(d.Form) == 0 {
		return emptyAnswers(questions), time.Time{}, err
	}
	form = &Form{}
	if err := json.Unmarshal(d.Form, &form.Values); err != nil || form.Values == nil {
		return nil, time.Time{}, fmt.Errorf("draft of cycle %s: %w", r.cycle.ID, err)
	}
	if _, err := r.forgetSent(form, questions); err != nil {
		return nil, time.Time{}, err
	}
	if len(answersOf(r, &Form{Values: form.Values}, questions)) == 0 {
		return form, time.Time{}, nil
	}
	return form, d.UpdatedAt, nil
}

// forgetSent takes out of the form what its submission already brought in, and gives it a new key when there was anything. Such a
// form comes from a draft that was saved while the form was being sent, from the browser's back button, or from a second click.
func (r *Request) forgetSent(form *Form, questions []askedQuestion) (again bool, err error) {
	key := submissionKey(form)
	said, err := r.Dialogue.Said(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID], r.cycle.ID)
	if err != nil {
		return false, err
	}
	sent := map[string]bool{}
	for _, c := range said {
		if c.SubmissionID == key {
			sent[fingerprint(dialogue.Answer{QuestionID: c.QuestionID, People: c.People, Mark: c.Mark, Importance: c.Importance,
				Experience: c.Experience, Choice: c.Choice, Text: c.Text})] = true
		}
	}
	if len(sent) == 0 {
		return false, nil
	}
	form.Values["_submission"] = []string{uuid.NewString()}
	for _, q := range questions {
		for _, a := range answersOf(r, &Form{Values: form.Values}, []askedQuestion{q}) {
			if sent[fingerprint(a)] {
				q.clear(form)
			}
		}
	}
	return true, nil
}

// saveDraft keeps the form as it is: for the page's script, or for the button that does the same.
func saveDraft(r *Request) error {
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	form := r.Form()
	again, err := r.forgetSent(form, questions)
	if err == nil && !(again && len(answersOf(r, &Form{Values: form.Values}, questions)) == 0) { // what was sent needs no draft
		var body []byte
		if body, err = json.Marshal(form.Values); err == nil {
			err = r.Dialogue.SaveDraft(r.Context(), *r.Actor, r.cycle.ID, body)
		}
	}
	switch {
	case r.byScript() && err == nil:
		r.Ctx.Status(fiber.StatusNoContent)
		return nil
	case r.byScript():
		return err
	case isClosed(err):
		return r.Status(fiber.StatusConflict).contributeClosed(form, questions, again)
	case form.Refused(r, err):
		return r.contributePage(contributePage{Form: form, Questions: questions})
	case err != nil:
		return err
	}
	r.Flash("contribute.draft_saved")
	return r.Redirect("/cycles/" + r.cycle.ID.String() + "/contribute")
}

// byScript reports whether a script asks instead of a form (Fetch Metadata; older browsers tell by Accept).
func (r *Request) byScript() bool {
	if mode := r.Ctx.Get("Sec-Fetch-Mode"); mode != "" {
		return mode != "navigate"
	}
	return strings.TrimSpace(r.Ctx.Get(fiber.HeaderAccept)) == "*/*"
}
