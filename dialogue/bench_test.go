package dialogue_test

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

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const (
	digestReaders = 10_000
	digestItems   = 40
)

// BenchmarkSendDigest approves the digest of a round with 40 items and puts it into the outbox for an organisation of 10,000 people.
func BenchmarkSendDigest(b *testing.B) {
	dbtest.EachBench(b, benchmarkSendDigest)
}

func benchmarkSendDigest(b *testing.B, db *bun.DB) {
	h := newHouse(b, db)
	readers := h.hire(b, digestReaders)
	grown := 0.0
	for b.Loop() {
		b.StopTimer()
		d := h.fullRound(b)
		b.StartTimer()
		grown = max(grown, peakGrowth(func() { d = h.send(b, d) }))
		if d.Recipients != readers {
			b.Fatalf("%d letters for %d readers", d.Recipients, readers)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*10_000/float64(readers), "s/10k-people")
	b.ReportMetric(grown, "peak-MB")
	b.ReportMetric(0, "ns/op")
	h.healthy(b)
}

// hire adds colleagues until the organisation has many, and gives their number.
func (h *house) hire(b *testing.B, many int) int {
	b.Helper()
	ctx := context.Background()
	now, err := h.db.NewSelect().Table("people").Count(ctx)
	ok(b, err)
	var people []panel.Person
	for i := int(now); i < many; i++ {
		people = append(people, panel.Person{ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("Collega %05d", i),
			Email: fmt.Sprintf("collega%05d@waterveld.example", i), DigestWish: panel.EachRound, Active: true, CreatedAt: h.clock.Now()})
	}
	for chunk := range slices.Chunk(people, 1000) {
		_, err := h.db.NewInsert().Model(&chunk).Exec(ctx)
		ok(b, err)
	}
	return many
}

// fullRound opens a round, has it answered and gives its draft digest.
func (h *house) fullRound(b *testing.B) dialogue.DigestView {
	b.Helper()
	c := h.OpenRound(b)
	for i := range digestItems {
		said := h.say(b, h.Fatma, c, 6+i, "De wifi valt weg in zaal 3, en dan kunnen wij de raad niet volgen.")
		h.answer(b, h.bundle(b, c, h.ICT, fmt.Sprintf("Wifi valt weg in zaal %d", i+1), said),
			dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "In elke zaal hangen nu nieuwe antennes."})
	}
	return h.toDigest(b, c)
}

// peakGrowth does something and gives by how many megabytes the heap grew at most meanwhile, what waits for collection included.
func peakGrowth(do func()) float64 {
	heap := func() float64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return float64(sample[0].Value.Uint64()) / 1e6
	}
	runtime.GC()
	before := heap()
	peak := make(chan float64)
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		most := before
		for {
			select {
			case <-tick.C:
				most = max(most, heap())
			case <-done:
				peak <- max(most, heap())
				return
			}
		}
	}()
	do()
	close(done)
	return <-peak - before
}
