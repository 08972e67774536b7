package dialogue_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// proofSeeds are the rounds that are always generated; PostgreSQL, which takes longer, gets the last.
var proofSeeds = []uint64{8, 2027}

// So much happens in each, and in each of a whole simulation.
const (
	proofSteps = 300
	wholeSteps = 600
)

// TestWhateverHappensEverybodyIsToldOnceAndNobodyStandsOut generates weeks of overlapping rounds in which everybody does what comes to mind, and
// keeps its own books beside them: of who said what, who heard what, and what anybody could see. Who can be reached hears each outcome of
// their own once; what isn't answered or only promised stands in each digest until it ends, and that is told once; and nothing that is shown,
// nor what two looks at it differ by, is about fewer people than the smallest group. KLANTPANEL_TEST_SEED repeats one, KLANTPANEL_SIMULATE=whole
// generates 100, or as many as KLANTPANEL_TEST_SEEDS says.
func TestWhateverHappensEverybodyIsToldOnceAndNobodyStandsOut(t *testing.T) {
	seeds, onPostgres, steps := proofSeeds, proofSeeds[1:], proofSteps
	if given, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64); err == nil {
		seeds, onPostgres, steps = []uint64{given}, []uint64{given}, wholeSteps
	} else if os.Getenv("KLANTPANEL_SIMULATE") == "whole" {
		many, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEEDS"), 10, 64)
		if err != nil {
			many = 100
		}
		seeds, steps = nil, wholeSteps
		for n := range many {
			seeds = append(seeds, 1000+n)
		}
		onPostgres = seeds
	}
	saw := map[string]int{}
	t.Run("sqlite", func(t *testing.T) { proveAll(t, dbtest.Migrated, seeds, steps, saw) })
	t.Run("postgres", func(t *testing.T) { proveAll(t, dbtest.Postgres, onPostgres, steps, saw) })
	t.Logf("%v", saw)
	for _, what := range []string{"told by letter", "told by a digest", "stood in a later digest", "numbers compared", "letters of a digest"} {
		if saw[what] == 0 && len(seeds) > 1 {
			t.Errorf("nothing was ever %s: this proves nothing", what)
		}
	}
}

func proveAll(t *testing.T, database func(testing.TB) string, seeds []uint64, many int, saw map[string]int) {
	for _, seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			steps := make([]uint64, many)
			for n := range steps {
				steps[n] = uint64(n)
			}
			p := prove(t, database, seed, steps)
			for what, n := range p.saw {
				saw[what] += n
			}
			if len(p.faults) == 0 {
				return
			}
			p = shorten(t, database, seed, p)
			t.Errorf("KLANTPANEL_TEST_SEED=%d breaks what must hold:\n%s\nafter\n%s", seed, strings.Join(p.faults, "\n"), strings.Join(p.log, "\n"))
		})
	}
}

// shortenings is how often a failing run is tried with fewer steps.
const shortenings = 40

// shorten leaves out steps as long as the same property is still broken.
func shorten(t *testing.T, database func(testing.TB) string, seed uint64, failing *proof) *proof {
	steps := failing.steps[:min(failing.failedAt+1, len(failing.steps))]
	tries := 0
	for part := len(steps) / 2; part > 0 && tries < shortenings; part /= 2 {
		for from := 0; from < len(steps) && tries < shortenings; {
			fewer := slices.Delete(slices.Clone(steps), from, min(from+part, len(steps)))
			tries++
			if p := prove(t, database, seed, fewer); p.property() == failing.property() {
				failing, steps = p, fewer[:min(p.failedAt+1, len(fewer))]
			} else {
				from += part
			}
		}
	}
	return failing
}

// proof is one run with its books.
type proof struct {
	*walk
	worker mail.Worker
	box    *mail.Capture

	steps    []uint64
	at       int // which of them is done
	failedAt int
	faults   []string // the property that is broken, and how
	saw      map[string]int

	colleagues []panel.Person // who come and go
	gone       []panel.Person
	points     map[uuid.UUID]pointRow
	said       map[uuid.UUID]saidRow // by contribution
	away       map[uuid.UUID]int     // the last step after which somebody wasn't in service
	tellings   []telling
	digested   map[uuid.UUID]bool            // the digests that were looked at
	news       map[uuid.UUID]map[string]bool // by point: the words that a digest told
	looks      []look
	audiences  map[uuid.UUID]audience
	changing   map[uuid.UUID]bool // whose wish for digests changed
	reopened   map[uuid.UUID]int  // the step in which a point was reopened
	delivered  []deliveredMail
	withheld   map[string]bool // the words of who doesn't want to be quoted
}

// prove lets these steps of a seed happen in a database of their own, and then lets everything become still.
func prove(t *testing.T, database func(testing.TB) string, seed uint64, steps []uint64) *proof {
	t.Helper()
	db := dbtest.Open(t, database(t))
	defer db.Close()
	p := newProof(t, db)
	p.steps = steps
	defer func() {
		if t.Failed() {
			t.Logf("KLANTPANEL_TEST_SEED=%d\n%s", seed, strings.Join(p.log, "\n"))
		}
	}()
	for n, step := range steps {
		p.at, p.random = n, rand.New(rand.NewPCG(seed, step))
		p.do()
		if len(p.faults) > 0 {
			return p
		}
	}
	p.end()
	return p
}

func newProof(t *testing.T, db *bun.DB) *proof {
	t.Helper()
	h := newHouse(t, db)
	in := h.PanelInput() // a round each week: two or three overlap
	in.Recurrence, in.CollectingDays, in.RespondingDays, in.ReportingDays = "every week on tuesday at 09:00", 3, 3, 3
	_, err := h.Waterveld.Store.SavePanel(t.Context(), panel.System, h.Panel.ID, in)
	ok(t, err)
	w := &walk{house: h, t: t, random: rand.New(rand.NewPCG(0, 0)), kept: map[uuid.UUID]dialogue.Event{}, arrived: map[uuid.UUID]scheduler.Date{}, did: map[string]int{}}
	p := &proof{walk: w, saw: map[string]int{}, points: map[uuid.UUID]pointRow{}, away: map[uuid.UUID]int{}, digested: map[uuid.UUID]bool{},
		news: map[uuid.UUID]map[string]bool{}, audiences: map[uuid.UUID]audience{}, changing: map[uuid.UUID]bool{}, reopened: map[uuid.UUID]int{}, withheld: map[string]bool{}}
	p.settle()
	for range 6 {
		p.colleagues = append(p.colleagues, p.hire())
	}
	p.box, err = mail.OpenCapture(t.TempDir())
	ok(t, err)
	p.worker = mail.Worker{Outbox: h.Waterveld.Outbox, Transport: p.box, Holder: "proof", Log: slog.New(slog.DiscardHandler)}
	p.observe()
	return p
}

// do does a step and looks at what it left behind.
func (p *proof) do() {
	s := p.choose()
	p.note("%d: %s %s", p.at, p.clock.Now().Format("2006-01-02"), s.name)
	switch err := s.do(p); {
	case err == nil:
		p.saw["steps"]++
		p.observe()
	case isRefusal(err):
		p.log = p.log[:slices.IndexFunc(p.log, func(line string) bool { return strings.HasPrefix(line, fmt.Sprintf("%d:", p.at)) })]
	default:
		p.broken("no operation fails", "%s: %v", s.name, err)
	}
}

// end lets everything become still: what was decided arrives, and a last digest of each panel tells what is left.
func (p *proof) end() {
	p.random = rand.New(rand.NewPCG(0, 0))
	for range 5 {
		p.at++
		ok(p.t, p.resumeAll())
		ok(p.t, p.tomorrow())
		p.observe()
	}
	p.checkLetters()
	p.checkArchive()
	for _, f := range p.findings(p.t) {
		p.broken("the doctor finds nothing", "%v", f)
	}
}

// broken notes that a property doesn't hold.
func (p *proof) broken(property, how string, args ...any) {
	p.failedAt = p.at
	p.faults = append(p.faults, fmt.Sprintf("%s: %s", property, fmt.Sprintf(how, args...)))
}

// property is the first that is broken, "" for none.
func (p *proof) property() string {
	if len(p.faults) == 0 {
		return ""
	}
	property, _, _ := strings.Cut(p.faults[0], ":")
	return property
}

func (p *proof) scan(q *bun.RawQuery, into any) {
	p.t.Helper()
	ok(p.t, q.Scan(context.Background(), into))
}
