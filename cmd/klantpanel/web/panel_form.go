package web

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"klantpanel/panel"
)

type panelForm struct {
	Form       *Form
	Name       string // "" of a new panel
	Path, Back string
	Recurrence recurrenceChoices
	Rhythm     rhythm
	CronOpen   bool
	MoreOpen   bool
	OnClosed   []Option
	Audiences  []Option
	Pickings   []Option
	Readers    []Option
	Units      []Option
	Services   []Option
	Topics     []questionTopic
}

// newPanel starts with what most panels want: four rounds a year of two weeks, two weeks and a week.
func newPanel(r *Request) error {
	form := NewForm("coordinators", r.Actor.Person.Email, "starts_on", r.Today(), "collecting_days", 10, "responding_days", 10, "reporting_days", 5,
		"catch_up_days", 7, "smallest_group", 5, "time_zone", r.Organisation.TimeZone, "audience", panel.WholeOrganisation, "picking", panel.Fixed,
		"on_closed", panel.MoveOn, "pick_count", 1, "min_distance", 0, "notice_days", usualNotice, "digest_readers", panel.Employees, "digest_days", usualWait)
	showRecurrence(form, usualRecurrence.String())
	return r.panelForm(panel.Panel{}, form)
}

func editPanel(r *Request) error {
	p := r.panel
	links, err := r.Panel.PanelLinks(r.Context(), p.ID)
	if err != nil {
		return err
	}
	ids := func(q panel.Question) uuid.UUID { return q.ID }
	trend := slices.DeleteFunc(slices.Clone(links.Questions), func(q panel.Question) bool { return !q.Trend })
	form := NewForm("name", p.Name, "purpose", p.Purpose, "coordinators", addresses(links.Coordinators), "starts_on", p.StartsOn,
		"collecting_days", p.CollectingDays, "responding_days", p.RespondingDays, "reporting_days", p.ReportingDays,
		"catch_up_days", p.CatchUpDays, "smallest_group", p.SmallestGroup, "time_zone", p.TimeZone, "audience", p.Audience, "picking", p.Picking,
		"services", ticked(links.Services, serviceID), "units", ticked(links.Units, unitID),
		"on_closed", p.OnClosed, "pick_count", p.PickCount, "min_distance", p.MinDistance, "notice_days", p.NoticeDays, "holds_answers", p.HoldsAnswers, "digest_readers", p.DigestReaders,
		"second_approver", p.SecondApprover, "digest_days", p.DigestDays, "digest_by_itself", p.DigestByItself,
		"questions", ticked(links.Questions, ids), "trend", ticked(trend, ids))
	for i, q := range links.Questions {
		form.Values[placeOf(q.ID.String())] = NewForm("place", i+1).Values["place"]
	}
	showRecurrence(form, p.Recurrence)
	return r.panelForm(p, form)
}

// panelFields in the order of the form, in which its problems are listed too.
var panelFields = []string{"name", "purpose", "coordinators", "every", "period", "nth", "weekday", "day", "clock", "cron", "recurrence", "starts_on",
	"on_closed", "collecting_days", "responding_days", "reporting_days", "picking", "pick_count", "min_distance", "notice_days", "audience", "units",
	"digest_readers", "second_approver", "digest_days", "digest_by_itself", "smallest_group", "catch_up_days", "time_zone"}

// usualNotice is how many working days ahead coordinators of a new panel see the questions of a round.
const usualNotice = 5

// usualWait is how many working days the draft of a digest of a new panel waits before its coordinators are reminded.
const usualWait = 5

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
		form.inPanelOrder(explained)
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

// inPanelOrder lists the problems as the form has its fields. A recurrence that is explained at its own fields needs no word of its own.
func (f *Form) inPanelOrder(explained bool) {
	if explained {
		f.Problems = slices.DeleteFunc(f.Problems, func(p FieldProblem) bool { return p.Field == "recurrence" })
	}
	slices.SortStableFunc(f.Problems, func(a, b FieldProblem) int {
		return cmp.Compare(slices.Index(panelFields, a.Field), slices.Index(panelFields, b.Field))
	})
}

func (r *Request) panelInput(form *Form) (panel.PanelInput, error) {
	in := r.rhythmInput(form)
	in.Name, in.Purpose, in.Coordinators = form.Value("name"), form.Value("purpose"), form.Value("coordinators")
	in.CatchUpDays, in.SmallestGroup, in.Audience = wholeNumber(form, "catch_up_days"), wholeNumber(form, "smallest_group"), form.Value("audience")
	in.Picking, in.PickCount, in.MinDistance = form.Value("picking"), wholeNumber(form, "pick_count"), wholeNumber(form, "min_distance")
	in.NoticeDays, in.HoldsAnswers = wholeNumber(form, "notice_days"), form.Checked("holds_answers")
	in.DigestReaders = form.Value("digest_readers")
	in.SecondApprover, in.DigestDays, in.DigestByItself = form.Checked("second_approver"), wholeNumber(form, "digest_days"), form.Checked("digest_by_itself")
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
	in.Trend = slices.DeleteFunc(slices.Clone(in.Questions), func(id uuid.UUID) bool { return !form.Has("trend", id.String()) })
	return in, nil
}

// ids: audience.organisation_hint audience.units_hint audience.constituencies_hint on_closed.move on_closed.move_hint
// ids: digest_readers.employees digest_readers.employees_hint digest_readers.world digest_readers.world_hint
// ids: on_closed.skip on_closed.skip_hint picking.fixed_hint picking.rotation_hint picking.least_recent_hint picking.by_hand_hint
func (r *Request) panelForm(p panel.Panel, form *Form) error {
	page := panelForm{Form: form, Name: p.Name, Path: "/panels/new", Back: "/panels", Recurrence: r.recurrenceChoices(), CronOpen: form.Value("cron") != ""}
	if p.ID != uuid.Nil {
		page.Back = "/panels/" + p.ID.String()
		page.Path = page.Back + "/edit"
	}
	for _, a := range []string{panel.WholeOrganisation, panel.ChosenUnits, panel.Constituencies} {
		page.Audiences = append(page.Audiences, Option{Value: a, Text: r.T("audience." + a), Hint: r.T("audience." + a + "_hint")})
	}
	for _, who := range panel.DigestReaders {
		page.Readers = append(page.Readers, Option{Value: who, Text: r.T("digest_readers." + who), Hint: r.T("digest_readers." + who + "_hint")})
	}
	for _, what := range []string{panel.MoveOn, panel.SkipIt} {
		page.OnClosed = append(page.OnClosed, Option{Value: what, Text: r.T("on_closed." + what), Hint: r.T("on_closed." + what + "_hint")})
	}
	for _, pick := range panel.Pickings {
		page.Pickings = append(page.Pickings, Option{Value: pick, Text: r.T("picking." + pick), Hint: r.T("picking." + pick + "_hint")})
	}
	for _, name := range []string{"notice_days", "time_zone", "catch_up_days", "smallest_group"} {
		page.MoreOpen = page.MoreOpen || form.Error(name) != ""
	}
	err := r.together(
		func() (err error) { page.Units, err = unitOptions(r); return err },
		func() (err error) { page.Services, err = serviceOptions(r); return err },
		func() (err error) { page.Topics, err = r.questionTopics(form); return err },
	)
	if err != nil {
		return err
	}
	page.Rhythm = r.rhythm(form)
	return r.Page("panel_form", page)
}
