package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// sayAll contributes each of these, and gives their ids in this order.
func (h *house) sayAll(t testing.TB, c panel.Cycle, said ...string) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, len(said))
	for i, text := range said {
		ids[i] = h.say(t, h.Fatma, c, 1, text)
	}
	return ids
}

func TestSimilarContributionsAreSuggestedInDutchAndEnglishWithTheReason(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := h.sayAll(t, c, "De printer op de tweede verdieping is altijd leeg.", "Onze kleurenprinters doen het niet.", "The printer on our floor jams every day.",
			"De soep in de kantine is te zout.", "Kan de kantine ook soepen zonder zout maken?", "De wifi valt weg in de vergaderzaal.", "Dank aan de bode voor het snelle werk.")
		found, err := h.Similar(ctx, c.ID, ids[:1], 10)
		ok(t, err)
		var got []uuid.UUID
		for _, l := range found {
			got = append(got, l.ID)
			if len(l.Why) == 0 || l.Score <= 0 || l.Score > 1.000001 {
				t.Errorf("%q is suggested with score %f, because of %q", l.Text, l.Score, l.Why)
			}
		}
		for _, want := range ids[1:3] {
			if !slices.Contains(got, want) {
				t.Errorf("%v lacks %v", got, want)
			}
		}
		if slices.ContainsFunc(ids[3:], func(id uuid.UUID) bool { return slices.Contains(got, id) }) {
			t.Errorf("what has nothing to do with it is suggested: %v", found)
		}
		if len(found) > 0 && found[0].Why[0] != "printer" && found[0].Why[0] != "kleurenprinters" {
			t.Errorf("the reason is %q", found[0].Why)
		}
		soup, err := h.Similar(ctx, c.ID, ids[3:4], 10)
		ok(t, err)
		if len(soup) != 1 || soup[0].ID != ids[4] || !slices.Contains(soup[0].Why, "soepen") || !slices.Contains(soup[0].Why, "kantine") {
			t.Errorf("to the soup: %+v", soup)
		}
		after, err := h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if after.Waiting != len(ids) {
			t.Errorf("%d wait, want %d: suggesting bundles nothing", after.Waiting, len(ids))
		}
	})
}

func TestNothingIsSuggestedWithoutAChoiceOrAcrossPanels(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := h.sayAll(t, c, "De printer is leeg.", "De printer hapert.")
		for _, chosen := range [][]uuid.UUID{nil, {uuid.New()}} {
			found, err := h.Similar(ctx, c.ID, chosen, 10)
			ok(t, err)
			if len(found) > 0 {
				t.Errorf("to %v: %v", chosen, found)
			}
		}
		h.bundle(t, c, h.ICT, "Printer", ids[1])
		found, err := h.Similar(ctx, c.ID, ids[:1], 10)
		ok(t, err)
		if len(found) > 0 {
			t.Errorf("what is bundled is suggested: %v", found)
		}
	})
}

func TestAPointOfAnEarlierRoundIsSuggestedAndTakesWhatIsSaidAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		first := h.OpenRound(t)
		old := h.bundle(t, first, h.ICT, "Wifi valt weg op de werf", h.say(t, h.Fatma, first, 3, "Op de werf is geen wifi."))
		h.bundle(t, first, h.Canteen, "Zoute soep", h.say(t, h.Fatma, first, 2, "De soep is zout."))
		second := h.OpenRound(t)
		said := h.say(t, h.Piet, second, 4, "De wifi op de werf doet het nog steeds niet.")
		found, err := h.SimilarItems(ctx, second.ID, []uuid.UUID{said}, 5)
		ok(t, err)
		if len(found) != 1 || found[0].ID != old.ID || !slices.Contains(found[0].Why, "wifi") {
			t.Fatalf("suggested: %+v", found)
		}
		item, err := h.AddTo(ctx, h.As(t, h.Joris), old.ID, []uuid.UUID{said})
		ok(t, err)
		if item.Contributions != 2 || item.People != 7 || item.CycleID != first.ID {
			t.Errorf("the point is now %+v", item)
		}
		after, err := h.Waterveld.Store.Cycle(ctx, second.ID)
		ok(t, err)
		if after.Waiting != 0 {
			t.Errorf("%d wait in the second round", after.Waiting)
		}
		h.healthy(t)
	})
}

func BenchmarkSimilarAmongFourHundred(b *testing.B) {
	dbtest.EachBench(b, func(b *testing.B, db *bun.DB) {
		h := newHouse(b, db)
		c := h.OpenRound(b)
		var answers []dialogue.Answer
		for i := range 400 {
			answers = append(answers, dialogue.Answer{People: 1, Text: fmt.Sprintf("De printer op gang %d doet het al %d weken niet, en niemand van de dienst weet waarom dat zo is.", i%40, i)})
		}
		_, err := h.Contribute(b.Context(), h.As(b, h.Fatma), c.ID, uuid.New(), answers)
		ok(b, err)
		waiting, err := h.WaitingPage(b.Context(), c.ID, uuid.Nil, 2)
		ok(b, err)
		for b.Loop() {
			if _, err := h.Similar(b.Context(), c.ID, []uuid.UUID{waiting[0].ID, waiting[1].ID}, 25); err != nil {
				b.Fatal(err)
			}
		}
	})
}
