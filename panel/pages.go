package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// The lists of this file are read a page at a time: up to limit rows after the one with the id after, uuid.Nil for the first page. Where a
// page begins is asked of an index and never counted, so that the hundredth costs what the first one costs.

// ServicesPage is Services a page at a time.
func (s *Store) ServicesPage(ctx context.Context, after uuid.UUID, limit int) ([]Service, error) {
	var services []Service
	q := s.DB.NewSelect().Model(&services).Where("s.closed_at IS NULL").Order("s.name").Limit(int64(limit))
	if after != uuid.Nil {
		q.Where("s.name > (SELECT name FROM services WHERE id = ?)", after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("services: %w", err)
	}
	return services, nil
}

// RespondersOf reads who answers for each of these services, in the order of their names.
func (s *Store) RespondersOf(ctx context.Context, services []uuid.UUID) (map[uuid.UUID][]Person, error) {
	var rows []struct {
		ServiceID uuid.UUID
		Person
	}
	by := map[uuid.UUID][]Person{}
	if len(services) == 0 {
		return by, nil
	}
	err := s.DB.NewSelect().TableExpr("responders AS r").Join("JOIN people AS p ON p.id = r.person_id").ColumnExpr("r.service_id, p.*").
		Where("r.service_id IN (?)", bun.In(services)).Order("p.name", "p.id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("responders: %w", err)
	}
	for _, row := range rows {
		by[row.ServiceID] = append(by[row.ServiceID], row.Person)
	}
	return by, nil
}

// QuestionsPage is Questions a page at a time. The topics are joined a second time, for only an inner join lets both databases walk the
// topics in the order of their names and stop when the page is full.
func (s *Store) QuestionsPage(ctx context.Context, after uuid.UUID, limit int) ([]Question, error) {
	var questions []Question
	q := s.DB.NewSelect().Model(&questions).Relation("Topic").Relation("Service").Join("JOIN topics AS named ON named.id = q.topic_id").
		Where("q.archived_at IS NULL").Order("named.name", "q.id").Limit(int64(limit))
	if after != uuid.Nil {
		q.Where("(named.name, q.id) > (SELECT t.name, shown.id FROM questions AS shown JOIN topics AS t ON t.id = shown.topic_id WHERE shown.id = ?)", after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	return questions, nil
}

// PanelsPage lists the panels that the actor runs, or all for who administers, in the order of their names.
func (s *Store) PanelsPage(ctx context.Context, actor Actor, after uuid.UUID, limit int) ([]Panel, error) {
	var panels []Panel
	q := s.DB.NewSelect().Model(&panels).Order("pa.name").Limit(int64(limit))
	if !actor.Administers() {
		q.Where("pa.id IN (SELECT panel_id FROM panel_coordinators WHERE person_id = ?)", actor.Person.ID)
	}
	if after != uuid.Nil {
		q.Where("pa.name > (SELECT name FROM panels WHERE id = ?)", after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("panels: %w", err)
	}
	return panels, nil
}

// OpenCyclesOf reads the rounds of each of these panels that are under way, the first planned first.
func (s *Store) OpenCyclesOf(ctx context.Context, panels []uuid.UUID) (map[uuid.UUID][]Cycle, error) {
	by := map[uuid.UUID][]Cycle{}
	if len(panels) == 0 {
		return by, nil
	}
	var cycles []Cycle
	err := s.DB.NewSelect().Model(&cycles).Where("c.phase IN (?, ?, ?) AND c.panel_id IN (?)", Collecting, Responding, Reporting, bun.In(panels)).
		Order("c.planned_on", "c.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("open cycles: %w", err)
	}
	for _, c := range cycles {
		by[c.PanelID] = append(by[c.PanelID], c)
	}
	return by, nil
}

// CyclesPage is Cycles a page at a time.
func (s *Store) CyclesPage(ctx context.Context, panel, after uuid.UUID, limit int) ([]Cycle, error) {
	var cycles []Cycle
	q := s.DB.NewSelect().Model(&cycles).Where("c.panel_id = ? AND c.planned_on <> ''", panel).Order("c.planned_on DESC").Limit(int64(limit))
	if after != uuid.Nil {
		q.Where("c.planned_on < (SELECT planned_on FROM cycles WHERE id = ?)", after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("cycles: %w", err)
	}
	return cycles, nil
}

// AmbassadorsPage is Ambassadors a page at a time.
func (s *Store) AmbassadorsPage(ctx context.Context, panel, after uuid.UUID, limit int) ([]Ambassador, error) {
	var out []Ambassador
	q := s.DB.NewSelect().Model(&out).Relation("Person").Relation("Person.Unit").Where("a.panel_id = ?", panel).
		Order("person.name", "a.id").Limit(int64(limit))
	if after != uuid.Nil {
		q.Where("(person.name, a.id) > (SELECT p.name, shown.id FROM ambassadors AS shown JOIN people AS p ON p.id = shown.person_id WHERE shown.id = ?)", after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("ambassadors: %w", err)
	}
	return out, nil
}

// LinksPage lists the links of a round by the names of their ambassadors, of each the newest first.
func (s *Store) LinksPage(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Link, error) {
	var out []Link
	q := s.DB.NewSelect().Model(&out).Relation("Ambassador").Relation("Ambassador.Person").Where("l.cycle_id = ?", cycle).
		Order("ambassador__person.name", "l.ambassador_id", "l.id DESC").Limit(int64(limit))
	if after != uuid.Nil {
		shown := s.DB.NewSelect().TableExpr("links AS shown").Join("JOIN ambassadors AS a ON a.id = shown.ambassador_id").Join("JOIN people AS p ON p.id = a.person_id").
			Column("p.name", "shown.ambassador_id").Where("shown.id = ?", after)
		q.Where("(ambassador__person.name, l.ambassador_id) > (?) OR (l.ambassador_id = (SELECT ambassador_id FROM links WHERE id = ?) AND l.id < ?)", shown, after, after)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	return out, nil
}

// AmbassadorTally says how a panel is manned on a day.
type AmbassadorTally struct {
	InOffice int // active people whose term runs
	Unheard  int // of these and of those whose term is yet to begin: who speak for nobody
}

// TallyAmbassadors counts a panel's ambassadors on this day.
func (s *Store) TallyAmbassadors(ctx context.Context, panel uuid.UUID, day scheduler.Date) (AmbassadorTally, error) {
	var tally AmbassadorTally
	err := s.DB.NewSelect().TableExpr("ambassadors AS a").Join("JOIN people AS p ON p.id = a.person_id AND p.active").
		ColumnExpr("COALESCE(SUM(CASE WHEN a.starts_on <= ? THEN 1 ELSE 0 END), 0) AS in_office", day).
		ColumnExpr("COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM constituency_units WHERE ambassador_id = a.id)"+
			" OR EXISTS (SELECT 1 FROM constituency_people WHERE ambassador_id = a.id) THEN 0 ELSE 1 END), 0) AS unheard").
		Where("a.panel_id = ? AND (a.ends_on = '' OR a.ends_on >= ?)", panel, day).Scan(ctx, &tally)
	if err != nil {
		return tally, fmt.Errorf("ambassadors: %w", err)
	}
	return tally, nil
}
