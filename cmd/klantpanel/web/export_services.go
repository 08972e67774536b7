package web

import (
	"iter"

	"klantpanel/panel"
)

var servicesExports = exportRoutes("/services", SignedIn, directoryListing)

// directoryListing is the services that the page shows: those that the words of the address find, else all that are open.
func directoryListing(r *Request) (listing[panel.Service], error) {
	rows, err := r.directoryRows()
	return listing[panel.Service]{
		File: r.T("export.services"),
		Columns: []column[panel.Service]{
			{r.T("services_admin.name"), textColumn, func(s panel.Service) any { return s.Name }},
			{r.T("services.purpose"), textColumn, func(s panel.Service) any { return s.Purpose }},
			{r.T("services.expectation"), textColumn, func(s panel.Service) any { return s.Expectation }},
			{r.T("services.working_on"), textColumn, func(s panel.Service) any { return s.WorkingOn }},
			{r.T("services.priorities"), textColumn, func(s panel.Service) any { return s.Priorities }},
			{r.T("services_admin.respond"), numberColumn, func(s panel.Service) any { return s.RespondDays }},
			{r.T("services_admin.norm"), numberColumn, func(s panel.Service) any { return s.NormDays }},
		},
		Rows: rows,
	}, err
}

func (r *Request) directoryRows() (iter.Seq2[panel.Service, error], error) {
	words := searched(r.Query("q"))
	if words == "" {
		return inPages(func(last *panel.Service, limit int) ([]panel.Service, error) {
			return r.Panel.ServicesPage(r.Context(), idAfter(last, serviceID), limit)
		}), nil
	}
	services, err := r.Panel.Services(r.Context())
	found := panel.FindServices(services, words)
	if len(found) == 0 {
		return all(services), err
	}
	services = nil
	for _, f := range found[:min(len(found), foundAtMost)] {
		services = append(services, f.Service)
	}
	return all(services), err
}
