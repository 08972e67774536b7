package migrations_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// migratedUntil brings the schema of an empty database to where it was before a migration.
func migratedUntil(t *testing.T, db *bun.DB, name string) {
	t.Helper()
	all, err := filepath.Glob("*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, file := range all {
		if file >= name {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		files[file] = &fstest.MapFile{Data: data}
	}
	known := migrate.NewMigrations()
	if err := known.Discover(files); err != nil {
		t.Fatal(err)
	}
	types := map[string]any{"UUID": "uuid", "Time": "timestamptz", "JSON": "jsonb", "Bool": "boolean", "Orderless": "", "Remade": false}
	if migrations.IsSQLite(db) {
		types = map[string]any{"UUID": "text", "Time": "timestamp", "JSON": "text", "Bool": "boolean", "Orderless": " WITHOUT ROWID", "Remade": true}
	}
	m := migrate.NewMigrator(db, known, migrate.WithMarkAppliedOnSuccess(true), migrate.WithUpsert(true), migrate.WithTemplateData(types))
	if err := m.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// eachBefore runs a test on both databases, with the schema as it was before a migration.
func eachBefore(t *testing.T, name string, test func(t *testing.T, db *bun.DB)) {
	for engine, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			db, err := migrations.Open(t.Context(), address(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			migratedUntil(t, db, name)
			test(t, db)
		})
	}
}

// id is the key of a row of these tests.
func id(last string) string { return "'0190a0b0-0000-7000-8000-0000000000" + last + "'" }

// The points of an organisation from before they could merge, with all that stands about them. SQLite makes their table anew.
func TestPointsKeepWhatRefersToThem(t *testing.T) {
	const when = "'2026-11-02 09:00:00'"
	person, panel, service, ambassador, cycle, submission, item := id("01"), id("02"), id("03"), id("04"), id("05"), id("06"), id("07")
	tables := []string{"items", "submissions", "contributions", "events", "promises", "digest_entries", "clarifications", "clarification_answers",
		"heard_checks", "heard_figures", "nudges", "responders", "cycles"}
	eachBefore(t, "20261126000100", func(t *testing.T, db *bun.DB) {
		run := func(statement string) {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		for _, row := range [][2]string{
			{"people (id, email, name, created_at)", person + ", 'els@waterveld.example', 'Els', " + when},
			{"panels (id, name, time_zone, recurrence, starts_on, collecting_days, responding_days, reporting_days, catch_up_days, audience, smallest_group, picking, created_at)",
				panel + ", 'Werkplek', 'Europe/Amsterdam', '', '2026-11-01', 1, 1, 1, 1, 'organisation', 5, 'fixed', " + when},
			{"services (id, name, norm_days, created_at)", service + ", 'ICT', 10, " + when},
			{"responders (service_id, person_id)", service + ", " + person},
			{"ambassadors (id, panel_id, person_id, starts_on, created_at)", ambassador + ", " + panel + ", " + person + ", '2026-11-01', " + when},
			{"cycles (id, panel_id, number, planned_on, phase, contributions)", cycle + ", " + panel + ", 1, '2026-11-02', 'closed', 1"},
			{"submissions (id, cycle_id, ambassador_id, created_at)", submission + ", " + cycle + ", " + ambassador + ", " + when},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, outcome, answer, due_on, contributions, people, created_at, acknowledged_at, answered_at)",
				item + ", " + panel + ", " + cycle + ", " + service + ", 'outcome', 'Wifi', 'De wifi valt weg', 'promised', 'Nieuw punt', '2026-11-16', 1, 1, " + when + ", " + when + ", " + when},
			{"contributions (id, cycle_id, submission_id, ambassador_id, person_id, people, text, state, item_id, created_at)",
				id("08") + ", " + cycle + ", " + submission + ", " + ambassador + ", " + person + ", 1, 'De wifi valt weg', 'bundled', " + item + ", " + when},
			{"promises (id, item_id, service_id, panel_id, state, due_on, first_due_on, created_at)",
				id("09") + ", " + item + ", " + service + ", " + panel + ", 'open', '2026-12-01', '2026-12-01', " + when},
			{"events (id, item_id, at, kind, text)", id("10") + ", " + item + ", " + when + ", 'created', 'Wifi'"},
			{"digests (id, cycle_id, panel_id, state, drafted_at)", id("11") + ", " + cycle + ", " + panel + ", 'sent', " + when},
			{"digest_entries (digest_id, item_id, position, section, title, said, people)", id("11") + ", " + item + ", 1, 'promised', 'Wifi', 'De wifi valt weg', 0"},
			{"clarifications (id, item_id, person_id, question, asked_at)", id("12") + ", " + item + ", " + person + ", 'Waar?', " + when},
			{"clarification_answers (clarification_id, submission_id, text, answered_at)", id("12") + ", " + submission + ", 'Op de gang', " + when},
			{"heard_checks (event_id, submission_id, item_id, helped, checked_at)", id("10") + ", " + submission + ", " + item + ", TRUE, " + when},
			{"heard_figures (event_id, item_id, attend)", id("10") + ", " + item + ", FALSE"},
			{"nudges (id, kind, person_id, day)", id("13") + ", 'norm', " + person + ", '2026-11-13'"},
		} {
			run("INSERT INTO " + row[0] + " VALUES (" + row[1] + ")")
		}
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if n, err := db.NewSelect().Table(table).Count(t.Context()); err != nil || n != 1 {
				t.Errorf("of %s there are %d, %v", table, n, err)
			}
		}
		var kept struct{ Phase, Ambassador, Title, Answer string }
		err := db.NewSelect().TableExpr("contributions AS co").Join("JOIN submissions AS su ON su.id = co.submission_id AND su.ambassador_id = co.ambassador_id").
			Join("JOIN cycles AS c ON c.id = co.cycle_id").Join("JOIN items AS i ON i.id = co.item_id AND i.responded_at = i.acknowledged_at").
			ColumnExpr("c.phase, CAST(co.ambassador_id AS text) AS ambassador, i.title, i.answer").Scan(t.Context(), &kept)
		if err != nil || kept.Phase != "closed" || kept.Title != "Wifi" || kept.Answer != "Nieuw punt" || !strings.Contains(ambassador, kept.Ambassador) {
			t.Errorf("they became %+v, %v", kept, err)
		}
		if migrations.IsSQLite(db) {
			if found, err := migrations.Integrity(t.Context(), db); err != nil || len(found) != 0 {
				t.Errorf("the database isn't sound: %v, %v", found, err)
			}
		}
		if _, err := db.ExecContext(t.Context(), "DELETE FROM items"); !migrations.IsForeignKey(err) {
			t.Errorf("a point with contributions can be deleted: %v", err)
		}
		run("UPDATE items SET outcome = 'dissolved'")
		if _, err := db.ExecContext(t.Context(), "UPDATE items SET service_id = NULL, outcome = 'changed'"); err == nil {
			t.Error("a point can be answered by no service")
		}
		run("UPDATE items SET service_id = NULL")
		if _, err := db.ExecContext(t.Context(), "UPDATE items SET outcome = 'vergeten'"); err == nil {
			t.Error("a point can have any outcome")
		}
	})
}
