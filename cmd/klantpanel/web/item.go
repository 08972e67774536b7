package web

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var itemRoutes = []Route{
	{Method: "GET", Path: "/items/:item", Access: ItemReader, Handle: showItem},
	{Method: "POST", Path: "/items/:item/acknowledge", Access: ItemResponder, Handle: acknowledgeItem},
	{Method: "POST", Path: "/items/:item/outcome", Access: ItemResponder, Handle: answerItem},
	{Method: "GET", Path: "/items/:item/hand-over", Access: ItemHandler, Handle: showHandOver},
	{Method: "POST", Path: "/items/:item/hand-over", Access: ItemHandOver, Handle: handOverItem},
	{Method: "POST", Path: "/items/:item/promise/delivered", Access: ItemResponder, Handle: deliverPromise},
	{Method: "GET", Path: "/items/:item/promise/moved", Access: ItemResponder, Handle: showMovePromise},
	{Method: "POST", Path: "/items/:item/promise/moved", Access: ItemResponder, Handle: movePromise},
	{Method: "GET", Path: "/items/:item/promise/dropped", Access: ItemResponder, Handle: showDropPromise},
	{Method: "POST", Path: "/items/:item/promise/dropped", Access: ItemResponder, Handle: dropPromise},
}

// quote is what one contribution said, as this reader may know it.
type quote struct {
	Question, Text, People, Ambassador string
	Colleague                          string // who said it, where the ambassador didn't and it is known
}

type itemPage struct {
	dialogue.Item
	Back, BackText string
	Badge          Badge
	Open           bool   // its service has something to do yet: to answer, or to keep a promise
	Tone           string // of the answer
	People         string
	Quotes         []quote
	Own            bool // the quotes are the reader's own words
	Timeline       []step
	Responds       bool // the reader answers for its service
	Answering      bool // and there is still an answer to give
	Delivering     bool // or a promise to keep
	HandsOver      bool
	Routes         bool // the reader may choose its service
	Outcomes       []Option
	Form           *Form
	Typed          string // what can't be saved any more, to copy

	ByMail time.Time // when what stands in the form of an answer came by mail; zero when it didn't

	itemExchange
}

func showItem(r *Request) error { return r.showItem(&Form{}, "") }

// showItem shows the point with a form as it was typed; typed names the field whose text would be lost when the form is gone.
func (r *Request) showItem(form *Form, typed string) error {
	item := r.item
	p := itemPage{Item: item, Badge: r.stateOf(item), People: r.colleagues(item.PeopleShown, item.Panel.SmallestGroup), Form: form,
		Responds: r.Actor.RespondsFor(item.ServiceID), Outcomes: r.outcomes()}
	running := item.Promise != nil && item.Promise.State == dialogue.PromiseOpen
	p.Open = item.State != dialogue.HasOutcome || running
	p.Tone = p.Badge.Tone
	if running && item.Promise.DueOn < r.todayIn(item.Panel.Zone()) {
		p.Tone = "danger"
	}
	p.Answering = p.Responds && item.State != dialogue.HasOutcome
	p.Delivering = p.Responds && running
	p.HandsOver = (p.Responds || r.Actor.CoordinatesPanel(item.PanelID)) && (item.State == dialogue.Routed || item.State == dialogue.ItemAcknowledged)
	p.Routes = r.Actor.CoordinatesPanel(item.PanelID) && item.State == dialogue.New
	if (typed == "answer" && !p.Answering) || (typed == "words" && !p.Delivering) {
		p.Typed = form.Value(typed)
	}
	p.Back, p.BackText = r.aboveItem()
	p.Own = !r.insider(item)
	err := r.together(
		func() (err error) { p.Timeline, err = r.timeline(item); return err },
		func() (err error) { p.Quotes, err = r.quotes(item); return err },
		func() error { return r.addPointByMail(&p) },
		func() (err error) { p.itemExchange, err = r.exchange(item, form); return err },
	)
	if err != nil {
		return err
	}
	return r.Page("item", p)
}

// aboveItem is the page that the reader probably came from.
func (r *Request) aboveItem() (address, text string) {
	switch {
	case r.Actor.RespondsFor(r.item.ServiceID):
		return "/inbox", r.T("item.to_inbox")
	case r.takesPart(r.item.PanelID):
		return "/cycles/" + r.item.CycleID.String(), r.T("item.to_round")
	}
	return "/", r.T("item.to_start")
}

// insider reports whether the reader may know who did what and why a point went to another service: those who run the panel, answer
// for the service, or manage. For everybody else a point is with one service, whatever way it came there.
func (r *Request) insider(item dialogue.Item) bool {
	return r.Actor.CoordinatesPanel(item.PanelID) || r.Actor.RespondsFor(item.ServiceID) || r.Actor.Manages()
}

// quotes are the words that a point was made of: all of them for insiders, without names; with the ambassador's name for who runs the
// panel; for others only their own.
func (r *Request) quotes(item dialogue.Item) ([]quote, error) {
	contributions, err := r.Dialogue.ContributionsOf(r.Context(), item.ID)
	if err != nil {
		return nil, err
	}
	inside, coordinates, me := r.insider(item), r.Actor.CoordinatesPanel(item.PanelID), r.Actor.Person.ID
	// With the total beside them, the numbers that are shown would give away the one that isn't.
	tellPeople := !slices.ContainsFunc(contributions, func(c dialogue.Contribution) bool { return c.People < item.Panel.SmallestGroup })
	var quotes []quote
	for _, c := range contributions {
		if strings.TrimSpace(c.Text) == "" || !inside && !isPerson(c.PersonID, me) {
			continue
		}
		q := quote{Text: c.Text}
		if c.Question != nil {
			q.Question = c.Question.Text(r.Language)
		}
		if tellPeople {
			q.People = r.colleagues(c.People, item.Panel.SmallestGroup)
		}
		if coordinates && c.Ambassador != nil && c.Ambassador.Person != nil {
			q.Ambassador = c.Ambassador.Person.Name
		}
		if coordinates && c.LinkID != nil && c.Person != nil { // a colleague who made themselves known
			q.Colleague = c.Person.Name
		}
		quotes = append(quotes, q)
	}
	if !coordinates { // the order of arrival would say something about who
		slices.SortFunc(quotes, func(a, b quote) int { return strings.Compare(a.Text, b.Text) })
	}
	return quotes, nil
}

func isPerson(id *uuid.UUID, person uuid.UUID) bool { return id != nil && *id == person }
