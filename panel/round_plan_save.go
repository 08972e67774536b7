package panel

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// mostPlanned is how many questions a round has at most: more than anybody answers.
const mostPlanned = 40

// PlanRound has a coordinator choose the questions of a round to come, in the order in which they are asked. They may be any of the bank.
// Doing it again changes them; what the program had picked gives way.
func (s *Store) PlanRound(ctx context.Context, actor Actor, panel uuid.UUID, on scheduler.Date, questions []uuid.UUID) error {
	return s.changePlan(ctx, actor, panel, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		if err := s.isComing(ctx, tx, p, on); err != nil {
			return err
		}
		if err := inTheBank(ctx, tx, questions); err != nil {
			return err
		}
		return s.savePlanOf(ctx, tx, p.ID, on, actor.PersonID(), questions)
	})
}

// UnplanRound leaves the questions of a day to the program again. Doing it twice is harmless.
//
// Coordinators who were told what a round will ask keep a plan, now one that the program picked: silence means that it goes, so it must
// not change any more by itself.
func (s *Store) UnplanRound(ctx context.Context, actor Actor, panel uuid.UUID, on scheduler.Date) error {
	return s.changePlan(ctx, actor, panel, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		plan, err := roundPlan(ctx, tx, panel, on)
		if isNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.unplan(ctx, tx, p, plan)
	})
}

// unplan removes a plan, or has the program pick anew for a day that the coordinators were told of.
func (s *Store) unplan(ctx context.Context, tx bun.Tx, p *Panel, plan RoundPlan) error {
	untold := plan.ToldAt.IsZero()
	if err := removePlan(ctx, tx, plan.ID, untold); err != nil || untold {
		return err
	}
	return s.planByItself(ctx, tx, p, plan.PlannedOn)
}

// MovePlan gives the questions that a coordinator chose for a day to another round to come, which nobody planned yet: the day itself may
// no longer be planned, and then its questions wait here for somebody to say what becomes of them.
func (s *Store) MovePlan(ctx context.Context, actor Actor, panel uuid.UUID, from, to scheduler.Date) error {
	return s.changePlan(ctx, actor, panel, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		if err := s.isComing(ctx, tx, p, to); err != nil {
			return err
		}
		plan, err := roundPlan(ctx, tx, panel, from)
		if err != nil {
			return err
		}
		if !plan.ByHand() {
			return Refuse(NotFound, "error.round_plan_not_found") // what the program picked belongs to its day
		}
		there, err := roundPlan(ctx, tx, panel, to)
		if err == nil && there.ByHand() {
			return problem(Conflict, "to", "error.round_planned_already", nil)
		}
		if err != nil && !isNotFound(err) {
			return err
		}
		if err := s.savePlanOf(ctx, tx, panel, to, plan.PersonID, idsOf(plan.Questions)); err != nil {
			return err
		}
		return s.unplan(ctx, tx, p, plan)
	})
}

// changePlan holds the panel, so that a round opens with the plan from before or after the change.
func (s *Store) changePlan(ctx context.Context, actor Actor, panel uuid.UUID, change func(context.Context, bun.Tx, *Panel) error) error {
	if !actor.CoordinatesPanel(panel) {
		return Refuse(Forbidden, "error.coordinators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		p, err := PanelIn(ctx, tx, panel)
		if err != nil {
			return err
		}
		return change(ctx, tx, &p)
	})
}

// isComing refuses a day on which no round of the panel is planned after now, and one whose round was opened before its moment.
func (s *Store) isComing(ctx context.Context, tx bun.Tx, p *Panel, on scheduler.Date) error {
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	if planned, ok := plannedFor(*p, calendar, on); !ok || !planned.At.After(s.Clock()) {
		return Refuse(Conflict, "error.round_not_coming")
	}
	opened, err := tx.NewSelect().Table("cycles").Where("panel_id = ? AND planned_on = ?", p.ID, on).Exists(ctx)
	if err != nil {
		return fmt.Errorf("round plan: %w", err)
	}
	if opened {
		return Refuse(Conflict, "error.round_not_coming")
	}
	return nil
}

// plannedFor is the moment of a day of the panel's recurrence, if that has it and doesn't skip it.
func plannedFor(p Panel, calendar scheduler.Calendar, on scheduler.Date) (scheduler.Planned, bool) {
	plan, err := p.Plan(calendar)
	if err != nil || !on.Valid() {
		return scheduler.Planned{}, false
	}
	planned, ok := plan.Next(on.AddDays(-1))
	return planned, ok && planned.On == on && !planned.Skipped
}

func inTheBank(ctx context.Context, tx bun.Tx, questions []uuid.UUID) error {
	var ps Problems
	switch {
	case len(questions) == 0:
		ps.Add("questions", "error.round_needs_question")
	case len(questions) > mostPlanned:
		ps.Add("questions", "error.round_too_many", "Most", mostPlanned)
	default:
		n, err := tx.NewSelect().Table("questions").Where("id IN (?) AND archived_at IS NULL", bun.In(questions)).Count(ctx)
		if err != nil {
			return fmt.Errorf("round plan: %w", err)
		}
		if int(n) != len(questions) {
			ps.Add("questions", "error.round_question_gone")
		}
	}
	return ps.Err()
}

// savePlanOf keeps the questions of a day. The plan keeps its id, which is the subject of its notice.
func (s *Store) savePlanOf(ctx context.Context, tx bun.Tx, panel uuid.UUID, on scheduler.Date, person *uuid.UUID, questions []uuid.UUID) error {
	plan := RoundPlan{ID: newID(), PanelID: panel, PlannedOn: on, PersonID: person, SavedAt: s.Clock()}
	_, err := tx.NewInsert().Model(&plan).On("CONFLICT (panel_id, planned_on) DO UPDATE").Set("person_id = EXCLUDED.person_id").
		Set("saved_at = EXCLUDED.saved_at").Returning("id").Exec(ctx)
	if err != nil {
		return fmt.Errorf("round plan: %w", err)
	}
	if err := removePlan(ctx, tx, plan.ID, false); err != nil {
		return err
	}
	for i, id := range questions {
		if err := link(ctx, tx, "round_plan_questions", map[string]any{"plan_id": plan.ID, "question_id": id, "position": i + 1}); err != nil {
			return err
		}
	}
	return nil
}

// removePlan takes the questions out of a plan, or all of it.
func removePlan(ctx context.Context, tx bun.Tx, id uuid.UUID, all bool) error {
	if _, err := tx.NewDelete().Table("round_plan_questions").Where("plan_id = ?", id).Exec(ctx); err != nil {
		return fmt.Errorf("round plan: %w", err)
	}
	if !all {
		return nil
	}
	if _, err := tx.NewDelete().Table("round_plans").Where("id = ?", id).Exec(ctx); err != nil {
		return fmt.Errorf("round plan: %w", err)
	}
	return nil
}

func isNotFound(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Kind == NotFound
}

func idsOf(questions []Question) []uuid.UUID {
	ids := make([]uuid.UUID, len(questions))
	for i, q := range questions {
		ids[i] = q.ID
	}
	return ids
}
