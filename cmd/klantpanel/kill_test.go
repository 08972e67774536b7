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

// inFlight is how many letters one program may have under way: 16 on each of its 4 connections.
const inFlight = 4 * 16

// TestKillingTheProgramLosesNoLetterAndDoublesOnlyWhatWasInFlight kills the real program with SIGKILL while it sends a digest, at
// moments that a seed chooses, and compares what the receiving server holds with the audience. On PostgreSQL two programs send at once.
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
			const readers, kills = 2000, 3
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
			for range kills {
				alarm.Store(arrived.Load() + 1 + random.Int64N(readers/(kills+1)))
				killAt(t, reached, func() *exec.Cmd {
					return exec.Command(binary, "serve", "--database", at, "--data", data, "--smtp", sink.URL(), "--listen", "127.0.0.1:0")
				}, database.programs)
				outlive(t, at)
			}
			h := openHouse(t, at, sink.URL())
			finish := time.Now().UTC().Truncate(time.Second).Add(time.Hour) // what is to be repeated is due by then
			paneltest.OK(t, h.Dialogue.SendDigests(t.Context(), finish))
			for {
				n, err := h.Worker.Deliver(t.Context(), finish)
				paneltest.OK(t, err)
				if n == 0 {
					break
				}
			}
			compare(t, h.DB, sink, digest, readers, kills*database.programs*inFlight)
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
	repeats := 0
	held := sink.ByMessageID()
	maps.DeleteFunc(held, func(id string, _ int) bool { return !strings.Contains(id, "."+mail.KindDigest+"@") })
	for _, m := range ledger {
		if m.State != mail.Sent {
			t.Errorf("the digest to %s is %s: %s", m.Address, m.State, m.Error)
		}
		if held[m.MessageID] == 0 {
			t.Errorf("the digest to %s is sent, but the server doesn't hold %s", m.Address, m.MessageID)
		}
		repeats += held[m.MessageID] - 1
	}
	if len(held) != readers {
		t.Errorf("the server holds %d different messages, want %d: a repeat has another Message-ID", len(held), readers)
	}
	if repeats > repeatsAtMost {
		t.Errorf("%d letters came twice, more than the %d that were in flight at the kills", repeats, repeatsAtMost)
	}
	findings, err := examine(t.Context(), db)
	paneltest.OK(t, err)
	for _, f := range findings {
		t.Errorf("doctor: %v", f)
	}
	t.Logf("%d letters, %d came twice of the %d that may have been in flight", readers, repeats, repeatsAtMost)
}
