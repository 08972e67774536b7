package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// meetingAgain answers a form that came in before: what it says is done, other words mustn't get lost.
func (r *Request) meetingAgain(form *Form) error {
	again, err := r.forgetSentPoints(form)
	if err != nil {
		return err
	}
	if typedInMeeting(form) {
		return r.Status(fiber.StatusConflict).meetingPage(meetingPage{Form: form, Again: again})
	}
	return r.contributed()
}

// meetingLate answers a form that was sent to a round that takes no more. A second click on one that was in time is done.
func (r *Request) meetingLate(form *Form) error {
	received, err := r.forgetSentPoints(form)
	if err != nil {
		return err
	}
	if received && !typedInMeeting(form) {
		return r.contributed()
	}
	return r.Status(fiber.StatusConflict).meetingClosed(form, received)
}

// meetingClosed shows what was typed and can't be sent any more.
func (r *Request) meetingClosed(form *Form, received bool) error {
	p := closedPage{Cycle: r.cycle, Received: received}
	for i, a := range r.pointsOf(&Form{Values: form.Values}) {
		p.Typed = append(p.Typed, typedAnswer{r.T("meeting.point", "Number", i+1), r.TN("contribute.on_behalf", a.People), a.Text})
	}
	if notes := form.Raw("notes"); strings.TrimSpace(notes) != "" {
		p.Typed = append(p.Typed, typedAnswer{Question: r.T("meeting.notes"), Text: notes})
	}
	return r.Page("contribute_closed", p)
}
