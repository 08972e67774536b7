package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

type handOverPage struct {
	dialogue.Item
	Form     *Form
	Services []Option
}

func showHandOver(r *Request) error {
	if r.item.State != dialogue.Routed && r.item.State != dialogue.ItemAcknowledged { // answered meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.handOverPage(&Form{})
}

// handOverPage offers the open services but the one that the point is with.
func (r *Request) handOverPage(form *Form) error {
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return err
	}
	options := []Option{{Value: "", Text: r.T("item.hand_over.choose")}}
	for _, s := range services {
		if r.item.ServiceID == nil || s.ID != *r.item.ServiceID {
			options = append(options, Option{Value: s.ID.String(), Text: s.Name})
		}
	}
	return r.Page("item_hand_over", handOverPage{r.item, form, options})
}

func handOverItem(r *Request) error {
	form := r.Form()
	reason := form.Value("reason")
	service, err := uuid.Parse(form.Value("service"))
	if err != nil {
		form.Problems = append(form.Problems, FieldProblem{"service", r.T("error.choose")})
		if reason == "" {
			form.Problems = append(form.Problems, FieldProblem{"reason", r.T("error.missing")})
		}
		form.Refused(r, nil)
		return r.handOverPage(form)
	}
	_, err = r.Dialogue.HandOver(r.Context(), *r.Actor, r.item.ID, service, reason)
	twice, failed := r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHandedOver, ServiceID: &service, Text: reason})
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		return r.handOverPage(form)
	}
	if !twice && err != nil {
		return err
	}
	to, err := r.Panel.Service(r.Context(), service)
	if err != nil {
		return err
	}
	r.Flash("item.handed_over", "Service", to.Name)
	if r.Actor.RespondsFor(&service) || r.takesPart(r.item.PanelID) {
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.Redirect("/inbox") // the point is no longer theirs to see
}
