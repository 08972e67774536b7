package web

import (
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// lostPlanPage asks what becomes of questions that were chosen for a day on which no round is planned any more.
type lostPlanPage struct {
	Form       *Form
	Panel      panel.Panel
	Lost       roundLine
	To         []Option // the rounds that nobody planned yet
	Path, Back string
}

func (r *Request) lostPlanPage(form *Form, plan panel.RoundPlan, rounds []panel.ComingRound) error {
	page := lostPlanPage{Form: form, Panel: r.panel, Lost: r.lostLine(plan), Path: r.roundsPath() + "/" + string(plan.PlannedOn), Back: r.roundsPath()}
	for _, round := range rounds[:min(len(rounds), roundsShown)] {
		if !round.Skipped && !round.ByHand() {
			page.To = append(page.To, Option{Value: string(round.On), Text: longDate(r.Language, round.Day.Time(), true)})
		}
	}
	return r.Page("round_plan_lost", page)
}

func moveRoundPlan(r *Request) error {
	day, err := r.pathDay()
	if err != nil {
		return err
	}
	form, to := r.Form(), scheduler.Date(r.Form().Value("to"))
	err = r.Panel.MovePlan(r.Context(), *r.Actor, r.panel.ID, day, to)
	if isNotFound(err) { // moved or removed by a click before this one
		return r.Redirect(r.roundsPath())
	}
	if form.Refused(r, err) {
		plan, err := r.Panel.RoundPlan(r.Context(), r.panel.ID, day)
		if err != nil {
			return err
		}
		rounds, _, err := r.Panel.ComingRounds(r.Context(), r.panel, roundsShown)
		if err != nil {
			return err
		}
		return r.lostPlanPage(form, plan, rounds)
	}
	if err != nil {
		return err
	}
	r.Flash("round_plan.saved", "Date", r.roundDay(to))
	return r.Redirect(r.roundsPath())
}
