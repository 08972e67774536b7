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

// The kinds of task on a start page.
const (
	TaskContribute    = "contribute"     // Thing is a cycle
	TaskBundle        = "bundle"         // Thing is a cycle, Count its waiting contributions
	TaskRoute         = "route"          // Thing is a cycle, Count its items without a service
	TaskApproveDigest = "approve_digest" // Thing is a digest
	TaskStartPanel    = "start_panel"    // Thing is a panel that plans no rounds
	TaskAnswer        = "answer"         // Thing is a service, Count its items without an outcome
	TaskPromise       = "promise"        // Thing is a service, Count its promises that run
)

// Task is one thing expected of somebody now.
type Task struct {
	Kind   string
	Thing  uuid.UUID
	Name   string // of the panel or service
	Number int    // of the round
	Count  int
	Late   int            // of Count, how many are past their day
	By     scheduler.Date // "" when it has no day
	Draft  bool           // contribute: something was typed and not sent
	Given  int            // contribute: how many contributions were given already
}

// Tasks lists what is expected of the actor on this day, the most urgent first.
func (s *Store) Tasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	var tasks []Task
	responderTasks := func(ctx context.Context, actor panel.Actor) ([]Task, error) {
		return s.responderTasks(ctx, actor, today)
	}
	for _, find := range []func(context.Context, panel.Actor) ([]Task, error){s.ambassadorTasks, s.coordinatorTasks, responderTasks} {
		found, err := find(ctx, actor)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, found...)
	}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		switch {
		case a.By == b.By:
			return 0
		case a.By == "" || b.By != "" && a.By > b.By:
			return 1
		}
		return -1
	})
	return tasks, nil
}

func (s *Store) ambassadorTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	if len(actor.Ambassadors) == 0 {
		return nil, nil
	}
	var open []panel.Cycle
	err := s.DB.NewSelect().Model(&open).Relation("Panel").Where("c.phase = ? AND c.collecting_until >= ?", panel.Collecting, s.Clock()).
		Where("c.panel_id IN (?)", bun.In(slices.Collect(maps.Keys(actor.Ambassadors)))).Order("c.id").Scan(ctx)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	for _, c := range open {
		t := Task{Kind: TaskContribute, Thing: c.ID, Name: c.Panel.Name, Number: c.Number, By: day(c.CollectingUntil, c.Panel)}
		given, err := s.DB.NewSelect().Table("contributions").Where("cycle_id = ? AND ambassador_id = ?", c.ID, actor.Ambassadors[c.PanelID]).Count(ctx)
		if err != nil {
			return nil, wrap("tasks", err)
		}
		t.Given = int(given)
		if t.Draft, err = s.DB.NewSelect().Table("drafts").Where("cycle_id = ? AND person_id = ?", c.ID, actor.Person.ID).Exists(ctx); err != nil {
			return nil, wrap("tasks", err)
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

func (s *Store) coordinatorTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	if len(actor.Coordinates) == 0 {
		return nil, nil
	}
	mine := bun.In(slices.Collect(maps.Keys(actor.Coordinates)))
	var cycles []panel.Cycle
	err := s.DB.NewSelect().Model(&cycles).Relation("Panel").
		Where("c.panel_id IN (?)", mine).
		Where("(c.phase = ? OR c.waiting > 0 OR EXISTS (SELECT 1 FROM items i WHERE i.cycle_id = c.id AND i.state = ?))", panel.Reporting, New).
		Order("c.id").Scan(ctx)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	for _, c := range cycles {
		if c.Waiting > 0 {
			tasks = append(tasks, Task{Kind: TaskBundle, Thing: c.ID, Name: c.Panel.Name, Number: c.Number, Count: c.Waiting, By: day(c.RespondingUntil, c.Panel)})
		}
		unrouted, err := s.DB.NewSelect().Table("items").Where("cycle_id = ? AND state = ?", c.ID, New).Count(ctx)
		if err != nil {
			return nil, wrap("tasks", err)
		}
		if unrouted > 0 {
			tasks = append(tasks, Task{Kind: TaskRoute, Thing: c.ID, Name: c.Panel.Name, Number: c.Number, Count: int(unrouted), By: day(c.RespondingUntil, c.Panel)})
		}
		if c.Phase == panel.Reporting {
			d, err := s.digest(ctx, s.DB.NewSelect().Where("di.cycle_id = ?", c.ID))
			if err != nil {
				return nil, err
			}
			if d.State == DigestDraft {
				tasks = append(tasks, Task{Kind: TaskApproveDigest, Thing: d.ID, Name: c.Panel.Name, Number: c.Number, By: day(c.ReportingUntil, c.Panel)})
			}
		}
	}
	var resting []panel.Panel
	if err := s.DB.NewSelect().Model(&resting).Where("pa.id IN (?) AND pa.paused", mine).Order("pa.name").Scan(ctx); err != nil {
		return nil, wrap("tasks", err)
	}
	for _, p := range resting {
		tasks = append(tasks, Task{Kind: TaskStartPanel, Thing: p.ID, Name: p.Name})
	}
	return tasks, nil
}

func (s *Store) responderTasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	if len(actor.Responds) == 0 {
		return nil, nil
	}
	mine := bun.In(slices.Collect(maps.Keys(actor.Responds)))
	var tasks []Task
	for kind, q := range map[string]*bun.SelectQuery{
		TaskAnswer:  s.DB.NewSelect().TableExpr("items AS x").Where("x.state <> ?", HasOutcome),
		TaskPromise: s.DB.NewSelect().TableExpr("promises AS x").Where("x.state = ?", PromiseOpen),
	} {
		var rows []struct {
			Thing       uuid.UUID
			Name        string
			Count, Late int
			By          scheduler.Date
		}
		err := q.Join("JOIN services AS s ON s.id = x.service_id").Where("x.service_id IN (?)", mine).
			ColumnExpr("s.id AS thing, s.name AS name, COUNT(*) AS count, MIN(x.due_on) AS by").
			ColumnExpr("SUM(CASE WHEN x.due_on < ? THEN 1 ELSE 0 END) AS late", today).
			GroupExpr("s.id, s.name").OrderExpr("s.name").Scan(ctx, &rows)
		if err != nil {
			return nil, wrap("tasks", err)
		}
		for _, r := range rows {
			tasks = append(tasks, Task{Kind: kind, Thing: r.Thing, Name: r.Name, Count: r.Count, Late: r.Late, By: r.By})
		}
	}
	slices.SortStableFunc(tasks, func(a, b Task) int { return len(a.Kind) - len(b.Kind) }) // a map has no order; answers come first
	return tasks, nil
}

// day is a phase's last day where the panel is.
func day(t bun.NullTime, p *panel.Panel) scheduler.Date { return scheduler.DateOf(t.Time, p.Zone()) }
