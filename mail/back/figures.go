package back

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// keptFor is how long it is known what became of a mail that came in: longer than any server repeats one.
const keptFor = 90 * 24 * time.Hour

// Figure is how many mails of a class had the same end.
type Figure struct {
	Class  Class  `json:"class"`
	Became string `json:"became"`
	Count  int    `json:"count"`
}

// Figures are what came in since a moment, and what became of it.
func Figures(ctx context.Context, db bun.IDB, since time.Time) ([]Figure, error) {
	var figures []Figure
	err := db.NewSelect().Table("inbound_messages").Column("class", "became").ColumnExpr("count(*) AS count").Where("received_at >= ?", since).
		Group("class", "became").Order("class", "became").Scan(ctx, &figures)
	if err != nil {
		return nil, fmt.Errorf("what came in: %w", err)
	}
	return figures, nil
}

// Tidy forgets what came in more than 90 days ago.
func (r *Receiver) Tidy(ctx context.Context, now time.Time) error {
	if _, err := r.Outbox.DB.NewDelete().Table("inbound_messages").Where("received_at < ?", now.Add(-keptFor)).Exec(ctx); err != nil {
		return fmt.Errorf("tidy what came in: %w", err)
	}
	return nil
}
