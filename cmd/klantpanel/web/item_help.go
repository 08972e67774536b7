package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var itemHelpRoutes = []Route{
	{Method: "GET", Path: "/items/:item/help", Access: ItemHandler, Handle: showAskHelp},
	{Method: "POST", Path: "/items/:item/help", Access: ItemHandler, Handle: askHelp},
	{Method: "POST", Path: "/items/:item/help/given", Access: ItemHelper, Handle: giveHelp},
}

// ItemHelper answers for a service that was asked to help with the point.
var ItemHelper = thing("ItemHelper", loadItem, func(r *Request) bool { return r.helping() })

// helping reports whether a service of the reader was asked to help with the point.
func (r *Request) helping() bool {
	for _, h := range r.helps {
		if r.Actor.RespondsFor(&h.ServiceID) {
			return true
		}
	}
	return false
}

type askHelpPage struct {
	dialogue.Item
	Form     *Form
	Services []Option
}

func showAskHelp(r *Request) error {
	if !r.routeOf(r.item).AsksHelp { // answered meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.askHelpPage(&Form{})
}

// askHelpPage offers the open services but the one that the point is with and those that were asked already.
func (r *Request) askHelpPage(form *Form) error {
	var without []uuid.UUID
	if r.item.ServiceID != nil {
		without = append(without, *r.item.ServiceID)
	}
	for _, h := range r.helps {
		if h.Waits() {
			without = append(without, h.ServiceID)
		}
	}
	services, err := r.servicesBut(without...)
	if err != nil {
		return err
	}
	return r.Page("item_help", askHelpPage{r.item, form, services})
}

func askHelp(r *Request) error {
	form := r.Form()
	request := form.Value("request")
	service, err := uuid.Parse(form.Value("service"))
	if err != nil {
		form.Problems = append(form.Problems, FieldProblem{"service", r.T("error.choose")})
		if request == "" {
			form.Problems = append(form.Problems, FieldProblem{"request", r.T("error.missing")})
		}
		form.Refused(r, nil)
		return r.askHelpPage(form)
	}
	_, err = r.Dialogue.AskHelp(r.Context(), *r.Actor, r.item.ID, service, request)
	twice, failed := r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHelpAsked, ServiceID: &service, Text: request})
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		return r.askHelpPage(form)
	}
	if !twice && err != nil {
		return err
	}
	to, err := r.Panel.Service(r.Context(), service)
	if err != nil {
		return err
	}
	r.Flash("helping.asked", "Service", to.Name)
	return r.Redirect("/items/" + r.item.ID.String())
}

func giveHelp(r *Request) error {
	form := r.Form()
	given := form.Value("given")
	service, err := uuid.Parse(form.Value("_service"))
	if err != nil {
		return r.Redirect("/items/" + r.item.ID.String())
	}
	_, err = r.Dialogue.GiveHelp(r.Context(), *r.Actor, r.item.ID, service, given)
	twice, failed := r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHelpGiven, ServiceID: &service, Text: given})
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		if err := r.reload(); err != nil {
			return err
		}
		return r.showItem(form, "given")
	}
	if !twice && err != nil {
		return err
	}
	r.Flash("helping.thanks", "Service", r.item.Service.Name)
	return r.Redirect("/items/" + r.item.ID.String())
}
