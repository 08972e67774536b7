package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

// simulationSize is how much is simulated; `make simulate` takes the whole of it.
type simulationSize struct {
	panels, years int
	quiet         int // how seldom people do something: more panels have more steps
	examine       int // the doctor looks each so many steps
}

var (
	smallSimulation = simulationSize{panels: 10, years: 1, quiet: 1, examine: 100}
	wholeSimulation = simulationSize{panels: 200, years: 10, quiet: 12, examine: 4000}
)

// TestRoundsComeRoundWhateverHappens lives through years of panels in several zones in virtual time. Two programs share the work; each
// is killed between any two statements, or stands still there while the other works, with a clock of its own that is an hour off, and now and
// then both are down for minutes, days or weeks. After each step what is in the database is compared with what a paper calendar says.
// KLANTPANEL_TEST_SEED repeats a run. On SQLite that is exact; on PostgreSQL transactions really run side by side, and which of two
// comes first may differ.
func TestRoundsComeRoundWhateverHappens(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	size := smallSimulation
	if os.Getenv("KLANTPANEL_SIMULATE") == "whole" {
		size = wholeSimulation
	}
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Logf("seed: KLANTPANEL_TEST_SEED=%d", seed)
			s := &simulation{size: size, address: address(t), now: simulationStart, random: rand.New(rand.NewPCG(seed, 2)),
				byID: map[uuid.UUID]*simulatedPanel{}, open: map[uuid.UUID]*simulatedCycle{}}
			began := time.Now()
			s.run(t)
			t.Logf("%s; %.0f s", s.told, time.Since(began).Seconds())
		})
	}
}

// simulation is one run.
type simulation struct {
	size     simulationSize
	address  string
	now      time.Time // what the database's clock says
	random   *rand.Rand
	one, two *instance
	usual    int // statements of a pass of all jobs

	people, services, questions []uuid.UUID
	panels                      []*simulatedPanel
	byID                        map[uuid.UUID]*simulatedPanel
	closed                      []naiveClosure
	open                        map[uuid.UUID]*simulatedCycle // rounds that aren't over
	lastCycle, lastMail         uuid.UUID                     // the keys up to which rows were looked at
	breaks                      []outage
	letterDue                   time.Time // when the next letter with a moment of its own goes

	told simulationTally
}

// simulationTally is what happened.
type simulationTally struct {
	panels, rounds, missed, skipped, letters, reminders, crashes, takeOvers, pauses, outages, changes, decisions, items, steps int
	until                                                                                                                      time.Time
}

func (n simulationTally) String() string {
	return fmt.Sprintf("until %s: %d panels, %d rounds, %d moments missed, %d skipped, %d letters, %d of them reminders; "+
		"%d crashes, %d take-overs, %d pauses, %d outages, %d changes of plan, %d decisions about a round, %d points; %d steps",
		n.until.Format(time.DateOnly), n.panels, n.rounds, n.missed, n.skipped, n.letters, n.reminders,
		n.crashes, n.takeOvers, n.pauses, n.outages, n.changes, n.decisions, n.items, n.steps)
}

// outage is how long both programs are down, about how often, and when next.
type outage struct {
	lasts, every time.Duration
	next         time.Time
}

func (s *simulation) run(t *testing.T) {
	s.one = s.start(t, 0)
	s.two = s.start(t, 0)
	defer func() { s.one.Close(); s.two.Close() }()
	s.settle(t)
	const day = 24 * time.Hour
	s.breaks = []outage{{lasts: 10 * time.Minute, every: 20 * day}, {lasts: 3 * day, every: 120 * day}, {lasts: 40 * day, every: 900 * day}}
	for i := range s.breaks {
		s.breaks[i].next = s.now.Add(s.about(s.breaks[i].every))
	}
	s.look(t, false)
	end := simulationStart.AddDate(s.size.years, 0, 0)
	for clean := true; s.now.Before(end) && !t.Failed(); {
		s.now = s.moment(clean)
		clean = s.step(t)
		s.check(t, clean)
		s.deliver(t)
		if s.told.steps%s.size.examine == 0 {
			s.examine(t)
		}
		if clean && !t.Failed() {
			s.live(t)
		}
		s.told.steps++
	}
	s.examine(t)
	s.told.until = s.now
	for _, p := range s.panels {
		s.told.panels++
		s.told.rounds += p.rounds
		s.told.missed += p.missed
		s.told.skipped += p.skipped
	}
}

// examine lets the doctor look at everything.
func (s *simulation) examine(t *testing.T) {
	t.Helper()
	findings, err := examine(t.Context(), s.one.DB)
	paneltest.OK(t, err)
	for _, f := range findings {
		t.Errorf("at %s the doctor finds: %v", s.now, f)
	}
}
