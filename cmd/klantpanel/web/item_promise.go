package web

import (
	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// itemPromise is what became of the promise of a point.
type itemPromise struct {
	Running    bool
	Delivering bool // and the reader answers for its service
}

func (r *Request) promiseOf(item dialogue.Item) itemPromise {
	running := item.Promise != nil && item.Promise.State == dialogue.PromiseOpen
	return itemPromise{running, running && r.Actor.RespondsFor(item.ServiceID)}
}

// promisePage changes a running promise in one of the two ways that disappoint: Moving to another day, or dropping it.
type promisePage struct {
	dialogue.Item
	Form   *Form
	Moving bool
}

func deliverPromise(r *Request) error {
	form := r.Form()
	words := form.Value("words")
	err := r.Dialogue.Deliver(r.Context(), *r.Actor, r.item.ID, words)
	return r.afterChange(err, form, "words", dialogue.Event{Kind: dialogue.WasDelivered, Text: words}, "item.delivered") // ids: item.delivered
}

func showMovePromise(r *Request) error { return r.showPromise(true) }

func showDropPromise(r *Request) error { return r.showPromise(false) }

func (r *Request) showPromise(moving bool) error {
	if r.item.Promise == nil || r.item.Promise.State != dialogue.PromiseOpen {
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.Page("item_promise", promisePage{r.item, &Form{}, moving})
}

func movePromise(r *Request) error {
	form := r.Form()
	due, reason := scheduler.Date(form.Value("due_on")), form.Value("reason")
	err := r.Dialogue.Reschedule(r.Context(), *r.Actor, r.item.ID, due, reason)
	return r.afterPromise(err, form, true, dialogue.Event{Kind: dialogue.WasRescheduled, DueOn: due, Text: reason}, "item.moved") // ids: item.moved
}

func dropPromise(r *Request) error {
	form := r.Form()
	words := form.Value("words")
	err := r.Dialogue.Drop(r.Context(), *r.Actor, r.item.ID, words)
	return r.afterPromise(err, form, false, dialogue.Event{Kind: dialogue.WasDropped, Text: words}, "item.dropped") // ids: item.dropped
}

func (r *Request) afterPromise(err error, form *Form, moving bool, done dialogue.Event, flash string) error {
	twice, failed := r.alreadyDone(err, done)
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		if err := r.reload(); err != nil {
			return err
		}
		return r.Page("item_promise", promisePage{r.item, form, moving})
	}
	if !twice && err != nil {
		return err
	}
	r.Flash(flash)
	return r.Redirect("/items/" + r.item.ID.String())
}
