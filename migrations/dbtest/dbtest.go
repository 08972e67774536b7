// Package dbtest gives tests a migrated database of their own: SQLite always, PostgreSQL where KLANTPANEL_TEST_POSTGRES names a
// server (`make test` starts one). A test written with Each runs on both.
package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Each runs test once per database.
func Each(t *testing.T, test func(t *testing.T, db *bun.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, Open(t, Migrated(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, Open(t, Postgres(t))) })
}

// EachBench is Each for a benchmark.
func EachBench(b *testing.B, bench func(b *testing.B, db *bun.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, Open(b, SQLite(b))) })
	b.Run("postgres", func(b *testing.B) { bench(b, Open(b, Postgres(b))) })
}

// Open opens and migrates the database at address, and closes it when the test ends.
func Open(tb testing.TB, address string) *bun.DB {
	tb.Helper()
	ctx := context.Background()
	db, err := migrations.Open(ctx, address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	if _, err := migrations.Migrate(ctx, db); err != nil {
		tb.Fatal(err)
	}
	return db
}

// SQLite is the address of a new, empty database.
func SQLite(tb testing.TB) string {
	return "sqlite:" + filepath.Join(tb.TempDir(), "klantpanel.db")
}

// Migrated is SQLite with the schema up to date: a copy of one that is made once, because that takes seconds under the race detector.
func Migrated(tb testing.TB) string {
	tb.Helper()
	file, err := migrated()
	if err != nil {
		tb.Fatal(err)
	}
	address := SQLite(tb)
	if err := os.WriteFile(strings.TrimPrefix(address, "sqlite:"), file, 0o600); err != nil {
		tb.Fatal(err)
	}
	return address
}

// migrated is the file of an empty database with the schema up to date.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "klantpanel-dbtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path, ctx := filepath.Join(folder, "klantpanel.db"), context.Background()
	db, err := migrations.Open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	if _, err := migrations.Migrate(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	if err := db.Close(); err != nil { // the last connection puts the log into the file
		return nil, err
	}
	return os.ReadFile(path)
})

// Postgres is the address of a new, empty schema; without a server the test is skipped.
func Postgres(tb testing.TB) string {
	tb.Helper()
	server := postgresServer(tb)
	ctx := context.Background()
	db, err := migrations.Open(ctx, server)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	schema := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := db.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		db, err := migrations.Open(ctx, server)
		if err != nil {
			return
		}
		defer db.Close()
		db.ExecContext(ctx, fmt.Sprintf("DROP SCHEMA %s CASCADE", schema))
	})
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal("KLANTPANEL_TEST_POSTGRES is no address")
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// PostgresDatabase is the address of a new database of its own, a copy of template, which nobody may be using; without a server the test
// is skipped. It is for what concerns the database as a whole; Postgres makes schemas far sooner.
func PostgresDatabase(tb testing.TB, name, template string) string {
	tb.Helper()
	server, ctx := postgresServer(tb), context.Background()
	admin, err := migrations.Open(ctx, server)
	if err != nil {
		tb.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if admin, err := migrations.Open(ctx, server); err == nil {
			defer admin.Close()
			admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal("KLANTPANEL_TEST_POSTGRES is no address")
	}
	u.Path = "/" + name
	return u.String()
}

// postgresServer is the one place that passes over a test for want of PostgreSQL; `make test` never does, for it starts one.
func postgresServer(tb testing.TB) string {
	tb.Helper()
	server := os.Getenv("KLANTPANEL_TEST_POSTGRES")
	if server == "" {
		tb.Skip("PostgreSQL: KLANTPANEL_TEST_POSTGRES is not set (`make test` sets it)")
	}
	return server
}
