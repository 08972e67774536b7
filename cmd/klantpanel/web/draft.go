package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// draft is the form as it was left, or an empty one.
func (r *Request) draft(questions []askedQuestion) (form *Form, saved time.Time, err error) {
	d, err := r.Dialogue.Draft(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil || len(d.Form) == 0 {
		return emptyAnswers(questions), time.Time{}, err
	}
	if form, err = formOfDraft(d); err != nil {
		return nil, time.Time{}, err
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
	sent, err := r.sentWith(form)
	if err != nil || len(sent) == 0 {
		return false, err
	}
	for _, q := range questions {
		for _, a := range answersOf(r, &Form{Values: form.Values}, []askedQuestion{q}) {
			if sent[fingerprint(a)] > 0 {
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
	if err != nil {
		return err
	}
	kept, err := r.keepTyping(typing{
		form: form, needed: !again || len(answersOf(r, &Form{Values: form.Values}, questions)) > 0, save: r.Dialogue.SaveDraft,
		closed: func() error { return r.contributeClosed(form, questions, again) },
		show:   func() error { return r.contributePage(contributePage{Form: form, Questions: questions}) },
	})
	if !kept {
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
