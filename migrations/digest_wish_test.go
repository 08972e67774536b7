package migrations_test

import (
	"os"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

// The people of an organisation from before there was more to wish for than yes and no.
func TestWhoStoppedTheDigestStaysWithoutIt(t *testing.T) {
	migration, err := os.ReadFile("20261123000320_digest_wish.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		run := func(statement string) {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		run("ALTER TABLE people DROP COLUMN digest_wish")
		run("ALTER TABLE people ADD COLUMN digest_wanted boolean NOT NULL DEFAULT TRUE")
		run(`INSERT INTO people (id, email, name, digest_wanted, created_at) VALUES
			('0190a0b0-0000-7000-8000-000000000001', 'els@waterveld.example', 'Els', TRUE, '2026-11-01 09:00:00'),
			('0190a0b0-0000-7000-8000-000000000002', 'kees@waterveld.example', 'Kees', FALSE, '2026-11-01 09:00:00')`)
		for _, statement := range strings.Split(string(migration), "--bun:split") {
			run(statement)
		}
		var wishes []string
		if err := db.NewSelect().Table("people").Column("digest_wish").Order("email").Scan(t.Context(), &wishes); err != nil {
			t.Fatal(err)
		}
		if len(wishes) != 2 || wishes[0] != "round" || wishes[1] != "none" {
			t.Errorf("Els and Kees want %v, want round and none", wishes)
		}
	})
}
