package web

import (
	"slices"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var overviewRoutes = []Route{
	{Method: "GET", Path: "/overview", Access: ManagerAny, Handle: showOverview},
}

var overviewExports = exportRoutes("/overview", ManagerAny, overviewListing)

type overviewPage struct {
	Services []dialogue.ServiceOverview // with most that is late first, then by name
	Sum      dialogue.ServiceOverview
	Panels   []panel.Panel // of each, whom it reaches
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
		p.Sum.Waiting += s.Waiting
		p.Sum.RespondedInTime += s.RespondedInTime
		p.Sum.RespondedLate += s.RespondedLate
		p.Sum.AnsweredInTime += s.AnsweredInTime
		p.Sum.AnsweredLate += s.AnsweredLate
		p.Sum.PausedDays += s.PausedDays
		p.Sum.Helped += s.Helped
		p.Sum.Unhelped += s.Unhelped
		p.Sum.Clear += s.Clear
		p.Sum.Unclear += s.Unclear
	}
	return p, err
}

func showOverview(r *Request) error {
	p, err := r.overview()
	if err == nil {
		p.Panels, err = r.Panel.AllPanels(r.Context())
	}
	if err != nil {
		return err
	}
	return r.Page("overview", p)
}

// overviewListing is the tables of the page side by side, without their sums.
func overviewListing(r *Request) (listing[dialogue.ServiceOverview], error) {
	p, err := r.overview()
	number := func(heading string, of func(dialogue.ServiceOverview) int) column[dialogue.ServiceOverview] {
		return column[dialogue.ServiceOverview]{heading, numberColumn, func(s dialogue.ServiceOverview) any { return of(s) }}
	}
	return listing[dialogue.ServiceOverview]{
		File: r.T("overview.file"),
		Columns: []column[dialogue.ServiceOverview]{
			{r.T("overview.service"), textColumn, func(s dialogue.ServiceOverview) any { return s.Service.Name }},
			number(r.T("overview.open"), func(s dialogue.ServiceOverview) int { return s.Open }),
			number(r.T("overview.late"), func(s dialogue.ServiceOverview) int { return s.Late }),
			number(r.T("overview.changed"), func(s dialogue.ServiceOverview) int { return s.Changed }),
			number(r.T("overview.promised"), func(s dialogue.ServiceOverview) int { return s.Promised }),
			number(r.T("overview.explained"), func(s dialogue.ServiceOverview) int { return s.Explained }),
			number(r.T("overview.thanked"), func(s dialogue.ServiceOverview) int { return s.Thanked }),
			number(r.T("overview.hand_overs"), func(s dialogue.ServiceOverview) int { return s.HandOvers }),
			number(r.T("overview.responded_in_time"), func(s dialogue.ServiceOverview) int { return s.RespondedInTime }),
			number(r.T("overview.responded_late"), func(s dialogue.ServiceOverview) int { return s.RespondedLate }),
			number(r.T("overview.answered_in_time"), func(s dialogue.ServiceOverview) int { return s.AnsweredInTime }),
			number(r.T("overview.answered_late"), func(s dialogue.ServiceOverview) int { return s.AnsweredLate }),
			number(r.T("overview.waiting"), func(s dialogue.ServiceOverview) int { return s.Waiting }),
			number(r.T("overview.paused_days"), func(s dialogue.ServiceOverview) int { return s.PausedDays }),
			number(r.T("overview.file_open"), func(s dialogue.ServiceOverview) int { return s.PromisesOpen }),
			number(r.T("overview.file_late"), func(s dialogue.ServiceOverview) int { return s.PromisesLate }),
			number(r.T("overview.file_kept"), func(s dialogue.ServiceOverview) int { return s.PromisesDelivered }),
			number(r.T("overview.file_dropped"), func(s dialogue.ServiceOverview) int { return s.PromisesDropped }),
			number(r.T("overview.helped"), func(s dialogue.ServiceOverview) int { return s.Helped }),
			number(r.T("overview.unhelped"), func(s dialogue.ServiceOverview) int { return s.Unhelped }),
			number(r.T("overview.clear"), func(s dialogue.ServiceOverview) int { return s.Clear }),
			number(r.T("overview.unclear"), func(s dialogue.ServiceOverview) int { return s.Unclear }),
		},
		Rows: all(p.Services),
	}, err
}
