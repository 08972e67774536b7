package scheduler_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/scheduler"
)

const term = 20 * time.Second

func lease(t *testing.T, db *bun.DB, name, holder string) bool {
	t.Helper()
	held, err := scheduler.Lease(context.Background(), db, name, holder, term)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// runOut moves the end of a lease into the past.
func runOut(t *testing.T, db *bun.DB, name string) {
	t.Helper()
	now, err := migrations.Now(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.NewUpdate().Table("leases").Set("until = ?", now.Add(-time.Second)).Where("name = ?", name).Exec(context.Background())
	if err != nil {
		t.Fatal(err)
	}
}

func TestALeaseHasOneHolderUntilItRunsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		if !lease(t, db, "rondes openen", "een") || !lease(t, db, "rondes openen", "een") {
			t.Fatal("the first holder didn't get it, or couldn't renew it")
		}
		if lease(t, db, "rondes openen", "twee") {
			t.Fatal("a second holder got it too")
		}
		if !lease(t, db, "post bezorgen", "twee") {
			t.Fatal("another lease wasn't free")
		}
		runOut(t, db, "rondes openen")
		if !lease(t, db, "rondes openen", "twee") || lease(t, db, "rondes openen", "een") {
			t.Fatal("a lease that ran out didn't go to the next holder")
		}
	})
}

func TestALeaseLastsItsTermOnTheDatabasesClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		ctx := context.Background()
		before, err := migrations.Now(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		lease(t, db, "rondes openen", "een")
		after, err := migrations.Now(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		var until time.Time
		if err := db.NewSelect().Table("leases").Column("until").Scan(ctx, &until); err != nil {
			t.Fatal(err)
		}
		if until.Before(before.Add(term)) || until.After(after.Add(term)) {
			t.Fatalf("until %s, taken between %s and %s", until, before, after)
		}
	})
}

func TestOnlyTheHolderGivesALeaseBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		lease(t, db, "rondes openen", "een")
		if err := scheduler.Release(context.Background(), db, "rondes openen", "twee"); err != nil {
			t.Fatal(err)
		}
		if lease(t, db, "rondes openen", "twee") {
			t.Fatal("somebody else's lease was given back")
		}
		if err := scheduler.Release(context.Background(), db, "rondes openen", "een"); err != nil {
			t.Fatal(err)
		}
		if !lease(t, db, "rondes openen", "twee") {
			t.Fatal("a lease that was given back isn't free")
		}
	})
}

func TestOfManyWhoAskAtOnceOneGetsTheLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for _, ranOut := range []bool{false, true} {
			if ranOut {
				runOut(t, db, "rondes openen")
			}
			var wg sync.WaitGroup
			var got atomic.Int32
			for i := range 12 {
				wg.Go(func() {
					held, err := scheduler.Lease(context.Background(), db, "rondes openen", string(rune('a'+i)), term)
					if err != nil {
						t.Error(err)
					}
					if held {
						got.Add(1)
					}
				})
			}
			wg.Wait()
			if got.Load() != 1 {
				t.Fatalf("%d of 12 got the lease (ran out before: %v)", got.Load(), ranOut)
			}
		}
	})
}
