package dialogue_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

var reachLink = regexp.MustCompile(`/reach/(\S+)`)

// reachRequest is what the link in the letter to somebody names.
func (h *house) reachRequest(t testing.TB, who panel.Person) uuid.UUID {
	t.Helper()
	link := reachLink.FindStringSubmatch(letterTo(t, h.deliver(t), who.Email, "per mail horen"))
	o, err := h.Waterveld.Store.Organisation(context.Background(), h.db)
	ok(t, err)
	id, signed := dialogue.ReachOfToken(o.Secret, link[1])
	if !signed {
		t.Fatalf("the link %s isn't signed", link[1])
	}
	return id
}

// known counts the contributions by a link that somebody is known by.
func (h *house) known(t testing.TB) int {
	t.Helper()
	n, err := h.db.NewSelect().Table("contributions").Where("link_id IS NOT NULL AND person_id IS NOT NULL").Count(context.Background())
	ok(t, err)
	return int(n)
}

func TestAColleagueBecomesKnownOnlyByConfirming(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code, later := h.whisper(t, c, h.Fatma, "De balie is te hoog."), h.whisper(t, c, h.Fatma, "Ik kan niet bij de balie.")
		told := h.pointOf(t, c, h.ICT, "Balie te hoog", code)
		h.answer(t, told, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een lage balie.", DueOn: "2027-03-01"})
		ok(t, h.OfferAddress(ctx, code, " WIM@waterveld.example "))
		ok(t, h.OfferAddress(ctx, code, h.Wim.Email)) // the form again
		if n := h.letters(t, mail.KindReach, h.Wim); n != 1 || h.known(t) != 0 {
			t.Fatalf("%d letters to Wim, %d contributions known", n, h.known(t))
		}
		request := h.reachRequest(t, h.Wim)
		ok(t, h.ConfirmReach(ctx, request))
		if !h.receipt(t, code).Reachable || h.receipt(t, later).Reachable || h.known(t) != 1 {
			t.Fatal("not exactly this sending became known")
		}
		h.healthy(t) // the promise was told before, and no letter has to tell it
		if n := h.letters(t, mail.KindOutcome, h.Wim); n != 0 {
			t.Fatalf("Wim has %d letters about what was told before", n)
		}
		refused(t, h.ConfirmReach(ctx, request), "error.reach_over")
		h.clock.Add(60e9)
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), told.ID, "De balie staat er."))
		if n := h.letters(t, mail.KindOutcome, h.Wim); n != 1 {
			t.Fatalf("Wim has %d letters about what came after, want 1", n)
		}
		h.healthy(t)
		_, err := h.db.NewDelete().Table("mails").Where("kind = ? AND person_id = ?", mail.KindOutcome, h.Wim.ID).Exec(ctx)
		ok(t, err)
		if len(h.findings(t)) == 0 {
			t.Fatal("the doctor doesn't miss the letter to Wim")
		}
	})
}

func TestNobodyIsFloodedByAddressesOnReceipts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		for range 5 {
			ok(t, h.OfferAddress(ctx, h.whisper(t, c, h.Fatma, "Wim moet dit weten."), h.Wim.Email))
		}
		if n := h.letters(t, mail.KindReach, h.Wim); n != 2 {
			t.Errorf("five receipts brought Wim %d letters, want 2", n)
		}
		code := h.whisper(t, c, h.Fatma, "Iedereen moet dit weten.")
		letters := 0
		for _, who := range []panel.Person{h.Fatma, h.Piet, h.Sanne, h.Bram, h.Anton} {
			ok(t, h.OfferAddress(ctx, code, who.Email))
			letters += h.letters(t, mail.KindReach, who)
		}
		if letters != 3 {
			t.Errorf("one receipt brought %d letters, want 3", letters)
		}
		for _, nobody := range []string{"", "niemand@waterveld.example", "wim@waterveld.example\r\nBcc: iedereen@waterveld.example"} {
			ok(t, h.OfferAddress(ctx, code, nobody))
		}
	})
}

func TestALinkThatIsOverMakesNobodyKnown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		code, told := h.whisper(t, c, h.Fatma, "Het tocht."), h.whisper(t, c, h.Piet, "Het is koud.")
		ok(t, h.OfferAddress(ctx, code, h.Wim.Email))
		request := h.reachRequest(t, h.Wim)
		h.clock.Add(7 * 24 * 3600e9)
		_, err := h.ReachRequest(ctx, request)
		ok(t, err)
		h.clock.Add(24 * 3600e9)
		refused(t, h.ConfirmReach(ctx, request), "error.reach_over")
		h.clock.Add(2 * 24 * 3600e9)
		ok(t, h.Tidy(ctx, h.clock.Now()))
		if n, err := h.db.NewSelect().Table("reach_requests").Count(ctx); err != nil || n != 0 {
			t.Fatalf("%d requests that are over are kept, %v", n, err)
		}
		ok(t, h.OfferAddress(ctx, told, h.Anton.Email))
		request = h.reachRequest(t, h.Anton)
		h.send(t, h.toDigest(t, c))
		refused(t, h.ConfirmReach(ctx, request), "error.reach_over")
		ok(t, h.OfferAddress(ctx, told, h.Ineke.Email)) // what is promised may still be kept
		request = h.reachRequest(t, h.Ineke)
		_, err = h.Waterveld.Store.SavePerson(ctx, panel.System, h.Ineke.ID, panel.PersonInput{Name: h.Ineke.Name, Email: h.Ineke.Email, Administrator: true, Active: true})
		ok(t, err)
		ok(t, h.ConfirmReach(ctx, request))
		h.healthy(t)
	})
}
