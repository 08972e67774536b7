package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

const (
	followEvery = 15 * time.Second
	// nextToNothing is no difference between two clocks: the database's is read in whole seconds, and asking takes a while.
	nextToNothing = 2 * time.Second
)

// sharedClock is the database's clock, which all instances share, without asking it each time: the machine's own, put right by what it was
// found to differ. So a deadline, a plan or a letter doesn't depend on which instance somebody happened to reach. Between two looks
// a machine whose clock jumps is wrong for a quarter of a minute at most.
type sharedClock struct {
	machine func() time.Time // nil is time.Now
	ahead   atomic.Int64     // how far the database's clock is ahead of the machine's, in nanoseconds
}

// now is the shared time, UTC in whole seconds.
func (c *sharedClock) now() time.Time {
	return c.own().Add(time.Duration(c.ahead.Load())).UTC().Truncate(time.Second)
}

func (c *sharedClock) own() time.Time {
	if c.machine != nil {
		return c.machine()
	}
	return time.Now()
}

// look compares the two clocks. An answer that took long, because the database was busy or the program was stopped meanwhile, says nothing.
func (c *sharedClock) look(ctx context.Context, db bun.IDB) error {
	asked := time.Now()
	there, err := migrations.Now(ctx, db)
	ahead := there.Sub(c.own().Truncate(time.Second))
	if err != nil || time.Since(asked) > nextToNothing/2 {
		return err
	}
	if ahead.Abs() <= nextToNothing {
		ahead = 0
	}
	c.ahead.Store(int64(ahead))
	return nil
}

// following goes on looking until ctx ends, and says it when the machine's clock is wrong.
func (h *house) following(ctx context.Context, log *slog.Logger) error {
	if h.Shared == nil {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	said := time.Duration(0)
	for {
		if ahead := time.Duration(h.Shared.ahead.Load()); ahead != said {
			log.Warn("the clock of this machine differs from the database's, which is followed", "behind", ahead)
			said = ahead
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			_ = h.Shared.look(ctx, h.DB) // a database that is away is heard of elsewhere; the next look is soon
		}
	}
}
