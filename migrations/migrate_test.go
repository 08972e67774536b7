package migrations_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

func TestMigratingTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		applied, err := migrations.Migrate(context.Background(), db)
		if err != nil || len(applied) != 0 {
			t.Fatalf("second run applied %v, %v", applied, err)
		}
		missing, unknown, err := migrations.Pending(context.Background(), db)
		if err != nil || len(missing)+len(unknown) != 0 {
			t.Fatalf("pending %v, unknown %v, %v", missing, unknown, err)
		}
	})
}

func TestInstancesThatStartAtOnceMigrateOnce(t *testing.T) {
	all, err := filepath.Glob("*.up.sql")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d migrations, %v", len(all), err)
	}
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			var wg sync.WaitGroup
			var mu sync.Mutex
			var applied int
			for range 4 {
				wg.Go(func() {
					db, err := migrations.Open(context.Background(), at)
					if err != nil {
						t.Error(err)
						return
					}
					defer db.Close()
					done, err := migrations.Migrate(context.Background(), db)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					applied += len(done)
					mu.Unlock()
				})
			}
			wg.Wait()
			if applied != len(all) {
				t.Fatalf("%d migrations were applied by four instances, want each of %d once", applied, len(all))
			}
		})
	}
}

func TestAWrongAddressIsOneLineWithoutThePassword(t *testing.T) {
	for _, address := range []string{"", "mysql://x", "sqlite:", "postgres://jan:geheim@127.0.0.1:1/x?sslmode=disable", "postgres://jan:geheim@[::1/x", "postgres://jan:geheim@h/x?sslmode=nee"} {
		_, err := migrations.Open(context.Background(), address)
		if err == nil {
			t.Fatalf("%q opened", address)
		}
		for _, bad := range []string{"geheim", "\n"} {
			if strings.Contains(err.Error(), bad) {
				t.Errorf("%q: the message holds %q: %v", address, bad, err)
			}
		}
	}
}
