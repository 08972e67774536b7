package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// SpeakFor lists the ambassadors in office on a day whose constituency somebody belongs to, by name.
func (s *Store) SpeakFor(ctx context.Context, p Person, day scheduler.Date) ([]Ambassador, error) {
	var out []Ambassador
	err := speakFor(s.DB.NewSelect().Model(&out).Relation("Person"), p, day).Order("person.name", "a.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("speak for: %w", err)
	}
	return out, nil
}

// speakFor narrows ambassadors a, each with their person, to those who speak for somebody on a day.
func speakFor(q *bun.SelectQuery, p Person, day scheduler.Date) *bun.SelectQuery {
	return q.Where("a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", day, day).
		Where("(a.id IN (SELECT ambassador_id FROM constituency_people WHERE person_id = ?) OR a.id IN (SELECT ambassador_id FROM constituency_units WHERE unit_id = ?))", p.ID, p.UnitID).
		Where("person.active")
}
