package web

import (
	"slices"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var handOverRoutes = []Route{
	{Method: "GET", Path: "/panels/:panel/ambassadors/:ambassador/hand-over", Access: PanelCoordinator, Handle: showConstituencyHandOver},
	{Method: "POST", Path: "/panels/:panel/ambassadors/:ambassador/hand-over", Access: PanelCoordinator, Handle: handOverConstituency},
	{Method: "POST", Path: "/panels/:panel/ambassadors/:ambassador/hand-over/cancel", Access: PanelCoordinator, Handle: cancelHandOver},
}

type constituencyHandOver struct {
	Form         *Form
	Panel        panel.Panel
	Ambassador   panel.Ambassador
	Constituency panel.Constituency
	Agreed       *panel.Succession // nil while nothing is
	Others       []Option          // ambassadors who could take it over
	Teams        []panel.TeamVoice // where somebody could be asked
	Path, Edit   string
}

func showConstituencyHandOver(r *Request) error {
	a, err := r.pathAmbassador()
	if err != nil {
		return err
	}
	return r.constituencyForm(a, NewForm("on", r.firstDayAfter(a)))
}

// firstDayAfter is the day on which a successor would begin, "" when nobody knows.
func (r *Request) firstDayAfter(a panel.Ambassador) scheduler.Date {
	switch today := r.Today(); {
	case !a.Person.Active || a.EndsOn != "" && a.EndsOn < today:
		return today
	case a.EndsOn != "":
		return a.EndsOn.AddDays(1)
	}
	return ""
}

func handOverConstituency(r *Request) error {
	a, err := r.pathAmbassador()
	if err != nil {
		return err
	}
	form := r.Form()
	successor, _ := uuid.Parse(form.Value("successor")) // uuid.Nil: by address
	su, err := r.Panel.HandOver(r.Context(), *r.Actor, r.panel.ID, a.ID,
		panel.HandOverInput{Successor: successor, Email: form.Value("email"), On: scheduler.Date(form.Value("on"))})
	if form.Refused(r, err) {
		return r.constituencyForm(a, form)
	}
	if err != nil {
		return err
	}
	r.Flash("hand_over.agreed", "Name", su.Successor.Person.Name, "Date", r.dateInWords(su.OnDay))
	return r.Redirect(r.handOverPath(a))
}

func cancelHandOver(r *Request) error {
	a, err := r.pathAmbassador()
	if err != nil {
		return err
	}
	err = r.Panel.CancelHandOver(r.Context(), *r.Actor, r.panel.ID, a.ID)
	form := r.Form()
	if form.Refused(r, err) {
		return r.constituencyForm(a, form)
	}
	if err != nil {
		return err
	}
	r.Flash("hand_over.cancelled")
	return r.Redirect(r.handOverPath(a))
}

func (r *Request) handOverPath(a panel.Ambassador) string {
	return "/panels/" + r.panel.ID.String() + "/ambassadors/" + a.ID.String() + "/hand-over"
}

func (r *Request) constituencyForm(a panel.Ambassador, form *Form) error {
	page := constituencyHandOver{Form: form, Panel: r.panel, Ambassador: a, Path: r.handOverPath(a), Edit: "/panels/" + r.panel.ID.String() + "/ambassadors/" + a.ID.String()}
	su, err := r.Panel.Succession(r.Context(), a.ID)
	switch {
	case err == nil:
		page.Agreed = &su
	case !isMissing(err):
		return err
	}
	err = r.together(
		func() (err error) { page.Constituency, err = r.Panel.Constituency(r.Context(), a.ID); return err },
		func() (err error) { page.Others, err = r.otherAmbassadors(a); return err },
		func() (err error) { page.Teams, err = r.teamsOf(a.ID); return err },
	)
	if err != nil {
		return err
	}
	return r.Page("hand_over", page)
}

// otherAmbassadors are those of the panel who are in office, as a choice.
func (r *Request) otherAmbassadors(a panel.Ambassador) ([]Option, error) {
	all, err := r.Panel.Ambassadors(r.Context(), r.panel.ID)
	options := []Option{{Text: r.T("hand_over.somebody_else")}}
	for _, other := range all {
		if other.PersonID != a.PersonID && other.Person.Active && other.In(r.Today()) {
			options = append(options, Option{Value: other.ID.String(), Text: other.Person.Name})
		}
	}
	return options, err
}

// teamsOf are the teams of a constituency with their numbers, the largest first.
func (r *Request) teamsOf(ambassador uuid.UUID) ([]panel.TeamVoice, error) {
	c, err := r.Panel.Constituency(r.Context(), ambassador)
	if err != nil {
		return nil, err
	}
	m, err := r.Panel.Makeup(r.Context(), r.panel, r.Organisation.Language, r.Today())
	teams := slices.DeleteFunc(m.Teams, func(t panel.TeamVoice) bool {
		return t.People == 0 || !slices.ContainsFunc(c.Units, func(u panel.Unit) bool { return u.ID == t.ID })
	})
	slices.SortStableFunc(teams, func(a, b panel.TeamVoice) int { return b.People - a.People })
	return teams, err
}
