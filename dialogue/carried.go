package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// CarriedBy lists the items in which something stands that came through an ambassador or through those before in the constituency, the latest
// first, a page at a time. before is the last item of the page before, or uuid.Nil.
func (s *Store) CarriedBy(ctx context.Context, ambassador, before uuid.UUID, limit int) ([]Item, error) {
	terms, err := panel.Terms(ctx, s.DB, ambassador)
	if err != nil {
		return nil, err
	}
	behind := s.DB.NewSelect().Distinct().Table("contributions").Column("item_id").Where("ambassador_id IN (?) AND item_id IS NOT NULL", bun.In(terms)).
		Order("item_id DESC").Limit(int64(limit))
	if before != uuid.Nil {
		behind.Where("item_id < ?", before)
	}
	var items []Item
	err = s.DB.NewSelect().Model(&items).Relation("Service", named).Relation("Cycle", roundOf).
		Where("i.id IN (SELECT item_id FROM (?) AS behind)", behind).Order("i.id DESC").Scan(ctx)
	if err != nil {
		return nil, wrap("carried", err)
	}
	return items, s.addRare(ctx, items)
}
