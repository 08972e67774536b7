package migrations_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// The ambassadors of an organisation from before somebody could come back for another term. SQLite makes their table anew.
func TestAmbassadorsKeepWhatRefersToThem(t *testing.T) {
	file, err := os.ReadFile("20261125000170_terms.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(file), "{{if .Remade}}")
	remade, _, _ := strings.Cut(rest, "{{else}}")
	remade = strings.NewReplacer("{{.UUID}}", "text", "{{.Time}}", "timestamp").Replace(remade)
	db := dbtest.Open(t, dbtest.SQLite(t))
	const ambassador = "'0190a0b0-0000-7000-8000-000000000003'"
	for _, statement := range []string{
		`INSERT INTO people (id, email, name, created_at) VALUES ('0190a0b0-0000-7000-8000-000000000001', 'els@waterveld.example', 'Els', '2026-11-01 09:00:00')`,
		`INSERT INTO units (id, name) VALUES ('0190a0b0-0000-7000-8000-000000000002', 'Burgerzaken')`,
		`INSERT INTO panels (id, name, time_zone, recurrence, starts_on, collecting_days, responding_days, reporting_days, catch_up_days, audience, smallest_group, picking, created_at)
			VALUES ('0190a0b0-0000-7000-8000-000000000004', 'Werkplek', 'Europe/Amsterdam', '', '2026-11-01', 1, 1, 1, 1, 'organisation', 5, 'fixed', '2026-11-01 09:00:00')`,
		`INSERT INTO ambassadors (id, panel_id, person_id, starts_on, created_at)
			VALUES (` + ambassador + `, '0190a0b0-0000-7000-8000-000000000004', '0190a0b0-0000-7000-8000-000000000001', '2026-11-01', '2026-11-01 09:00:00')`,
		`INSERT INTO constituency_units (ambassador_id, unit_id) VALUES (` + ambassador + `, '0190a0b0-0000-7000-8000-000000000002')`,
		`INSERT INTO constituency_people (ambassador_id, person_id) VALUES (` + ambassador + `, '0190a0b0-0000-7000-8000-000000000001')`,
		`INSERT INTO cycles (id, panel_id, planned_on, phase) VALUES ('0190a0b0-0000-7000-8000-000000000005', '0190a0b0-0000-7000-8000-000000000004', '2026-11-02', 'collecting')`,
		`INSERT INTO submissions (id, cycle_id, ambassador_id, created_at) VALUES ('0190a0b0-0000-7000-8000-000000000006', '0190a0b0-0000-7000-8000-000000000005', ` + ambassador + `, '2026-11-02 09:00:00')`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	err = db.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range strings.Split(remade, "--bun:split") {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"ambassadors", "constituency_units", "constituency_people", "submissions"} {
		if n, err := db.NewSelect().Table(table).Count(t.Context()); err != nil || n != 1 {
			t.Errorf("of %s there are %d, %v", table, n, err)
		}
	}
	if found, err := migrations.Integrity(t.Context(), db); err != nil || len(found) != 0 {
		t.Errorf("the database isn't sound: %v, %v", found, err)
	}
	if _, err := db.ExecContext(t.Context(), "DELETE FROM ambassadors"); !migrations.IsForeignKey(err) {
		t.Errorf("an ambassador with contributions can be deleted: %v", err)
	}
}
