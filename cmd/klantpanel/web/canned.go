package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var cannedRoutes = []Route{
	{Method: "GET", Path: "/services/:service/texts", Access: ServiceResponder, Handle: showCanned},
	{Method: "POST", Path: "/services/:service/texts", Access: ServiceResponder, Handle: saveCanned},
}

// cannedPage has the texts that a service starts its answers from, and the form of one.
type cannedPage struct {
	Service panel.Service
	Texts   []dialogue.CannedText
	Form    *Form
	Editing string // the name of the one in the form, "" for a new one
}

func showCanned(r *Request) error {
	id, err := uuid.Parse(r.Query("text"))
	if err != nil {
		return r.cannedPage(&Form{}, "")
	}
	t, err := r.Dialogue.CannedText(r.Context(), r.service.ID, id)
	if err != nil {
		return err
	}
	return r.cannedPage(NewForm("_text", t.ID, "name", t.Name, "text", t.Text), t.Name)
}

func (r *Request) cannedPage(form *Form, editing string) error {
	texts, err := r.Dialogue.CannedTexts(r.Context(), r.service.ID)
	if err != nil {
		return err
	}
	return r.Page("canned", cannedPage{r.service, texts, form, editing})
}

func saveCanned(r *Request) error {
	form := r.Form()
	id, err := uuid.Parse(form.Value("_text"))
	back := "/services/" + r.service.ID.String() + "/texts"
	if err != nil {
		id = uuid.Nil
	}
	if form.Value("_do") == "remove" {
		if err := r.Dialogue.RemoveCannedText(r.Context(), *r.Actor, r.service.ID, id); err != nil {
			return err
		}
		r.Flash("canned.removed")
		return r.Redirect(back)
	}
	saved, err := r.Dialogue.SaveCannedText(r.Context(), *r.Actor, r.service.ID, id, form.Value("name"), form.Value("text"))
	if form.Refused(r, err) {
		editing := ""
		if id != uuid.Nil {
			editing = saved.Name
		}
		return r.cannedPage(form, editing)
	}
	if err != nil {
		return err
	}
	r.Flash("canned.saved", "Name", saved.Name)
	return r.Redirect(back)
}

// insertCanned puts a canned text under what the reader typed so far, and changes nothing else.
func (r *Request) insertCanned(form *Form, text string) error {
	id, err := uuid.Parse(text)
	if err != nil {
		return panel.Refuse(panel.NotFound, "error.canned_text_not_found")
	}
	t, err := r.Dialogue.CannedText(r.Context(), *r.item.ServiceID, id)
	if err != nil {
		return err
	}
	return r.insert(form, t.Text)
}
