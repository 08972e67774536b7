package web

import (
	"klantpanel/dialogue"
)

var itemReviseRoutes = []Route{
	{Method: "GET", Path: "/items/:item/revise", Access: ItemResponder, Handle: showRevise},
	{Method: "POST", Path: "/items/:item/revise", Access: ItemResponder, Handle: reviseItem},
}

// revisePage replaces an answer that was told by another one.
type revisePage struct {
	dialogue.Item
	Badge     Badge
	Form      *Form
	Outcomes  []Option
	Written   dialogue.ItemAnswer // the draft of a revision
	Beside    bool                // it isn't what stands in the form: the reader chooses
	Releases  bool
	Releasers string
	Plain     lookedOver
	Holds     bool // until the coordinator publishes all of the round
}

func showRevise(r *Request) error {
	if !r.item.Revisable() || !r.item.ReadyAt.IsZero() { // not answered, a promise, or a revision waits already: its page says what can be done
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.revisePage(nil)
}

// revisePage shows the form as it was typed; without one it has the draft, or what was told.
func (r *Request) revisePage(form *Form) error {
	page := revisePage{Item: r.item, Badge: r.stateOf(r.item), Form: form, Outcomes: r.outcomes(), Holds: r.item.Panel.HoldsAnswers}
	err := r.together(
		func() (err error) { page.Written, err = r.Dialogue.AnswerOf(r.Context(), r.item.ID); return err },
		func() (err error) { page.Releases, page.Releasers, err = r.releasers(r.item); return err },
	)
	if err != nil {
		return err
	}
	w := page.Written
	if form != nil && form.Value("_do") == "look" {
		page.Plain = r.lookOver(form.Value("answer"))
	}
	switch {
	case form != nil:
		page.Beside = w.Written() && version(form) != w.Version && form.Value("answer") != w.Answer
	case w.Written():
		page.Form = NewForm("outcome", w.Outcome, "due_on", string(w.DueOn), "answer", w.Answer, "changed", w.Changed)
	default:
		page.Form = NewForm("outcome", r.item.Outcome, "answer", r.item.Answer)
	}
	return r.Page("item_revise", page)
}

func reviseItem(r *Request) error {
	form := r.Form()
	if (form.Value("_begin") != "" || form.Value("_do") == "look") && r.item.Revisable() { // an answer that came second only lacks what is different
		return r.revisePage(form)
	}
	in := answerInput(form)
	before := r.item.RevisedAt
	item, err := r.Dialogue.Revise(r.Context(), *r.Actor, r.item.ID, version(form), in, form.Value("changed"))
	if err == nil {
		switch {
		case !item.ReadyAt.IsZero():
			r.Flash("item.answer_ready")
		case item.RevisedAt == before:
			r.Flash("item.drafted")
		default:
			r.Flash("item.revised")
		}
		return r.Redirect("/items/" + r.item.ID.String())
	}
	for _, kind := range []string{dialogue.WasRevised, dialogue.WasReleased} {
		twice, failed := r.alreadyDone(err, dialogue.Event{Kind: kind, Outcome: in.Outcome, Text: in.Answer})
		if failed != nil {
			return failed
		}
		if twice && isConflict(err) {
			return r.Redirect("/items/" + r.item.ID.String())
		}
	}
	if !form.Refused(r, err) {
		return err
	}
	if err := r.reload(); err != nil {
		return err
	}
	return r.revisePage(form)
}
