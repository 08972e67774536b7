package web

import (
	"cmp"
	"math"
	"slices"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

type panelForm struct {
	Form       *Form
	Name       string // "" of a new panel
	Path, Back string
	Recurrence recurrenceChoices
	CronOpen   bool
	MoreOpen   bool
	Audiences  []Option
	Pickings   []Option
	Units      []Option
	Services   []Option
	Topics     []questionTopic
}

// questionTopic are the questions of a topic, each with a checkbox and a place in the order.
type questionTopic struct {
	Topic     string
	Open      bool // one of them is ticked; the first topic where none is
	Questions []questionChoice
}

type questionChoice struct {
	ID, Text, Kind, Place string
	Chosen                bool
}

// newPanel starts with what most panels want: four rounds a year of two weeks, two weeks and a week.
func newPanel(r *Request) error {
	form := NewForm("coordinators", r.Actor.Person.Email, "starts_on", r.Today(), "collecting_days", 10, "responding_days", 10, "reporting_days", 5,
		"catch_up_days", 7, "smallest_group", 5, "time_zone", r.Organisation.TimeZone, "audience", panel.WholeOrganisation, "picking", panel.Fixed)
	showRecurrence(form, usualRecurrence.String())
	return r.panelForm(panel.Panel{}, form)
}

func editPanel(r *Request) error {
	p := r.panel
	links, err := r.Panel.PanelLinks(r.Context(), p.ID)
	if err != nil {
		return err
	}
	form := NewForm("name", p.Name, "purpose", p.Purpose, "coordinators", addresses(links.Coordinators), "starts_on", p.StartsOn,
		"collecting_days", p.CollectingDays, "responding_days", p.RespondingDays, "reporting_days", p.ReportingDays,
		"catch_up_days", p.CatchUpDays, "smallest_group", p.SmallestGroup, "time_zone", p.TimeZone, "audience", p.Audience, "picking", p.Picking,
		"services", ticked(links.Services, serviceID), "units", ticked(links.Units, unitID),
		"questions", ticked(links.Questions, func(q panel.Question) uuid.UUID { return q.ID }))
	for i, q := range links.Questions {
		form.Values[placeOf(q.ID.String())] = NewForm("place", i+1).Values["place"]
	}
	showRecurrence(form, p.Recurrence)
	return r.panelForm(p, form)
}

// panelFields in the order of the form, in which its problems are listed too.
var panelFields = []string{"name", "purpose", "coordinators", "every", "period", "nth", "weekday", "day", "clock", "cron", "recurrence", "starts_on",
	"collecting_days", "responding_days", "reporting_days", "picking", "audience", "units", "smallest_group", "catch_up_days", "time_zone"}

func addPanel(r *Request) error  { return r.storePanel(panel.Panel{}) }
func savePanel(r *Request) error { return r.storePanel(r.panel) }

func (r *Request) storePanel(p panel.Panel) error {
	form := r.Form()
	in, err := r.panelInput(form)
	if err != nil {
		return err
	}
	explained := len(form.Problems) > 0
	saved, err := r.Panel.SavePanel(r.Context(), *r.Actor, p.ID, in)
	if form.Refused(r, err) {
		if explained { // at its own field already
			form.Problems = slices.DeleteFunc(form.Problems, func(f FieldProblem) bool { return f.Field == "recurrence" })
		}
		slices.SortStableFunc(form.Problems, func(a, b FieldProblem) int {
			return cmp.Compare(slices.Index(panelFields, a.Field), slices.Index(panelFields, b.Field))
		})
		return r.panelForm(p, form)
	}
	if err != nil {
		return err
	}
	r.Flash("panels.saved", "Name", in.Name)
	now, err := r.Panel.Act(r.Context(), r.Actor.Person.ID)
	if err != nil {
		return err
	}
	if !now.CoordinatesPanel(saved.ID) { // they made somebody else its coordinator
		return r.Redirect("/")
	}
	return r.Redirect("/panels/" + saved.ID.String())
}

func (r *Request) panelInput(form *Form) (panel.PanelInput, error) {
	in := panel.PanelInput{
		Name: form.Value("name"), Purpose: form.Value("purpose"), TimeZone: form.Value("time_zone"), Recurrence: readRecurrence(r, form),
		StartsOn:       scheduler.Date(form.Value("starts_on")),
		CollectingDays: wholeNumber(form, "collecting_days"), RespondingDays: wholeNumber(form, "responding_days"),
		ReportingDays: wholeNumber(form, "reporting_days"), CatchUpDays: wholeNumber(form, "catch_up_days"),
		SmallestGroup: wholeNumber(form, "smallest_group"), Audience: form.Value("audience"), Picking: form.Value("picking"),
		Coordinators: form.Value("coordinators"),
	}
	services, err := serviceOptions(r)
	if err != nil {
		return in, err
	}
	units, err := unitOptions(r)
	if err != nil {
		return in, err
	}
	questions, err := r.Panel.Questions(r.Context())
	if err != nil {
		return in, err
	}
	in.Services, in.Units = chosen(form, "services", services), chosen(form, "units", units)
	in.Questions = inOrder(form, questions)
	return in, nil
}

// inOrder are the ticked questions by the places typed beside them; without a place they come last, as in the bank.
func inOrder(form *Form, bank []panel.Question) []uuid.UUID {
	place := func(id uuid.UUID) int {
		if n := wholeNumber(form, placeOf(id.String())); n > 0 {
			return n
		}
		return math.MaxInt
	}
	var ids []uuid.UUID
	for _, q := range bank {
		if form.Has("questions", q.ID.String()) {
			ids = append(ids, q.ID)
		}
	}
	slices.SortStableFunc(ids, func(a, b uuid.UUID) int { return cmp.Compare(place(a), place(b)) })
	return ids
}

func placeOf(question string) string { return "place-" + question }

// ids: audience.organisation_hint audience.units_hint audience.constituencies_hint picking.fixed_hint picking.rotation_hint
func (r *Request) panelForm(p panel.Panel, form *Form) error {
	page := panelForm{Form: form, Name: p.Name, Path: "/panels/new", Back: "/panels", Recurrence: r.recurrenceChoices(), CronOpen: form.Value("cron") != ""}
	if p.ID != uuid.Nil {
		page.Back = "/panels/" + p.ID.String()
		page.Path = page.Back + "/edit"
	}
	for _, a := range []string{panel.WholeOrganisation, panel.ChosenUnits, panel.Constituencies} {
		page.Audiences = append(page.Audiences, Option{Value: a, Text: r.T("audience." + a), Hint: r.T("audience." + a + "_hint")})
	}
	for _, pick := range []string{panel.Fixed, panel.Rotation} {
		page.Pickings = append(page.Pickings, Option{Value: pick, Text: r.T("picking." + pick), Hint: r.T("picking." + pick + "_hint")})
	}
	for _, name := range []string{"time_zone", "catch_up_days", "smallest_group"} {
		page.MoreOpen = page.MoreOpen || form.Error(name) != ""
	}
	var err error
	if page.Units, err = unitOptions(r); err != nil {
		return err
	}
	if page.Services, err = serviceOptions(r); err != nil {
		return err
	}
	if page.Topics, err = r.questionTopics(form); err != nil {
		return err
	}
	return r.Page("panel_form", page)
}

func (r *Request) questionTopics(form *Form) ([]questionTopic, error) {
	questions, err := r.Panel.Questions(r.Context())
	if err != nil {
		return nil, err
	}
	var topics []questionTopic
	for _, q := range questions { // by topic already
		if len(topics) == 0 || topics[len(topics)-1].Topic != q.Topic.Name {
			topics = append(topics, questionTopic{Topic: q.Topic.Name})
		}
		last, id := &topics[len(topics)-1], q.ID.String()
		ticked := form.Has("questions", id)
		last.Questions = append(last.Questions, questionChoice{id, q.Text(r.Language), q.Kind, form.Value(placeOf(id)), ticked})
		last.Open = last.Open || ticked
	}
	if len(topics) > 0 && !slices.ContainsFunc(topics, func(t questionTopic) bool { return t.Open }) {
		topics[0].Open = true
	}
	return topics, nil
}
