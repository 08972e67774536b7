package web

import "klantpanel/dialogue"

type askPage struct {
	dialogue.Item
	Form *Form
	Last string // what was asked before, whose place the new question takes
}

func showAsk(r *Request) error {
	if r.item.State == dialogue.HasOutcome { // answered meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.askPage(&Form{})
}

func (r *Request) askPage(form *Form) error {
	asked, err := r.Dialogue.Clarifications(r.Context(), r.item.ID)
	if err != nil {
		return err
	}
	p := askPage{Item: r.item, Form: form}
	if len(asked) > 0 {
		p.Last = asked[len(asked)-1].Question
	}
	return r.Page("item_ask", p)
}

func askBack(r *Request) error {
	form := r.Form()
	_, err := r.Dialogue.AskBack(r.Context(), *r.Actor, r.item.ID, form.Value("question"))
	if form.Refused(r, err) {
		return r.askPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("item.asked")
	return r.Redirect("/items/" + r.item.ID.String())
}
