package panel

import (
	"context"
	"fmt"
)

// Topics lists what questions can be about, by name.
func (s *Store) Topics(ctx context.Context) ([]Topic, error) {
	var topics []Topic
	if err := s.DB.NewSelect().Model(&topics).Order("t.name").Scan(ctx); err != nil {
		return nil, fmt.Errorf("topics: %w", err)
	}
	return topics, nil
}
