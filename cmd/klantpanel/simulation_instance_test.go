package main

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// instance is one running program on the shared database, as far as its jobs go. Its own clock may be wrong.
type instance struct {
	*house
	jobs  *scheduler.Loop
	hands *fault
	shift time.Duration // of its own clock; what jobs are told comes from the database's
}

// start is a program that has just started: nothing but the database tells it what there is to do.
func (s *simulation) start(t *testing.T, shift time.Duration) *instance {
	t.Helper()
	i := &instance{shift: shift}
	a := &App{settings: settings{Database: s.address, Listen: "127.0.0.1:8080"}, ctx: t.Context(), stderr: t.Output()}
	h, err := a.house(t.Context(), func() time.Time { return s.now.Add(i.shift) }, noMail)
	paneltest.OK(t, err)
	if migrations.IsSQLite(h.DB) {
		_, err := h.DB.ExecContext(t.Context(), "PRAGMA synchronous = OFF") // nobody pulls the plug here
		paneltest.OK(t, err)
	}
	i.house, i.jobs, i.hands = h, h.jobs(slog.New(slog.DiscardHandler)), &fault{embedded: migrations.IsSQLite(h.DB)}
	h.DB.AddQueryHook(i.hands)
	return i
}

// fault is what happens to an instance at a statement. It counts them only while jobs run.
type fault struct {
	embedded bool // SQLite: while a transaction writes nobody else can, so a pause waits for its end
	armed    bool
	count    int // of statements since it was armed
	crashAt  int // from this one on nothing reaches the database, as if the program was killed before it; 0 never
	pauseAt  int // before this one the program stands still while the other works; 0 never
	pause    func()
	inTx     bool
	crashed  bool
	paused   bool
}

// arm has something happen among the next so many statements, or nothing.
func (f *fault) arm(random *rand.Rand, among int, crash, pause bool, other func()) {
	*f = fault{embedded: f.embedded, armed: true, pause: other}
	if crash {
		f.crashAt = 1 + random.IntN(among)
	}
	if pause {
		f.pauseAt = 1 + random.IntN(among)
	}
}

// BeforeQuery stands between any two statements. A commit can't fail here, and needn't: a program that is killed before it leaves the
// same as one that was killed before the statement ahead of it.
func (f *fault) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	ending := event.Query == "COMMIT" || event.Query == "ROLLBACK"
	if ending {
		f.inTx = false
	}
	if !f.armed || ending {
		return ctx
	}
	f.count++
	if f.pauseAt > 0 && f.count >= f.pauseAt && !f.paused && !(f.embedded && f.inTx) {
		f.paused = true
		f.pause()
	}
	if f.crashAt > 0 && f.count >= f.crashAt {
		f.crashed = true
		dead, kill := context.WithCancel(ctx)
		kill()
		return dead
	}
	if event.Query == "BEGIN" {
		f.inTx = true
	}
	return ctx
}

// AfterQuery has nothing to do.
func (f *fault) AfterQuery(context.Context, *bun.QueryEvent) {}
