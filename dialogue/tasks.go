package dialogue

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The kinds of task on a start page.
const (
	TaskContribute    = "contribute"     // Thing is a cycle
	TaskBundle        = "bundle"         // Thing is a cycle, Count its waiting contributions
	TaskRoute         = "route"          // Thing is a cycle, Count its items without a service
	TaskProposals     = "proposals"      // Thing is a cycle, Count the points that its figures propose
	TaskApproveDigest = "approve_digest" // Thing is a digest
	TaskApproveSecond = "approve_second" // Thing is a digest that Person approved first
	TaskPausedDigest  = "paused_digest"  // Thing is a digest whose sending stands still
	TaskResume        = "resume"         // Thing is a cycle that is paused
	TaskStartPanel    = "start_panel"    // Thing is a panel that plans no rounds
	TaskAnswer        = "answer"         // Thing is a service, Count its items without an outcome
	TaskPromise       = "promise"        // Thing is a service, Count its promises that run
	TaskLate          = "late"           // Count points and Promises promises are past their day, at Services
	TaskResponder     = "responder"      // Thing is a service that nobody in service answers for, Count its items without an outcome
	TaskOwner         = "owner"          // Thing is a service whose owner left
	TaskCoordinator   = "coordinator"    // Thing is a panel that nobody in service runs
	TaskTerm          = "term"           // Thing is an ambassador whose term ends, of Panel
	TaskMention       = "mention"        // Thing is an item with a note that names the person, Name its title
	TaskDecide        = "decide"         // Thing is an item that a service wants to hand over, Name its title
	TaskHelp          = "help"           // Thing is an item of another service, Name the one that is asked to help with it
	TaskUnhelped      = "unhelped"       // Thing is an item whose outcome didn't help somebody, Name its title
	TaskPublish       = "publish"        // Thing is a cycle, Count its answers that are ready to be published
	TaskRelease       = "release"        // Thing is an item with a colleague's draft (of a revision: Draft), Name its title
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
	Paused   bool           // of the round: nothing has a day
	Draft    bool           // contribute: something was typed and not sent
	Given    int            // contribute: how many contributions were given already
	Promises int            // late
	Services []string       // late: their names
	Person   string         // term: the ambassador's name; approve_second: the first approver's
	GoesOn   scheduler.Date // approve_digest, approve_second: the day on which it goes out by itself, "" for never
	Panel    uuid.UUID      // term
	Lost     bool           // term: who would take over left
}

// Optional reports that nothing is expected any more, though more is welcome.
func (t Task) Optional() bool {
	return t.Kind == TaskContribute && !t.Draft && (t.Given > 0 || t.Paused)
}

// Tasks lists what is expected of the actor on this day, the most urgent first.
func (s *Store) Tasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	tasks, err := s.allTasks(
		func() ([]Task, error) { return s.ambassadorTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.coordinatorTasks(ctx, actor) },
		func() ([]Task, error) { return s.termTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.responderTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.releaseTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.helpTasks(ctx, actor) },
		func() ([]Task, error) { return s.mentionTasks(ctx, actor) },
		func() ([]Task, error) { return s.managerTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.administratorTasks(ctx, actor, today) },
		func() ([]Task, error) { return s.secondTasks(ctx, actor) },
	)
	if err != nil {
		return nil, err
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
	err := s.DB.NewSelect().Model(&open).Relation("Panel", dated).Where("c.phase = ? AND (c.collecting_until >= ? OR c.paused_at IS NOT NULL)", panel.Collecting, s.Clock()).
		Where("c.panel_id IN (?)", bun.In(slices.Collect(maps.Keys(actor.Ambassadors)))).Order("c.id").Scan(ctx)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	for _, c := range open {
		t := roundTask(TaskContribute, c, day(c.CollectingUntil, c.Panel))
		given, err := s.DB.NewSelect().Table("contributions").Where("cycle_id = ? AND ambassador_id = ? AND link_id IS NULL", c.ID, actor.Ambassadors[c.PanelID]).Count(ctx)
		if err != nil {
			return nil, wrap("tasks", err)
		}
		t.Given = int(given)
		if t.Draft, err = s.Drafted(ctx, c.ID, actor.Person.ID); err != nil {
			return nil, err
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// Drafted reports whether somebody typed something for a round that wasn't sent.
func (s *Store) Drafted(ctx context.Context, cycle, person uuid.UUID) (bool, error) {
	yes, err := drafters(s.DB, cycle).Where("person_id = ?", person).Exists(ctx)
	return yes, wrap("draft", err)
}

// allTasks looks for several kinds at once, and keeps their order.
func (s *Store) allTasks(find ...func() ([]Task, error)) ([]Task, error) {
	found := make([][]Task, len(find))
	reads := make([]func() error, len(find))
	for i := range find {
		reads[i] = func() (err error) { found[i], err = find[i](); return err }
	}
	err := migrations.Together(s.DB, reads...)
	return slices.Concat(found...), err
}

func (s *Store) coordinatorTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	if len(actor.Coordinates) == 0 {
		return nil, nil
	}
	mine := slices.Collect(maps.Keys(actor.Coordinates))
	return s.allTasks(
		func() ([]Task, error) { return s.cycleTasks(ctx, actor, mine) },
		func() ([]Task, error) { return s.proposalTasks(ctx, mine) },
		func() ([]Task, error) { return s.pausedTasks(ctx, mine) },
		func() ([]Task, error) { return s.startTasks(ctx, mine) },
		func() ([]Task, error) { return s.unhelpedTasks(ctx, mine) },
		func() ([]Task, error) { return s.publishTasks(ctx, mine) },
		func() ([]Task, error) { return s.decideTasks(ctx, mine) },
	)
}

// cycleTasks are what the rounds of these panels wait for.
func (s *Store) cycleTasks(ctx context.Context, actor panel.Actor, mine []uuid.UUID) ([]Task, error) {
	unrouted, err := s.unrouted(ctx, mine)
	if err != nil {
		return nil, err
	}
	var cycles []panel.Cycle
	err = s.DB.NewSelect().Model(&cycles).Relation("Panel", dated).Where("c.panel_id IN (?)", bun.In(mine)).
		Where("(c.phase = ? OR c.waiting > 0 OR c.paused_at IS NOT NULL OR c.id IN (?))", panel.Reporting, bun.In(slices.AppendSeq([]uuid.UUID{uuid.Nil}, maps.Keys(unrouted)))).
		Order("c.id").Scan(ctx)
	if err != nil {
		return nil, wrap("tasks", err)
	}
	drafts, err := s.draftsOf(ctx, cycles, actor)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, c := range cycles {
		tasks = append(tasks, roundTasks(c, unrouted[c.ID], drafts[c.ID])...)
	}
	return tasks, nil
}

// startTasks are those of these panels that plan no rounds.
func (s *Store) startTasks(ctx context.Context, mine []uuid.UUID) ([]Task, error) {
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("panels AS pa").ColumnExpr("? AS kind, pa.id AS thing, pa.name AS name", TaskStartPanel).
		Where("pa.id IN (?) AND pa.paused", bun.In(mine)).Order("pa.name").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}

// unrouted counts the items of these panels that have no service, by cycle.
func (s *Store) unrouted(ctx context.Context, panels []uuid.UUID) (map[uuid.UUID]int, error) {
	var rows []struct {
		CycleID uuid.UUID
		Count   int
	}
	err := s.DB.NewSelect().Table("items").ColumnExpr("cycle_id, COUNT(*) AS count").
		Where("panel_id IN (?) AND state = ?", bun.In(panels), New).GroupExpr("cycle_id").Scan(ctx, &rows)
	counts := map[uuid.UUID]int{}
	for _, r := range rows {
		counts[r.CycleID] = r.Count
	}
	return counts, wrap("tasks", err)
}

// roundTasks are what a round asks of who runs its panel. Bundling begins when collecting ends; after that the services need the time
// that is left to answer. draft is its digest that waits for approval, if its ID is one.
func roundTasks(c panel.Cycle, unrouted int, draft draftState) []Task {
	var tasks []Task
	if c.Paused() {
		tasks = append(tasks, roundTask(TaskResume, c, ""))
	}
	if c.Waiting > 0 {
		until := c.RespondingUntil
		if c.Phase == panel.Collecting {
			until = c.CollectingUntil
		}
		t := roundTask(TaskBundle, c, day(until, c.Panel))
		t.Count = c.Waiting
		tasks = append(tasks, t)
	}
	if unrouted > 0 {
		t := roundTask(TaskRoute, c, day(c.RespondingUntil, c.Panel))
		t.Count = unrouted
		tasks = append(tasks, t)
	}
	if draft.ID != uuid.Nil && !c.Paused() {
		tasks = append(tasks, approveTask(c, draft))
	}
	return tasks
}

// roundTask is a task about a round, to be done by a day unless the round stands still, was cancelled or is none.
func roundTask(kind string, c panel.Cycle, by scheduler.Date) Task {
	if c.Paused() || c.Phase == panel.Cancelled || c.Standing() {
		by = ""
	}
	return Task{Paused: c.Paused(), Kind: kind, Thing: c.ID, Name: c.Panel.Name, Number: c.Number, Phase: c.Phase, By: by}
}

// day is a phase's last day where the panel is.
func day(t bun.NullTime, p *panel.Panel) scheduler.Date { return scheduler.DateOf(t.Time, p.Zone()) }
