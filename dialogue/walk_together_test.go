package dialogue_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// TestWhateverPeopleDoAtOnceEachPointFollowsFromItsTimeline is the same with several people at once, on the same points.
func TestWhateverPeopleDoAtOnceEachPointFollowsFromItsTimeline(t *testing.T) {
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	each(t, func(t *testing.T, h *house) {
		begin := func(n uint64) *walk {
			return &walk{house: h, t: t, random: rand.New(rand.NewPCG(seed, n)), kept: map[uuid.UUID]dialogue.Event{}, arrived: map[uuid.UUID]scheduler.Date{}, did: map[string]int{}}
		}
		first := begin(0)
		first.settle()
		first.walk(50)
		alone := []string{"go on to the next day", "leave", "hold answers or not"}
		var people sync.WaitGroup
		for n := range uint64(3) {
			w := begin(n + 1)
			w.together, w.services, w.people, w.rounds, w.receipts, w.said = true, first.services, slices.Clone(first.people), slices.Clone(first.rounds), first.receipts, 1000*int(n+1)
			people.Go(func() {
				for range 40 {
					if s := w.chosen(); !slices.Contains(alone, s.name) {
						if err := s.do(w); err != nil && !isRefusal(err) {
							t.Errorf("%s: %v", s.name, err)
						}
					}
				}
			})
		}
		people.Wait()
		clear(first.arrived)
		first.check()
		if t.Failed() {
			t.Errorf("KLANTPANEL_TEST_SEED=%d", seed)
		}
	})
}
