package dialogue_test

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// instance is the same program once more, on the same database.
func (h *house) instance() *dialogue.Store {
	return &dialogue.Store{DB: h.db, Outbox: h.Waterveld.Outbox, Clock: h.clock.Now}
}

func TestALimitHoldsOverAllInstances(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		two := []*dialogue.Store{h.Store, h.instance()}
		for round := range 2 { // of an hour
			var allowed atomic.Int64
			var wg sync.WaitGroup
			for i := range 90 {
				wg.Go(func() {
					within, err := two[i%2].Allow(ctx, "sending", "kantine", 30, time.Hour)
					ok(t, err)
					if within {
						allowed.Add(1)
					}
				})
			}
			wg.Wait()
			if allowed.Load() != 30 {
				t.Errorf("hour %d: %d of 90 were allowed, want 30", round, allowed.Load())
			}
			h.clock.Add(time.Hour)
		}
		other, err := h.AllowAll(ctx, dialogue.Limit{What: "sending", Key: "werf", Most: 30, Per: time.Hour}, dialogue.Limit{What: "guess", Key: "kantine", Most: 30, Per: time.Hour})
		ok(t, err)
		if !other {
			t.Error("somebody else's tries count against a limit")
		}
	})
}

func TestWhatIsAnsweredFromMemoryCountsForTheOtherInstances(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		const most, doubt = 300, 100
		allowed := 0
		for _, store := range []*dialogue.Store{h.Store, h.instance(), h.Store} {
			for range 400 {
				within, err := store.Allow(ctx, "sending", "kantine", most, time.Hour)
				ok(t, err)
				if within {
					allowed++
				}
			}
		}
		if allowed < most || allowed > most+doubt {
			t.Errorf("%d of 1200 were allowed, want %d or at most %d more", allowed, most, doubt)
		}
	})
}

func TestWhoSendsAFormOrTwoLeavesNoCountBehind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		send := func(key string, times, most int) {
			t.Helper()
			for range times {
				_, err := h.Allow(ctx, "sending", key, most, time.Hour)
				ok(t, err)
			}
		}
		send("thuis", 3, 600)
		send("werf", 1, 3) // is asked of the database, and what is to be written is written with it
		var kept []string
		ok(t, h.db.NewSelect().Table("limits").Column("key").Order("key").Scan(ctx, &kept))
		if want := []string{"werf"}; !slices.Equal(kept, want) {
			t.Errorf("there are counts for %v, want %v", kept, want)
		}
	})
}

func TestAFloodFromOneAddressUsesUpNobodyElsesLimit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		by := func(address string) bool {
			within, err := h.AllowAll(ctx, dialogue.Limit{What: "address", Key: address, Most: 5, Per: time.Hour}, dialogue.Limit{What: "link", Key: "balie", Most: 20, Per: time.Hour})
			ok(t, err)
			return within
		}
		for range 100 {
			by("robot")
		}
		if !by("mens") {
			t.Error("a flood from one address closed the link for everybody")
		}
	})
}

func TestASearchInVainCountsOnceADayHoweverOftenTheCountsAreTidied(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.clock.To(routedOn.At("01:30", time.UTC))
		counts := func(s *dialogue.Store) bool {
			within, err := s.AllowAll(ctx, dialogue.Limit{What: dialogue.MissedOnce, Key: "vaatwasser", Most: 1, Per: 24 * time.Hour}, dialogue.Limit{What: "missed", Key: "Wim", Most: 30, Per: time.Hour})
			ok(t, err)
			return within
		}
		if !counts(h.Store) {
			t.Fatal("the first search doesn't count")
		}
		for range 22 {
			h.clock.Add(time.Hour)
			ok(t, h.Tidy(ctx, h.clock.Now()))
		}
		if counts(h.Store) || counts(h.instance()) {
			t.Error("the same search of one reader counts twice on a day")
		}
		h.clock.To(routedOn.AddDays(1).At("01:30", time.UTC))
		ok(t, h.Tidy(ctx, h.clock.Now()))
		if n := h.count(t, h.db, "limits"); n != 0 {
			t.Errorf("%d counts are left on the next day", n)
		}
	})
}

func TestAnAddressIsNotKeptAndItsKeyGoesWithTheDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		key := func(s *dialogue.Store, address string) string {
			t.Helper()
			k, err := s.AddressKey(ctx, netip.MustParseAddr(address))
			ok(t, err)
			return k
		}
		home := key(h.Store, "192.0.2.17")
		for _, same := range []string{key(h.Store, "192.0.2.17"), key(h.instance(), "192.0.2.17"), key(h.instance(), "::ffff:192.0.2.17")} {
			if same != home {
				t.Errorf("one address has the keys %s and %s", home, same)
			}
		}
		if key(h.Store, "2001:db8:1:2::1") != key(h.Store, "2001:db8:1:2:ffff::9") || key(h.Store, "2001:db8:1:2::1") == key(h.Store, "2001:db8:1:3::1") {
			t.Error("of IPv6 not the network counts that one customer has")
		}
		site := func(address string) string {
			t.Helper()
			k, err := h.SiteKey(ctx, netip.MustParseAddr(address))
			ok(t, err)
			return k
		}
		if site("192.0.2.17") != "" || site("::ffff:192.0.2.17") != "" || site("2001:db8:1:2::1") != site("2001:db8:1:3::1") || site("2001:db8:1:2::1") == site("2001:db8:2:2::1") {
			t.Error("of IPv6 not the networks count that one line has")
		}
		_, err := h.Allow(ctx, "sending", home, 3, time.Hour)
		ok(t, err)
		h.clock.Add(24 * time.Hour)
		if key(h.Store, "192.0.2.17") == home {
			t.Error("an address is called the same on the next day")
		}
		ok(t, h.Tidy(ctx, h.clock.Now()))
		h.clock.Add(24 * time.Hour)
		ok(t, h.Tidy(ctx, h.clock.Now()))
		for _, table := range []string{"limit_keys", "limits"} {
			if n := h.count(t, h.db, table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

func (h *house) count(t testing.TB, db bun.IDB, table string) int {
	t.Helper()
	n, err := db.NewSelect().Table(table).Count(context.Background())
	ok(t, err)
	return int(n)
}

// A count may be lost in a crash and so is not waited for; everything else is as the database was set.
func TestCountingLeavesTheDatabaseAsDurableAsItWas(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		query := "SHOW synchronous_commit"
		if migrations.IsSQLite(h.db) {
			query = "PRAGMA synchronous"
		}
		var before, after string
		ok(t, h.db.NewRaw(query).Scan(ctx, &before))
		for i := range 3 {
			_, err := h.Allow(ctx, "sending", fmt.Sprint(i), 3, time.Hour)
			ok(t, err)
		}
		ok(t, h.db.NewRaw(query).Scan(ctx, &after))
		if after != before {
			t.Errorf("the database's commits wait for the disk: %s, before the counting %s", after, before)
		}
	})
}

func TestACountIsGoneSoonAfterItsHour(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, err := h.Allow(ctx, "sending", "kantine", 3, time.Hour)
		ok(t, err)
		h.clock.Add(3 * time.Hour)
		ok(t, h.Tidy(ctx, h.clock.Now()))
		if n := h.count(t, h.db, "limits"); n != 0 {
			t.Errorf("%d counts of an hour that is over tell that somebody sent something in it", n)
		}
	})
}

// A backup reads all tables for as long as it takes, and PostgreSQL lets nobody pass who comes after somebody that waits for it.
func TestABackupThatRunsKeepsNobodyFromSending(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	_, err := h.AddressKey(ctx, netip.MustParseAddr("192.0.2.17"))
	ok(t, err)
	backup, err := h.db.BeginTx(ctx, nil)
	ok(t, err)
	defer backup.Rollback()
	h.count(t, backup, "limits")
	h.count(t, backup, "reach_requests")
	h.clock.Add(24 * time.Hour)
	if err := h.Tidy(ctx, h.clock.Now()); err == nil {
		t.Fatal("tables were written anew that somebody reads")
	}
	within, err := h.Allow(ctx, "sending", "kantine", 3, time.Hour)
	ok(t, err)
	if !within {
		t.Error("nobody can send while a backup runs")
	}
	ok(t, backup.Rollback())
	filenode := func() (node int) {
		ok(t, h.db.NewRaw("SELECT pg_relation_filenode('limits')").Scan(ctx, &node))
		return node
	}
	before := filenode()
	ok(t, h.Tidy(ctx, h.clock.Now()))
	if filenode() == before {
		t.Error("when the backup was done, what was deleted stayed in the file")
	}
}

func TestASearchIsCalledTheSameAllDayAndTellsNeitherWhoNorWhat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := func(who panel.Person, words string) string {
			key, err := h.SearchKey(context.Background(), who.ID, words)
			ok(t, err)
			return key
		}
		first := key(h.Wim, "Vaatwasser")
		if again := key(h.Wim, "  vaatwasser "); again != first || len(first) > 5 {
			t.Errorf("the same search is %q and %q", first, again)
		}
		if key(h.Bram, "Vaatwasser") == first && key(h.Wim, "kluisje") == first {
			t.Error("every search is called the same")
		}
		today := []string{first, key(h.Bram, "Vaatwasser")}
		h.clock.To(h.clock.Now().AddDate(0, 0, 1))
		if tomorrow := []string{key(h.Wim, "Vaatwasser"), key(h.Bram, "Vaatwasser")}; slices.Equal(today, tomorrow) {
			t.Errorf("tomorrow they are still called %q", tomorrow)
		}
	})
}
