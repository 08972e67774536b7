package dialogue_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const reorganised = "De afdelingen gaan verhuizen. Wij beginnen na de zomer opnieuw."

func TestACancelledRoundLosesNoContribution(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		soup := h.say(t, h.Fatma, c, 1, "De soep is zout.")
		ok(t, h.CancelCycle(ctx, h.As(t, h.Joris), c.ID, reorganised))
		h.healthy(t)

		now := h.round(t, c.ID)
		if now.Phase != panel.Cancelled || now.CancelledFor != panel.WasDecided || now.Waiting != 0 || now.Contributions != 2 || !now.ClosedAt.Equal(h.clock.Now()) {
			t.Fatalf("the cancelled round is %+v", now)
		}
		said, err := h.Said(ctx, h.As(t, h.Fatma).Ambassadors[c.PanelID], c.ID)
		ok(t, err)
		for _, s := range said {
			if s.ID == soup && (s.State != dialogue.Acknowledged || s.Reason != reorganised) {
				t.Fatalf("the contribution that waited is %s because %q", s.State, s.Reason)
			}
		}
		tasks, err := h.Tasks(ctx, h.As(t, h.Sanne), "2027-01-13")
		ok(t, err)
		if len(tasks) != 1 || tasks[0].Kind != dialogue.TaskAnswer || tasks[0].By != item.DueOn {
			t.Fatalf("Sanne has tasks %+v, want the point within its norm", tasks)
		}

		next := h.OpenRound(t)
		d := h.send(t, h.toDigest(t, next))
		if next.Number != 2 || len(d.In("unanswered")) != 1 || d.In("unanswered")[0].ItemID != item.ID {
			t.Fatalf("the digest of round %d tells %+v, want the point of the cancelled round", next.Number, d.Entries)
		}
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		if n := h.letters(t, mail.KindOutcome, h.Fatma); n != 1 {
			t.Fatalf("Fatma has %d letters about the outcome, want 1", n)
		}
		if d := h.send(t, h.toDigest(t, h.OpenRound(t))); len(d.In("changed")) != 1 {
			t.Fatalf("the digest after the answer tells %+v", d.Entries)
		}
		h.healthy(t)
	})
}

func TestEverybodyHearsOfTheEndOfARoundAndWhatItMeansForThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		h.say(t, h.Piet, c, 1, "De soep is zout.")
		h.say(t, h.Piet, c, 1, "De lift piept.")
		ambassadors, err := h.Waterveld.Store.Ambassadors(ctx, h.Panel.ID)
		ok(t, err)
		for _, a := range ambassadors { // Piet's term ends before the round does
			if a.PersonID == h.Piet.ID {
				_, err = h.Waterveld.Store.SaveAmbassador(ctx, panel.System, h.Panel.ID, a.ID, panel.AmbassadorInput{StartsOn: a.StartsOn, EndsOn: "2027-01-12"})
				ok(t, err)
			}
		}
		h.clock.Add(48 * 3600e9)
		ok(t, h.CancelCycle(ctx, h.As(t, h.Joris), c.ID, reorganised))
		h.hears(t, 1, h.Fatma, h.Piet, h.Sanne, h.Bram)
		h.hears(t, 0, h.Joris, h.Wim, h.Anton, h.Ineke)
		box := h.deliver(t)
		for _, want := range []struct {
			who         panel.Person
			says, hides string
		}{
			{h.Fatma, "geen inbreng meer op te halen", "stuk inbreng van u"},
			{h.Piet, "2 stukken inbreng van u", "ambassadeur"},
			{h.Sanne, "Uw antwoord blijft nodig", "inbreng van u"},
		} {
			text := h.letterTo(t, box, want.who, "is gestopt")
			if !strings.Contains(text, want.says) || strings.Contains(text, want.hides) || !strings.Contains(text, "Wij beginnen na de zomer opnieuw.") {
				t.Errorf("%s reads\n%s", want.who.Name, text)
			}
		}
	})
}

func TestWhatWasStillToBeSentAboutACancelledRoundIsNot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		ok(t, h.MoveDeadlines(ctx, joris, c.ID, dialogue.Deadlines{Reporting: "2027-02-25"}, vacation))
		d := h.toDigest(t, h.round(t, c.ID))
		ok(t, h.SaveIntro(ctx, joris, d.ID, "Dank voor uw inbreng.", ""))
		ok(t, h.CancelCycle(ctx, joris, c.ID, reorganised))
		refused(t, h.Approve(ctx, joris, d.ID, "", ""), "error.cycle_cancelled")
		refused(t, h.CancelCycle(ctx, joris, c.ID, reorganised), "error.cycle_cancelled")
		refused(t, h.PauseCycle(ctx, joris, c.ID, vacation), "error.cycle_cancelled")
		h.deliver(t)
		for kind, who := range map[string]panel.Person{mail.KindOpening: h.Fatma, mail.KindBundling: h.Joris, mail.KindDigestReady: h.Joris} {
			if states := h.states(t, kind, who); len(states) != 1 || states[0] != mail.Suppressed {
				t.Errorf("the %s letter is %v, want suppressed", kind, states)
			}
		}
		sent := 0
		for _, state := range h.states(t, mail.KindRoundChanged, h.Fatma) {
			if state == mail.Sent {
				sent++
			}
		}
		if sent != 1 {
			t.Errorf("Fatma gets %d letters, want only the one that the round was stopped", sent)
		}
		_, err := h.Waterveld.Store.OpenNow(ctx, joris, c.PanelID)
		ok(t, err)
		h.healthy(t)
	})
}

func TestOnTheDayOfACancelledRoundNoOtherBegins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ok(t, h.CancelCycle(ctx, h.As(t, h.Joris), c.ID, reorganised))
		_, err := h.Waterveld.Store.OpenNow(ctx, h.As(t, h.Joris), c.PanelID)
		refused(t, err, "error.already_opened")
		h.clock.Add(24 * 3600e9)
		again, err := h.Waterveld.Store.OpenNow(ctx, h.As(t, h.Joris), c.PanelID)
		ok(t, err)
		if again.Number != 2 {
			t.Fatalf("the round of the next day is number %d, want 2", again.Number)
		}
		h.healthy(t)
	})
}

func TestARoundWhoseDigestWasApprovedCannotChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		ok(t, h.Approve(ctx, joris, h.toDigest(t, c).ID, "", ""))
		refused(t, h.CancelCycle(ctx, joris, c.ID, reorganised), "error.cycle_told")
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		refused(t, h.CancelCycle(ctx, joris, c.ID, reorganised), "error.cycle_closed")
		h.hears(t, 0, h.Fatma)
		h.healthy(t)
	})
}

func TestOfCancellingAndApprovingAtOnceOneWins(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3.")
	d, joris := h.toDigest(t, c), h.As(t, h.Joris)
	var join func() error
	slow := h.interrupted(func() {
		join = h.until(t, "cycles", func() error { return h.Approve(ctx, joris, d.ID, "", "") })
	})
	ok(t, slow.CancelCycle(ctx, joris, c.ID, reorganised))
	refused(t, join(), "error.cycle_cancelled")
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	if n := h.letters(t, mail.KindDigest, h.Wim); n != 0 {
		t.Fatalf("Wim has %d digests of a cancelled round", n)
	}
	h.healthy(t)
}

func TestOfCancellingAndClosingAtOnceOneWins(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	joris := h.As(t, h.Joris)
	h.clock.To(c.CollectingUntil.Time.Add(1e9))
	var closed error
	slow := h.interrupted(func() { closed = h.CloseDue(ctx, h.clock.Now()) }) // passes over what is held
	ok(t, slow.CancelCycle(ctx, joris, c.ID, reorganised))
	ok(t, closed)
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	if phase := h.round(t, c.ID).Phase; phase != panel.Cancelled {
		t.Fatalf("the round is %s", phase)
	}
	if n := h.letters(t, mail.KindBundling, h.Joris); n != 0 {
		t.Fatalf("Joris has %d letters to bundle a cancelled round", n)
	}
	h.healthy(t)
}

func TestAFormThatArrivesWhileItsRoundIsCancelledIsRefusedOrAcknowledged(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	joris, fatma := h.As(t, h.Joris), h.As(t, h.Fatma)
	late := h.interrupted(func() { ok(t, h.CancelCycle(ctx, joris, c.ID, reorganised)) })
	_, err := late.Contribute(ctx, fatma, c.ID, uuid.New(), []dialogue.Answer{{People: 1, Text: "De lift piept."}})
	refused(t, err, "error.cycle_not_collecting")
	var p *panel.Problem
	if !errors.As(err, &p) || p.Kind != panel.Conflict {
		t.Fatalf("refused with %v, want a conflict, which keeps what was typed", err)
	}
	h.healthy(t)
}
