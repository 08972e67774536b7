package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

type handOverPage struct {
	dialogue.Item
	Form     *Form
	Services []Option
	Asks     bool // the coordinator decides
}

func showHandOver(r *Request) error {
	if !r.routeOf(r.item).HandsOver { // answered or asked for meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.handOverPage(&Form{})
}

// handOverPage offers the open services but the one that the point is with.
func (r *Request) handOverPage(form *Form) error {
	var without []uuid.UUID
	if r.item.ServiceID != nil {
		without = append(without, *r.item.ServiceID)
	}
	options, err := r.servicesBut(without...)
	if err != nil {
		return err
	}
	return r.Page("item_hand_over", handOverPage{r.item, form, options, r.routeOf(r.item).Asks})
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
	item, err := r.Dialogue.HandOver(r.Context(), *r.Actor, r.item.ID, service, reason)
	twice, failed := r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHandedOver, ServiceID: &service, Text: reason})
	if failed != nil {
		return failed
	}
	asked, failed := r.alreadyDone(err, dialogue.Event{Kind: dialogue.WasHandOverAsked, ServiceID: &service, Text: reason})
	if failed != nil {
		return failed
	}
	if asked || err == nil && item.WantedID != nil {
		r.Flash("item.hand_over_asked")
		return r.Redirect("/items/" + r.item.ID.String())
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
