package panel

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// keepPlan follows the panel's next round when its moment moves from one day of the recurrence to another. What a coordinator chose was
// meant for the round and goes along, unless somebody planned the new day too. What the program picked stays behind, where it has no
// effect: for the new day the program picks anew, and tells the coordinators anew. A day that is still planned keeps its own plan. Which of the new
// days is meant by the plan of a later round, or of one that a closed day skips, isn't guessed: ComingRounds shows it until somebody moves
// or removes it.
func (s *Store) keepPlan(ctx context.Context, tx bun.Tx, p *Panel, from scheduler.Date) error {
	if from == "" || p.NextOn == "" || from == p.NextOn {
		return nil
	}
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	if _, still := plannedFor(*p, calendar, from); still {
		return nil
	}
	plans, err := roundPlans(ctx, tx, tx.NewSelect().Where("rp.panel_id = ? AND rp.planned_on IN (?)", p.ID, bun.In([]scheduler.Date{from, p.NextOn})))
	if err != nil {
		return err
	}
	old := slices.IndexFunc(plans, func(plan RoundPlan) bool { return plan.PlannedOn == from && plan.ByHand() })
	if old < 0 || slices.ContainsFunc(plans, func(plan RoundPlan) bool { return plan.PlannedOn == p.NextOn && plan.ByHand() }) {
		return nil
	}
	if err := s.savePlanOf(ctx, tx, p.ID, p.NextOn, plans[old].PersonID, idsOf(plans[old].Questions)); err != nil {
		return err
	}
	return removePlan(ctx, tx, plans[old].ID, true)
}
