package web

import (
	"slices"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var servicesRoutes = []Route{
	{Method: "GET", Path: "/services", Access: SignedIn, Handle: showServices},
	{Method: "GET", Path: "/services/:service", Access: SignedIn, Handle: showService},
}

const (
	// publicPoints is how many points of each kind a service's page shows.
	publicPoints = 10

	servicesPerPage = 60
	foundAtMost     = 12 // services that a search shows; who finds none among these had better ask in other words
)

type directoryPage struct {
	Words    string
	Found    []panel.FoundService // by the words
	Services []panel.Service      // a page of them all, unless some were found
	Contact  string               // whom to ask when nothing was found
	Whole    bool                 // every service stands on this page, so a script can narrow them down
	Page     int
	More     bool
	Missed   bool // the reader may see what others looked for in vain
}

// showServices is the one counter: an employee needn't know whose job something is, and finds it by the words for what is the matter.
func showServices(r *Request) error {
	p, err := r.directory()
	if err != nil {
		return err
	}
	if p.Words != "" && len(p.Found) == 0 {
		if err := r.noteMissed(p.Words); err != nil {
			return err
		}
	}
	return r.Page("services", p)
}

// directory is the part of the services that the address asks for.
func (r *Request) directory() (directoryPage, error) {
	p := directoryPage{Words: searched(r.Query("q")), Contact: r.Organisation.Contact, Page: r.PageNumber(), Missed: r.Actor.CoordinatesAny()}
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return p, err
	}
	if p.Found = panel.FindServices(services, p.Words); len(p.Found) > 0 {
		p.Found = p.Found[:min(len(p.Found), foundAtMost)]
		return p, nil
	}
	from := min((p.Page-1)*servicesPerPage, len(services))
	until := min(from+servicesPerPage, len(services))
	p.Services, p.More = services[from:until], until < len(services)
	p.Whole = len(services) <= servicesPerPage
	return p, nil
}

type publicService struct {
	panel.Service
	Ranked      []string // its priorities, the first first
	Running     []runningPromise
	Changed     []dialogue.Entry
	Ambassadors []string // who speak for the reader
	Owner       string   // for those who may call a service to account, "" for everybody else
	Responds    bool     // the reader answers for it
	Norms       dialogue.NormFigures
	Heard       dialogue.HeardFigures
	Feeds       []alternate
}

// runningPromise is one that digests told of, with its days before in words.
type runningPromise struct {
	dialogue.Entry
	Earlier string
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
	running, changed, err := r.Dialogue.ServiceEntries(r.Context(), id, publicPoints)
	if err != nil {
		return err
	}
	ambassadors, err := r.spokespeople()
	if err != nil {
		return err
	}
	owner, err := r.ownerShown(service)
	if err != nil {
		return err
	}
	norms, err := r.Dialogue.NormFigures(r.Context(), id)
	if err != nil {
		return err
	}
	heard, err := r.Dialogue.HeardFigures(r.Context(), id)
	if err != nil {
		return err
	}
	promises := make([]runningPromise, len(running))
	for i, e := range running {
		promises[i] = runningPromise{e, r.earlierDays(e.EarlierOn)}
	}
	feeds, err := r.serviceFeeds(service)
	if err != nil {
		return err
	}
	return r.Page("service", publicService{service, service.Ranked(), promises, changed, ambassadors, owner, r.Actor.RespondsFor(&service.ID), norms, heard, feeds})
}

// ownerShown is the owner's name for coordinators, managers and administrators; "" when there is none.
func (r *Request) ownerShown(service panel.Service) (string, error) {
	if !r.Actor.CoordinatesAny() && !r.Actor.Manages() {
		return "", nil
	}
	owners, err := r.Panel.OwnersOf(r.Context(), service)
	if owner := owners[service.ID]; owner.Active {
		return owner.Name, err
	}
	return "", err
}

// spokespeople are the names of those whom the reader can tell things to, each once.
func (r *Request) spokespeople() ([]string, error) {
	ambassadors, err := r.Panel.SpeakFor(r.Context(), r.Actor.Person, r.Today())
	var names []string
	for _, a := range ambassadors {
		if a.PersonID != r.Actor.Person.ID && !slices.Contains(names, a.Person.Name) {
			names = append(names, a.Person.Name)
		}
	}
	return names, err
}
