package mail_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// notes calls Note n times, as a server does while it runs, and gives the reasons that it found.
func notes(t *testing.T, db *bun.DB, folder string, n int) (found []string) {
	t.Helper()
	h := mail.Home{DB: db, Folder: folder}
	for range n {
		paused := ""
		why, err := h.Note(ctx, func(_ context.Context, _ bun.IDB, why string) error { paused = why; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if why != paused {
			t.Fatalf("found %q and paused for %q", why, paused)
		}
		if why != "" {
			found = append(found, why)
		}
	}
	return found
}

func wantFound(t *testing.T, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("found %q, want %q", got, want)
	}
}

// openAt opens a database file for the time of do.
func openAt(t *testing.T, path string, do func(db *bun.DB)) {
	t.Helper()
	db, err := migrations.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := migrations.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	do(db)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestARestartIsNoReasonToWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		folder := t.TempDir()
		wantFound(t, notes(t, db, folder, 3))
		wantFound(t, notes(t, db, folder, 2)) // another process by now
		before, err := os.ReadFile(filepath.Join(folder, "mail.home"))
		if err != nil {
			t.Fatal(err)
		}
		wantFound(t, notes(t, db, folder, 1))
		// Killed after the database knew and before the file did.
		if err := os.WriteFile(filepath.Join(folder, "mail.home"), before, 0o600); err != nil {
			t.Fatal(err)
		}
		wantFound(t, notes(t, db, folder, 2))
	})
}

func TestASecondInstanceOfALiveSystemIsNoReasonToWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		first, second, third := t.TempDir(), t.TempDir(), t.TempDir()
		wantFound(t, notes(t, db, first, 3))
		wantFound(t, notes(t, db, second, 1))
		wantFound(t, notes(t, db, first, 2))
		wantFound(t, notes(t, db, second, 2))
		if err := os.WriteFile(filepath.Join(third, "mail.home"), []byte("{hal"), 0o600); err != nil { // broken, by whatever
			t.Fatal(err)
		}
		wantFound(t, notes(t, db, third, 2))
	})
}

func TestADatabaseFileOfYesterdayThatIsPutBackWaits(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "klantpanel.db"), filepath.Join(t.TempDir(), "gisteren.db")
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 3)) })
	copyFile(t, path, backup)
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 5)) })
	copyFile(t, backup, path)
	openAt(t, path, func(db *bun.DB) {
		h := mail.Home{DB: db, Folder: folder}
		for range 2 { // looking changes nothing
			if why, err := h.Look(ctx); err != nil || why != mail.SetBack {
				t.Fatalf("%q, %v", why, err)
			}
		}
		wantFound(t, notes(t, db, folder, 3), mail.SetBack) // found once: an administrator lets it go on
	})
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 1)) })
}

func TestADatabaseFromBeforeTheFolderWasUsedWaits(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "klantpanel.db"), filepath.Join(t.TempDir(), "eerst.db")
	openAt(t, path, func(*bun.DB) {})
	copyFile(t, path, backup)
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 2)) })
	copyFile(t, backup, path)
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 2), mail.SetBack) })
}

func TestADatabaseFileInAnotherFolderWaits(t *testing.T) {
	for name, whole := range map[string]bool{"the file alone": false, "the whole folder": true} {
		t.Run(name, func(t *testing.T) {
			folder, elsewhere := t.TempDir(), t.TempDir()
			path, copied := filepath.Join(folder, "klantpanel.db"), filepath.Join(elsewhere, "klantpanel.db")
			openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 3)) })
			copyFile(t, path, copied)
			if whole {
				copyFile(t, filepath.Join(folder, "mail.home"), filepath.Join(elsewhere, "mail.home"))
			}
			openAt(t, copied, func(db *bun.DB) { wantFound(t, notes(t, db, elsewhere, 3), mail.Moved) })
			openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 2)) }) // the live one goes on
		})
	}
}

func TestADatabaseThatTookThePlaceOfAnotherWaits(t *testing.T) {
	folder := t.TempDir()
	path, aside := filepath.Join(folder, "klantpanel.db"), filepath.Join(folder, "oud.db")
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 3)) })
	copyFile(t, path, filepath.Join(folder, "reserve.db"))
	if err := os.Rename(path, aside); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(folder, "reserve.db"), path); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 2), mail.Moved) })
}

func TestAPostgreSQLDatabaseReadInUnderAnotherNameWaits(t *testing.T) {
	live := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	address := dbtest.PostgresDatabase(t, live, "template0")
	first, second := t.TempDir(), t.TempDir()
	db := dbtest.Open(t, address)
	wantFound(t, notes(t, db, first, 3))
	if err := db.Close(); err != nil { // a database in use can't be copied
		t.Fatal(err)
	}
	restored := dbtest.Open(t, dbtest.PostgresDatabase(t, live+"_terug", live))
	wantFound(t, notes(t, restored, second, 2), mail.Moved)
	wantFound(t, notes(t, restored, first, 2)) // the reason was found and told already
	live2 := dbtest.Open(t, address)
	wantFound(t, notes(t, live2, first, 2))
}

func TestRowsOfYesterdayInTheSamePostgreSQLDatabaseWait(t *testing.T) {
	db := dbtest.Open(t, dbtest.Postgres(t))
	folder := t.TempDir()
	wantFound(t, notes(t, db, folder, 3))
	var yesterday int64
	if err := db.NewSelect().Table("mail_homes").Column("noted").Scan(ctx, &yesterday); err != nil {
		t.Fatal(err)
	}
	wantFound(t, notes(t, db, folder, 4))
	if _, err := db.NewUpdate().Table("mail_homes").Set("noted = ?", yesterday).Where("true").Exec(ctx); err != nil { // as pg_restore --clean does
		t.Fatal(err)
	}
	wantFound(t, notes(t, db, folder, 3), mail.SetBack)
}

func TestADataFolderThatIsPutBackAsAWholeWaits(t *testing.T) {
	folder, backup := filepath.Join(t.TempDir(), "data"), t.TempDir()
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "klantpanel.db")
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 3)) })
	for _, name := range []string{"klantpanel.db", "mail.home"} {
		copyFile(t, filepath.Join(folder, name), filepath.Join(backup, name))
	}
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 3)) })
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"klantpanel.db", "mail.home"} {
		copyFile(t, filepath.Join(backup, name), filepath.Join(folder, name))
	}
	openAt(t, path, func(db *bun.DB) { wantFound(t, notes(t, db, folder, 2), mail.Moved) })
}
