package migrations

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// PostgreSQL's rows lie in the order in which they came, and each bears the number of its transaction. On SQLite the rows of a table without
// order lie by their keys, but the bytes of a page still show which of them was added last. Here stands what keeps both from telling
// when something came.

// stirred is how many rows on either side of a random key are written again by Stir.
const stirred = 8

// Stir writes some earlier submissions of a link again, with their contributions, so that the transaction that adds one is no longer only
// that one's. It passes over what somebody else holds, and so waits for nobody. Arrays have PostgreSQL look the few rows up, where it would read
// a table that just grew as a whole. SQLite's rows bear none.
func Stir(ctx context.Context, tx bun.Tx, link uuid.UUID) error {
	if IsSQLite(tx) {
		return nil
	}
	at := uuid.New()
	_, err := tx.NewRaw("WITH above AS (SELECT id FROM submissions WHERE link_id = ? AND id >= ? ORDER BY id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED), "+
		"below AS (SELECT id FROM submissions WHERE link_id = ? AND id < ? ORDER BY id DESC LIMIT ? FOR NO KEY UPDATE SKIP LOCKED), "+
		"others AS (SELECT id FROM above UNION ALL SELECT id FROM below), "+
		"free AS (SELECT id FROM contributions WHERE submission_id = ANY(ARRAY(SELECT id FROM others)) FOR NO KEY UPDATE SKIP LOCKED), "+
		"theirs AS (UPDATE contributions SET state = state WHERE id = ANY(ARRAY(SELECT id FROM free))) "+
		"UPDATE submissions SET created_at = created_at WHERE id = ANY(ARRAY(SELECT id FROM others))",
		link, at, stirred, link, at, stirred).Exec(ctx)
	return err
}

// Settle frees the places of rows that Mix wrote again, and empties SQLite's log, in which everything stands in the order in which it
// was written.
func Settle(ctx context.Context, db *bun.DB) error {
	if IsSQLite(db) {
		return emptyLog(ctx, db)
	}
	_, err := db.ExecContext(ctx, "VACUUM submissions, contributions")
	return err
}

// Shred makes sure that what was deleted from these small tables can't be read from the database's files. PostgreSQL writes the tables to new
// files, while nobody uses them. A backup uses them for as long as it runs, and all who come would wait behind who waits for it: so this gives
// up soon, and is to be tried again. SQLite overwrites what it deletes (openSQLite); its log is emptied.
func Shred(ctx context.Context, db *bun.DB, tables ...string) (err error) {
	if IsSQLite(db) {
		return emptyLog(ctx, db)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SET lock_timeout = '300ms'"); err != nil {
		return err
	}
	for _, table := range tables {
		_, failed := conn.ExecContext(ctx, "VACUUM FULL ?", bun.Ident(table))
		err = errors.Join(err, failed)
	}
	_, reset := conn.ExecContext(context.WithoutCancel(ctx), "RESET lock_timeout")
	return errors.Join(err, reset)
}

// emptyLog puts SQLite's log into the file.
func emptyLog(ctx context.Context, db *bun.DB) error {
	var busy, log, done int
	return db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
}
