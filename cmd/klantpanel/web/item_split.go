package web

import (
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var splitRoutes = []Route{
	{Method: "GET", Path: "/items/:item/split", Access: ItemCoordinator, Handle: showSplit},
	{Method: "POST", Path: "/items/:item/split", Access: ItemCoordinator, Handle: splitItem},
}

// splitPage makes a point of a part of what another one was made of.
type splitPage struct {
	dialogue.Item
	Form     *Form
	Lines    []waitingLine
	Services []Option
}

func showSplit(r *Request) error {
	if !r.splits(r.item) { // answered or merged meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	service := ""
	if r.item.ServiceID != nil {
		service = r.item.ServiceID.String()
	}
	return r.splitPage(NewForm("service", service))
}

func (r *Request) splitPage(form *Form) error {
	p := splitPage{Item: r.item, Form: form}
	var said []dialogue.Contribution
	err := r.together(
		func() (err error) { said, err = r.Dialogue.ContributionsOf(r.Context(), r.item.ID); return err },
		func() (err error) { p.Services, err = serviceOptions(r); return err },
	)
	if err != nil {
		return err
	}
	for _, c := range said {
		l := r.waitingLine(c)
		l.Ticked = form.Has("contributions", l.ID)
		p.Lines = append(p.Lines, l)
	}
	p.Services = append([]Option{{Text: r.T("board.later")}}, p.Services...)
	return r.Page("item_split", p)
}

func splitItem(r *Request) error {
	form := r.Form()
	in := dialogue.BundleInput{Contributions: contributionsOf(form), Title: form.Value("title"), Said: form.Value("said"), Quoting: form.Checked(quotingField)}
	if service, err := uuid.Parse(form.Value("service")); err == nil {
		in.Service = &service
	}
	part, err := r.Dialogue.Split(r.Context(), *r.Actor, r.item.ID, in)
	if isProblem(err) {
		twice, failed := r.splitBefore(in)
		if failed != nil {
			return failed
		}
		if twice != uuid.Nil { // the same form once more
			return r.Redirect("/items/" + twice.String())
		}
	}
	askQuoting(form, err)
	if form.Refused(r, err) {
		return r.splitPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("split.done", "Title", part.Title)
	return r.Redirect("/items/" + part.ID.String())
}

// splitBefore is the point that the reader split off from this one by the same form, uuid.Nil when there is none.
func (r *Request) splitBefore(in dialogue.BundleInput) (uuid.UUID, error) {
	events, err := r.Dialogue.Timeline(r.Context(), r.item.ID)
	if err != nil {
		return uuid.Nil, err
	}
	for _, e := range events {
		if e.Kind != dialogue.WasSplit || !isPerson(e.PersonID, r.Actor.Person.ID) || e.Other == nil || e.Other.Title != strings.TrimSpace(in.Title) {
			continue
		}
		there, err := r.Dialogue.ContributionsOf(r.Context(), e.Other.ID)
		if err != nil {
			return uuid.Nil, err
		}
		if same := ticked(there, func(c dialogue.Contribution) uuid.UUID { return c.ID }); sameIDs(same, in.Contributions) {
			return e.Other.ID, nil
		}
	}
	return uuid.Nil, nil
}

// sameIDs reports whether both hold the same, in whatever order.
func sameIDs(there []string, chosen []uuid.UUID) bool {
	known := map[string]bool{}
	for _, id := range there {
		known[id] = true
	}
	for _, id := range chosen {
		if !known[id.String()] {
			return false
		}
	}
	return len(there) == len(chosen)
}

// splits reports whether the reader may make two points of this one.
func (r *Request) splits(item dialogue.Item) bool { return r.merges(item) && item.Contributions > 1 }

// merges reports whether the reader may let another point go up in this one.
func (r *Request) merges(item dialogue.Item) bool {
	return r.Actor.CoordinatesPanel(item.PanelID) && item.State != dialogue.HasOutcome && item.ReadyAt.IsZero()
}
