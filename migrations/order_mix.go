package migrations

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
)

// MixPlace is how far Mix came with a round: first its sendings, link by link, then its contributions, both by their random keys.
type MixPlace struct {
	Step      int       `bun:"step"`
	AfterLink uuid.UUID `bun:"after_link"`
	AfterID   uuid.UUID `bun:"after_id"`
}

// Done reports that all is written again.
func (p MixPlace) Done() bool { return p.Step > 1 }

// Mix writes the next rows of a cycle that came by links again in random order, at most so many sendings or contributions, and tells how
// far it came then. Which rows these are is for their random keys to say, so the transaction that they share tells nothing either. On
// PostgreSQL nobody else writes the tables meanwhile, or a change would be lost that waits for a row which is deleted. When somebody
// writes them for long, or something these rows refer to is held, Mix fails soon with what IsHeld knows, before others have waited for it.
func Mix(ctx context.Context, tx bun.Tx, cycle uuid.UUID, at MixPlace, most int) (MixPlace, error) {
	if !IsSQLite(tx) {
		if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '100ms'"); err != nil {
			return at, fmt.Errorf("mix: %w", err)
		}
	}
	for most > 0 && !at.Done() {
		next, n, err := mixStep(ctx, tx, cycle, at, most)
		if err != nil {
			return at, fmt.Errorf("mix: %w", err)
		}
		at, most = next, most-n
	}
	return at, nil
}

// mixStep is Mix within one step; it gives what it cost: the number of rows, and of links that were looked at.
func mixStep(ctx context.Context, tx bun.Tx, cycle uuid.UUID, at MixPlace, most int) (next MixPlace, cost int, err error) {
	find, write := nextSendings, mixSendings
	if at.Step > 0 {
		find, write = nextContributions, mixContributions
	}
	ids, next, cost, err := find(ctx, tx, cycle, at, most)
	if err == nil && len(ids) > 0 {
		err = write(ctx, tx, ids)
	}
	return next, cost, err
}

// nextSendings walks the index of one link of the round after the other.
func nextSendings(ctx context.Context, tx bun.Tx, cycle uuid.UUID, at MixPlace, most int) (ids []uuid.UUID, next MixPlace, cost int, err error) {
	for cost < most {
		var more []uuid.UUID
		q := tx.NewSelect().Table("submissions").Column("id").Where("link_id = ? AND id > ?", at.AfterLink, at.AfterID).Order("id").Limit(int64(most - cost))
		if err := q.Scan(ctx, &more); err != nil {
			return nil, at, 0, err
		}
		ids, cost = append(ids, more...), cost+len(more)
		if cost == most {
			at.AfterID = more[len(more)-1]
			break
		}
		var link []uuid.UUID
		if err := tx.NewSelect().Table("links").Column("id").Where("cycle_id = ? AND id > ?", cycle, at.AfterLink).Order("id").Limit(1).Scan(ctx, &link); err != nil {
			return nil, at, 0, err
		}
		cost++
		if len(link) == 0 {
			return ids, MixPlace{Step: at.Step + 1}, cost, nil
		}
		at.AfterLink, at.AfterID = link[0], uuid.Nil
	}
	return ids, at, cost, nil
}

// nextContributions walks the index of the round, which has first what was said in words and then the rest; the two together have the order
// of the keys. Neither changes while the walk goes on, so none is passed over.
func nextContributions(ctx context.Context, tx bun.Tx, cycle uuid.UUID, at MixPlace, most int) (ids []uuid.UUID, next MixPlace, cost int, err error) {
	const part = "SELECT id FROM (SELECT id FROM contributions WHERE cycle_id = ? AND (CASE WHEN text = '' THEN 1 ELSE 0 END) = ? AND id > ? AND link_id IS NOT NULL ORDER BY id LIMIT ?) AS part"
	query := "SELECT id FROM (" + part + " UNION ALL " + part + ") AS parts ORDER BY id LIMIT ?"
	if err := tx.NewRaw(query, cycle, 0, at.AfterID, most, cycle, 1, at.AfterID, most, most).Scan(ctx, &ids); err != nil {
		return nil, at, 0, err
	}
	if len(ids) < most {
		return ids, MixPlace{Step: at.Step + 1}, len(ids), nil
	}
	at.AfterID = ids[most-1]
	return ids, at, most, nil
}

// mixSendings writes submissions again, and all that refers to them but for contributions, which have a step of their own.
func mixSendings(ctx context.Context, tx bun.Tx, ids []uuid.UUID) error {
	children, err := referring(ctx, tx)
	if err != nil {
		return err
	}
	children = slices.DeleteFunc(children, func(table string) bool { return table == "contributions" })
	if err := hold(ctx, tx, append(children, "submissions")...); err != nil { // who writes them goes from what refers to what is referred to
		return err
	}
	for _, child := range children {
		if err := shuffle(ctx, tx, child, "submission_id", ids); err != nil {
			return err
		}
	}
	return shuffle(ctx, tx, "submissions", "id", ids)
}

func mixContributions(ctx context.Context, tx bun.Tx, ids []uuid.UUID) error {
	if err := hold(ctx, tx, "contributions"); err != nil {
		return err
	}
	return shuffle(ctx, tx, "contributions", "id", ids)
}

// hold keeps everybody else from writing tables until the transaction ends. SQLite's transactions do so anyway.
func hold(ctx context.Context, tx bun.Tx, tables ...string) error {
	if IsSQLite(tx) {
		return nil
	}
	_, err := tx.ExecContext(ctx, "LOCK TABLE "+strings.Join(tables, ", ")+" IN EXCLUSIVE MODE")
	return err
}

// shuffle deletes rows and inserts them in random order. What refers to them stays as it is: PostgreSQL looks at references when the
// statement ends, and SQLite when the transaction does.
func shuffle(ctx context.Context, tx bun.Tx, table, key string, ids []uuid.UUID) error {
	if !IsSQLite(tx) {
		_, err := tx.NewRaw("WITH gone AS (DELETE FROM ? WHERE ? IN (?) RETURNING *) INSERT INTO ? SELECT * FROM gone ORDER BY random()",
			bun.Ident(table), bun.Ident(key), bun.In(ids), bun.Ident(table)).Exec(ctx)
		return err
	}
	for _, q := range []*bun.RawQuery{
		tx.NewRaw("PRAGMA defer_foreign_keys = ON"),
		tx.NewRaw("CREATE TEMP TABLE mixing AS SELECT * FROM ? WHERE ? IN (?)", bun.Ident(table), bun.Ident(key), bun.In(ids)),
		tx.NewRaw("DELETE FROM ? WHERE ? IN (SELECT ? FROM mixing)", bun.Ident(table), bun.Ident(key), bun.Ident(key)),
		tx.NewRaw("INSERT INTO ? SELECT * FROM mixing ORDER BY random()", bun.Ident(table)),
		tx.NewRaw("DROP TABLE mixing"),
	} {
		if _, err := q.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// IsHeld reports that somebody else held what Mix had to write, for longer than it waits.
func IsHeld(err error) bool {
	var pe pgdriver.Error
	return errors.As(err, &pe) && pe.Field('C') == "55P03"
}

// referring are the tables with a submission_id: what hangs on a submission.
func referring(ctx context.Context, tx bun.Tx) (tables []string, err error) {
	query := "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'submissions'::regclass ORDER BY 1"
	if IsSQLite(tx) {
		query = "SELECT DISTINCT m.name FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f.\"table\" = 'submissions' ORDER BY 1"
	}
	err = tx.NewRaw(query).Scan(ctx, &tables)
	return tables, err
}
