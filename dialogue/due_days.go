package dialogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// DueDays counts what these services owe by day since a day: points without an outcome whose clock runs, and open promises; of one
// panel, or with nil of all.
func (s *Store) DueDays(ctx context.Context, services []uuid.UUID, of *uuid.UUID, since scheduler.Date) ([]panel.DueDay, error) {
	if len(services) == 0 {
		return nil, nil
	}
	points, err := s.countDue(ctx, s.DB.NewSelect().TableExpr("items AS due").Where("due.state <> ? AND due.ready_at IS NULL AND due.paused_on = ''", HasOutcome), services, of, since)
	if err != nil {
		return nil, err
	}
	promises, err := s.countDue(ctx, s.DB.NewSelect().TableExpr("promises AS due").Where("due.state = ?", PromiseOpen), services, of, since)
	if err != nil {
		return nil, err
	}
	type dayOf struct {
		service uuid.UUID
		on      scheduler.Date
	}
	days := map[dayOf]panel.DueDay{}
	for _, r := range points {
		days[dayOf{r.ServiceID, r.DueOn}] = panel.DueDay{ServiceID: r.ServiceID, Service: r.Service, On: r.DueOn, Points: r.Count}
	}
	for _, r := range promises {
		points := days[dayOf{r.ServiceID, r.DueOn}].Points
		days[dayOf{r.ServiceID, r.DueOn}] = panel.DueDay{ServiceID: r.ServiceID, Service: r.Service, On: r.DueOn, Points: points, Promises: r.Count}
	}
	all := make([]panel.DueDay, 0, len(days))
	for _, d := range days {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b panel.DueDay) int {
		return cmp.Or(strings.Compare(string(a.On), string(b.On)), slices.Compare(a.ServiceID[:], b.ServiceID[:]))
	})
	return all, nil
}

// due is how many of a service are due on a day.
type due struct {
	ServiceID uuid.UUID
	Service   string
	DueOn     scheduler.Date
	Count     int
}

// countDue counts the rows of q, whose table goes by the name due.
func (s *Store) countDue(ctx context.Context, q *bun.SelectQuery, services []uuid.UUID, of *uuid.UUID, since scheduler.Date) ([]due, error) {
	q.Join("JOIN services AS s ON s.id = due.service_id").ColumnExpr("due.service_id, s.name AS service, due.due_on, COUNT(*) AS count").
		Where("due.service_id IN (?) AND due.due_on >= ?", bun.In(services), since).GroupExpr("due.service_id, s.name, due.due_on")
	if of != nil {
		q.Where("due.panel_id = ?", *of)
	}
	var rows []due
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("due days: %w", err)
	}
	return rows, nil
}
