package web

import (
	"slices"

	"klantpanel/dialogue"
)

var overviewRoutes = []Route{
	{Method: "GET", Path: "/overview", Access: ManagerAny, Handle: showOverview},
	{Method: "GET", Path: "/overview.csv", Access: ManagerAny, Handle: exportOverview},
}

type overviewPage struct {
	Services []dialogue.ServiceOverview // with most that is late first, then by name
	Sum      dialogue.ServiceOverview
}

func (r *Request) overview() (overviewPage, error) {
	services, err := r.Dialogue.Overview(r.Context(), r.Today())
	late := func(s dialogue.ServiceOverview) int { return s.Late + s.PromisesLate }
	slices.SortStableFunc(services, func(a, b dialogue.ServiceOverview) int { return late(b) - late(a) })
	p := overviewPage{Services: services}
	for _, s := range services {
		p.Sum.Open += s.Open
		p.Sum.Late += s.Late
		p.Sum.Changed += s.Changed
		p.Sum.Promised += s.Promised
		p.Sum.Explained += s.Explained
		p.Sum.Thanked += s.Thanked
		p.Sum.HandOvers += s.HandOvers
		p.Sum.PromisesOpen += s.PromisesOpen
		p.Sum.PromisesLate += s.PromisesLate
		p.Sum.PromisesDelivered += s.PromisesDelivered
		p.Sum.PromisesDropped += s.PromisesDropped
	}
	return p, err
}

func showOverview(r *Request) error {
	p, err := r.overview()
	if err != nil {
		return err
	}
	return r.Page("overview", p)
}

func exportOverview(r *Request) error {
	p, err := r.overview()
	if err != nil {
		return err
	}
	rows := [][]any{{r.T("overview.service"), r.T("overview.open"), r.T("overview.late"), r.T("overview.changed"), r.T("overview.promised"),
		r.T("overview.explained"), r.T("overview.thanked"), r.T("overview.hand_overs"), r.T("overview.promises_open"), r.T("overview.promises_late"),
		r.T("overview.promises_kept"), r.T("overview.promises_dropped")}}
	for _, s := range p.Services {
		rows = append(rows, []any{s.Service.Name, s.Open, s.Late, s.Changed, s.Promised, s.Explained, s.Thanked, s.HandOvers,
			s.PromisesOpen, s.PromisesLate, s.PromisesDelivered, s.PromisesDropped})
	}
	return r.CSV(r.T("overview.file")+"-"+string(r.Today()), rows)
}
