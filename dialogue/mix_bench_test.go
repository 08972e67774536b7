package dialogue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

const mixedSendings = 100_000

// BenchmarkMixDue mixes a round in which 100,000 colleagues said three things each, while somebody who is signed in takes a point in hand again
// and again: the longest that this took is what they waited.
func BenchmarkMixDue(b *testing.B) {
	dbtest.EachBench(b, benchmarkMixDue)
}

func benchmarkMixDue(b *testing.B, db *bun.DB) {
	ctx := context.Background()
	h := newHouse(b, db)
	c := h.OpenRound(b)
	said := h.say(b, h.Fatma, c, 3, "De printer is leeg.")
	h.sentByMany(b, c, mixedSendings)
	h.clock.To(c.CollectingUntil.Time.Add(time.Second))
	ok(b, h.CloseDue(ctx, h.clock.Now()))
	longest, runs := 0.0, 0
	for b.Loop() {
		longest = max(longest, h.longestWait(b, said, func() {
			for !h.mixed(b, c) { // it may be somebody else's turn
				ok(b, h.MixDue(ctx, h.clock.Now()))
				runs++
			}
		}))
		b.StopTimer()
		_, err := db.NewUpdate().Table("cycles").Set("mixed_at = NULL").Where("id = ?", c.ID).Exec(ctx)
		ok(b, err)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/100k-sendings")
	b.ReportMetric(longest, "longest-wait-ms")
	b.ReportMetric(float64(runs)/float64(b.N), "runs")
	b.ReportMetric(0, "ns/op")
}

// longestWait changes a contribution again and again while something is done, and gives the most milliseconds that took. The ticker is the
// pace of somebody who works beside it: without one the benchmark would measure two that do nothing but wait for each other.
func (h *house) longestWait(b *testing.B, id uuid.UUID, do func()) (longest float64) {
	b.Helper()
	done, waited := make(chan struct{}), make(chan float64)
	go func() {
		pace := time.NewTicker(2 * time.Millisecond)
		defer pace.Stop()
		most := 0.0
		for {
			select {
			case <-done:
				waited <- most
				return
			case from := <-pace.C:
				if _, err := h.db.NewUpdate().Table("contributions").Set("people = people").Where("id = ?", id).Exec(context.Background()); err != nil {
					b.Error(err)
				}
				most = max(most, float64(time.Since(from).Microseconds())/1e3)
			}
		}
	}()
	do()
	close(done)
	return <-waited
}
