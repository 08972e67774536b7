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
	TaskLate          = "late"           // Count points and Promises promises are past their day, at Services
	TaskResponder     = "responder"      // Thing is a service that nobody in service answers for, Count its items without an outcome
	TaskCoordinator   = "coordinator"    // Thing is a panel that nobody in service runs
)

// Task is one thing expected of somebody now.
type Task struct {
	Kind     string
	Thing    uuid.UUID
	Name     string // of the panel or service
	Number   int    // of the round
	Phase    string // of the round
	Count    int
	Late     int            // of Count, how many are past their day
	By       scheduler.Date // "" when it has no day
	Draft    bool           // contribute: something was typed and not sent
	Given    int            // contribute: how many contributions were given already
	Promises int            // late
	Services []string       // late: their names
}

// Optional reports that nothing is expected any more, though more is welcome.
func (t Task) Optional() bool { return t.Kind == TaskContribute && t.Given > 0 && !t.Draft }

// Tasks lists what is expected of the actor on this day, the most urgent first.
func (s *Store) Tasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	var tasks []Task
	for _, find := range []func(context.Context, panel.Actor, scheduler.Date) ([]Task, error){
		s.ambassadorTasks, s.coordinatorTasks, s.responderTasks, s.managerTasks, s.administratorTasks,
	} {
		found, err := find(ctx, actor, today)
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

func (s *Store) ambassadorTasks(ctx context.Context, actor panel.Actor, _ scheduler.Date) ([]Task, error) {
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
		t := roundTask(TaskContribute, c, day(c.CollectingUntil, c.Panel))
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

func (s *Store) coordinatorTasks(ctx context.Context, actor panel.Actor, _ scheduler.Date) ([]Task, error) {
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
		found, err := s.roundTasks(ctx, c)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, found...)
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

// roundTasks are what a round asks of who runs its panel. Bundling begins when collecting ends; after that the services need the time
// that is left to answer.
func (s *Store) roundTasks(ctx context.Context, c panel.Cycle) ([]Task, error) {
	var tasks []Task
	if c.Waiting > 0 {
		t := roundTask(TaskBundle, c, day(c.RespondingUntil, c.Panel))
		if c.Phase == panel.Collecting {
			t.By = day(c.CollectingUntil, c.Panel)
		}
		t.Count = c.Waiting
		tasks = append(tasks, t)
	}
	unrouted, err := s.DB.NewSelect().Table("items").Where("cycle_id = ? AND state = ?", c.ID, New).Count(ctx)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	if unrouted > 0 {
		t := roundTask(TaskRoute, c, day(c.RespondingUntil, c.Panel))
		t.Count = int(unrouted)
		tasks = append(tasks, t)
	}
	if c.Phase != panel.Reporting {
		return tasks, nil
	}
	d, err := s.digest(ctx, s.DB.NewSelect().Where("di.cycle_id = ?", c.ID))
	if err == nil && d.State == DigestDraft {
		t := roundTask(TaskApproveDigest, c, day(c.ReportingUntil, c.Panel))
		t.Thing = d.ID
		tasks = append(tasks, t)
	}
	return tasks, err
}

// roundTask is a task about a round, to be done by a day.
func roundTask(kind string, c panel.Cycle, by scheduler.Date) Task {
	return Task{Kind: kind, Thing: c.ID, Name: c.Panel.Name, Number: c.Number, Phase: c.Phase, By: by}
}

// day is a phase's last day where the panel is.
func day(t bun.NullTime, p *panel.Panel) scheduler.Date { return scheduler.DateOf(t.Time, p.Zone()) }
