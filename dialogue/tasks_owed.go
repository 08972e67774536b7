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

// responderTasks are what the actor's services owe: answers, then promises.
func (s *Store) responderTasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	if len(actor.Responds) == 0 {
		return nil, nil
	}
	mine := bun.In(slices.Collect(maps.Keys(actor.Responds)))
	answers, err := s.owed(ctx, TaskAnswer, today, "x.service_id IN (?)", mine)
	if err != nil {
		return nil, err
	}
	promises, err := s.owed(ctx, TaskPromise, today, "x.service_id IN (?)", mine)
	return append(answers, promises...), err
}

// managerTasks is one task for all that is late, at whatever service; none when nothing is.
func (s *Store) managerTasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	if !actor.Person.Manager {
		return nil, nil
	}
	answers, err := s.owed(ctx, TaskAnswer, today, lateWhere("x"), today)
	if err != nil {
		return nil, err
	}
	promises, err := s.owed(ctx, TaskPromise, today, "x.due_on < ?", today)
	if err != nil || len(answers)+len(promises) == 0 {
		return nil, err
	}
	late := Task{Kind: TaskLate}
	for _, t := range append(answers, promises...) {
		if t.Kind == TaskAnswer {
			late.Count += t.Count
		} else {
			late.Promises += t.Count
		}
		late.Late += t.Count
		if late.By == "" || t.By < late.By {
			late.By = t.By
		}
		late.Services = append(late.Services, t.Name)
	}
	slices.Sort(late.Services)
	late.Services = slices.Compact(late.Services)
	return []Task{late}, nil
}

// owed counts, per service, the points that wait for an answer (TaskAnswer) or the promises that run (TaskPromise), and how many of these
// are late on this day.
func (s *Store) owed(ctx context.Context, kind string, today scheduler.Date, where string, args ...any) ([]Task, error) {
	q, late := s.DB.NewSelect().TableExpr("items AS x").Where("x.state <> ? AND x.ready_at IS NULL", HasOutcome), lateWhere("x")
	if kind == TaskPromise {
		q, late = s.DB.NewSelect().TableExpr("promises AS x").Where("x.state = ?", PromiseOpen), "x.due_on < ?"
	}
	var rows []struct {
		Thing       uuid.UUID
		Name        string
		Count, Late int
		By          scheduler.Date
	}
	err := q.Join("JOIN services AS s ON s.id = x.service_id").Where(where, args...).
		ColumnExpr("s.id AS thing, s.name AS name, COUNT(*) AS count, MIN(x.due_on) AS by").
		ColumnExpr("SUM(CASE WHEN "+late+" THEN 1 ELSE 0 END) AS late", today).
		GroupExpr("s.id, s.name").OrderExpr("s.name").Scan(ctx, &rows)
	tasks := make([]Task, len(rows))
	for i, r := range rows {
		tasks[i] = Task{Kind: kind, Thing: r.Thing, Name: r.Name, Count: r.Count, Late: r.Late, By: r.By}
	}
	return tasks, wrap("tasks", err)
}

// administratorTasks are the services with open points and the panels that nobody in service looks after, and the services whose owner left.
func (s *Store) administratorTasks(ctx context.Context, actor panel.Actor, _ scheduler.Date) ([]Task, error) {
	if !actor.Person.Administrator {
		return nil, nil
	}
	var tasks []Task
	open := s.DB.NewSelect().TableExpr("items AS i").ColumnExpr("COUNT(*)").Where("i.service_id = x.id AND i.state <> ?", HasOutcome)
	err := s.DB.NewSelect().TableExpr("services AS x").ColumnExpr("? AS kind, x.id AS thing, x.name AS name, (?) AS count", TaskResponder, open).
		Where("EXISTS (SELECT 1 FROM items i WHERE i.service_id = x.id AND i.state <> ?)", HasOutcome).
		Where("NOT EXISTS ("+attended("responders", "service_id")+")").OrderExpr("x.name").Scan(ctx, &tasks)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	var owners []Task
	err = s.DB.NewSelect().TableExpr("services AS x").Join("JOIN people AS p ON p.id = x.owner_id AND NOT p.active").
		ColumnExpr("? AS kind, x.id AS thing, x.name AS name", TaskOwner).Where("x.closed_at IS NULL").OrderExpr("x.name").Scan(ctx, &owners)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	var panels []Task
	err = s.DB.NewSelect().TableExpr("panels AS x").ColumnExpr("? AS kind, x.id AS thing, x.name AS name", TaskCoordinator).
		Where("NOT EXISTS ("+attended("panel_coordinators", "panel_id")+")").OrderExpr("x.name").Scan(ctx, &panels)
	return slices.Concat(tasks, owners, panels), wrap("tasks", err)
}
