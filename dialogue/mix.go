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

const (
	// stirredEvery is how long a round that collects keeps its rows in the order of their arrival.
	stirredEvery = 24 * time.Hour
	// mixedAtOnce is how many sendings or contributions one transaction writes again: others wait for it, so it has to be short.
	mixedAtOnce = 250
	// mixRest is between two such transactions, so that most of the time is for those who are signed in.
	mixRest = 30 * time.Millisecond
)

// mixing is how far a round is with being mixed.
type mixing struct {
	bun.BaseModel `bun:"table:mixings,alias:mx"`

	CycleID uuid.UUID `bun:"cycle_id,pk"`
	ForGood bool      `bun:"for_good"` // it began when the round had stopped collecting
	migrations.MixPlace
}

// MixDue writes what colleagues sent to a round again in random order, so that no row tells before or after which other one it came: each
// day while it collects, and for the last time when it stopped. It does so in short transactions, each of which saves how far it came: a
// crash repeats nothing, and who is signed in hardly waits. When others hold the tables the next run goes on.
//
// Until then the place of a row tells the order of the last day: on PostgreSQL in its table, on SQLite among the bytes of its page and in the
// log beside the file, which is emptied here. The number of its transaction hardly does: many come in one, and a few that come alone are
// written together with earlier ones. What no program can take back is what PostgreSQL keeps elsewhere: its write-ahead log until it is
// recycled, its archive if there is one, copies that were made while the round collected, and bytes of its pages that no row has used since.
func (s *Store) MixDue(ctx context.Context, now time.Time) error {
	errs := []error{s.beginMixing(ctx, now)}
	var all []mixing
	if err := s.DB.NewSelect().Model(&all).Order("mx.cycle_id").Scan(ctx); err != nil {
		return wrap("mix due", errors.Join(errs[0], err))
	}
	var mixed []mixing
	for _, m := range all {
		done, err := s.mixOn(ctx, m)
		if err != nil && !migrations.IsHeld(err) {
			errs = append(errs, err)
		}
		if done {
			mixed = append(mixed, m)
		}
	}
	if len(mixed) > 0 {
		errs = append(errs, s.endMixing(ctx, mixed, now))
	}
	return wrap("mix due", errors.Join(errs...))
}

// beginMixing makes a row for each round that is to be mixed.
func (s *Store) beginMixing(ctx context.Context, now time.Time) error {
	return scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var c panel.Cycle
		q := tx.NewSelect().Model(&c).Column("id", "phase").Where("c.mixed_at IS NULL AND c.number IS NOT NULL").
			Where("(c.phase <> ? OR COALESCE(c.stirred_at, c.opened_at) <= ?)", panel.Collecting, now.Add(-stirredEvery)).
			Where("NOT EXISTS (SELECT 1 FROM mixings AS mx WHERE mx.cycle_id = c.id)").Order("c.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		// Another instance may have begun it while this one looked.
		_, err := tx.NewInsert().Model(&mixing{CycleID: c.ID, ForGood: c.Phase != panel.Collecting}).On("CONFLICT DO NOTHING").Exec(ctx)
		return c.ID, wrap("begin", err)
	})
}

// mixOn mixes a round from where it was, part by part, and reports whether all of it is written again.
func (s *Store) mixOn(ctx context.Context, m mixing) (done bool, err error) {
	for {
		err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
			// Another instance may be at it still, or have ended it.
			if err := migrations.SkipLocked(tx.NewSelect().Model(&m).WherePK()).Scan(ctx); err != nil {
				return err
			}
			if m.Done() {
				return nil
			}
			if m.MixPlace, err = migrations.Mix(ctx, tx, m.CycleID, m.MixPlace, mixedAtOnce); err != nil {
				return err
			}
			_, err = tx.NewUpdate().Model(&m).Column("step", "after_link", "after_id").WherePK().Exec(ctx)
			return err
		})
		if err != nil {
			return false, unlessNone(err)
		}
		if m.Done() {
			return true, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(mixRest):
		}
	}
}

// endMixing takes what was written again out of the places where it was, and only then notes that these rounds are mixed.
func (s *Store) endMixing(ctx context.Context, mixed []mixing, now time.Time) error {
	if err := migrations.Settle(ctx, s.DB); err != nil {
		return err
	}
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, m := range mixed {
			mark := "stirred_at"
			if m.ForGood {
				mark = "mixed_at"
			}
			if _, err := tx.NewUpdate().Table("cycles").Set("? = ?", bun.Ident(mark), now).Where("id = ?", m.CycleID).Exec(ctx); err != nil {
				return wrap("mixed", err)
			}
			if _, err := tx.NewDelete().Model(&m).WherePK().Exec(ctx); err != nil {
				return wrap("mixed", err)
			}
		}
		return nil
	})
}
