package dialogue

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// stirredEvery is how long a round that collects keeps its rows in the order of their arrival.
const stirredEvery = 24 * time.Hour

// MixDue writes what colleagues sent to a round again in random order, so that no row tells before or after which other one it came: each
// day while it collects, and for the last time when it stopped. One round a transaction.
//
// Until then the place of a row tells the order of the last day: on PostgreSQL in its table, on SQLite among the bytes of its page and in the
// log beside the file, which is emptied here. The number of its transaction hardly does: many come in one, and a few that come alone are
// written together with earlier ones. What no program can take back is what PostgreSQL keeps elsewhere: its write-ahead log until it is
// recycled, its archive if there is one, and copies that were made while the round collected.
func (s *Store) MixDue(ctx context.Context, now time.Time) error {
	mixed := 0
	err := scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var c panel.Cycle
		q := tx.NewSelect().Model(&c).Column("id", "phase").Where("c.mixed_at IS NULL AND c.number IS NOT NULL").
			Where("(c.phase <> ? OR COALESCE(c.stirred_at, c.opened_at) <= ?)", panel.Collecting, now.Add(-stirredEvery)).Order("c.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		if err := migrations.Mix(ctx, tx, c.ID); err != nil {
			return c.ID, err
		}
		mixed++
		mark := "mixed_at"
		if c.Phase == panel.Collecting {
			mark = "stirred_at"
		}
		_, err := tx.NewUpdate().Table("cycles").Set("? = ?", bun.Ident(mark), now).Where("id = ?", c.ID).Exec(ctx)
		return c.ID, wrap("mixed", err)
	})
	if mixed > 0 {
		err = errors.Join(err, migrations.Settle(ctx, s.DB))
	}
	return wrap("mix due", err)
}
