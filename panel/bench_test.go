package panel_test

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// BenchmarkOpenDue opens the rounds of 1,000 and of 10,000 panels that are due in the same minute, each with four questions and an
// ambassador. Ten times as many take ten times as long, in the same memory.
func BenchmarkOpenDue(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dbtest.EachBench(b, func(b *testing.B, db *bun.DB) { benchmarkOpenDue(b, paneltest.New(b, db), n) })
		})
	}
}

func benchmarkOpenDue(b *testing.B, w *paneltest.Waterveld, n int) {
	ctx := context.Background()
	w.Clock.To(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC))
	first := morePanels(b, w, n)[0]
	grown := 0.0
	for b.Loop() {
		grown = max(grown, peakGrowth(func() { ok(b, w.Store.OpenDue(ctx, w.Clock.Now())) }))
		b.StopTimer()
		opened, err := w.Store.DB.NewSelect().Table("cycles").Where("opened_at = ?", w.Clock.Now()).Count(ctx)
		ok(b, err)
		due, err := w.Store.DB.NewSelect().Table("panels").Where("next_at <= ?", w.Clock.Now()).Count(ctx)
		ok(b, err)
		if int(opened) != n || due != 0 {
			b.Fatalf("%d rounds opened and %d panels due, want %d and 0", opened, due, n)
		}
		p, err := w.Store.Panel(ctx, first)
		ok(b, err)
		w.Clock.To(p.NextAt.Time)
		b.StartTimer()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "panels/s")
	b.ReportMetric(grown, "peak-MB")
	b.ReportMetric(0, "ns/op")
}

// morePanels adds panels like Waterveld's that are due on 12 January, and gives their keys in order.
func morePanels(tb testing.TB, w *paneltest.Waterveld, n int) []uuid.UUID {
	tb.Helper()
	ctx := context.Background()
	p, err := w.Store.Panel(ctx, w.Panel.ID)
	ok(tb, err)
	var keys []uuid.UUID
	var panels []panel.Panel
	var ambassadors []panel.Ambassador
	for i := range n {
		p.ID, p.Name, p.Paused = uuid.Must(uuid.NewV7()), fmt.Sprintf("Klantpanel Locatie %05d", i), false
		p.NextOn, p.NextAt = "2027-01-12", bun.NullTime{Time: time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC)}
		keys, panels = append(keys, p.ID), append(panels, p)
		ambassadors = append(ambassadors, panel.Ambassador{ID: uuid.Must(uuid.NewV7()), PanelID: p.ID, PersonID: w.Fatma.ID, StartsOn: "2027-01-01", CreatedAt: p.CreatedAt})
	}
	for chunk := range slices.Chunk(panels, 500) {
		_, err := w.Store.DB.NewInsert().Model(&chunk).Exec(ctx)
		ok(tb, err)
	}
	for chunk := range slices.Chunk(ambassadors, 500) {
		_, err := w.Store.DB.NewInsert().Model(&chunk).Exec(ctx)
		ok(tb, err)
	}
	_, err = w.Store.DB.ExecContext(ctx, `INSERT INTO panel_questions (panel_id, question_id, position)
		SELECT p.id, q.question_id, q.position FROM panels AS p, panel_questions AS q WHERE q.panel_id = ? AND p.id <> ?`, w.Panel.ID, w.Panel.ID)
	ok(tb, err)
	return keys
}

// peakGrowth does something and gives by how many megabytes the heap grew at most meanwhile, what waits for collection included.
func peakGrowth(do func()) float64 {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() float64 { metrics.Read(heap); return float64(heap[0].Value.Uint64()) / (1 << 20) }
	runtime.GC()
	before, most := read(), 0.0
	done, sampled := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sampled)
		for ticks := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-done:
				ticks.Stop()
				return
			case <-ticks.C:
				most = max(most, read()-before)
			}
		}
	}()
	do()
	close(done)
	<-sampled
	return most
}
