package dialogue_test

import (
	"context"
	"testing"
	"time"
)

func TestAnAmbassadorTakesNothingOutOnceTheRoundStoppedCollecting(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.flood(t, c, link, 12)
		h.clock.To(c.CollectingUntil.Time.Add(time.Second)) // and the job that ends collecting is still to come
		_, err := h.CloseLink(ctx, h.As(t, h.Fatma), link.ID, true)
		refused(t, err, "error.flood_after_collecting")
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		_, err = h.CloseLink(ctx, h.As(t, h.Fatma), link.ID, true)
		refused(t, err, "error.flood_after_collecting")
		_, err = h.CloseLink(ctx, h.As(t, h.Fatma), link.ID, false)
		ok(t, err)
		removed, err := h.CloseLink(ctx, h.As(t, h.Joris), link.ID, true)
		ok(t, err)
		if removed != 24 {
			t.Errorf("the coordinator took out %d, want 24", removed)
		}
		h.healthy(t)
	})
}

func TestACoordinatorTakesAFloodOutOfARoundThatWasCancelled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.flood(t, c, link, 3)
		h.say(t, h.Piet, c, 4, "De printer is leeg.")
		ok(t, h.CancelCycle(ctx, h.As(t, h.Joris), c.ID, "Er kwam alleen rommel binnen."))
		removed, err := h.CloseLink(ctx, h.As(t, h.Joris), link.ID, true)
		ok(t, err)
		if removed != 6 {
			t.Errorf("%d were taken out, want 6", removed)
		}
		h.healthy(t)
	})
}

func TestWhatComesByThePredecessorsLinkCountsForTheSuccessor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.flood(t, c, link, 3)
		su := h.passTo(t, h.Wim, "2027-01-14")
		h.flood(t, c, link, 2) // it hangs on the wall still
		h.flood(t, c, h.link(t, c, h.Wim), 1)
		sent, err := h.LinkCounts(ctx, c.ID, su.SuccessorID)
		ok(t, err)
		if sent != 6 {
			t.Errorf("%d forms came to Wim's constituency, want 6", sent)
		}
	})
}
