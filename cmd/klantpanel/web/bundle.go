package web

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func bundleContributions(r *Request) error {
	form := r.Form()
	if form.Checked("_enter") && searched(form.Value("q")) != r.boardPlace().Words { // Enter in the search field, not in the title
		return turnBoard(r)
	}
	in := dialogue.BundleInput{Contributions: contributionsOf(form), Title: form.Value("title"), Said: form.Value("said"), Quoting: form.Checked(quotingField)}
	if service, err := uuid.Parse(form.Value("service")); err == nil {
		in.Service = &service
	}
	item, err := r.Dialogue.Bundle(r.Context(), *r.Actor, r.cycle.ID, in)
	askQuoting(form, err)
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	return r.goesOn(form, "board.bundled", item.Title, "contributions", "title", "said", "service", quotingField, quotesField)
}

func addContributions(r *Request) error {
	form := r.Form()
	id, err := uuid.Parse(form.Value("item"))
	if err != nil {
		form.Problems = append(form.Problems, FieldProblem{"items", r.T("error.choose")})
		form.Refused(r, nil)
		return r.boardAgain(form)
	}
	item, err := r.Dialogue.Item(r.Context(), id)
	if err == nil && item.PanelID != r.cycle.PanelID {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if err != nil {
		return err
	}
	if item, err = r.Dialogue.Successor(r.Context(), item); err != nil { // merged meanwhile
		return err
	}
	item, err = r.Dialogue.AddTo(r.Context(), *r.Actor, item.ID, contributionsOf(form))
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	return r.goesOn(form, "board.added", item.Title, "contributions")
}

func acknowledgeContributions(r *Request) error {
	form := r.Form()
	err := r.Dialogue.AcknowledgeContributions(r.Context(), *r.Actor, r.cycle.ID, contributionsOf(form), form.Value("reason"))
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	if r.cycle.Standing() {
		return r.goesOn(form, "board.acknowledged_told", "", "contributions", "reason")
	}
	return r.goesOn(form, "board.acknowledged", "", "contributions", "reason")
}

// routeItem makes a service accountable for a new point. Choosing the same service twice is one choice.
func routeItem(r *Request) error {
	cycle, err := r.Panel.Cycle(r.Context(), r.item.CycleID)
	if err != nil {
		return err
	}
	r.cycle = cycle
	form, field := r.Form(), routeField(r.item.ID)
	service, err := uuid.Parse(cmp.Or(form.Value(suggestedField), form.Value(field)))
	if err != nil {
		form.Problems = append(form.Problems, FieldProblem{field, r.T("error.choose")})
		form.Refused(r, nil)
		return r.boardRefused(form)
	}
	item := r.item
	if item.ServiceID == nil || *item.ServiceID != service {
		item, err = r.Dialogue.Route(r.Context(), *r.Actor, r.item.ID, service)
	}
	if form.Refused(r, err) {
		if r.status == fiber.StatusUnprocessableEntity { // else somebody routed it meanwhile, and the field is gone
			form.Problems[0].Field = field
		}
		return r.boardRefused(form)
	}
	if err != nil {
		return err
	}
	if form.Checked("_here") { // on the point's own page
		r.Flash("board.routed", "Title", item.Title)
		return r.Redirect("/items/" + item.ID.String())
	}
	return r.goesOn(form, "board.routed", item.Title, field)
}

// contributionsOf are the chosen contributions, each once.
func contributionsOf(form *Form) []uuid.UUID {
	var ids []uuid.UUID
	for _, v := range form.All("contributions") {
		if id, err := uuid.Parse(v); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// boardAgain shows the board with what was refused. What somebody else bundled meanwhile is no longer ticked, so that the rest can
// be sent again.
func (r *Request) boardAgain(form *Form) error {
	if r.status == fiber.StatusConflict {
		waiting, err := r.Dialogue.StillWaiting(r.Context(), r.cycle.ID, contributionsOf(form))
		if err != nil {
			return err
		}
		form.Values["contributions"] = ticked(waiting, func(id uuid.UUID) uuid.UUID { return id })
	}
	return r.boardRefused(form)
}
