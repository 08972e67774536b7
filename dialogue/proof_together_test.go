package dialogue_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/scheduler"
)

// atOnce is what people do while digests are approved.
var atOnce = []string{"release", "give an outcome", "revise", "deliver", "reschedule", "drop", "publish answers", "merge", "split", "hand over"}

// TestOfDigestsApprovedWhileAnswersAreGivenEachOutcomeIsToldByOne lets several people approve digests of overlapping rounds and answer their
// points at the same moment. When it is still again, one digest tells each outcome as it is now, and none tells the same twice.
func TestOfDigestsApprovedWhileAnswersAreGivenEachOutcomeIsToldByOne(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"sqlite": dbtest.Migrated, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			p := newProof(t, dbtest.Open(t, database(t)))
			for n := range uint64(300) {
				p.random = rand.New(rand.NewPCG(88, n))
				if s := p.choose(); s.name != "approve a digest" {
					if err := s.do(p); err != nil && !isRefusal(err) {
						t.Fatal(err)
					}
				}
			}
			p.together()
			p.toldByOne()
			for _, fault := range p.faults {
				t.Error(fault)
			}
			p.healthy(t)
		})
	}
}

// together lets three people do many things at the same moment.
func (p *proof) together() {
	var people sync.WaitGroup
	for n := range uint64(3) {
		w := &walk{house: p.house, t: p.t, random: rand.New(rand.NewPCG(89, n)), services: p.services, people: slices.Clone(p.people), rounds: slices.Clone(p.rounds),
			said: 10_000 * int(n+1), together: true, kept: map[uuid.UUID]dialogue.Event{}, arrived: map[uuid.UUID]scheduler.Date{}, did: map[string]int{}}
		people.Go(func() {
			for k := range 40 {
				err := w.approve()
				for i := 0; err == nil || isRefusal(err); i++ {
					if i == 3 || k%4 > 0 && i == 1 {
						break
					}
					name := oneOf(w, atOnce)
					err = walkSteps[slices.IndexFunc(walkSteps, func(s walkStep) bool { return s.name == name })].do(w)
				}
				if err != nil && !isRefusal(err) {
					p.t.Error(err)
				}
			}
		})
	}
	people.Wait()
}

// toldByOne lets a last round be told, and counts in how many digests each outcome is news.
func (p *proof) toldByOne() {
	p.t.Helper()
	for range 12 {
		ok(p.t, p.tomorrow())
		for p.someDrafts() > 0 {
			ok(p.t, p.Approve(p.t.Context(), p.as(p.Joris.ID), p.someDigest("state = 'draft'"), "", ""))
		}
	}
	var told []dialogue.Entry
	ok(p.t, p.db.NewSelect().Model(&told).Scan(p.t.Context()))
	times := map[string]int{}
	for _, e := range told {
		if e.Section != dialogue.SectionUnanswered && e.Section != dialogue.SectionOpenPromise {
			times[wordsOf(e.Answer)]++
		}
	}
	for words, n := range times {
		if n > 1 {
			p.broken(newsOnce, "%d digests tell %s as news", n, words)
		}
	}
	var all []uuid.UUID
	ok(p.t, p.db.NewSelect().Table("digests").Column("id").Scan(p.t.Context(), &all))
	for _, id := range all {
		p.digested[id] = true // not to be compared with what the points became
	}
	p.observe()
	news := 0
	for _, is := range p.points {
		section, words := is.Outcome, wordsOf(is.Answer)
		if is.Promise == dialogue.Delivered || is.Promise == dialogue.Dropped {
			words = wordsOf(is.Ending)
		}
		if section != "" && section != dialogue.Dissolved {
			if news++; times[words] != 1 {
				p.broken(newsOnce, "%d digests tell %s of %s", times[words], words, is)
			}
		}
	}
	if news < 5 || len(all) < 3 {
		p.t.Errorf("%d outcomes were told in %d digests: this proves nothing", news, len(all))
	}
}

func (p *proof) someDrafts() int {
	n, err := p.db.NewSelect().Table("digests").Where("state = ?", dialogue.DigestDraft).Count(p.t.Context())
	ok(p.t, err)
	return int(n)
}
