package web

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var boardRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/board", Access: CycleCoordinator, Handle: showBoard},
	{Method: "POST", Path: "/cycles/:cycle/board", Access: CycleCoordinator, Handle: turnBoard},
	{Method: "POST", Path: "/cycles/:cycle/items", Access: CycleCoordinator, Handle: bundleContributions},
	{Method: "POST", Path: "/cycles/:cycle/items/add", Access: CycleCoordinator, Handle: addContributions},
	{Method: "POST", Path: "/cycles/:cycle/acknowledge", Access: CycleCoordinator, Handle: acknowledgeContributions},
	{Method: "POST", Path: "/items/:item/route", Access: ItemCoordinator, Handle: routeItem},
}

const waitingAtOnce = 50

// boardPage is where the coordinator makes points of what came in. Its form goes along to the next page of contributions and stays
// when something is refused, so that what was ticked and typed is never lost.
type boardPage struct {
	Form      *Form
	Cycle     panel.Cycle
	Groups    []waitingGroup
	Elsewhere []string // ids ticked on other pages
	After     string   // the page begins after this contribution, "" at the beginning
	Next      string   // "" on the last page
	Services  []Option
	Addable   []Option // points that can still take contributions
	Unrouted  []boardItem
	Routed    []boardItem
	Digest    *uuid.UUID // of a round that is past responding
}

// waitingGroup is what waits to one question.
type waitingGroup struct {
	Question string
	List     []waitingLine
}

type waitingLine struct {
	ID          string
	Given, Text string
	Who         string // ambassador through whom it came
	People      int
	Ticked      bool
}

// boardItem is a point of the round with what the route form needs; the coordinator sees exact numbers.
type boardItem struct {
	Item  dialogue.Item
	Badge Badge
	Waits bool
	Field string // id of its select
}

func showBoard(r *Request) error { return r.board(NewForm()) }

// turnBoard shows another page of contributions and keeps what was ticked and typed; it changes nothing.
func turnBoard(r *Request) error {
	form := r.Form()
	if form.Checked("_clear") {
		delete(form.Values, "contributions")
	}
	return r.board(form)
}

// board shows the round of the path with this form.
func (r *Request) board(form *Form) error {
	p := boardPage{Form: form, Cycle: r.cycle}
	if err := r.addWaiting(&p); err != nil {
		return err
	}
	var err error
	if p.Services, err = serviceOptions(r); err != nil {
		return err
	}
	items, err := r.allItems(r.cycle.ID)
	if err != nil {
		return err
	}
	for _, i := range items {
		line := boardItem{i, r.whereIs(i), waits(i), routeField(i.ID)}
		if i.State == dialogue.New {
			p.Unrouted = append(p.Unrouted, line)
		} else {
			p.Routed = append(p.Routed, line)
		}
		if i.State != dialogue.HasOutcome {
			p.Addable = append(p.Addable, Option{Value: i.ID.String(), Text: i.Title})
		}
	}
	d, err := r.Dialogue.DigestOf(r.Context(), r.cycle.ID)
	if err == nil {
		p.Digest = &d.ID
	} else if !isMissing(err) {
		return err
	}
	return r.Page("board", p)
}

// boardPlace is the contribution after which the page begins; what is no id means the beginning.
func (r *Request) boardPlace() uuid.UUID {
	after, err := uuid.Parse(r.Query("after"))
	if err != nil {
		return uuid.Nil
	}
	return after
}

// addWaiting reads a page of what waits and groups it by question. A page that meanwhile ran empty gives way to the first one.
func (r *Request) addWaiting(p *boardPage) error {
	after := r.boardPlace()
	waiting, err := r.Dialogue.WaitingPage(r.Context(), p.Cycle.ID, after, waitingAtOnce+1)
	if err == nil && len(waiting) == 0 && after != uuid.Nil {
		after = uuid.Nil
		waiting, err = r.Dialogue.WaitingPage(r.Context(), p.Cycle.ID, after, waitingAtOnce+1)
	}
	if err != nil {
		return err
	}
	if after != uuid.Nil {
		p.After = after.String()
	}
	if len(waiting) > waitingAtOnce {
		waiting = waiting[:waitingAtOnce]
		p.Next = waiting[waitingAtOnce-1].ID.String()
	}
	here := map[string]bool{}
	slices.SortStableFunc(waiting, func(a, b dialogue.Contribution) int { return questionRank(a) - questionRank(b) })
	for _, c := range waiting {
		l := waitingLine{ID: c.ID.String(), Given: r.givenWords(c), Text: c.Text, Who: c.Ambassador.Person.Name, People: c.People}
		here[l.ID], l.Ticked = true, p.Form.Has("contributions", l.ID)
		question := r.questionOf(c)
		if len(p.Groups) == 0 || p.Groups[len(p.Groups)-1].Question != question {
			p.Groups = append(p.Groups, waitingGroup{Question: question})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.List = append(g.List, l)
	}
	for _, id := range p.Form.All("contributions") {
		if !here[id] && isUUID(id) {
			p.Elsewhere = append(p.Elsewhere, id)
		}
	}
	return nil
}

// questionRank orders by question; what nobody asked for comes last.
func questionRank(c dialogue.Contribution) int {
	if c.Question == nil {
		return 1 << 30
	}
	return c.Question.Position
}

func routeField(item uuid.UUID) string { return "service-" + item.String() }

func isMissing(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p) && p.Kind == panel.NotFound
}
