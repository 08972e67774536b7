package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var itemDecideRoutes = []Route{
	{Method: "GET", Path: "/items/:item/decide", Access: ItemCoordinator, Handle: showDecide},
	{Method: "POST", Path: "/items/:item/decide", Access: ItemCoordinator, Handle: decideHandOver},
}

// What a coordinator decides about a hand-over that was asked for. It goes to the service of that id, or:
const (
	decidedStays = "stays"
	decidedOther = "other"
)

type decidePage struct {
	dialogue.Item
	Form      *Form
	Asked     dialogue.HandOverAsked
	Decisions []Option
	Services  []Option
}

func showDecide(r *Request) error {
	if r.item.WantedID == nil || r.item.State == dialogue.HasOutcome { // decided meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.decidePage(&Form{})
}

func (r *Request) decidePage(form *Form) error {
	asked, err := r.Dialogue.WantedHandOver(r.Context(), r.item)
	if err != nil {
		return err
	}
	services, err := r.servicesBut(*r.item.ServiceID, asked.Wanted.ID)
	if err != nil {
		return err
	}
	decisions := []Option{
		{Value: asked.Wanted.ID.String(), Text: r.T("decide.wanted", "Service", asked.Wanted.Name), Hint: r.T("decide.wanted_hint")},
		{Value: decidedStays, Text: r.T("decide.stays", "Service", r.item.Service.Name), Hint: r.T("decide.stays_hint")},
		{Value: decidedOther, Text: r.T("decide.third"), Hint: r.T("decide.third_hint")},
	}
	return r.Page("item_decide", decidePage{r.item, form, asked, decisions, services})
}

func decideHandOver(r *Request) error {
	form := r.Form()
	reason := form.Value("reason")
	service, wrong := decision(form)
	if wrong != "" {
		return r.decideAgain(form, wrong)
	}
	_, err := r.Dialogue.DecideHandOver(r.Context(), *r.Actor, r.item.ID, service, reason)
	twice, failed := r.decidedThis(err, service, reason)
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		if err := r.reload(); err != nil {
			return err
		}
		if r.item.WantedID == nil { // somebody else decided: its page says how, and keeps what was typed
			return r.showItem(form, "reason")
		}
		return r.decidePage(form)
	}
	if !twice && err != nil {
		return err
	}
	r.Flash("decide.done")
	return r.Redirect("/items/" + r.item.ID.String())
}

// decision is the service to which the point is to go, nil when it stays; wrong names the field in which nothing was chosen.
func decision(form *Form) (service *uuid.UUID, wrong string) {
	chosen, field := form.Value("decision"), "decision"
	if chosen == decidedStays {
		return nil, ""
	}
	if chosen == decidedOther {
		chosen, field = form.Value("service"), "service"
	}
	id, err := uuid.Parse(chosen)
	if err != nil {
		return nil, field
	}
	return &id, ""
}

// decidedThis reports whether the operation refused err only because the reader decided exactly this before.
func (r *Request) decidedThis(err error, service *uuid.UUID, reason string) (bool, error) {
	if service == nil {
		return r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHandOverDeclined, Text: reason})
	}
	if !isProblem(err) || r.item.WantedID != nil || r.item.ServiceID == nil || *r.item.ServiceID != *service {
		return false, nil
	}
	return r.handedOver() // the reason may be the one that the service gave
}

// decideAgain shows the form in which nothing was chosen.
func (r *Request) decideAgain(form *Form, field string) error {
	if r.item.WantedID == nil {
		return r.Redirect("/items/" + r.item.ID.String())
	}
	form.Problems = append(form.Problems, FieldProblem{field, r.T("error.choose")})
	form.Refused(r, nil)
	return r.decidePage(form)
}

// servicesBut offers the open services but these.
func (r *Request) servicesBut(without ...uuid.UUID) ([]Option, error) {
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return nil, err
	}
	options := []Option{{Value: "", Text: r.T("item.hand_over.choose")}}
	for _, s := range services {
		left := true
		for _, id := range without {
			left = left && s.ID != id
		}
		if left {
			options = append(options, Option{Value: s.ID.String(), Text: s.Name})
		}
	}
	return options, nil
}
