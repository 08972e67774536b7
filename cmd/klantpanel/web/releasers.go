package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var releaserRoutes = []Route{
	{Method: "GET", Path: "/services/:service/release", Access: ServiceResponder, Handle: showReleasers},
	{Method: "POST", Path: "/services/:service/release", Access: ServiceResponder, Handle: chooseReleasers},
}

// releasersPage says whose answers go out, and lets those decide who else's do.
type releasersPage struct {
	Service    panel.Service
	Responders []dialogue.Responder
	Options    []Option
	Chooses    bool
	Form       *Form
}

func showReleasers(r *Request) error { return r.releasersPage(nil) }

func (r *Request) releasersPage(form *Form) error {
	page := releasersPage{Service: r.service, Form: form}
	err := r.together(
		func() (err error) {
			page.Responders, err = r.Dialogue.Responders(r.Context(), r.service.ID)
			return err
		},
		func() (err error) {
			page.Chooses, err = r.Dialogue.MayChooseReleasers(r.Context(), *r.Actor, r.service.ID)
			return err
		},
	)
	if err != nil {
		return err
	}
	var chosen []string
	for _, p := range page.Responders {
		page.Options = append(page.Options, Option{Value: p.ID.String(), Text: p.Name})
		if p.Releases {
			chosen = append(chosen, p.ID.String())
		}
	}
	if page.Form == nil {
		page.Form = &Form{Values: map[string][]string{"releaser": chosen}}
	}
	return r.Page("releasers", page)
}

func chooseReleasers(r *Request) error {
	form := r.Form()
	var chosen []uuid.UUID
	for _, v := range form.All("releaser") {
		if id, err := uuid.Parse(v); err == nil {
			chosen = append(chosen, id)
		}
	}
	err := r.Dialogue.ChooseReleasers(r.Context(), *r.Actor, r.service.ID, chosen)
	if form.Refused(r, err) {
		return r.releasersPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("releasers.saved")
	return r.Redirect("/services/" + r.service.ID.String())
}
