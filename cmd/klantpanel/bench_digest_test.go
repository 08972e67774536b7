package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// benchReaders is how many people the digest goes to; KLANTPANEL_BENCH_READERS says another number.
const benchReaders = 100_000

// benchItems is how many points it tells, as many as a letter holds.
const benchItems = 40

// BenchmarkDigestToEverybody has the real program send a digest of 40 points to 100,000 people. The receiving server and all that looks at
// it are in this process and the program is in its own, so its memory is what the system says that it had at most: its code, its heap, and
// with SQLite the database too. prepare-s is from starting the program until the last reader is in the outbox, while letters go out; cpu-s is the program's
// own time on the processor, which is the same on a busy machine.
func BenchmarkDigestToEverybody(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "klantpanel")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	readers := benchReaders
	if given, err := strconv.Atoi(os.Getenv("KLANTPANEL_BENCH_READERS")); err == nil {
		readers = given
	}
	for _, database := range []struct {
		name    string
		address func(testing.TB) string
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				at := database.address(b)
				digest := benchDigest(b, at, readers)
				b.StartTimer()
				sendToEverybody(b, binary, at, digest, readers)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func sendToEverybody(b *testing.B, binary, at string, digest uuid.UUID, readers int) {
	b.Helper()
	var arrived atomic.Int64
	all := make(chan struct{})
	sink, err := mailtest.Start(mailtest.Options{CountOnly: true, Fault: func(string, int) mailtest.Fault {
		if arrived.Add(1) == int64(readers) {
			close(all)
		}
		return mailtest.Accept
	}})
	paneltest.OK(b, err)
	defer sink.Close()
	db := dbtest.Open(b, at)
	program := exec.Command(binary, "serve", "--database", at, "--data", b.TempDir(), "--smtp", sink.URL(), "--listen", "127.0.0.1:0")
	program.Stderr = b.Output()
	begun := time.Now()
	paneltest.OK(b, program.Start())
	defer program.Process.Kill()
	prepared := whenSent(b, db, digest).Sub(begun)
	already := arrived.Load()
	select {
	case <-all:
	case <-time.After(20 * time.Minute):
		b.Fatalf("%d of %d letters arrived", arrived.Load(), readers)
	}
	took := time.Since(begun)
	peak := mailtest.Peak(program.Process.Pid)
	paneltest.OK(b, program.Process.Signal(syscall.SIGTERM))
	paneltest.OK(b, program.Wait())
	b.ReportMetric(prepared.Seconds(), "prepare-s")
	b.ReportMetric(float64(already), "arrived-meanwhile")
	b.ReportMetric(float64(readers)/took.Seconds(), "letters/s")
	b.ReportMetric(peak, "peak-MB")
	b.ReportMetric((program.ProcessState.UserTime() + program.ProcessState.SystemTime()).Seconds(), "cpu-s")

	var sent, once int
	paneltest.OK(b, db.NewSelect().Table("mails").ColumnExpr("COUNT(*)").Where("subject_id = ? AND state = ?", digest, mail.Sent).Scan(b.Context(), &sent))
	for _, times := range sink.ByRecipient() {
		if times == 1 {
			once++
		}
	}
	if sent != readers || once != readers {
		b.Errorf("%d are sent and %d people have it once, want %d", sent, once, readers)
	}
}

// whenSent waits until the last reader of a digest is in the outbox.
func whenSent(b *testing.B, db *bun.DB, digest uuid.UUID) time.Time {
	b.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var state string
		paneltest.OK(b, db.NewSelect().Table("digests").Column("state").Where("id = ?", digest).Scan(b.Context(), &state))
		if state == dialogue.DigestSent {
			return time.Now()
		}
		<-tick.C
	}
}

// benchDigest leaves the digest of a round with many points approved, to this many people.
func benchDigest(b *testing.B, at string, readers int) uuid.UUID {
	b.Helper()
	ctx := context.Background()
	db := dbtest.Open(b, at)
	defer db.Close()
	w := paneltest.New(b, db)
	said := &dialogue.Store{DB: db, Outbox: w.Outbox, Clock: w.Clock.Now}
	there, err := db.NewSelect().Table("people").Count(ctx)
	paneltest.OK(b, err)
	people := make([]panel.Person, readers-int(there))
	for i := range people {
		people[i] = panel.Person{ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("Collega %06d", i), Email: fmt.Sprintf("collega%06d@waterveld.example", i),
			DigestWish: panel.EachRound, Active: true, CreatedAt: w.Clock.Now()}
	}
	for chunk := range slices.Chunk(people, 1000) {
		_, err := db.NewInsert().Model(&chunk).Exec(ctx)
		paneltest.OK(b, err)
	}
	c := w.OpenRound(b)
	questions, err := w.Store.CycleQuestions(ctx, c.ID)
	paneltest.OK(b, err)
	for i := range benchItems {
		_, err := said.Contribute(ctx, w.As(b, w.Fatma), c.ID, uuid.New(), []dialogue.Answer{{QuestionID: &questions[0].ID, People: 6 + i,
			Text: "De wifi valt weg, en dan kunnen wij de raad niet volgen en de stukken niet openen."}})
		paneltest.OK(b, err)
		waiting, err := said.WaitingPage(ctx, c.ID, uuid.Nil, 1)
		paneltest.OK(b, err)
		item, err := said.Bundle(ctx, w.As(b, w.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{waiting[0].ID},
			Title: fmt.Sprintf("Wifi valt weg in zaal %d", i+1), Said: "De wifi valt weg als er veel mensen zijn, zeggen collega's.", Service: &w.ICT.ID})
		paneltest.OK(b, err)
		_, err = said.GiveOutcome(ctx, w.As(b, w.Sanne), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "In elke zaal hangen nu nieuwe antennes, ook in de gang."})
		paneltest.OK(b, err)
	}
	w.Clock.To(c.RespondingUntil.Add(time.Second))
	paneltest.OK(b, said.CloseDue(ctx, w.Clock.Now()))
	d, err := said.DigestOf(ctx, c.ID)
	paneltest.OK(b, err)
	paneltest.OK(b, said.Approve(ctx, w.As(b, w.Joris), d.ID, "Dank voor uw inbreng.", ""))
	return d.ID
}
