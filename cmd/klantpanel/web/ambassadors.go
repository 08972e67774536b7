package web

import (
	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var ambassadorRoutes = []Route{
	{Method: "GET", Path: "/panels/:panel/ambassadors/new", Access: PanelCoordinator, Handle: newAmbassador},
	{Method: "POST", Path: "/panels/:panel/ambassadors/new", Access: PanelCoordinator, Handle: addAmbassador},
	{Method: "GET", Path: "/panels/:panel/ambassadors/:ambassador", Access: PanelCoordinator, Handle: editAmbassador},
	{Method: "POST", Path: "/panels/:panel/ambassadors/:ambassador", Access: PanelCoordinator, Handle: saveAmbassador},
}

type ambassadorPage struct {
	Form       *Form
	Panel      panel.Panel
	Person     *panel.Person // nil of a new ambassador
	Path, Back string
	HandOver   string // "" of a new ambassador
	Units      []Option
}

func newAmbassador(r *Request) error {
	return r.ambassadorForm(panel.Ambassador{}, NewForm("starts_on", r.todayIn(r.panel.Zone())))
}

func editAmbassador(r *Request) error {
	a, err := r.pathAmbassador()
	if err != nil {
		return err
	}
	c, err := r.Panel.Constituency(r.Context(), a.ID)
	if err != nil {
		return err
	}
	return r.ambassadorForm(a, NewForm("starts_on", a.StartsOn, "ends_on", a.EndsOn, "units", ticked(c.Units, unitID), "people", addresses(c.People)))
}

func addAmbassador(r *Request) error { return r.storeAmbassador(panel.Ambassador{}) }

func saveAmbassador(r *Request) error {
	a, err := r.pathAmbassador()
	if err != nil {
		return err
	}
	return r.storeAmbassador(a)
}

// pathAmbassador is the ambassador of the path; the access rule only knows the panel, so one of another panel is refused here.
func (r *Request) pathAmbassador() (panel.Ambassador, error) {
	id, err := r.ID("ambassador")
	if err != nil {
		return panel.Ambassador{}, err
	}
	a, err := r.Panel.Ambassador(r.Context(), id)
	if err == nil && a.PanelID != r.panel.ID {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return a, err
}

func (r *Request) storeAmbassador(a panel.Ambassador) error {
	form := r.Form()
	units, err := unitOptions(r)
	if err != nil {
		return err
	}
	_, err = r.Panel.SaveAmbassador(r.Context(), *r.Actor, r.panel.ID, a.ID, panel.AmbassadorInput{
		Email: form.Value("email"), StartsOn: scheduler.Date(form.Value("starts_on")), EndsOn: scheduler.Date(form.Value("ends_on")),
		Units: chosen(form, "units", units), People: form.Value("people"),
	})
	if form.Refused(r, err) {
		return r.ambassadorForm(a, form)
	}
	if err != nil {
		return err
	}
	r.Flash("ambassadors.saved")
	return r.Redirect("/panels/" + r.panel.ID.String())
}

func (r *Request) ambassadorForm(a panel.Ambassador, form *Form) error {
	units, err := unitOptions(r)
	if err != nil {
		return err
	}
	back := "/panels/" + r.panel.ID.String()
	page := ambassadorPage{Form: form, Panel: r.panel, Person: a.Person, Path: back + "/ambassadors/new", Back: back, Units: units}
	if a.ID != uuid.Nil {
		page.Path = back + "/ambassadors/" + a.ID.String()
		page.HandOver = r.handOverPath(a)
	}
	return r.Page("ambassador", page)
}
