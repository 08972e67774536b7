package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// LinkTally is what came in by one link.
type LinkTally struct {
	Sent      int // forms, those that were taken out aside
	Removable int // contributions that CloseLink would take out
	Removed   int // contributions that were taken out as a flood
}

// LinkTallies counts what came in by each of these links that something came in by. They are real numbers, for who runs the panel.
func (s *Store) LinkTallies(ctx context.Context, links ...uuid.UUID) (map[uuid.UUID]LinkTally, error) {
	var rows []struct {
		LinkID uuid.UUID
		LinkTally
	}
	if len(links) == 0 {
		return nil, nil
	}
	err := s.DB.NewSelect().TableExpr("submissions AS su").Join("JOIN contributions AS co ON co.submission_id = su.id").Column("su.link_id").
		ColumnExpr("COUNT(DISTINCT CASE WHEN state <> ? THEN submission_id END) AS sent", Removed).
		ColumnExpr("SUM(CASE WHEN state IN (?) THEN 1 ELSE 0 END) AS removable", bun.In([]string{Waiting, Acknowledged})).
		ColumnExpr("SUM(CASE WHEN state = ? THEN 1 ELSE 0 END) AS removed", Removed).
		Where("su.link_id IN (?)", bun.In(links)).Group("su.link_id").Scan(ctx, &rows)
	if err != nil {
		return nil, wrap("link tallies", err)
	}
	tallies := make(map[uuid.UUID]LinkTally, len(rows))
	for _, row := range rows {
		tallies[row.LinkID] = row.LinkTally
	}
	return tallies, nil
}
