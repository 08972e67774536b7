package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
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

// newcomers join between two kills, and leavers leave.
const newcomers, leavers = 40, 60

// inFlight is how many letters one program may have under way: 16 on each of its 4 connections.
const inFlight = 4 * 16

// TestKillingTheProgramLosesNoLetterAndDoublesOnlyWhatWasInFlight kills the real program with SIGKILL while it sends a digest, at
// moments that a seed chooses, and compares what the receiving server holds with the audience. Between the kills colleagues come and leave,
// and the digest is paused: programs that run then, and are killed too, send none of it. On PostgreSQL two programs send at once.
// KLANTPANEL_TEST_SEED repeats a run.
func TestKillingTheProgramLosesNoLetterAndDoublesOnlyWhatWasInFlight(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "klantpanel")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("seed: KLANTPANEL_TEST_SEED=%d", seed)
	for name, database := range map[string]struct {
		address  func(testing.TB) string
		programs int
	}{"sqlite": {dbtest.SQLite, 1}, "postgres": {dbtest.Postgres, 2}} {
		t.Run(name, func(t *testing.T) {
			const readers = 2000
			random := rand.New(rand.NewPCG(seed, 1))
			at := database.address(t)
			digest := approvedDigest(t, at, readers)

			var arrived, alarm atomic.Int64
			reached := make(chan struct{}, 1)
			sink, err := mailtest.Start(mailtest.Options{Fault: func(string, int) mailtest.Fault {
				if arrived.Add(1) == alarm.Load() {
					reached <- struct{}{}
				}
				return mailtest.Accept
			}})
			paneltest.OK(t, err)
			defer sink.Close()
			data := t.TempDir()
			program := func() *exec.Cmd {
				return exec.Command(binary, "serve", "--database", at, "--data", data, "--smtp", sink.URL(), "--listen", "127.0.0.1:0")
			}
			between := []func(){
				func() { come(t, at, newcomers) },
				func() { standStill(t, at, digest, program, database.programs, &arrived) },
				func() { leave(t, at, leavers) },
			}
			for _, happens := range between {
				alarm.Store(arrived.Load() + 1 + random.Int64N(int64(readers/(len(between)+1))))
				killAt(t, reached, program, database.programs)
				outlive(t, at)
				happens()
			}
			h := openHouse(t, at, sink.URL())
			finish := time.Now().UTC().Truncate(time.Second).Add(time.Hour) // what is to be repeated is due by then
			for {                                                           // the second look comes when all else has gone
				paneltest.OK(t, h.Dialogue.SendDigests(t.Context(), finish))
				n, err := h.Worker.Deliver(t.Context(), finish)
				paneltest.OK(t, err)
				if n == 0 {
					break
				}
			}
			compare(t, h.DB, sink, digest, readers+newcomers, len(between)*database.programs*inFlight)
		})
	}
}

// killAt starts the programs, and kills them all when reached says so.
func killAt(t *testing.T, reached <-chan struct{}, program func() *exec.Cmd, n int) {
	t.Helper()
	var running []*exec.Cmd
	for range n {
		p := program()
		paneltest.OK(t, p.Start())
		running = append(running, p)
	}
	<-reached
	killAll(t, running)
}

func killAll(t *testing.T, running []*exec.Cmd) {
	t.Helper()
	for _, p := range running {
		paneltest.OK(t, p.Process.Kill())
	}
	for _, p := range running {
		p.Wait() // "signal: killed"
	}
}

// approvedDigest leaves a digest to this many people approved and not yet sent.
func approvedDigest(t *testing.T, address string, readers int) uuid.UUID {
	t.Helper()
	ctx := context.Background()
	db := dbtest.Open(t, address)
	w := paneltest.New(t, db)
	var file strings.Builder
	file.WriteString("naam;e-mail;afdeling\n")
	for i := range readers - 8 { // besides the cast
		fmt.Fprintf(&file, "Collega %03d;collega%03d@waterveld.example;Wijkbeheer\n", i, i)
	}
	_, err := w.Store.ImportPeople(ctx, strings.NewReader(file.String()), panel.ImportOptions{}, func(b panel.BadLine) { t.Error(b) })
	paneltest.OK(t, err)
	said := &dialogue.Store{DB: db, Outbox: w.Outbox, Clock: w.Clock.Now}
	c := w.OpenRound(t)
	w.Clock.To(c.RespondingUntil.Add(time.Second))
	paneltest.OK(t, said.CloseDue(ctx, w.Clock.Now()))
	d, err := said.DigestOf(ctx, c.ID)
	paneltest.OK(t, err)
	paneltest.OK(t, said.Approve(ctx, w.As(t, w.Joris), d.ID, "Dank voor uw inbreng.", ""))
	paneltest.OK(t, db.Close())
	return d.ID
}

// come adds colleagues, half of them with keys before all others.
func come(t *testing.T, address string, n int) {
	t.Helper()
	db := dbtest.Open(t, address)
	defer db.Close()
	people := make([]panel.Person, n)
	for i := range people {
		people[i] = panel.Person{ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("Nieuw %02d", i), Email: fmt.Sprintf("nieuw%02d@waterveld.example", i),
			DigestWish: panel.EachRound, Active: true, CreatedAt: now()}
		if i%2 == 0 {
			people[i].ID[0], people[i].ID[1] = 0, 0
		}
	}
	_, err := db.NewInsert().Model(&people).Exec(t.Context())
	paneltest.OK(t, err)
}

// leave lets the last colleagues of the file leave: those who come last in the order of sending.
func leave(t *testing.T, address string, n int) {
	t.Helper()
	db := dbtest.Open(t, address)
	defer db.Close()
	last := db.NewSelect().Table("people").Column("id").Where("name LIKE 'Collega %'").OrderExpr("id DESC").Limit(int64(n))
	_, err := db.NewUpdate().Table("people").Set("active = FALSE").Where("id IN (?)", last).Exec(t.Context())
	paneltest.OK(t, err)
}

// standStill pauses the digest, lets the programs run until all its letters are set aside, kills them and lets it go on: none arrived.
func standStill(t *testing.T, address string, digest uuid.UUID, program func() *exec.Cmd, n int, arrived *atomic.Int64) {
	t.Helper()
	db := dbtest.Open(t, address)
	defer db.Close()
	said := &dialogue.Store{DB: db, Clock: now, Outbox: &mail.Outbox{DB: db, Clock: now}}
	paneltest.OK(t, said.PauseDigest(t.Context(), panel.System, digest))
	before := arrived.Load()
	var running []*exec.Cmd
	for range n {
		p := program()
		paneltest.OK(t, p.Start())
		running = append(running, p)
	}
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for ready := int64(1); ready > 0; <-look.C {
		var err error
		ready, err = db.NewSelect().Table("mails").Where("subject_id = ? AND kind = ? AND state <> 'sent' AND state <> 'dead' AND NOT held", digest, mail.KindDigest).Count(t.Context())
		paneltest.OK(t, err)
	}
	killAll(t, running)
	outlive(t, address)
	if n := arrived.Load() - before; n != 0 {
		t.Errorf("%d letters went out while the digest stood still", n)
	}
	paneltest.OK(t, said.ResumeDigest(t.Context(), panel.System, digest))
}

// outlive lets the dead program's leases end now instead of two minutes later.
func outlive(t *testing.T, address string) {
	t.Helper()
	db := dbtest.Open(t, address)
	defer db.Close()
	past := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := db.NewUpdate().Table("mails").Set("leased_until = ?", past).Where("leased_until IS NOT NULL").Exec(t.Context())
	paneltest.OK(t, err)
	_, err = db.NewDelete().Table("leases").Where("true").Exec(t.Context())
	paneltest.OK(t, err)
}

// openHouse is the program's inside, to finish what the killed ones began.
func openHouse(t *testing.T, address, smtp string) *house {
	t.Helper()
	a := &App{settings: settings{Database: address, Listen: "127.0.0.1:8080", Data: t.TempDir()}, ctx: t.Context(), stderr: t.Output()}
	h, err := a.house(t.Context(), now, smtp)
	paneltest.OK(t, err)
	t.Cleanup(h.Close)
	return h
}

// compare checks the ledger against what the receiving server holds: nobody is missing, and what came twice was in flight at a kill and
// has the same Message-ID.
func compare(t *testing.T, db *bun.DB, sink *mailtest.Sink, digest uuid.UUID, readers, repeatsAtMost int) {
	t.Helper()
	var ledger []mail.Mail
	paneltest.OK(t, db.NewSelect().Model(&ledger).Where("kind = ? AND subject_id = ?", mail.KindDigest, digest).Scan(t.Context()))
	if len(ledger) != readers {
		t.Errorf("the outbox holds %d digests, want %d", len(ledger), readers)
	}
	repeats, left := 0, 0
	held := sink.ByMessageID()
	maps.DeleteFunc(held, func(id string, _ int) bool { return !strings.Contains(id, "."+mail.KindDigest+"@") })
	for _, m := range ledger {
		if m.State == mail.Suppressed && m.Error == "the reader left" && held[m.MessageID] == 0 {
			left++
			continue
		}
		if m.State != mail.Sent {
			t.Errorf("the digest to %s is %s: %s", m.Address, m.State, m.Error)
		}
		if held[m.MessageID] == 0 {
			t.Errorf("the digest to %s is sent, but the server doesn't hold %s", m.Address, m.MessageID)
		}
		repeats += held[m.MessageID] - 1
	}
	if len(held) != readers-left || left > leavers {
		t.Errorf("the server holds %d different messages, want %d without the %d who left: a repeat has another Message-ID", len(held), readers, left)
	}
	if repeats > repeatsAtMost {
		t.Errorf("%d letters came twice, more than the %d that were in flight at the kills", repeats, repeatsAtMost)
	}
	findings, err := examine(t.Context(), db)
	paneltest.OK(t, err)
	for _, f := range findings {
		t.Errorf("doctor: %v", f)
	}
	t.Logf("%d letters, %d of them to people who left, %d came twice of the %d that may have been in flight", readers, left, repeats, repeatsAtMost)
}
