package migrations

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"modernc.org/sqlite"
)

// AddressError is an address that can't be one, whatever runs there.
type AddressError struct{ What string }

func (e *AddressError) Error() string { return "database: " + e.What }

// Open opens sqlite:PATH or postgres://… and asks it one question, so that a wrong address fails here and not at the first reader.
// The error is one line without a password in it.
func Open(ctx context.Context, address string) (*bun.DB, error) {
	var db *bun.DB
	var err error
	switch scheme, rest, _ := strings.Cut(address, ":"); scheme {
	case "sqlite":
		db, err = openSQLite(rest)
	case "postgres", "postgresql":
		db, err = openPostgreSQL(address)
	default:
		return nil, &AddressError{"the address must start with sqlite: or postgres://"}
	}
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("database: %s can't be reached: %w", Redact(address), err)
	}
	return db, nil
}

// IsMissing reports that the address names an embedded database that isn't there yet; Open would make it.
func IsMissing(address string) bool {
	path, embedded := strings.CutPrefix(address, "sqlite:")
	if !embedded || path == "" {
		return false
	}
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// IsSQLite reports whether db is the embedded database.
func IsSQLite(db bun.IDB) bool { return db.Dialect().Name() == dialect.SQLite }

// Redact is the address as it may be printed: without user, password and options.
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the database"
	}
	if u.Scheme == "sqlite" {
		return address
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// openSQLite keeps one connection: SQLite has one writer anyway, and a queue in the program is fairer than SQLITE_BUSY.
// So a query on db inside a transaction waits for ever; pass the transaction down as bun.IDB, and close rows first.
func openSQLite(path string) (*bun.DB, error) {
	if path == "" {
		return nil, &AddressError{"sqlite: needs a file, as in sqlite:klantpanel.db"}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("database: the folder of %s can't be made: %w", path, err)
	}
	q := url.Values{}
	q.Set("_busy_timeout", "20000") // another process may be importing
	q.Set("_foreign_keys", "on")
	q.Set("_journal_mode", "WAL")
	q.Set("_synchronous", "FULL") // what was acknowledged survives a power cut
	q.Set("_txlock", "immediate") // no SQLITE_BUSY on the upgrade from reading to writing
	q.Set("_timezone", "UTC")
	q.Set("_time_format", "sqlite")
	q.Set("_dqs", "0")                            // a misspelt "column" is an error, not a string
	q.Add("_pragma", "secure_delete(on)")         // what was deleted stands nowhere in the file any more
	q.Add("_pragma", "temp_store(memory)")        // nothing of what is mixed or sorted in a file that nobody overwrites
	q.Add("_pragma", "cache_size(-16000)")        // kB; the keys of contributions are random, and so are the pages they touch
	q.Add("_pragma", "wal_autocheckpoint(32000)") // pages, 131 MB: fewer than one contributor in a hundred waits for the log to be put into the file
	c, err := sqlite.NewConnector("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	pool := sql.OpenDB(c)
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	return bun.NewDB(pool, sqlitedialect.New()), nil
}

func openPostgreSQL(address string) (db *bun.DB, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &AddressError{"the postgres address can't be read; it looks like postgres://user:password@host:5432/name"}
	}
	defer func() { // pgdriver panics on an option it doesn't know
		if r := recover(); r != nil {
			db, err = nil, &AddressError{fmt.Sprintf("the postgres address has a wrong option: %v", r)}
		}
	}()
	q := u.Query()
	for option, value := range map[string]string{
		"jit": "off", // compiling takes longer than any of our questions
		// An instance that stands still inside a transaction lets go of its rows when its leases run out, and not when it wakes up.
		"idle_in_transaction_session_timeout": "20s",
	} {
		if q.Get(option) == "" {
			q.Set(option, value)
		}
	}
	u.RawQuery = q.Encode()
	options := []pgdriver.Option{pgdriver.WithDSN(u.String())}
	if q.Get("sslmode") == "" && q.Get("sslrootcert") == "" {
		// pgdriver's own default accepts any certificate.
		options = append(options, pgdriver.WithTLSConfig(&tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}))
	}
	options = append(options,
		pgdriver.WithApplicationName("klantpanel"),
		pgdriver.WithReadTimeout(2*time.Minute), // pgdriver's 10 s would break an import; requests carry their own deadline
		pgdriver.WithResetSessionFunc(checkConnection))
	pool := sql.OpenDB(pgdriver.NewConnector(options...))
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(30 * time.Minute)
	return bun.NewDB(pool, pgdialect.New()), nil
}
