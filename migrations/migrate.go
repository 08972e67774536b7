package migrations

import (
	"context"
	"embed"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

//go:embed *.sql
var files embed.FS

// types are the names that the SQL files take from the database. SQLite's are chosen for what its driver makes of them: only
// "timestamp" (not timestamptz) comes back as a time, only "boolean" as a bool.
//
// Orderless ends a table whose rows must not lie in the order of their arrival: on SQLite they then lie by their keys. Remade says that a
// table has to be made anew to lose a constraint.
type types struct {
	UUID, Time, JSON, Bool, Orderless string
	Remade                            bool
}

var (
	postgresTypes = types{UUID: "uuid", Time: "timestamptz", JSON: "jsonb", Bool: "boolean"}
	sqliteTypes   = types{UUID: "text", Time: "timestamp", JSON: "text", Bool: "boolean", Orderless: " WITHOUT ROWID", Remade: true}
)

// advisoryLock is the key under which PostgreSQL instances take turns to migrate: "klant" in ASCII.
const advisoryLock = int64(0x6b6c616e74)

// Migrate brings the schema up to date and returns the names of what it applied; none when it was already. Instances that start at
// the same moment take turns.
func Migrate(ctx context.Context, db *bun.DB) ([]string, error) {
	unlock, err := lock(ctx, db)
	if err != nil {
		return nil, err
	}
	defer unlock()
	m, err := migrator(db)
	if err != nil {
		return nil, err
	}
	if err := m.Init(ctx); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	group, err := m.Migrate(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	var applied []string
	for _, done := range group.Migrations {
		applied = append(applied, done.Name+" "+done.Comment)
	}
	return applied, nil
}

// Pending names the migrations that the program has and the database has not, and those the database has and the program has
// not (an older program on a newer database).
func Pending(ctx context.Context, db *bun.DB) (missing, unknown []string, err error) {
	m, err := migrator(db)
	if err != nil {
		return nil, nil, err
	}
	all, err := m.MigrationsWithStatus(ctx)
	if err != nil && db.PingContext(ctx) == nil { // a new database has not even the table of migrations
		return names(files), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	for _, one := range all.Unapplied() {
		missing = append(missing, one.Name)
	}
	gone, err := m.MissingMigrations(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	for _, one := range gone {
		unknown = append(unknown, one.Name)
	}
	return missing, unknown, nil
}

// names are the migrations that the program has.
func names(files embed.FS) []string {
	entries, _ := files.ReadDir(".") // embedded: it can't fail
	var names []string
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), "_")
		names = append(names, name)
	}
	return names
}

func migrator(db *bun.DB) (*migrate.Migrator, error) {
	known := migrate.NewMigrations()
	if err := known.Discover(files); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	data := postgresTypes
	if IsSQLite(db) {
		data = sqliteTypes
	}
	return migrate.NewMigrator(db, known, migrate.WithMarkAppliedOnSuccess(true), migrate.WithUpsert(true),
		migrate.WithTemplateData(data)), nil
}

// lock keeps two instances from migrating at once. bun's own lock is a row that outlives a crash; these two end with the process.
func lock(ctx context.Context, db *bun.DB) (unlock func(), err error) {
	if IsSQLite(db) {
		return lockFile(ctx, db)
	}
	return lockAdvisory(ctx, db)
}

func lockFile(ctx context.Context, db *bun.DB) (func(), error) {
	var seq int
	var name, path string
	if err := db.QueryRowContext(ctx, "PRAGMA database_list").Scan(&seq, &name, &path); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	try := func() (bool, error) { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil, nil }
	if err := poll(ctx, try); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

func lockAdvisory(ctx context.Context, db *bun.DB) (func(), error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	try := func() (got bool, err error) {
		err = conn.NewRaw("SELECT pg_try_advisory_lock(?)", advisoryLock).Scan(ctx, &got)
		return got, err
	}
	if err := poll(ctx, try); err != nil {
		conn.Close()
		return nil, err
	}
	return func() {
		conn.NewRaw("SELECT pg_advisory_unlock(?)", advisoryLock).Exec(context.WithoutCancel(ctx))
		conn.Close()
	}, nil
}

// poll tries until it succeeds. Polling, because a blocking pg_advisory_lock would run into pgdriver's read time-out.
func poll(ctx context.Context, try func() (bool, error)) error {
	for {
		if got, err := try(); err != nil || got {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("migrate: another instance holds the lock: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
