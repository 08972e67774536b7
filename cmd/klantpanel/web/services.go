package web

import (
	"klantpanel/dialogue"
	"klantpanel/panel"
)

var servicesRoutes = []Route{
	{Method: "GET", Path: "/services", Access: SignedIn, Handle: showServices},
	{Method: "GET", Path: "/services/:service", Access: SignedIn, Handle: showService},
}

// publicPoints is how many points of each kind a service's page shows.
const publicPoints = 10

// showServices is the one counter: an employee needn't know whose job something is.
func showServices(r *Request) error {
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return err
	}
	return r.Page("services", struct{ Services []panel.Service }{services})
}

type publicService struct {
	panel.Service
	Running, Changed []dialogue.Item
}

// showService tells what anybody may know of a service. Who answers for it isn't part of that: one turns to the counter, not to a name.
func showService(r *Request) error {
	id, err := r.ID("service")
	if err != nil {
		return err
	}
	service, err := r.Panel.Service(r.Context(), id)
	if err != nil {
		return err
	}
	running, changed, err := r.Dialogue.PublicPoints(r.Context(), id, publicPoints)
	if err != nil {
		return err
	}
	return r.Page("service", publicService{service, running, changed})
}
