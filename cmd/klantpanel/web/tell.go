package web

import (
	"errors"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var tellRoutes = []Route{
	{Method: "GET", Path: "/tell", Access: SignedIn, Handle: showTell},
	{Method: "POST", Path: "/tell", Access: SignedIn, Handle: tell},
}

// tellPage takes a point at any moment, whosever it is.
type tellPage struct {
	Form    *Form
	Contact string // whom to ask while there is no panel
	Open    bool   // there is a panel that hears it
}

// showTell opens the form, with the words in it that the directory didn't find.
func showTell(r *Request) error {
	return r.tellPage(NewForm("text", searched(r.Query("q")), "_submission", uuid.NewString()))
}

func (r *Request) tellPage(form *Form) error {
	_, open, err := panel.DeskFor(r.Context(), r.DB, r.Actor.Person, nil, r.Today())
	if err != nil {
		return err
	}
	return r.Page("tell", tellPage{form, r.Organisation.Contact, open})
}

func tell(r *Request) error {
	form := r.Form()
	told, err := r.Dialogue.Tell(r.Context(), *r.Actor, submissionKey(form), form.Value("text"), form.Checked("unquoted"))
	var p *panel.Problem
	if errors.As(err, &p) && p.Message == "error.told_before" { // other words than this form sent before: sent again, they are something new
		form.Values["_submission"] = []string{uuid.NewString()}
	}
	if form.Refused(r, err) {
		return r.tellPage(form)
	}
	if err != nil {
		return err
	}
	r.thank(told)
	return r.Redirect("/mine")
}

// thank says where it went, as far as that is known.
func (r *Request) thank(told dialogue.Told) {
	switch {
	case told.Suggested == nil:
		r.Flash("tell.sent")
	case told.Routed != nil || told.ItemID != nil:
		r.Flash("tell.sent_routed")
	default:
		r.Flash("tell.sent_like", "Service", told.Suggested.Name)
	}
}
