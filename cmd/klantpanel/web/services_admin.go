package web

import (
	"github.com/google/uuid"

	"klantpanel/panel"
)

var servicesAdminRoutes = []Route{
	{Method: "GET", Path: "/settings/services", Access: CoordinatorAny, Handle: listServices},
	{Method: "GET", Path: "/settings/services/new", Access: CoordinatorAny, Handle: newService},
	{Method: "POST", Path: "/settings/services/new", Access: CoordinatorAny, Handle: addService},
	{Method: "GET", Path: "/settings/services/:service", Access: CoordinatorAny, Handle: editService},
	{Method: "POST", Path: "/settings/services/:service", Access: CoordinatorAny, Handle: saveService},
	{Method: "GET", Path: "/settings/services/:service/close", Access: CoordinatorAny, Handle: askCloseService},
	{Method: "POST", Path: "/settings/services/:service/close", Access: CoordinatorAny, Handle: closeService},
}

const (
	usualNorm           = 10 // working days
	openServicesPerPage = 50
)

type serviceLine struct {
	panel.Service
	Responders []panel.Person
	Owner      panel.Person // the zero one for nobody
}

func listServices(r *Request) error {
	page, err := turn(r, "/settings/services", onlyList, openServicesPerPage, serviceID, func(after uuid.UUID, limit int) ([]panel.Service, error) {
		return r.Panel.ServicesPage(r.Context(), after, limit)
	})
	if err != nil {
		return err
	}
	lines, err := r.serviceLines(page.Rows)
	if err != nil {
		return err
	}
	return r.Page("services_admin", struct {
		Tabs        []navLink
		Services    []serviceLine
		First, Next string
	}{r.tabs(), lines, page.First, page.Next})
}

func (r *Request) serviceLines(services []panel.Service) ([]serviceLine, error) {
	responders, err := r.Panel.RespondersOf(r.Context(), idsOf(services, serviceID))
	if err != nil {
		return nil, err
	}
	owners, err := r.Panel.OwnersOf(r.Context(), services...)
	lines := make([]serviceLine, len(services))
	for i, s := range services {
		lines[i] = serviceLine{s, responders[s.ID], owners[s.ID]}
	}
	return lines, err
}

type servicePage struct {
	Form *Form
	Name string // "" of a new service
	Path string
	Open bool // it exists, and can be closed
}

func newService(r *Request) error {
	return r.serviceForm(panel.Service{}, NewForm("norm_days", usualNorm, "respond_days", panel.UsualResponse))
}

func editService(r *Request) error {
	s, err := r.pathService()
	if err != nil {
		return err
	}
	responders, err := r.Panel.Responders(r.Context(), s.ID)
	if err != nil {
		return err
	}
	owners, err := r.Panel.OwnersOf(r.Context(), s)
	if err != nil {
		return err
	}
	return r.serviceForm(s, NewForm("name", s.Name, "purpose", s.Purpose, "expectation", s.Expectation, "words", s.Words,
		"working_on", s.WorkingOn, "priorities", s.Priorities, "respond_days", s.RespondDays, "norm_days", s.NormDays, "responders", addresses(responders), "owner", owners[s.ID].Email))
}

func addService(r *Request) error { return r.storeService(panel.Service{}) }

func saveService(r *Request) error {
	s, err := r.pathService()
	if err != nil {
		return err
	}
	return r.storeService(s)
}

// pathService is the service of the path; one that was closed is past and isn't changed any more.
func (r *Request) pathService() (panel.Service, error) {
	id, err := r.ID("service")
	if err != nil {
		return panel.Service{}, err
	}
	s, err := r.Panel.Service(r.Context(), id)
	if err == nil && !s.ClosedAt.IsZero() {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return s, err
}

func (r *Request) storeService(s panel.Service) error {
	form := r.Form()
	_, err := r.Panel.SaveService(r.Context(), *r.Actor, s.ID, panel.ServiceInput{
		Name: form.Value("name"), Purpose: form.Value("purpose"), Expectation: form.Value("expectation"), Words: form.Value("words"),
		WorkingOn: form.Value("working_on"), Priorities: form.Value("priorities"),
		RespondDays: wholeNumber(form, "respond_days"), NormDays: wholeNumber(form, "norm_days"), Responders: form.Value("responders"), Owner: form.Value("owner"),
	})
	if form.Refused(r, err) {
		return r.serviceForm(s, form)
	}
	if err != nil {
		return err
	}
	r.Flash("services_admin.saved", "Name", form.Value("name"))
	return r.Redirect("/settings/services")
}

func (r *Request) serviceForm(s panel.Service, form *Form) error {
	if s.ID == uuid.Nil {
		return r.Page("service_form", servicePage{form, "", "/settings/services/new", false})
	}
	return r.Page("service_form", servicePage{form, s.Name, "/settings/services/" + s.ID.String(), true})
}

func askCloseService(r *Request) error {
	s, err := r.pathService()
	if err != nil {
		return err
	}
	return r.confirmCloseService(s, nil)
}

func closeService(r *Request) error {
	id, err := r.ID("service")
	if err != nil {
		return err
	}
	s, err := r.Panel.Service(r.Context(), id) // a second click on a closed one is no mistake
	if err != nil {
		return err
	}
	form := r.Form()
	err = r.Panel.CloseService(r.Context(), *r.Actor, s.ID)
	if form.Refused(r, err) {
		return r.confirmCloseService(s, form)
	}
	if err != nil {
		return err
	}
	r.Flash("services_admin.closed", "Name", s.Name)
	return r.Redirect("/settings/services")
}

func (r *Request) confirmCloseService(s panel.Service, form *Form) error {
	path := "/settings/services/" + s.ID.String()
	rules, err := r.Panel.RulesFor(r.Context(), s.ID)
	if err != nil {
		return err
	}
	var points []string
	if rules > 0 {
		points = []string{r.TN("services_admin.close_rules", rules)}
	}
	return r.Page("confirm", confirmation{
		Points: points,
		Form:   form, Title: r.T("services_admin.close_title", "Name", s.Name), Text: r.T("services_admin.close_text"),
		Action: path + "/close", Button: r.T("services_admin.close"), Back: path, Danger: true,
	})
}
