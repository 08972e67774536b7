package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// highlightDigests is how many of the latest digests highlights are taken from.
const highlightDigests = 3

// Highlights are what was changed lately because somebody said so, as the latest digests told it: the newest digest first.
func (s *Store) Highlights(ctx context.Context, limit int) ([]Entry, error) {
	var digests []uuid.UUID
	err := ArchiveFilter{}.narrow(s.DB, s.DB.NewSelect().Model((*Digest)(nil)).Column("di.id")).Order("di.approved_at DESC", "di.id DESC").Limit(highlightDigests).Scan(ctx, &digests)
	if err != nil {
		return nil, wrap("highlights", err)
	}
	var found []Entry
	for _, d := range digests { // each by itself: its entries stand in order under its key
		var entries []Entry
		err := s.DB.NewSelect().Model(&entries).Where("digest_id = ? AND section IN (?)", d, bun.In([]string{Changed, SectionKept})).
			Order("position").Limit(int64(limit - len(found))).Scan(ctx)
		if err != nil {
			return nil, wrap("highlights", err)
		}
		if found = append(found, entries...); len(found) >= limit {
			break
		}
	}
	return found, nil
}
