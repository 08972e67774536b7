package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func bundleContributions(r *Request) error {
	form := r.Form()
	in := dialogue.BundleInput{Contributions: contributionsOf(form), Title: form.Value("title"), Said: form.Value("said")}
	if service, err := uuid.Parse(form.Value("service")); err == nil {
		in.Service = &service
	}
	item, err := r.Dialogue.Bundle(r.Context(), *r.Actor, r.cycle.ID, in)
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	r.Flash("board.bundled", "Title", item.Title)
	return r.backToBoard()
}

func addContributions(r *Request) error {
	form := r.Form()
	id, err := uuid.Parse(form.Value("item"))
	if err != nil {
		form.Problems = append(form.Problems, FieldProblem{"item", r.T("error.choose")})
		form.Refused(r, nil)
		return r.boardAgain(form)
	}
	item, err := r.Dialogue.Item(r.Context(), id)
	if err == nil && item.CycleID != r.cycle.ID {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if err != nil {
		return err
	}
	item, err = r.Dialogue.AddTo(r.Context(), *r.Actor, id, contributionsOf(form))
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	r.Flash("board.added", "Title", item.Title)
	return r.backToBoard()
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
	r.Flash("board.acknowledged")
	return r.backToBoard()
}

// routeItem makes a service accountable for a new point. Choosing the same service twice is one choice.
func routeItem(r *Request) error {
	form := r.Form()
	cycle, err := r.Panel.Cycle(r.Context(), r.item.CycleID)
	if err != nil {
		return err
	}
	r.cycle = cycle
	field := routeField(r.item.ID)
	service, err := uuid.Parse(form.Value("service"))
	if err != nil {
		form = &Form{Values: map[string][]string{}, Problems: []FieldProblem{{field, r.T("error.choose")}}}
		form.Refused(r, nil)
		return r.board(form)
	}
	item := r.item
	if item.ServiceID == nil || *item.ServiceID != service {
		item, err = r.Dialogue.Route(r.Context(), *r.Actor, r.item.ID, service)
	}
	if form.Refused(r, err) { // the board has a field "service" of its own
		again := &Form{Values: map[string][]string{field: {service.String()}}}
		for _, p := range form.Problems {
			again.Problems = append(again.Problems, FieldProblem{field, p.Text})
		}
		return r.board(again)
	}
	if err != nil {
		return err
	}
	r.Flash("board.routed", "Title", item.Title)
	return r.backToBoard()
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
		waiting, err := r.stillWaiting()
		if err != nil {
			return err
		}
		form.Values["contributions"] = slices.DeleteFunc(form.All("contributions"), func(id string) bool { return !waiting[id] })
	}
	return r.board(form)
}

func (r *Request) stillWaiting() (map[string]bool, error) {
	const batch = 500
	waiting := map[string]bool{}
	after := uuid.Nil
	for {
		page, err := r.Dialogue.WaitingPage(r.Context(), r.cycle.ID, after, batch)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			waiting[c.ID.String()] = true
		}
		if len(page) < batch {
			return waiting, nil
		}
		after = page[batch-1].ID
	}
}

// backToBoard goes on at the page of contributions that the reader was on.
func (r *Request) backToBoard() error {
	path := "/cycles/" + r.cycle.ID.String() + "/board"
	if after := r.boardPlace(); after != uuid.Nil {
		path += "?after=" + after.String()
	}
	return r.Redirect(path)
}
