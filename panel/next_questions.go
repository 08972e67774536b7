package panel

import (
	"context"

	"github.com/uptrace/bun"
)

// NextQuestions are what the panel's next round asks, in order, once it is picked; none before, and none while the panel plans no rounds.
func NextQuestions(ctx context.Context, db bun.IDB, p Panel) ([]Question, error) {
	if p.NextOn == "" {
		return nil, nil
	}
	plan, err := roundPlan(ctx, db, p.ID, p.NextOn)
	if isNotFound(err) {
		return nil, nil
	}
	return plan.Questions, err
}
