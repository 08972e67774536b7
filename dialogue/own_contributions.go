package dialogue

import (
	"context"

	"github.com/google/uuid"
)

// OwnContributions lists what somebody is known to have said in words, in rounds and outside them, the latest first, with what became of it
// and the cycle it was said in: up to limit before the one with the id before, uuid.Nil for the first page.
func (s *Store) OwnContributions(ctx context.Context, person, before uuid.UUID, limit int) ([]Contribution, error) {
	var said []Contribution
	q := s.DB.NewSelect().Model(&said).Relation("Question").Relation("Cycle").Relation("Cycle.Panel").
		Where("co.person_id = ? AND co.text <> ''", person).Order("co.id DESC").Limit(int64(limit))
	if before != uuid.Nil {
		q.Where("co.id < ?", before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, wrap("own contributions", err)
	}
	return said, s.addItems(ctx, said)
}
