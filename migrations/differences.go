package migrations

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Everything in which the two databases differ, besides how they are opened and locked and what order.go is about, stands in this file.

// IsUnique reports that err is a broken unique constraint.
func IsUnique(err error) bool {
	var pe pgdriver.Error
	if errors.As(err, &pe) {
		return pe.Field('C') == "23505"
	}
	var se *sqlite.Error
	return errors.As(err, &se) &&
		(se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// IsForeignKey reports that err is a reference to a row that isn't there.
func IsForeignKey(err error) bool {
	var pe pgdriver.Error
	if errors.As(err, &pe) {
		return pe.Field('C') == "23503"
	}
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// IsUnreachable reports that the database can't answer now, though it may in a while: its server is away, starting, stopping or full of
// connections, or another process holds the file. The SQLSTATE classes are 08, 53 and 57P; 25P03 ended a transaction that stood still.
func IsUnreachable(err error) bool {
	var pe pgdriver.Error
	if errors.As(err, &pe) {
		state := pe.Field('C')
		return strings.HasPrefix(state, "08") || strings.HasPrefix(state, "53") || strings.HasPrefix(state, "57P") || state == "25P03"
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		primary := se.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED || primary == sqlite3.SQLITE_CANTOPEN
	}
	var connection net.Error
	return errors.As(err, &connection) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE)
}

// SkipLocked makes a claim pass over rows that another instance is claiming. SQLite has one writer and needs nothing.
func SkipLocked(q *bun.SelectQuery) *bun.SelectQuery {
	if q.Dialect().Name().String() == "pg" {
		return q.For("UPDATE SKIP LOCKED")
	}
	return q
}

// InIndexOrder makes the queries of a transaction that read the first rows of an order walk an index. PostgreSQL doesn't know yet how many
// rows there are in a table that just grew, and would read and sort them all for the first few. SQLite always walks.
func InIndexOrder(ctx context.Context, tx bun.IDB) error {
	if IsSQLite(tx) {
		return nil
	}
	_, err := tx.NewRaw("SELECT set_config('enable_sort', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE)").Exec(ctx)
	return err
}

// ForUpdate holds the rows read until the transaction ends. Rows that refer to them may come meanwhile, for a key never changes: an
// operation that holds an item doesn't wait for one that holds its panel. SQLite's transactions are immediate: nobody else writes anyway.
func ForUpdate(q *bun.SelectQuery) *bun.SelectQuery {
	if q.Dialect().Name().String() == "pg" {
		return q.For("NO KEY UPDATE")
	}
	return q
}

// Fleeting is one statement that a crash may forget, so that its end doesn't wait for the disk. On PostgreSQL the statement has to return what
// Unwaited gives. On SQLite it may not be used inside a transaction.
func Fleeting(ctx context.Context, db *bun.DB, do func(ctx context.Context, db bun.IDB) error) error {
	if !IsSQLite(db) {
		return do(ctx, db)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return err
	}
	err = do(ctx, conn)
	_, full := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA synchronous = FULL") // as openSQLite set it
	return errors.Join(err, full)
}

// Unwaited is a column that has PostgreSQL end the transaction of its statement without waiting for the disk: one question instead of four.
func Unwaited(db bun.IDB) string {
	if IsSQLite(db) {
		return "'off' AS unwaited"
	}
	return "set_config('synchronous_commit', 'off', TRUE) AS unwaited"
}

// Now is the database's clock, UTC in whole seconds: the one clock that all instances share. Leases use it.
func Now(ctx context.Context, db bun.IDB) (time.Time, error) {
	query := "SELECT CAST(extract(epoch FROM clock_timestamp()) AS bigint)"
	if IsSQLite(db) {
		query = "SELECT CAST(strftime('%s','now') AS integer)"
	}
	var seconds int64
	if err := db.NewRaw(query).Scan(ctx, &seconds); err != nil {
		return time.Time{}, fmt.Errorf("database clock: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// Integrity asks SQLite whether its file is sound: pages, indexes and references.
func Integrity(ctx context.Context, db *bun.DB) ([]Finding, error) {
	var findings []Finding
	var lines []string
	if err := db.NewRaw("PRAGMA integrity_check(20)").Scan(ctx, &lines); err != nil {
		return nil, fmt.Errorf("integrity check: %w", err)
	}
	for _, line := range lines {
		if line != "ok" {
			findings = append(findings, Finding{What: "the database file is damaged: " + line})
		}
	}
	var broken []struct {
		Table  string
		RowID  *int64 `bun:"rowid"`
		Parent string
		FKID   int `bun:"fkid"`
	}
	if err := db.NewRaw("PRAGMA foreign_key_check").Scan(ctx, &broken); err != nil {
		return nil, fmt.Errorf("integrity check: %w", err)
	}
	for _, b := range broken {
		row := "?"
		if b.RowID != nil {
			row = fmt.Sprint(*b.RowID)
		}
		findings = append(findings, Finding{Table: b.Table, Row: "rowid " + row, What: "it refers to a row of " + b.Parent + " that doesn't exist"})
	}
	return findings, nil
}

// Place tells where a database is, so that a copy is known from what it was made of: the file's path, inode and birth, or the server's identity
// with the database's and the schema's own numbers. A dump that is read in anywhere gets other numbers, a copied file another birth.
func Place(ctx context.Context, db bun.IDB) (string, error) {
	if IsSQLite(db) {
		var seq int
		var name, path string
		if err := db.QueryRowContext(ctx, "PRAGMA database_list").Scan(&seq, &name, &path); err != nil {
			return "", fmt.Errorf("database place: %w", err)
		}
		path, err := filepath.EvalSymlinks(path)
		if err != nil {
			return "", fmt.Errorf("database place: %w", err)
		}
		file, err := born(path)
		if err != nil {
			return "", fmt.Errorf("database place: %s: %w", path, err)
		}
		return path + " " + file, nil
	}
	var system, database, schema string
	// What only speaks PostgreSQL's protocol may have no such function; then the numbers have to do.
	if err := db.NewRaw("SELECT system_identifier::text FROM pg_control_system()").Scan(ctx, &system); err != nil && IsUnreachable(err) {
		return "", fmt.Errorf("database place: %w", err)
	}
	err := db.NewRaw("SELECT d.oid::text, coalesce(current_schema()::regnamespace::oid::text, '') FROM pg_database AS d WHERE d.datname = current_database()").
		Scan(ctx, &database, &schema)
	if err != nil {
		return "", fmt.Errorf("database place: %w", err)
	}
	return fmt.Sprintf("server %s database %s schema %s", system, database, schema), nil
}
