package web

import (
	"slices"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// panelCalendar is the page with all that a panel's rhythm brings in a year.
type panelCalendar struct {
	Panel   panel.Panel
	Plan    plan
	Path    string // of the panel
	Letters []letterLine
}

func showPanelCalendar(r *Request) error {
	opened, err := r.Panel.OpenedCycles(r.Context(), r.panel, r.Organisation.Calendar())
	if err != nil {
		return err
	}
	return r.Page("panel_calendar", panelCalendar{Panel: r.panel, Plan: r.plan(r.panel, opened...),
		Path: "/panels/" + r.panel.ID.String(), Letters: r.letterLines(r.panel, opened)})
}

// letterLine is a letter that a round brings, to whom and when; On is its day in the next round, "" when that depends on what people do.
type letterLine struct {
	Name, To, When string
	On             scheduler.Date
}

// letterLines are the letters of the panel's next round that isn't skipped.
// ids: letter_to.coordinators letter_to.ambassadors letter_to.unanswered letter_to.responders letter_to.owners letter_to.contributors
// ids: letter_to.concerned letter_to.readers letter_to.carriers
func (r *Request) letterLines(p panel.Panel, opened []panel.Cycle) []letterLine {
	calendar := r.Organisation.Calendar()
	rounds := panel.Upcoming(p, calendar, r.Now(), momentsShown, opened...)
	next := slices.IndexFunc(rounds, func(round panel.PlannedRound) bool { return !round.Skipped })
	if next < 0 {
		return nil
	}
	days := panel.RoundDays{Opening: rounds[next].Day, Collecting: rounds[next].Collecting, Responding: rounds[next].Responding}
	var lines []letterLine
	for _, l := range days.Letters(p, calendar) {
		lines = append(lines, letterLine{r.T("letters." + l.Kind), r.T("letter_to." + l.To), r.letterMoment(l.When, p), l.On})
	}
	return lines
}

// letterMoment is "2 werkdagen voor de laatste dag van ophalen".
// ids: letter_of.opening letter_of.collecting letter_of.responding letter_of.response letter_of.norm letter_of.routing letter_of.question letter_of.outcome letter_of.decision letter_of.approval letter_of.wait
func (r *Request) letterMoment(m panel.Moment, p panel.Panel) string {
	of, days := r.T("letter_of."+m.Of), m.Days
	if m.NoticeDays {
		days = -p.NoticeDays
	}
	switch {
	case m.Over:
		return r.T("panel_calendar.at_once", "Of", of)
	case m.Halfway:
		return r.T("panel_calendar.halfway")
	case days < 0:
		return r.TN("panel_calendar.before", -days, "Of", of)
	case days > 0:
		return r.TN("panel_calendar.after", days, "Of", of)
	case slices.Contains([]string{panel.ARouting, panel.AQuestion, panel.AnOutcome, panel.ADecision, panel.AnApproval, panel.AWait}, m.Of):
		return r.T("panel_calendar.at_once", "Of", of)
	}
	return r.T("panel_calendar.on", "Of", of)
}
