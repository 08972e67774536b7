package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

type handOverPage struct {
	dialogue.Item
	Form     *Form
	Likely   []Option // services that the point is probably for, with why, and another one
	Services []Option
	Asks     bool // the coordinator decides
}

// likelyField chooses a suggested service, or decidedOther: the one in the list below it.
const likelyField = "to"

func showHandOver(r *Request) error {
	if !r.routeOf(r.item).HandsOver { // answered or asked for meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.handOverPage(&Form{})
}

// handOverPage offers the open services but the one that the point is with, the likely ones first.
func (r *Request) handOverPage(form *Form) error {
	page := handOverPage{Item: r.item, Form: form, Asks: r.routeOf(r.item).Asks}
	var without []uuid.UUID
	if r.item.ServiceID != nil {
		without = append(without, *r.item.ServiceID)
	}
	likely, err := r.suggestedFor(r.item)
	if err != nil {
		return err
	}
	for _, s := range likely {
		page.Likely = append(page.Likely, Option{Value: s.ID, Text: s.Name, Hint: s.Why})
		without = append(without, uuid.MustParse(s.ID))
	}
	if len(page.Likely) > 0 {
		page.Likely = append(page.Likely, Option{Value: decidedOther, Text: r.T("item.hand_over.elsewhere")})
		for i, problem := range form.Problems {
			if problem.Field == "service" && form.Value(likelyField) != decidedOther { // the list can't be seen
				form.Problems[i].Field = likelyField
			}
		}
	}
	if page.Services, err = r.servicesBut(without...); err != nil {
		return err
	}
	return r.Page("item_hand_over", page)
}

// chosenService is the one that the form hands the point over to.
func chosenService(form *Form) (uuid.UUID, error) {
	if likely := form.Value(likelyField); likely != "" && likely != decidedOther {
		return uuid.Parse(likely)
	}
	return uuid.Parse(form.Value("service"))
}

func handOverItem(r *Request) error {
	form := r.Form()
	reason := form.Value("reason")
	service, err := chosenService(form)
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
