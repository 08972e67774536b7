package web

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// formOfDraft is the form that a draft holds.
func formOfDraft(d dialogue.Draft) (*Form, error) {
	form := &Form{}
	if err := json.Unmarshal(d.Form, &form.Values); err != nil || form.Values == nil {
		return nil, fmt.Errorf("draft of cycle %s: %w", d.CycleID, err)
	}
	return form, nil
}

// sentWith counts, by their fingerprints, the answers that came in with the form's key, and gives the form a new key when there are any.
func (r *Request) sentWith(form *Form) (map[string]int, error) {
	key := submissionKey(form)
	said, err := r.Dialogue.Said(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID], r.cycle.ID)
	if err != nil {
		return nil, err
	}
	sent := map[string]int{}
	for _, c := range said {
		if c.SubmissionID == key {
			sent[fingerprint(dialogue.Answer{QuestionID: c.QuestionID, People: c.People, Mark: c.Mark, Importance: c.Importance,
				Experience: c.Experience, Choice: c.Choice, Text: c.Text})]++
		}
	}
	if len(sent) > 0 {
		form.Values["_submission"] = []string{uuid.NewString()}
	}
	return sent, nil
}

// typing is a form that isn't sent yet: one of contributions or of a meeting.
type typing struct {
	form   *Form
	needed bool // there is something in it that wasn't sent
	save   func(ctx context.Context, actor panel.Actor, cycle uuid.UUID, form []byte) error
	closed func() error // answers when the round takes no more
	show   func() error // the form with what is wrong with it
}

// keepTyping keeps a form as its draft. kept says that it is, and that the reader is still to be answered: a script, and who can't go on, are.
func (r *Request) keepTyping(t typing) (kept bool, err error) {
	if t.needed {
		var body []byte
		if body, err = json.Marshal(t.form.Values); err == nil {
			err = t.save(r.Context(), *r.Actor, r.cycle.ID, body)
		}
	}
	switch {
	case r.byScript() && err == nil:
		r.Ctx.Status(fiber.StatusNoContent)
		return false, nil
	case r.byScript():
		return false, err
	case isClosed(err):
		r.Status(fiber.StatusConflict)
		return false, t.closed()
	case t.form.Refused(r, err):
		return false, t.show()
	}
	return err == nil, err
}
