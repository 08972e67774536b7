package dialogue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestAWholeRoundClosesTheLoop(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		if n := h.letters(t, "opening", h.Fatma); n != 1 {
			t.Fatalf("Fatma has %d opening letters, want 1", n)
		}
		wifi := h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3.")
		more := h.say(t, h.Piet, c, 2, "Op de werf is helemaal geen wifi.")
		soup := h.say(t, h.Piet, c, 1, "De soep is zout.")
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", wifi, more)
		late := h.bundle(t, c, h.Canteen, "Soep is zout", soup)
		if item.People != 8 || item.Contributions != 2 {
			t.Fatalf("the item stands for %d people and %d contributions, want 8 and 2", item.People, item.Contributions)
		}
		if n := h.letters(t, mail.KindNudge, h.Sanne); n != 1 {
			t.Fatalf("Sanne has %d letters about routed items, want 1", n)
		}
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		sent := h.send(t, h.toDigest(t, c))
		if sent.State != dialogue.DigestSent || len(sent.In("changed")) != 1 || len(sent.In("unanswered")) != 1 {
			t.Fatalf("digest %s tells %+v", sent.State, sent.Entries)
		}
		if e := sent.In("unanswered")[0]; e.ItemID != late.ID || e.Service != "Kantine" || e.LateDays == 0 {
			t.Fatalf("the unanswered point is told as %+v", e)
		}
		for _, reader := range []panel.Person{h.Fatma, h.Wim, h.Ineke, h.Anton} {
			if n := h.letters(t, "digest", reader); n != 1 {
				t.Fatalf("%s has %d digests, want 1", reader.Name, n)
			}
		}
		for _, want := range []struct {
			who panel.Person
			n   int
		}{{h.Fatma, 1}, {h.Piet, 1}, {h.Wim, 0}} {
			if n := h.letters(t, "outcome", want.who); n != want.n {
				t.Fatalf("%s has %d letters about outcomes, want %d", want.who.Name, n, want.n)
			}
		}
		closed, err := h.Waterveld.Store.Cycle(context.Background(), c.ID)
		ok(t, err)
		if closed.Phase != panel.Closed {
			t.Fatalf("the round is %s", closed.Phase)
		}
		h.healthy(t)
	})
}

func TestAnUnansweredItemStaysInEveryDigestUntilItHasAnOutcome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.OpenRound(t)
		item := h.bundle(t, first, h.ICT, "Telefoon stuk", h.say(t, h.Fatma, first, 5, "De telefoon op balie 2 is stuk."))
		for _, want := range []string{"unanswered", "unanswered", "explained", ""} {
			c := first
			if first.Phase != panel.Collecting {
				c = h.OpenRound(t)
			}
			first.Phase = panel.Closed
			if want == "explained" {
				h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Wij stappen over op mobiel."})
			}
			d := h.send(t, h.toDigest(t, c))
			if want == "" && len(d.Entries) != 0 || want != "" && (len(d.Entries) != 1 || d.Entries[0].Section != want) {
				t.Fatalf("the digest of round %d tells %+v, want %q", c.Number, d.Entries, want)
			}
		}
		h.healthy(t)
	})
}

func TestAnOpenPromiseStaysInEveryDigestUntilItEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 8, "Er zijn geen laders in de vergaderzalen."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-02-19"})
		responder := h.As(t, h.Sanne)
		tell := func(want string, c panel.Cycle) dialogue.Entry {
			d := h.send(t, h.toDigest(t, c))
			if len(d.Entries) != 1 || d.Entries[0].Section != want {
				t.Fatalf("round %d tells %+v, want %s", c.Number, d.Entries, want)
			}
			return d.Entries[0]
		}
		tell("promised", c)
		if e := tell("open_promise", h.OpenRound(t)); e.LateDays == 0 {
			t.Fatalf("a late promise is told as %+v", e)
		}
		ok(t, h.Reschedule(ctx, responder, item.ID, "2027-06-01", "De leverancier is later."))
		if e := tell("open_promise", h.OpenRound(t)); e.DueOn != "2027-06-01" || e.FirstDueOn != "2027-02-19" {
			t.Fatalf("a moved promise is told as %+v, its first day has to stay visible", e)
		}
		ok(t, h.Deliver(ctx, responder, item.ID, "In elke zaal ligt een lader."))
		tell("kept", h.OpenRound(t))
		if d := h.send(t, h.toDigest(t, h.OpenRound(t))); len(d.Entries) != 0 {
			t.Fatalf("a promise that was told to be kept is told again: %+v", d.Entries)
		}
		refused(t, h.Drop(ctx, responder, item.ID, "toch niet"), "error.promise_ended")
		if n := h.letters(t, "outcome", h.Piet); n != 3 { // promised, moved, delivered
			t.Fatalf("Piet has %d letters about the promise, want 3", n)
		}
		h.healthy(t)
	})
}

func TestTheReadersOwnPointsAreInTheLetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		h.send(t, h.toDigest(t, c))
		for _, want := range []struct {
			who  panel.Person
			part string
		}{{h.Fatma, "own"}, {h.Wim, ""}} {
			var personal string
			ok(t, h.db.NewSelect().Table("mails").ColumnExpr("CAST(personal AS text)").Where("kind = 'digest' AND person_id = ?", want.who.ID).Scan(context.Background(), &personal))
			if has := len(personal) > 10; has != (want.part != "") {
				t.Fatalf("the personal part of %s's letter is %s", want.who.Name, personal)
			}
		}
	})
}

func TestAFormForARoundThatClosedAMinuteAgoIsRefusedAndTheDraftStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		fatma := h.As(t, h.Fatma)
		ok(t, h.SaveDraft(ctx, fatma, c.ID, []byte(`{"text":"nog niet af"}`)))
		h.clock.To(c.CollectingUntil.Time.Add(time.Minute))
		_, err := h.Contribute(ctx, fatma, c.ID, newKey(), []dialogue.Answer{{People: 1, Text: "Te laat"}})
		refused(t, err, "error.cycle_not_collecting")
		d, err := h.Draft(ctx, fatma, c.ID)
		ok(t, err)
		if len(d.Form) == 0 {
			t.Fatal("the draft is gone")
		}
	})
}

func TestAContributorWhoLeftAndCameBackIsAccountedFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Piet, c, 6, "Geen wifi op de werf."))
		piet := panel.PersonInput{Name: h.Piet.Name, Email: h.Piet.Email, Unit: "Gemeentewerf"}
		_, err := h.Waterveld.Store.SavePerson(ctx, panel.System, h.Piet.ID, piet)
		ok(t, err)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		h.healthy(t)
		h.deliver(t)
		if states := h.states(t, "outcome", h.Piet); len(states) != 1 || states[0] != mail.Suppressed {
			t.Fatalf("the letter to somebody who left is %v, want suppressed", states)
		}
		piet.Active = true
		_, err = h.Waterveld.Store.SavePerson(ctx, panel.System, h.Piet.ID, piet)
		ok(t, err)
		h.healthy(t)
	})
}

func TestTwoDigestsNeverGiveAwayASmallGroupByTheirDifference(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 7, "De wifi valt weg in zaal 3."))
		few, many := h.say(t, h.Piet, c, 2, "Geen wifi op de werf."), h.say(t, h.Piet, c, 4, "En in de kantine ook niet.")
		for _, step := range []struct {
			shown int
			more  uuid.UUID
		}{{5, few}, {5, many}, {10, uuid.Nil}} {
			d := h.send(t, h.toDigest(t, c))
			if len(d.Entries) != 1 || d.Entries[0].People != step.shown {
				t.Fatalf("the digest tells %+v, want %d people", d.Entries, step.shown)
			}
			if step.more != uuid.Nil {
				_, err := h.AddTo(ctx, h.As(t, h.Joris), item.ID, []uuid.UUID{step.more})
				ok(t, err)
				c = h.OpenRound(t)
			}
		}
		h.healthy(t)
	})
}

func TestAPointWithoutAServiceStaysATaskAfterItsRoundClosed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		soup := h.say(t, h.Piet, c, 1, "De soep is zout.")
		h.send(t, h.toDigest(t, c))
		_, err := h.Bundle(ctx, h.As(t, h.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{soup}, Title: "Soep is zout", Said: "De soep is zout."})
		ok(t, err)
		tasks, err := h.Tasks(ctx, h.As(t, h.Joris), "2027-03-01")
		ok(t, err)
		if len(tasks) != 1 || tasks[0].Kind != dialogue.TaskRoute || tasks[0].Count != 1 {
			t.Fatalf("Joris has tasks %+v, want one to choose a service", tasks)
		}
	})
}

func TestAPointIsLateTheDayAfterItsDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.Canteen, "Soep is zout", h.say(t, h.Piet, c, 1, "De soep is zout."))
		for today, late := range map[scheduler.Date]int{item.DueOn: 0, item.DueOn.AddDays(1): 1} {
			tasks, err := h.Tasks(context.Background(), h.As(t, h.Bram), today)
			ok(t, err)
			if len(tasks) != 1 || tasks[0].By != item.DueOn || tasks[0].Late != late {
				t.Fatalf("on %s Bram has tasks %+v, want %d late", today, tasks, late)
			}
		}
	})
}
