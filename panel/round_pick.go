package panel

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// pickFor are the questions of the panel's round on a planned day, and what it is about: those of its plan, or else those whose turn it is.
// all are the panel's questions in its order.
func (s *Store) pickFor(ctx context.Context, tx bun.Tx, p *Panel, on scheduler.Date, all []Question) (questions []Question, topic string, err error) {
	t, err := turnsFrom(ctx, tx, *p, all, on)
	if err != nil {
		return nil, "", err
	}
	questions = t.take(on)
	return questions, topicOf(*p, questions), nil
}

// turns deals out the questions of a panel's rounds to come, one round after the other.
type turns struct {
	panel    Panel
	calendar scheduler.Calendar
	all      []Question
	past     history
	plans    []RoundPlan // for days that are planned, the earliest first
}

// turnsFrom reads what is needed to deal out rounds from a day on.
func turnsFrom(ctx context.Context, db bun.IDB, p Panel, all []Question, from scheduler.Date) (turns, error) {
	plans, err := roundPlans(ctx, db, db.NewSelect().Where("rp.panel_id = ? AND rp.planned_on >= ?", p.ID, from))
	if err != nil {
		return turns{}, err
	}
	calendar, err := CalendarIn(ctx, db)
	if err != nil {
		return turns{}, err
	}
	return turnsOf(ctx, db, p, calendar, all, slices.DeleteFunc(plans, func(plan RoundPlan) bool {
		_, planned := plannedFor(p, calendar, plan.PlannedOn)
		return !planned && plan.PlannedOn != from
	}))
}

func turnsOf(ctx context.Context, db bun.IDB, p Panel, calendar scheduler.Calendar, all []Question, plans []RoundPlan) (turns, error) {
	t := turns{p, calendar, all, newHistory(), plans}
	if p.Picking == Fixed { // it asks all of them whenever they were asked
		return t, nil
	}
	var err error
	t.past, err = askedBefore(ctx, db, p.ID, all)
	return t, err
}

// planOf are the questions of a plan as it would go now; none when nothing is left of it. Who chose by hand chose from the whole bank; what
// the program picked goes as far as the panel still has it.
func (t *turns) planOf(plan RoundPlan) []Question {
	var questions []Question
	for _, q := range plan.Questions {
		i := slices.IndexFunc(t.all, func(other Question) bool { return other.ID == q.ID })
		if i >= 0 {
			q.Trend = t.all[i].Trend
		}
		if i >= 0 || plan.ByHand() {
			questions = append(questions, q)
		}
	}
	return questions
}

// take are the questions of the round on a day, which has had its turn then. What the next plan after it holds rests until then, as it rests
// after a round: it isn't asked twice in a row because one of the rounds was planned.
func (t *turns) take(on scheduler.Date) []Question {
	var questions []Question
	next := slices.IndexFunc(t.plans, func(plan RoundPlan) bool { return plan.PlannedOn >= on })
	if next >= 0 && t.plans[next].PlannedOn == on {
		questions = t.planOf(t.plans[next])
		next++
	}
	if len(questions) == 0 {
		past := t.past.clone()
		if next >= 0 && next < len(t.plans) && t.near(on, t.plans[next].PlannedOn) {
			past.note(past.rounds+1, t.planOf(t.plans[next]))
		}
		questions = pick(t.panel, t.all, past)
	}
	t.past.rounds++
	t.past.note(t.past.rounds, questions)
	return questions
}

// near reports whether no more than MinDistance rounds lie between two days.
func (t *turns) near(on, later scheduler.Date) bool {
	plan, err := t.panel.Plan(t.calendar)
	if err != nil {
		return false // doctor names it
	}
	for range t.panel.MinDistance + 1 {
		next, ok := plan.NextMoment(on)
		if !ok {
			return false
		}
		if on = next.On; on >= later {
			return true
		}
	}
	return false
}
