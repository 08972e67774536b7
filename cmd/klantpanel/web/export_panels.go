package web

import (
	"iter"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

var panelExports = slices.Concat(
	exportRoutes("/settings/services", CoordinatorAny, servicesAdminListing),
	exportRoutes("/questions", CoordinatorAny, questionsListing),
	exportRoutes("/panels", CoordinatorAny, panelsListing),
	exportRoutes("/panels/:panel/rounds", PanelCoordinator, roundsListing),
	exportRoutes("/panels/:panel/ambassadors", PanelCoordinator, ambassadorsListing),
)

// idAfter is the id of the last row of a page, uuid.Nil before the first page.
func idAfter[T any](last *T, id func(T) uuid.UUID) uuid.UUID {
	if last == nil {
		return uuid.Nil
	}
	return id(*last)
}

// inLines is inPages where a page of things is made into one of lines, which hold the same id.
func inLines[T, L any](id func(L) uuid.UUID, read func(after uuid.UUID, limit int) ([]T, error), lines func([]T) ([]L, error)) iter.Seq2[L, error] {
	return inPages(func(last *L, limit int) ([]L, error) {
		things, err := read(idAfter(last, id), limit)
		if err != nil {
			return nil, err
		}
		return lines(things)
	})
}

func servicesAdminListing(r *Request) (listing[serviceLine], error) {
	return listing[serviceLine]{
		File: r.T("export.services"),
		Columns: []column[serviceLine]{
			{r.T("services_admin.name"), textColumn, func(s serviceLine) any { return s.Name }},
			{r.T("services_admin.purpose"), textColumn, func(s serviceLine) any { return s.Purpose }},
			{r.T("services_admin.norm"), numberColumn, func(s serviceLine) any { return s.NormDays }},
			{r.T("services_admin.responders"), textColumn, func(s serviceLine) any { return r.namesOf(s.Responders) }},
			{r.T("services_admin.owner"), textColumn, func(s serviceLine) any { return s.Owner.Name }},
		},
		Rows: inLines(func(s serviceLine) uuid.UUID { return s.ID }, func(after uuid.UUID, limit int) ([]panel.Service, error) {
			return r.Panel.ServicesPage(r.Context(), after, limit)
		}, r.serviceLines),
	}, nil
}

func questionsListing(r *Request) (listing[panel.Question], error) {
	return listing[panel.Question]{
		File: r.T("export.questions"),
		Columns: []column[panel.Question]{
			{r.T("questions.topic"), textColumn, func(q panel.Question) any { return q.Topic.Name }},
			{r.T("export.question"), textColumn, func(q panel.Question) any { return q.Text(r.Language) }},
			{r.T("export.kind"), textColumn, func(q panel.Question) any { return r.T("question_kind." + q.Kind) }},
			{r.T("overview.service"), textColumn, func(q panel.Question) any { return r.questionLine(q).Service }},
		},
		Rows: inPages(func(last *panel.Question, limit int) ([]panel.Question, error) {
			return r.Panel.QuestionsPage(r.Context(), idAfter(last, questionID), limit)
		}),
	}, nil
}

// panelsListing is the panels that the reader runs.
func panelsListing(r *Request) (listing[panelLine], error) {
	state := func(p panelLine) any {
		if p.Paused {
			return r.T("panels.state_paused")
		}
		return r.T("panels.state_running")
	}
	return listing[panelLine]{
		File: r.T("export.panels"),
		Columns: []column[panelLine]{
			{r.T("panel_form.name"), textColumn, func(p panelLine) any { return p.Name }},
			{r.T("panel_form.purpose"), textColumn, func(p panelLine) any { return p.Purpose }},
			{r.T("panel_page.phase"), textColumn, state},
			{r.T("export.rhythm"), textColumn, func(p panelLine) any { return p.Words }},
			{r.T("panels.next_round"), dayColumn, func(p panelLine) any { return p.NextDay() }},
			{r.T("export.open_rounds"), textColumn, func(p panelLine) any { return r.openWords(p.Open) }},
		},
		Rows: inLines(func(p panelLine) uuid.UUID { return p.ID }, func(after uuid.UUID, limit int) ([]panel.Panel, error) {
			return r.Panel.PanelsPage(r.Context(), *r.Actor, after, limit)
		}, r.panelLines),
	}, nil
}

// openWords are the rounds under way with their phases.
func (r *Request) openWords(open []panel.Cycle) string {
	var words []string
	for _, c := range open {
		words = append(words, r.T("panel_page.round_number", "Number", c.Number)+": "+r.roundState(c))
	}
	return strings.Join(words, ", ")
}

func roundsListing(r *Request) (listing[panel.Cycle], error) {
	number := func(c panel.Cycle) any {
		if c.Number == 0 { // a moment that was missed
			return nil
		}
		return c.Number
	}
	return listing[panel.Cycle]{
		File: r.T("export.rounds"),
		Columns: []column[panel.Cycle]{
			{r.T("panel_page.round"), numberColumn, number},
			{r.T("export.planned_on"), dayColumn, func(c panel.Cycle) any { return c.PlannedOn }},
			{r.T("questions.topic"), textColumn, func(c panel.Cycle) any { return c.Topic }},
			{r.T("panel_page.phase"), textColumn, func(c panel.Cycle) any { return r.roundState(c) }},
			{r.T("round_state.ended_for"), textColumn, r.whyCancelled},
			{r.T("round_state.paused_since"), dayColumn, func(c panel.Cycle) any { return c.PausedAt }},
			{r.T("panel_page.contributions"), numberColumn, func(c panel.Cycle) any { return c.Contributions }},
		},
		Rows: inPages(func(last *panel.Cycle, limit int) ([]panel.Cycle, error) {
			return r.Panel.CyclesPage(r.Context(), r.panel.ID, idAfter(last, cycleID), limit)
		}),
	}, nil
}

func ambassadorsListing(r *Request) (listing[ambassadorLine], error) {
	return listing[ambassadorLine]{
		File: r.T("export.ambassadors"),
		Columns: []column[ambassadorLine]{
			{r.T("people.name"), textColumn, func(a ambassadorLine) any { return a.Name }},
			{r.T("people.unit"), textColumn, func(a ambassadorLine) any { return a.Unit }},
			{r.T("panel_page.constituency"), textColumn, func(a ambassadorLine) any { return constituencyUnits(a) }},
			{r.T("export.constituency_people"), numberColumn, func(a ambassadorLine) any { return len(a.Constituency.People) }},
			{r.T("export.starts_on"), dayColumn, func(a ambassadorLine) any { return a.StartsOn }},
			{r.T("export.ends_on"), dayColumn, func(a ambassadorLine) any { return a.EndsOn }},
			{r.T("export.remark"), textColumn, func(a ambassadorLine) any {
				if a.Left {
					return r.T("people.left")
				}
				return nil
			}},
		},
		Rows: inPages(func(last *ambassadorLine, limit int) ([]ambassadorLine, error) {
			return r.ambassadorLines(idAfter(last, ambassadorLine.id), limit)
		}),
	}, nil
}

func constituencyUnits(a ambassadorLine) string {
	names := make([]string, len(a.Constituency.Units))
	for i, u := range a.Constituency.Units {
		names[i] = u.Name
	}
	return strings.Join(names, ", ")
}
