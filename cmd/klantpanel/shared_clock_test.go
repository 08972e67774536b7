package main

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

func TestAnInstanceWhoseClockIsWrongLivesByTheDatabasesClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for _, wrong := range []time.Duration{time.Hour, -time.Hour, 400 * 24 * time.Hour, -time.Minute} {
			c := &sharedClock{machine: func() time.Time { return time.Now().Add(wrong) }}
			paneltest.OK(t, c.look(t.Context(), db))
			there, err := migrations.Now(t.Context(), db)
			paneltest.OK(t, err)
			if here := c.now(); here.Sub(there).Abs() > nextToNothing {
				t.Errorf("%s off: it says %s, the database %s", wrong, here, there)
			}
		}
	})
}

func TestASecondOfDifferenceLeavesTheClockAlone(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	c := &sharedClock{}
	paneltest.OK(t, c.look(t.Context(), db))
	if c.ahead.Load() != 0 {
		t.Errorf("the machine's own database is %s ahead of it", time.Duration(c.ahead.Load()))
	}
}

func TestADatabaseThatIsAwayLeavesTheClockAsItWas(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	c := &sharedClock{}
	c.ahead.Store(int64(time.Hour))
	paneltest.OK(t, db.Close())
	if err := c.look(t.Context(), db); err == nil || c.ahead.Load() != int64(time.Hour) {
		t.Errorf("a database that is away gives %v, and the clock is put %s ahead", err, time.Duration(c.ahead.Load()))
	}
}
