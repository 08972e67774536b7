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

// publishTasks are the cycles of these panels with answers that their services released and nobody has published.
func (s *Store) publishTasks(ctx context.Context, panels []uuid.UUID) ([]Task, error) {
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("items AS i").Join("JOIN cycles AS c ON c.id = i.cycle_id").Join("JOIN panels AS pa ON pa.id = i.panel_id").
		ColumnExpr("? AS kind, i.cycle_id AS thing, pa.name AS name, COALESCE(c.number, 0) AS number, COUNT(*) AS count", TaskPublish).
		Where("i.ready_at IS NOT NULL AND i.panel_id IN (?)", bun.In(panels)).
		GroupExpr("i.cycle_id, pa.name, c.number").OrderExpr("i.cycle_id").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}

// releaseTasks are the drafts of colleagues whose answers only go out when somebody like the actor releases them.
func (s *Store) releaseTasks(ctx context.Context, actor panel.Actor, today scheduler.Date) ([]Task, error) {
	if len(actor.Responds) == 0 {
		return nil, nil
	}
	drafted, err := s.DB.NewSelect().TableExpr("item_answers AS ia").Join("JOIN items AS i ON i.id = ia.item_id").
		Where("ia.released_at IS NULL AND ia.outcome <> '' AND i.service_id IN (?)", bun.In(slices.Collect(maps.Keys(actor.Responds)))).Exists(ctx)
	if err != nil || !drafted { // mostly there is none, and who may release one takes longer to find out
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	releasers := s.DB.NewSelect().TableExpr("(?) AS re", panel.Releasing(s.DB, today)).Join("JOIN people AS p ON p.id = re.person_id AND p.active").
		ColumnExpr("1").Where("re.service_id = i.service_id")
	err = s.DB.NewSelect().TableExpr("item_answers AS ia").Join("JOIN items AS i ON i.id = ia.item_id").
		Join("JOIN (?) AS me ON me.service_id = i.service_id AND me.person_id = ?", panel.Answering(s.DB, today), actor.Person.ID).
		Join("LEFT JOIN responders AS writer ON writer.service_id = i.service_id AND writer.person_id = ia.written_by").
		ColumnExpr("? AS kind, i.id AS thing, i.title AS name, i.outcome <> '' AS draft", TaskRelease).
		Where("ia.released_at IS NULL AND ia.outcome <> '' AND ia.written_by <> ? AND NOT COALESCE(writer.releases, ?)", actor.Person.ID, false).
		Where("i.outcome <> ?", Dissolved).
		Where("(me.person_id IN (SELECT re.person_id FROM (?) AS re WHERE re.service_id = i.service_id) OR NOT EXISTS (?))", panel.Releasing(s.DB, today), releasers).
		OrderExpr("ia.written_at, i.id").Limit(releasesAtMost).Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}

// releasesAtMost is how many drafts somebody is asked to release at a time: more come when these went out.
const releasesAtMost = 5
