package panel

import (
	"context"
	"slices"
)

// ComingRound is a round to come with what it will ask as things stand now.
type ComingRound struct {
	PlannedRound
	Plan      *RoundPlan // nil while nothing is saved for it
	Questions []Question
	Topic     string
}

// ByHand reports whether a coordinator chose its questions.
func (c ComingRound) ByHand() bool { return c.Plan != nil && c.Plan.ByHand() }

// ComingRounds are the next n moments of a panel and what their rounds will ask, and the plans by hand whose day is no longer planned. A
// round that was skipped asks nothing. A panel that stands still has the rounds that it would have.
func (s *Store) ComingRounds(ctx context.Context, p Panel, n int) (rounds []ComingRound, lost []RoundPlan, err error) {
	calendar, err := CalendarIn(ctx, s.DB)
	if err != nil {
		return nil, nil, err
	}
	all, err := panelQuestions(ctx, s.DB, p.ID)
	if err != nil {
		return nil, nil, err
	}
	plans, err := roundPlans(ctx, s.DB, s.DB.NewSelect().Where("rp.panel_id = ?", p.ID).
		Where("NOT EXISTS (SELECT 1 FROM cycles AS c WHERE c.panel_id = rp.panel_id AND c.planned_on = rp.planned_on AND c.number IS NOT NULL)"))
	if err != nil {
		return nil, nil, err
	}
	now := s.Clock()
	var planned []RoundPlan
	for _, plan := range plans {
		if moment, ok := plannedFor(p, calendar, plan.PlannedOn); ok && moment.At.After(now) {
			planned = append(planned, plan)
		} else if plan.ByHand() {
			lost = append(lost, plan)
		}
	}
	t, err := turnsOf(ctx, s.DB, p, calendar, all, planned)
	if err != nil {
		return nil, nil, err
	}
	opened, err := s.OpenedCycles(ctx, p, calendar)
	if err != nil {
		return nil, nil, err
	}
	for _, moment := range Upcoming(p, calendar, now, n, opened...) {
		rounds = append(rounds, t.round(moment))
	}
	return rounds, lost, nil
}

// round is what becomes of a moment.
func (t *turns) round(moment PlannedRound) ComingRound {
	round := ComingRound{PlannedRound: moment}
	if moment.Skipped {
		return round
	}
	if i := slices.IndexFunc(t.plans, func(plan RoundPlan) bool { return plan.PlannedOn == moment.On }); i >= 0 {
		round.Plan = &t.plans[i]
	}
	round.Questions = t.take(moment.On)
	round.Topic = topicOf(t.panel, round.Questions)
	return round
}
