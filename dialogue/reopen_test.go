package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// no has Fatma say that an outcome didn't help.
func (h *house) no(t testing.TB, item dialogue.Item) {
	t.Helper()
	ok(t, h.HeardCheck(context.Background(), dialogue.VoiceOf(h.As(t, h.Fatma)), item.ID, false, "Het valt nog steeds weg.", nil))
}

func TestANoBringsAPointBackOnceAndItsNewOutcomeIsToldToEverybody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, joris := context.Background(), h.As(t, h.Joris)
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 3, "De wifi valt weg."), h.say(t, h.Piet, c, 4, "Geen wifi in zaal 3."))
		_, err := h.Reopen(ctx, joris, item.ID, "Het valt nog weg.")
		refused(t, err, "error.no_outcome_yet")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."})
		h.toldAndNextDay(t)
		first := h.send(t, h.toDigest(t, c))
		_, err = h.Reopen(ctx, joris, item.ID, "Het valt nog weg.")
		refused(t, err, "error.nobody_unhelped")
		h.no(t, item)
		_, err = h.Reopen(ctx, h.As(t, h.Sanne), item.ID, "Het valt nog weg.")
		refused(t, err, "error.coordinators_only")
		_, err = h.Reopen(ctx, joris, item.ID, "  ")
		refused(t, err, "error.missing")
		back, err := h.Reopen(ctx, joris, item.ID, "Achter in zaal 3 valt het nog weg.")
		ok(t, err)
		today := h.clock.Now().In(h.Panel.Zone()).Format("2006-01-02")
		if back.State != dialogue.Routed || back.Outcome != "" || back.ToldIn != nil || *back.ToldBefore != first.ID || string(back.ArrivedOn) != today || back.DueOn <= back.ArrivedOn {
			t.Fatalf("the point came back as %+v", back)
		}
		h.healthy(t)
		if v := h.heardView(t, item); !v.Any || len(v.Words) != 1 {
			t.Errorf("who works on it doesn't read why it came back: %+v", v)
		}
		h.clock.Add(24 * 3600e9)
		if text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne); !strings.Contains(text, "Wifi valt weg") {
			t.Errorf("Sanne reads %s", text)
		}
		c = h.OpenRound(t)
		second := h.send(t, h.toDigest(t, c))
		if e := second.In(dialogue.SectionUnanswered); len(e) != 1 || e[0].ItemID != item.ID {
			t.Errorf("the digest says %+v", second.Entries)
		}
		h.healthy(t)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Ook achterin hangt er een."})
		for _, to := range []panel.Person{h.Fatma, h.Piet} {
			if n := h.letters(t, mail.KindOutcome, to); n != 2 {
				t.Errorf("%s has %d letters about two outcomes", to.Name, n)
			}
		}
		c = h.OpenRound(t)
		third := h.send(t, h.toDigest(t, c))
		if e := third.In(dialogue.Changed); len(e) != 1 || e[0].Answer != "Ook achterin hangt er een." || e[0].Changed != "" {
			t.Errorf("the digest says %+v", third.Entries)
		}
		h.no(t, item)
		if slices.ContainsFunc(h.tasks(t, h.Joris, "2027-06-01"), func(task dialogue.Task) bool { return task.Kind == dialogue.TaskUnhelped }) {
			t.Error("a no after it was reopened is a task again")
		}
		_, err = h.Reopen(ctx, joris, item.ID, "Nog een keer.")
		refused(t, err, "error.reopened_before")
		h.healthy(t)
	})
}

func TestAPromiseThatDidNotHelpStaysInTheLedgerBesideTheNewOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, sanne := context.Background(), h.As(t, h.Sanne)
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Fatma, c, 6, "Ik mis laders."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-03-01"})
		ok(t, h.Deliver(ctx, sanne, item.ID, "Ze hangen er."))
		h.toldAndNextDay(t)
		h.send(t, h.toDigest(t, c))
		h.clock.Add(3600e9)
		h.no(t, item)
		_, err := h.Reopen(ctx, h.As(t, h.Joris), item.ID, "In zaal 3 hangt er geen.")
		ok(t, err)
		h.healthy(t)
		if now := h.itemNow(t, item.ID); now.Promise != nil {
			t.Errorf("the point that is open again has the promise %+v", now.Promise)
		}
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Zaal 3 krijgt er ook een.", DueOn: "2027-09-01"})
		h.healthy(t)
		for _, look := range []struct {
			who     panel.Person
			running int
		}{{h.Sanne, 1}, {h.Wim, 0}} { // nobody told Wim of the second
			running, err := h.Ledger(ctx, h.As(t, look.who), h.ICT.ID, dialogue.PromiseOpen, uuid.Nil, 10)
			ok(t, err)
			kept, err := h.Ledger(ctx, h.As(t, look.who), h.ICT.ID, dialogue.Delivered, uuid.Nil, 10)
			ok(t, err)
			if len(running) != look.running || len(kept) != 1 || kept[0].Ending != "Ze hangen er." || len(kept[0].Dates) != 1 || kept[0].Dates[0].DueOn != "2027-03-01" {
				t.Errorf("%s reads of %+v that run and %+v that were kept", look.who.Name, running, kept)
			}
		}
		ok(t, h.Deliver(ctx, sanne, item.ID, "Nu ook in zaal 3."))
		c = h.OpenRound(t)
		d := h.send(t, h.toDigest(t, c))
		if e := d.In(dialogue.SectionKept); len(e) != 1 || e[0].Answer != "Nu ook in zaal 3." || len(e[0].EarlierOn) != 0 {
			t.Errorf("the digest says %+v", d.Entries)
		}
		h.healthy(t)
	})
}

func TestAPointThatCameBackHasNoPromiseToKeepUntilItsServiceMakesANewOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, sanne := context.Background(), h.As(t, h.Sanne)
		item := h.promise(t, h.OpenRound(t), "Te weinig laders", "2027-03-01")
		ok(t, h.Deliver(ctx, sanne, item.ID, "Ze hangen er."))
		h.no(t, item)
		_, err := h.Reopen(ctx, h.As(t, h.Joris), item.ID, "In zaal 3 hangt er geen.")
		ok(t, err)
		refused(t, h.Deliver(ctx, sanne, item.ID, "Ze hangen er toch?"), "error.promise_not_found")
		refused(t, h.Drop(ctx, sanne, item.ID, "Dat doen wij niet."), "error.promise_not_found")
		refused(t, h.Reschedule(ctx, sanne, item.ID, "2027-10-01", "De levering is later."), "error.promise_not_found")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Zaal 3 krijgt er ook een.", DueOn: "2027-09-01"})
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-10-01", "De levering is later."))
		ok(t, h.Deliver(ctx, sanne, item.ID, "Nu ook in zaal 3."))
		h.healthy(t)
	})
}

func TestARoundAsksAboutTheSecondPromiseOfAPointOnlyAfterADigestToldIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, sanne := context.Background(), h.As(t, h.Sanne)
		c := h.OpenRound(t)
		item := h.promise(t, c, "Te weinig laders", "2027-03-01")
		ok(t, h.Deliver(ctx, sanne, item.ID, "Ze hangen er."))
		h.send(t, h.toDigest(t, c))
		h.clock.Add(3600e9)
		h.no(t, item)
		_, err := h.Reopen(ctx, h.As(t, h.Joris), item.ID, "In zaal 3 hangt er geen.")
		ok(t, err)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Zaal 3 krijgt er ook een.", DueOn: "2027-09-01"})
		ok(t, h.Deliver(ctx, sanne, item.ID, "Nu ook in zaal 3."))
		asked := func(c panel.Cycle) bool {
			return slices.ContainsFunc(h.questionsOf(t, c), func(q panel.CycleQuestion) bool { return q.ItemID != nil && *q.ItemID == item.ID })
		}
		if c = h.OpenRound(t); asked(c) {
			t.Error("a round asks about a promise that no digest told")
		}
		h.send(t, h.toDigest(t, c))
		if !asked(h.OpenRound(t)) {
			t.Error("after a digest told it the next round doesn't ask")
		}
		h.healthy(t)
	})
}

func TestAPointOfAServiceThatClosedComesBackToTheCoordinator(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, joris := context.Background(), h.As(t, h.Joris)
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 3, "De wifi valt weg."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		h.no(t, item)
		ok(t, h.Waterveld.Store.CloseService(ctx, panel.System, h.ICT.ID))
		back, err := h.Reopen(ctx, joris, item.ID, "Iemand moet hiernaar kijken.")
		ok(t, err)
		if back.State != dialogue.New || back.ServiceID != nil || back.DueOn != "" {
			t.Fatalf("the point came back as %+v", back)
		}
		h.healthy(t)
		_, err = h.Route(ctx, joris, item.ID, h.Canteen.ID)
		ok(t, err)
		h.healthy(t)
	})
}

func TestAPointThatIsOpenAgainMergesAndSplitsAsOthersDo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, joris := context.Background(), h.As(t, h.Joris)
		c := h.OpenRound(t)
		one, two := h.say(t, h.Fatma, c, 3, "De wifi valt weg."), h.say(t, h.Piet, c, 4, "Geen wifi in zaal 3.")
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", one, two)
		other := h.bundle(t, c, h.ICT, "Zaal 3 heeft geen bereik", h.say(t, h.Piet, c, 2, "Geen bereik."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."})
		h.no(t, item)
		_, err := h.Reopen(ctx, joris, item.ID, "Achterin valt het weg.")
		ok(t, err)
		_, err = h.Split(ctx, joris, item.ID, dialogue.BundleInput{Contributions: []uuid.UUID{one}, Title: "Wifi boven", Said: "Boven is er geen wifi."})
		ok(t, err)
		h.healthy(t)
		_, err = h.UndoLast(ctx, joris, c.ID)
		ok(t, err)
		h.healthy(t)
		_, err = h.Merge(ctx, joris, other.ID, item.ID, dialogue.MergeInput{})
		ok(t, err)
		h.healthy(t)
		h.answer(t, other, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen er twee."})
		h.healthy(t)
	})
}
