package web

import (
	"slices"

	"klantpanel/dialogue"
)

var itemRoutes = []Route{
	{Method: "GET", Path: "/items/:item", Access: ItemReader, Handle: showItem},
	{Method: "POST", Path: "/items/:item/acknowledge", Access: ItemResponder, Handle: acknowledgeItem},
	{Method: "GET", Path: "/items/:item/hand-over", Access: ItemHandler, Handle: showHandOver},
	{Method: "POST", Path: "/items/:item/hand-over", Access: ItemHandOver, Handle: handOverItem},
	{Method: "POST", Path: "/items/:item/promise/delivered", Access: ItemResponder, Handle: deliverPromise},
	{Method: "GET", Path: "/items/:item/promise/moved", Access: ItemResponder, Handle: showMovePromise},
	{Method: "POST", Path: "/items/:item/promise/moved", Access: ItemResponder, Handle: movePromise},
	{Method: "GET", Path: "/items/:item/promise/dropped", Access: ItemResponder, Handle: showDropPromise},
	{Method: "POST", Path: "/items/:item/promise/dropped", Access: ItemResponder, Handle: dropPromise},
}

// itemPage is a point as its reader may know it. Each of its parts has its own file, and its own template under parts.
type itemPage struct {
	dialogue.Item
	Back, BackText string
	Badge          Badge
	Open           bool // its service has something to do yet: to answer, or to keep a promise
	Form           *Form
	Typed          string // what can't be saved any more, to copy
	TypedAnswer    bool   // and it is an answer

	itemSaid
	itemExchange
	itemAnswering
	itemPromise
	itemRoute
	itemClock
	itemNotes
	itemTimeline
}

func showItem(r *Request) error {
	if id, err := r.ID("item"); err == nil && id != r.item.ID { // it went up in another one
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.showItem(&Form{}, "")
}

// showItem shows the point with a form as it was typed; typed names the field whose text would be lost when the form is gone.
func (r *Request) showItem(form *Form, typed string) error {
	item := r.item
	p := itemPage{Item: item, Badge: r.stateOf(item), Form: form, itemPromise: r.promiseOf(item), itemRoute: r.routeOf(item), itemClock: r.clockOf(item)}
	p.Open = item.State != dialogue.HasOutcome || p.Running
	p.itemAnswering = r.answeringOf(p)
	if (typed == "answer" && !p.Answering) || (typed == "words" && !p.Delivering) || (typed == "given" && len(p.GivesHelp) == 0) || typed == "reason" {
		p.Typed, p.TypedAnswer = form.Value(typed), typed == "answer"
	}
	p.Back, p.BackText = r.aboveItem()
	var events []dialogue.Event
	err := r.together(
		func() (err error) { events, err = r.Dialogue.Timeline(r.Context(), item.ID); return err },
		func() (err error) { p.itemSaid, err = r.said(item); return err },
		func() error { return r.addPromise(&p) },
		func() error { return r.addRoute(&p) },
		func() error { return r.addAnswer(&p) },
	)
	if err != nil {
		return err
	}
	p.Timeline = r.timeline(item, events)
	err = r.together(
		func() error { return r.addNotes(&p, events) },
		func() error { return r.addMerged(&p, events) },
		func() (err error) { p.itemExchange, err = r.exchange(item, p.Form, events); return err },
	)
	if err != nil {
		return err
	}
	return r.Page("item", p)
}

// happenedTo reports whether one of these kinds of event is in a point's timeline, or may be in that of one that went up in it. What
// isn't needn't be asked for.
func happenedTo(timeline []dialogue.Event, kinds ...string) bool {
	return slices.ContainsFunc(timeline, func(e dialogue.Event) bool { return e.Kind == dialogue.WasMerged || slices.Contains(kinds, e.Kind) })
}

// aboveItem is the page that the reader probably came from.
func (r *Request) aboveItem() (address, text string) {
	switch {
	case r.Actor.RespondsFor(r.item.ServiceID) || r.helping() && !r.takesPart(r.item.PanelID):
		return "/inbox", r.T("item.to_inbox")
	case r.item.Cycle.Standing() && r.Actor.CoordinatesPanel(r.item.PanelID):
		return "/panels/" + r.item.PanelID.String(), r.item.Panel.Name
	case !r.item.Cycle.Standing() && r.takesPart(r.item.PanelID):
		return "/cycles/" + r.item.CycleID.String(), r.T("item.to_round")
	}
	return "/", r.T("item.to_start")
}

// insider reports whether the reader may know who did what and why a point went to another service: those who run the panel, answer
// for the service or one that helps it, or manage. For everybody else a point is with one service, whatever way it came there.
func (r *Request) insider(item dialogue.Item) bool {
	return r.Actor.CoordinatesPanel(item.PanelID) || r.Actor.RespondsFor(item.ServiceID) || r.Actor.Manages() || r.helping()
}
