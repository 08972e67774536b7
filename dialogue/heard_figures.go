package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// heardFigure is what is shown of how many an outcome helped. Both numbers are 0 or grew by a whole smallest group at a time, so that
// neither they nor the difference with what they were before tells of a few people.
type heardFigure struct {
	bun.BaseModel `bun:"table:heard_figures,alias:hf"`

	EventID  uuid.UUID `bun:"event_id,pk"`
	ItemID   uuid.UUID `bun:"item_id"`
	Helped   int       `bun:"helped"`
	Unhelped int       `bun:"unhelped"`
	Attend   bool      `bun:"attend"` // somebody wasn't helped since a coordinator last looked
}

// grow takes over how many were helped and weren't, unless that would tell of fewer than a group of people.
func (f *heardFigure) grow(helped, unhelped, group int) {
	apart := func(a, b int) bool { return a == b || max(a, b)-min(a, b) >= group }
	if helped+unhelped >= group && apart(f.Helped, helped) && apart(f.Unhelped, unhelped) && (helped == 0 || helped >= group) && (unhelped == 0 || unhelped >= group) {
		f.Helped, f.Unhelped = helped, unhelped
	}
}

// countHeard follows the heard checks of one outcome; unhelped says that the last one was a "no".
func (s *Store) countHeard(ctx context.Context, tx bun.Tx, item Item, checks []Heard, unhelped bool) error {
	var p panel.Panel
	if err := tx.NewSelect().Model(&p).Column("smallest_group").Where("pa.id = ?", item.PanelID).Scan(ctx); err != nil {
		return wrap("panel", err)
	}
	f := heardFigure{EventID: checks[0].EventID, ItemID: item.ID}
	if err := tx.NewSelect().Model(&f).WherePK().Scan(ctx); unlessNone(err) != nil {
		return wrap("heard figures", err)
	}
	yes := 0
	for _, c := range checks {
		if c.Helped {
			yes++
		}
	}
	f.grow(yes, len(checks)-yes, p.SmallestGroup)
	f.Attend = (f.Attend || unhelped) && yes < len(checks) && item.ReopenedAt.IsZero() // a point comes back once
	_, err := tx.NewInsert().Model(&f).On("CONFLICT (event_id) DO UPDATE").
		Set("helped = EXCLUDED.helped, unhelped = EXCLUDED.unhelped, attend = EXCLUDED.attend").Exec(ctx)
	return wrap("heard figures", err)
}

// HeardView is what the service and the coordinators see of the heard checks of an item's outcome. Words are shown at once, as what was
// said first is: they are quotes and no figures, and whose they are isn't told. Numbers are shown from the smallest group on.
type HeardView struct {
	Any              bool // somebody answered
	Helped, Unhelped int  // both 0 while they would tell of a few people
	Words            []string
	Attend           bool // somebody wasn't helped, and no coordinator looked since
}

// HeardOf is how the outcome of an item was heard; of one that is open again, the outcome that it had.
func (s *Store) HeardOf(ctx context.Context, item uuid.UUID) (HeardView, error) {
	var v HeardView
	events, err := outcomesTold(ctx, s.DB, item)
	events = slices.DeleteFunc(events, func(e Event) bool { return e.Kind == WasReopened || e.promises() })
	if err != nil || len(events) == 0 {
		return v, err
	}
	var f heardFigure
	if err := s.DB.NewSelect().Model(&f).Where("hf.event_id = ?", events[len(events)-1].ID).Scan(ctx); err != nil {
		return v, wrap("heard figures", unlessNone(err))
	}
	v = HeardView{Any: true, Helped: f.Helped, Unhelped: f.Unhelped, Attend: f.Attend}
	err = s.DB.NewSelect().Model((*Heard)(nil)).Column("text").Where("hc.event_id = ? AND hc.text <> ''", f.EventID).Order("hc.submission_id").Scan(ctx, &v.Words)
	return v, wrap("heard checks", err)
}

// unhelpedAtMost is how many points somebody is asked to look at again at a time: more come when these were seen.
const unhelpedAtMost = 5

// unhelpedTasks are the points of these panels of which somebody said that the outcome didn't help.
func (s *Store) unhelpedTasks(ctx context.Context, panels []uuid.UUID) ([]Task, error) {
	var attend []uuid.UUID // first by themselves: they are few, and a database may read all points of the panels to join them
	if err := s.DB.NewSelect().Table("heard_figures").ColumnExpr("DISTINCT item_id").Where("attend").Scan(ctx, &attend); err != nil || len(attend) == 0 {
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("items AS i").ColumnExpr("? AS kind, i.id AS thing, i.title AS name", TaskUnhelped).
		Where("i.id IN (?) AND i.panel_id IN (?)", bun.In(attend), bun.In(panels)).OrderExpr("i.id").Limit(unhelpedAtMost).Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}
