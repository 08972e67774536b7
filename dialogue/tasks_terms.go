package dialogue

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// endsWithin is how long before its end a term is a task for who runs the panel, in days.
const endsWithin = 31

// termTasks are the ambassadors of the actor's panels whose term ends within a month and whom nobody follows, and those whose successor left:
// until somebody else does it, or it is called off.
func (s *Store) termTasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	if len(actor.Coordinates) == 0 {
		return nil, nil
	}
	var rows []struct {
		Thing, Panel uuid.UUID
		Name, Person string
		EndsOn       scheduler.Date
		Agreed       bool
	}
	err := s.DB.NewSelect().TableExpr("ambassadors AS a").Join("JOIN people AS p ON p.id = a.person_id").Join("JOIN panels AS pa ON pa.id = a.panel_id").
		Join("LEFT JOIN successions AS su ON su.ambassador_id = a.id").Join("LEFT JOIN ambassadors AS next ON next.id = su.successor_id").
		Join("LEFT JOIN people AS np ON np.id = next.person_id").
		ColumnExpr("a.id AS thing, a.panel_id AS panel, pa.name AS name, p.name AS person, a.ends_on, su.ambassador_id IS NOT NULL AS agreed").
		Where("a.panel_id IN (?) AND a.ends_on <> ''", bun.In(slices.Collect(maps.Keys(actor.Coordinates)))).
		Where("(su.ambassador_id IS NULL AND p.active AND a.ends_on >= ? AND a.ends_on <= ? OR su.passed_at IS NULL AND NOT np.active)", today, today.AddDays(endsWithin)).
		OrderExpr("a.ends_on, a.id").Scan(ctx, &rows)
	tasks := make([]Task, len(rows))
	for i, r := range rows {
		tasks[i] = Task{Kind: TaskTerm, Thing: r.Thing, Panel: r.Panel, Name: r.Name, Person: r.Person, By: r.EndsOn, Lost: r.Agreed}
	}
	return tasks, wrap("tasks", err)
}
