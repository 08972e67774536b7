package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// itemPromise is what became of the promise of a point.
type itemPromise struct {
	Running    bool
	Delivering bool // and the reader answers for its service
	Moves      []promiseMove
	Noticed    string // by how many, when a round asked
}

func (r *Request) promiseOf(item dialogue.Item) itemPromise {
	running := item.Promise != nil && item.Promise.State == dialogue.PromiseOpen
	return itemPromise{Running: running, Delivering: running && r.Actor.RespondsFor(item.ServiceID)}
}

// addPromise reads the days that the promise had before, and whether colleagues noticed that it was kept.
func (r *Request) addPromise(p *itemPage) error {
	promise := p.Promise
	if promise == nil {
		return nil
	}
	if promise.DueOn != promise.FirstDueOn {
		dates, err := r.Dialogue.DatesOf(r.Context(), p.ID)
		if err != nil {
			return err
		}
		p.Moves = movesOf(dates)
	}
	if promise.AskedIn == nil {
		return nil
	}
	noticed, err := r.Dialogue.NoticedOf(r.Context(), []uuid.UUID{p.ID})
	if n, ok := noticed[p.ID]; ok {
		p.Noticed = r.noticedText(n)
	}
	return err
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
