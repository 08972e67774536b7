package web

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
)

// BenchmarkNothingDue runs the jobs that look every few seconds whether anybody has to hear something, with 100,000 contributions in the
// database and everybody told.
func BenchmarkNothingDue(b *testing.B) { dbtest.EachBench(b, benchmarkNothingDue) }

func benchmarkNothingDue(b *testing.B, db *bun.DB) {
	a := newArchive(b, db)
	s := &dialogue.Store{DB: db, Outbox: a.Outbox, Clock: a.Clock.Now}
	ctx := context.Background()
	for _, job := range []struct {
		name string
		run  func(context.Context, time.Time) error
	}{{"remind", s.RemindDue}, {"clock", s.ClockDue}, {"free", s.FreeLeft}, {"week", s.WeekDue}, {"nudge", s.NudgeDue}, {"response", s.ResponseNudgeDue},
		{"unmanned", s.UnmannedDue}, {"promise", s.PromiseNudgeDue}, {"decide", s.DecideDue}} {
		fatal(b, job.run(ctx, a.Clock.Now()))
		b.Run(job.name, func(b *testing.B) {
			for b.Loop() {
				fatal(b, job.run(ctx, a.Clock.Now()))
			}
		})
	}
	waits, err := db.NewSelect().Model((*dialogue.Item)(nil)).Where("i.state <> ? AND i.nudged = 0 AND i.due_on > ''", dialogue.HasOutcome).Count(ctx)
	fatal(b, err)
	nudged, err := db.NewSelect().Model((*dialogue.Item)(nil)).Where("i.nudged > 0").Count(ctx)
	fatal(b, err)
	b.Logf("%d points wait, of %d the service was reminded", waits+nudged, nudged)
}
