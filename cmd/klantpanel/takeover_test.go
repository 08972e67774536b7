package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// takeOverIn is how soon another program goes on with the work of one that stands still.
const takeOverIn = 30 * time.Second

// TestAProgramThatStandsStillIsTakenOverAndDoublesNothingWhenItGoesOn stops the one of two real programs that opens rounds, halfway through
// its work, with SIGSTOP, and lets it go on when the other has done the rest. The time is real: leases run on the database's clock.
func TestAProgramThatStandsStillIsTakenOverAndDoublesNothingWhenItGoesOn(t *testing.T) {
	t.Parallel()
	address := dbtest.Postgres(t)
	binary := filepath.Join(t.TempDir(), "klantpanel")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	sink, err := mailtest.Start(mailtest.Options{})
	paneltest.OK(t, err)
	defer sink.Close()
	db := dbtest.Open(t, address)
	const panels = 150
	due := panelsThatWait(t, db, panels)

	data := t.TempDir()
	serve := func() *exec.Cmd {
		program := exec.Command(binary, "serve", "--database", address, "--data", data, "--smtp", sink.URL(), "--listen", "127.0.0.1:0")
		paneltest.OK(t, program.Start())
		t.Cleanup(func() { program.Process.Kill(); program.Wait() })
		return program
	}
	first := serve()
	holder := func() string { return leaseHolder(t, db) }
	within(t, 20*time.Second, "somebody holds the lease", func() bool { return holder() != "" })
	was := holder()
	serve()
	due()
	within(t, 20*time.Second, "it opens rounds", func() bool { return rounds(t, db) > panels/10 })
	paneltest.OK(t, first.Process.Signal(syscall.SIGSTOP))
	stopped := time.Now()
	if rounds(t, db) == panels {
		t.Error("all rounds are open: it wasn't stopped halfway")
	}
	within(t, takeOverIn, "another takes over", func() bool { return holder() != was })
	t.Logf("taken over in %.0f s", time.Since(stopped).Seconds())
	within(t, time.Minute, "the other opens the rest", func() bool { return rounds(t, db) == panels })
	paneltest.OK(t, first.Process.Signal(syscall.SIGCONT))
	within(t, 20*time.Second, "every letter is there", func() bool { return len(sink.ByMessageID()) >= 2*panels })
	nothingTwice(t, db, sink, panels)
}

// nothingTwice looks for a round or a letter too many.
func nothingTwice(t *testing.T, db *bun.DB, sink *mailtest.Sink, panels int) {
	t.Helper()
	for id, times := range sink.ByMessageID() {
		if times > 1 {
			t.Errorf("mail %s came %d times", id, times)
		}
	}
	if n := rounds(t, db); n != panels || len(sink.ByMessageID()) != 2*panels {
		t.Errorf("there are %d rounds and %d letters, want %d rounds with two ambassadors each", n, len(sink.ByMessageID()), panels)
	}
	findings, err := examine(t.Context(), db)
	paneltest.OK(t, err)
	for _, f := range findings {
		t.Errorf("doctor: %v", f)
	}
}

// panelsThatWait makes so many panels in Waterveld, and gives the function that makes one round of each due: its moment was yesterday or, over
// a weekend, some days ago.
func panelsThatWait(t *testing.T, db *bun.DB, n int) (due func()) {
	t.Helper()
	ctx, w := t.Context(), paneltest.New(t, db)
	w.Clock.To(time.Now().AddDate(0, 0, -7))
	in := w.PanelInput()
	in.Recurrence, in.StartsOn, in.Questions = "cron: 30 8 * * *", "2020-01-01", in.Questions[:1]
	var ids []uuid.UUID
	for i := range n {
		in.Name = fmt.Sprintf("Klantpanel %03d", i)
		p, err := w.Store.SavePanel(ctx, panel.System, uuid.Nil, in)
		paneltest.OK(t, err)
		ids = append(ids, p.ID)
		for _, person := range []panel.Person{w.Fatma, w.Piet} {
			_, err = w.Store.SaveAmbassador(ctx, panel.System, p.ID, uuid.Nil, panel.AmbassadorInput{Email: person.Email, StartsOn: "2020-01-01"})
			paneltest.OK(t, err)
		}
	}
	return func() {
		p, err := w.Store.StartPanel(ctx, panel.System, ids[0])
		paneltest.OK(t, err)
		_, err = db.NewUpdate().Table("panels").Where("id IN (?)", bun.In(ids[1:])).
			Set("paused = FALSE, planned_after = ?, next_on = ?, next_at = ?", p.PlannedAfter, p.NextOn, p.NextAt).Exec(ctx)
		paneltest.OK(t, err)
	}
}

func rounds(t *testing.T, db *bun.DB) int {
	t.Helper()
	n, err := db.NewSelect().Table("cycles").Where("number IS NOT NULL").Count(t.Context())
	paneltest.OK(t, err)
	return int(n)
}

// leaseHolder names the program that opens rounds; "" when none does.
func leaseHolder(t *testing.T, db *bun.DB) string {
	t.Helper()
	var holders []string
	paneltest.OK(t, db.NewSelect().Table("leases").Column("holder").Where("name = ?", "job open rounds").Scan(t.Context(), &holders))
	if len(holders) == 0 {
		return ""
	}
	return holders[0]
}

// within waits until something is so, and fails the test when it takes too long.
func within(t *testing.T, limit time.Duration, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("not within %s: %s", limit, what)
		}
	}
}
