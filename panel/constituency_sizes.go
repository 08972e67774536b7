package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ConstituencySizes counts the people in service whom each of these ambassadors speaks for, each once; nobody is left out.
func ConstituencySizes(ctx context.Context, db bun.IDB, ambassadors []uuid.UUID) (map[uuid.UUID]int, error) {
	sizes := map[uuid.UUID]int{}
	if len(ambassadors) == 0 {
		return sizes, nil
	}
	units := db.NewSelect().TableExpr("constituency_units AS cu").Join("JOIN people AS p ON p.unit_id = cu.unit_id AND p.active").
		ColumnExpr("cu.ambassador_id, p.id").Where("cu.ambassador_id IN (?)", bun.In(ambassadors))
	named := db.NewSelect().TableExpr("constituency_people AS cp").Join("JOIN people AS p ON p.id = cp.person_id AND p.active").
		ColumnExpr("cp.ambassador_id, p.id").Where("cp.ambassador_id IN (?)", bun.In(ambassadors))
	var rows []struct {
		AmbassadorID uuid.UUID
		Count        int
	}
	err := db.NewSelect().TableExpr("(?) AS whom", units.Union(named)).ColumnExpr("ambassador_id, COUNT(*) AS count").Group("ambassador_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("constituencies: %w", err)
	}
	for _, r := range rows {
		sizes[r.AmbassadorID] = r.Count
	}
	return sizes, nil
}
