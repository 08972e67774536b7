package web

import (
	"slices"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var roundPlanRoutes = []Route{
	{Method: "GET", Path: "/panels/:panel/rounds", Access: PanelCoordinator, Handle: listRoundPlans},
	{Method: "GET", Path: "/panels/:panel/rounds/:day", Access: PanelCoordinator, Handle: showRoundPlan},
	{Method: "POST", Path: "/panels/:panel/rounds/:day", Access: PanelCoordinator, Handle: saveRoundPlan},
	{Method: "POST", Path: "/panels/:panel/rounds/:day/undo", Access: PanelCoordinator, Handle: undoRoundPlan},
	{Method: "POST", Path: "/panels/:panel/rounds/:day/move", Access: PanelCoordinator, Handle: moveRoundPlan},
}

const (
	roundsShown = 6
	mostTurn    = 3
	roundsFound = 60 // a link to a later one works, though no page has it
)

// roundLine is a round to come with what it will ask as things stand now.
type roundLine struct {
	On        string // its address
	Date      string
	Skipped   bool
	ByHand    bool
	By        string // who chose the questions, while they work here
	Told      bool   // the coordinators had their notice
	Topic     string
	Questions []questionLine
	Turn      []questionLine // those of them that other rounds don't have; none where that is all of them, or too many to show
}

type roundPlanPage struct {
	Panel      panel.Panel
	Trend      bool // the panel has questions that are in each round
	Rounds     []roundLine
	Lost       []roundLine // by hand, for a day that is no longer planned
	Path, Back string
}

func listRoundPlans(r *Request) error {
	rounds, lost, err := r.Panel.ComingRounds(r.Context(), r.panel, roundsShown)
	if err != nil {
		return err
	}
	page := roundPlanPage{Panel: r.panel, Path: r.roundsPath(), Back: "/panels/" + r.panel.ID.String()}
	for _, round := range rounds {
		line := r.planLine(round.Plan, round.Questions)
		line.On, line.Date, line.Skipped, line.Topic = string(round.On), longDate(r.Language, round.Day.Time(), true), round.Skipped, round.Topic
		page.Rounds = append(page.Rounds, line)
		page.Trend = page.Trend || slices.ContainsFunc(round.Questions, func(q panel.Question) bool { return q.Trend })
	}
	for _, plan := range lost {
		page.Lost = append(page.Lost, r.lostLine(plan))
	}
	return r.Page("round_plans", page)
}

func (r *Request) planLine(plan *panel.RoundPlan, questions []panel.Question) roundLine {
	line := roundLine{}
	if plan != nil {
		line.ByHand, line.Told = plan.ByHand(), !plan.ToldAt.IsZero()
		if plan.Person != nil {
			line.By = plan.Person.Name
		}
	}
	for _, q := range questions {
		one := r.questionLine(q)
		one.Trend = q.Trend && r.panel.Picking != panel.Fixed
		if line.Questions = append(line.Questions, one); !one.Trend {
			line.Turn = append(line.Turn, one)
		}
	}
	if len(line.Turn) == len(line.Questions) || len(line.Turn) > mostTurn {
		line.Turn = nil
	}
	return line
}

func (r *Request) lostLine(plan panel.RoundPlan) roundLine {
	line := r.planLine(&plan, plan.Questions)
	line.On, line.Date = string(plan.PlannedOn), longDate(r.Language, plan.PlannedOn.Time(), true)
	return line
}

func (r *Request) roundsPath() string { return "/panels/" + r.panel.ID.String() + "/rounds" }

// roundDay is the day on which the round of a planned day opens, in words: a closed day moves it.
func (r *Request) roundDay(on scheduler.Date) string {
	day := on
	if plan, err := r.panel.Plan(r.Organisation.Calendar()); err == nil {
		if planned, ok := plan.Next(on.AddDays(-1)); ok && planned.On == on {
			day = planned.Day
		}
	}
	return longDate(r.Language, day.Time(), true)
}

// pathDay is the planned day of the path.
func (r *Request) pathDay() (scheduler.Date, error) {
	day := scheduler.Date(r.Ctx.Params("day"))
	if !day.Valid() {
		return "", panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return day, nil
}

// showRoundPlan is the form of a round to come, or what to do with a plan whose day is no longer planned. The link of a letter that was
// pressed too late leads to the rounds that still come.
func showRoundPlan(r *Request) error {
	day, err := r.pathDay()
	if err != nil {
		return err
	}
	rounds, lost, err := r.Panel.ComingRounds(r.Context(), r.panel, roundsFound)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(lost, func(plan panel.RoundPlan) bool { return plan.PlannedOn == day }); i >= 0 {
		return r.lostPlanPage(nil, lost[i], rounds)
	}
	i := slices.IndexFunc(rounds, func(round panel.ComingRound) bool { return round.On == day && !round.Skipped })
	if i < 0 {
		r.Flash("round_plan.over", "Date", r.roundDay(day))
		return r.Redirect(r.roundsPath())
	}
	form := NewForm("questions", ticked(rounds[i].Questions, questionID))
	for n, q := range rounds[i].Questions {
		form.Values[placeOf(q.ID.String())] = NewForm("place", n+1).Values["place"]
	}
	return r.roundPlanForm(form, day)
}

type roundPlanForm struct {
	Form       *Form
	Panel      panel.Panel
	Date       string
	Topics     []questionTopic
	Path, Back string
	ByHand     bool
	By         string
}

func (r *Request) roundPlanForm(form *Form, day scheduler.Date) error {
	topics, err := r.questionTopics(form)
	if err != nil {
		return err
	}
	page := roundPlanForm{Form: form, Panel: r.panel, Date: r.roundDay(day), Topics: topics,
		Path: r.roundsPath() + "/" + string(day), Back: r.roundsPath()}
	plan, err := r.Panel.RoundPlan(r.Context(), r.panel.ID, day)
	if err != nil && !isNotFound(err) {
		return err
	}
	if page.ByHand = plan.ByHand(); page.ByHand {
		page.By = plan.Person.Name
	}
	return r.Page("round_plan_form", page)
}

func saveRoundPlan(r *Request) error {
	day, err := r.pathDay()
	if err != nil {
		return err
	}
	bank, err := r.Panel.Questions(r.Context())
	if err != nil {
		return err
	}
	form := r.Form()
	err = r.Panel.PlanRound(r.Context(), *r.Actor, r.panel.ID, day, inOrder(form, bank))
	if form.Refused(r, err) {
		return r.roundPlanForm(form, day)
	}
	if err != nil {
		return err
	}
	r.Flash("round_plan.saved", "Date", r.roundDay(day))
	return r.Redirect(r.roundsPath())
}

// undoRoundPlan leaves the questions to the program again; of a day that is no longer planned it throws the plan away.
func undoRoundPlan(r *Request) error {
	day, err := r.pathDay()
	if err != nil {
		return err
	}
	if err := r.Panel.UnplanRound(r.Context(), *r.Actor, r.panel.ID, day); err != nil {
		return err
	}
	r.Flash("round_plan.undone", "Date", r.roundDay(day))
	return r.Redirect(r.roundsPath())
}
