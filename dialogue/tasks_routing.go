package dialogue

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// decideTasks are the items of these panels about which a coordinator decides whose they are.
func (s *Store) decideTasks(ctx context.Context, mine []uuid.UUID) ([]Task, error) {
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("items AS i").ColumnExpr("? AS kind, i.id AS thing, i.title AS name, i.due_on AS by", TaskDecide).
		Where("i.panel_id IN (?) AND i.wanted_id IS NOT NULL AND i.state <> ?", bun.In(mine), HasOutcome).Order("i.due_on", "i.id").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}

// helpTasks are the items of other services with which those of the actor are asked to help.
func (s *Store) helpTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	if len(actor.Responds) == 0 {
		return nil, nil
	}
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("item_services AS he").Join("JOIN items AS i ON i.id = he.item_id").Join("JOIN services AS s ON s.id = he.service_id").
		ColumnExpr("? AS kind, i.id AS thing, s.name AS name, i.due_on AS by", TaskHelp).
		Where("he.service_id IN (?) AND he.given_at IS NULL AND i.state <> ?", bun.In(slices.Collect(maps.Keys(actor.Responds))), HasOutcome).
		Order("i.due_on", "i.id").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}
