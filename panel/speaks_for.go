package panel

import (
	"context"
	"fmt"

	"klantpanel/scheduler"
)

// SpeakFor lists the ambassadors in office on a day whose constituency somebody belongs to, by name.
func (s *Store) SpeakFor(ctx context.Context, p Person, day scheduler.Date) ([]Ambassador, error) {
	var out []Ambassador
	err := s.DB.NewSelect().Model(&out).Relation("Person").
		Where("a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", day, day).
		Where("(a.id IN (SELECT ambassador_id FROM constituency_people WHERE person_id = ?) OR a.id IN (SELECT ambassador_id FROM constituency_units WHERE unit_id = ?))", p.ID, p.UnitID).
		Where("person.active").Order("person.name", "a.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("speak for: %w", err)
	}
	return out, nil
}
