package panel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// RoundPlan holds the questions of a round to come: picked by the program at its notice, or chosen by a coordinator. It belongs to the day
// of the recurrence, wherever a closed day moves the round. When the round opens it copies their wording, and the plan has done its work.
type RoundPlan struct {
	bun.BaseModel `bun:"table:round_plans,alias:rp"`

	ID        uuid.UUID      `bun:"id,pk"`
	PanelID   uuid.UUID      `bun:"panel_id"`
	PlannedOn scheduler.Date `bun:"planned_on"`
	PersonID  *uuid.UUID     `bun:"person_id"` // who chose them, nil for the program
	SavedAt   time.Time      `bun:"saved_at"`
	ToldAt    bun.NullTime   `bun:"told_at"` // when the coordinators had their notice

	Person    *Person    `bun:"rel:belongs-to,join:person_id=id"`
	Questions []Question `bun:"-"` // in the order in which they are asked, without those that left the bank meanwhile
}

// ByHand reports whether a coordinator chose the questions.
func (p RoundPlan) ByHand() bool { return p.PersonID != nil }

// RoundPlan reads the plan of a panel for a planned day; a problem of kind NotFound when there is none.
func (s *Store) RoundPlan(ctx context.Context, panel uuid.UUID, on scheduler.Date) (RoundPlan, error) {
	return roundPlan(ctx, s.DB, panel, on)
}

func roundPlan(ctx context.Context, db bun.IDB, panel uuid.UUID, on scheduler.Date) (RoundPlan, error) {
	plans, err := roundPlans(ctx, db, db.NewSelect().Where("rp.panel_id = ? AND rp.planned_on = ?", panel, on))
	if err != nil {
		return RoundPlan{}, err
	}
	if len(plans) == 0 {
		return RoundPlan{}, Refuse(NotFound, "error.round_plan_not_found")
	}
	return plans[0], nil
}

// roundPlans reads the plans of a query with their questions, the earliest first.
func roundPlans(ctx context.Context, db bun.IDB, q *bun.SelectQuery) ([]RoundPlan, error) {
	var plans []RoundPlan
	if err := q.Model(&plans).Relation("Person").Order("rp.planned_on").Scan(ctx); err != nil {
		return nil, fmt.Errorf("round plans: %w", err)
	}
	if len(plans) == 0 {
		return nil, nil
	}
	ids := make([]uuid.UUID, len(plans))
	for i, p := range plans {
		ids[i] = p.ID
	}
	var rows []struct {
		bun.BaseModel `bun:"table:round_plan_questions,alias:rpq"`
		PlanID        uuid.UUID `bun:"plan_id"`
		QuestionID    uuid.UUID `bun:"question_id"`
		Question      *Question `bun:"rel:belongs-to,join:question_id=id"`
	}
	err := db.NewSelect().Model(&rows).Relation("Question").Relation("Question.Topic").Where("rpq.plan_id IN (?)", bun.In(ids)).Order("rpq.position").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("round plans: %w", err)
	}
	for _, row := range rows {
		if row.Question.ArchivedAt.IsZero() {
			i := slices.Index(ids, row.PlanID)
			plans[i].Questions = append(plans[i].Questions, *row.Question)
		}
	}
	return plans, nil
}
