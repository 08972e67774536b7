package dialogue

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// ToldPoint is a point as a digest that went out told it; NotFound of a draft, and of a point that isn't in it.
func (s *Store) ToldPoint(ctx context.Context, digest, item uuid.UUID) (Digest, Entry, error) {
	var e Entry
	d, err := s.DigestHead(ctx, digest)
	if err != nil {
		return d, e, err
	}
	err = s.DB.NewSelect().Model(&e).Where("de.digest_id = ? AND de.item_id = ?", digest, item).Scan(ctx)
	if isNone(err) || err == nil && d.ApprovedAt.IsZero() {
		return d, e, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	return d, e, wrap("told point", err)
}

// ToldOf lists what digests told of a point, the first first. Of a point that went up in another one they tell that one since; then ItemID
// differs. With world it is only what anybody may read.
func (s *Store) ToldOf(ctx context.Context, item uuid.UUID, world bool) ([]ToldPoint, error) {
	line, err := s.lineOf(ctx, item)
	if err != nil {
		return nil, err
	}
	var told []ToldPoint
	for _, id := range line { // each is told only after the last time that the one before it was
		var of []ToldPoint
		q := s.DB.NewSelect().Model(&of).ColumnExpr("de.*, di.approved_at, pa.name AS panel_name, c.number AS round").
			Join("JOIN digests AS di ON di.id = de.digest_id").Join("JOIN panels AS pa ON pa.id = di.panel_id").Join("JOIN cycles AS c ON c.id = di.cycle_id").
			Where("de.item_id = ?", id).Order("di.approved_at", "di.id")
		if len(told) > 0 {
			q.Where("di.approved_at > ?", told[len(told)-1].ApprovedAt)
		}
		if err := (ArchiveFilter{World: world}).narrow(s.DB, q).Scan(ctx); err != nil {
			return nil, wrap("told point", err)
		}
		told = append(told, of...)
	}
	return told, nil
}

// lineOf is an item, what it went up in, what that went up in, and so on.
func (s *Store) lineOf(ctx context.Context, item uuid.UUID) ([]uuid.UUID, error) {
	line := []uuid.UUID{item}
	for {
		var into *uuid.UUID
		err := s.DB.NewSelect().Table("items").Column("dissolved_into").Where("id = ?", line[len(line)-1]).Scan(ctx, &into)
		if into == nil || err != nil {
			return line, wrap("told point", unlessNone(err))
		}
		line = append(line, *into)
	}
}
