package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ServiceEntries are what digests told of a service, for its page in the directory: the promises that run as far as anybody was told, the
// one that is due first first, and what it changed lately. What no digest has told yet is nobody's to read here.
func (s *Store) ServiceEntries(ctx context.Context, service uuid.UUID, limit int) (running, changed []Entry, err error) {
	if running, err = s.runningEntries(ctx, service, limit); err != nil {
		return nil, nil, wrap("service entries", err)
	}
	err = s.DB.NewSelect().Model(&changed).Where("de.service_id = ? AND de.section IN (?)", service, bun.In([]string{Changed, SectionKept})).
		Order("de.digest_id DESC", "de.position").Limit(int64(limit)).Scan(ctx)
	return running, changed, wrap("service entries", err)
}

// runningEntries are the last words about each promise whose ending wasn't told.
func (s *Store) runningEntries(ctx context.Context, service uuid.UUID, limit int) ([]Entry, error) {
	var items []uuid.UUID
	err := s.DB.NewSelect().TableExpr("promises AS pr").Column("pr.item_id").Join("JOIN items AS i ON i.id = pr.item_id AND i.told_in IS NOT NULL").
		Where("pr.service_id = ? AND pr.told_in IS NULL AND NOT pr.past", service).Order("pr.due_on", "pr.item_id").Limit(int64(limit)).Scan(ctx, &items)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	var told []Entry
	err = s.DB.NewSelect().Model(&told).Join("JOIN digests AS di ON di.id = de.digest_id").
		Where("de.item_id IN (?) AND de.section IN (?)", bun.In(items), bun.In([]string{Promised, SectionOpenPromise})).Order("di.approved_at", "di.id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	last := map[uuid.UUID]Entry{}
	for _, e := range told {
		last[e.ItemID] = e
	}
	var running []Entry
	for _, item := range items {
		if e, ok := last[item]; ok {
			running = append(running, e)
		}
	}
	return running, nil
}
