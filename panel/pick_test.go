package panel

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// bank makes questions of topics, named as "Kantine 1"; a * behind the name makes it a trend question.
func bank(names ...string) []Question {
	var all []Question
	for _, name := range names {
		q := Question{ID: uuid.New(), Wording: Wording{TextNL: name, Kind: Open}, Trend: name[len(name)-1] == '*'}
		var topic string
		fmt.Sscan(name, &topic)
		q.Topic = &Topic{Name: topic}
		all = append(all, q)
	}
	return all
}

func texts(questions []Question) []string {
	var all []string
	for _, q := range questions {
		all = append(all, q.TextNL)
	}
	return all
}

func TestEachWayOfPickingAsksInItsOwnWay(t *testing.T) {
	all := bank("Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 1*", "Wifi 2", "Post 1")
	for name, c := range map[string]struct {
		panel  Panel
		rounds [][]string
	}{
		"all of them, as they stand": {Panel{Picking: Fixed, PickCount: 1}, [][]string{
			{"Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 1*", "Wifi 2", "Post 1"}, {"Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 1*", "Wifi 2", "Post 1"}}},
		"a topic a round": {Panel{Picking: Rotation, PickCount: 1}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2"}, {"Wifi 1*", "Kantine 1"}, {"Wifi 1*", "Wifi 2"}, {"Wifi 1*", "Post 1"}, {"Wifi 1*", "Werkplek 1", "Werkplek 2"}}},
		"three topics a round": {Panel{Picking: Rotation, PickCount: 3}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 2"}, {"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1", "Post 1"}}},
		"three topics with a round in between": {Panel{Picking: Rotation, PickCount: 3, MinDistance: 1}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 2"}, {"Wifi 1*", "Post 1"}, {"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1", "Wifi 2"}}},
		"two questions a round": {Panel{Picking: LeastRecent, PickCount: 2}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2"}, {"Wifi 1*", "Kantine 1", "Wifi 2"}, {"Wifi 1*", "Werkplek 1", "Post 1"}}},
		"a plan by hand that nobody made": {Panel{Picking: ByHand, PickCount: 2}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2"}, {"Wifi 1*", "Kantine 1", "Wifi 2"}}},
		"a distance that nothing can keep": {Panel{Picking: Rotation, PickCount: 2, MinDistance: 9}, [][]string{
			{"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1"}, {"Wifi 1*", "Wifi 2", "Post 1"}, {"Wifi 1*", "Werkplek 1", "Werkplek 2", "Kantine 1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHistory()
			for i, want := range c.rounds {
				got := pick(c.panel, all, h)
				if !slices.Equal(texts(got), want) {
					t.Fatalf("round %d asks %v, want %v", i+1, texts(got), want)
				}
				h.rounds++
				h.note(h.rounds, got)
			}
		})
	}
}

func TestWhatARoundIsAboutAreTheTopicsWhoseTurnItIs(t *testing.T) {
	all := bank("Kantine 1", "Wifi 1*", "Post 1", "Kantine 2")
	if got := topicOf(Panel{Picking: Rotation}, all); got != "Kantine, Post" {
		t.Errorf("about %q", got)
	}
	if got := topicOf(Panel{Picking: Fixed}, all); got != "" {
		t.Errorf("a round with a fixed set is about %q", got)
	}
}

// For any panel: a round is never empty, trend questions are in each one and come first, the distance is kept wherever that leaves something to
// ask, and everything has its turn.
func TestEverythingHasItsTurnAndItsRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topics, trend := rapid.IntRange(1, 8).Draw(t, "topics"), 0
		var names []string
		for i := range rapid.IntRange(1, 16).Draw(t, "questions") {
			name := fmt.Sprintf("Thema-%d %d", rapid.IntRange(1, topics).Draw(t, "topic"), i)
			if rapid.IntRange(0, 5).Draw(t, "trend") == 0 {
				name, trend = name+"*", trend+1
			}
			names = append(names, name)
		}
		all := bank(names...)
		p := Panel{Picking: rapid.SampledFrom([]string{Rotation, LeastRecent, ByHand}).Draw(t, "picking"),
			PickCount: rapid.IntRange(1, 5).Draw(t, "count"), MinDistance: rapid.IntRange(0, 6).Draw(t, "distance")}
		turn := func(q Question) string { return q.TextNL }
		if p.Picking == Rotation {
			turn = func(q Question) string { return q.Topic.Name }
		}
		last := map[string]int{} // of all that takes turns
		for _, q := range all {
			if !q.Trend {
				last[turn(q)] = 0
			}
		}
		h := newHistory()
		for round := 1; round <= 40; round++ {
			got := pick(p, all, h)
			asked := map[string]bool{}
			for i, q := range got {
				if q.Trend != (i < trend) {
					t.Fatalf("round %d: %v", round, texts(got))
				}
				if !q.Trend {
					asked[turn(q)] = true
				}
			}
			if len(asked) > p.PickCount || len(asked) == 0 && len(last) > 0 {
				t.Fatalf("round %d has %d turns, want 1 to %d", round, len(asked), p.PickCount)
			}
			for thing, before := range last {
				rested := func(before int) bool { return before == 0 || round-before > p.MinDistance }
				for other, was := range last {
					if asked[thing] && !rested(before) && (rested(was) || was < before && !asked[other]) {
						t.Fatalf("round %d asks %s again after %d, and %s rested since %d", round, thing, before, other, was)
					}
				}
				if !asked[thing] && round-before > len(last) {
					t.Fatalf("in round %d %s waits since %d, with %d that take turns", round, thing, before, len(last))
				}
			}
			for thing := range asked {
				last[thing] = round
			}
			h.rounds++
			h.note(h.rounds, got)
		}
	})
}
