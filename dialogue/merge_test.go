package dialogue_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// itemNow reads an item again.
func (h *house) itemNow(t testing.TB, id uuid.UUID) dialogue.Item {
	t.Helper()
	item, err := h.Item(context.Background(), id)
	ok(t, err)
	return item
}

// waits is how many contributions wait in a cycle.
func (h *house) waits(t testing.TB, c panel.Cycle) int {
	t.Helper()
	now, err := h.Waterveld.Store.Cycle(context.Background(), c.ID)
	ok(t, err)
	return now.Waiting
}

// did lists the kinds of event of an item.
func (h *house) did(t testing.TB, id uuid.UUID) []string {
	t.Helper()
	events, err := h.Timeline(context.Background(), id)
	ok(t, err)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestMergedPointsBringEverybodyBehindThemAlong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := []uuid.UUID{h.say(t, h.Fatma, c, 6, "De wifi valt weg."), h.say(t, h.Piet, c, 7, "Op de werf is geen wifi.")}
		wifi, yard := h.bundle(t, c, h.ICT, "Wifi valt weg", ids[0]), h.bundle(t, c, h.ICT, "Wifi op de werf", ids[1])
		merged, err := h.Merge(ctx, h.As(t, h.Joris), wifi.ID, yard.ID, dialogue.MergeInput{})
		ok(t, err)
		if merged.Contributions != 2 || merged.People != 13 || merged.PeopleShown != 13 {
			t.Errorf("%d contributions of %d people, %d shown", merged.Contributions, merged.People, merged.PeopleShown)
		}
		gone := h.itemNow(t, yard.ID)
		if gone.Outcome != dialogue.Dissolved || gone.DissolvedInto == nil || *gone.DissolvedInto != wifi.ID || gone.Contributions+gone.People+gone.PeopleShown != 0 {
			t.Errorf("what went up in it: %+v", gone)
		}
		if found, err := h.Successor(ctx, gone); err != nil || found.ID != wifi.ID {
			t.Errorf("it goes on as %v, %v", found.ID, err)
		}
		if yes, err := h.Contributed(ctx, wifi.ID, h.Piet.ID); err != nil || !yes {
			t.Errorf("Piet stands behind it: %v, %v", yes, err)
		}
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een sterker punt, ook op de werf."})
		if h.letters(t, "outcome", h.Fatma) != 1 || h.letters(t, "outcome", h.Piet) != 1 {
			t.Error("not everybody behind it is told once")
		}
		h.healthy(t)
	})
}

func TestPointsAtDifferentServicesAreMergedOnlyWhenItIsSaidWhoseTheyAre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		laptop, lunch := h.say(t, h.Fatma, c, 3, "De kassa is traag."), h.say(t, h.Piet, c, 2, "Bij de kassa staat een rij.")
		till, queue := h.bundle(t, c, h.ICT, "Trage kassa", laptop), h.bundle(t, c, h.Canteen, "Rij bij de kassa", lunch)
		joris := h.As(t, h.Joris)
		_, err := h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{})
		refused(t, err, "error.merge_services")
		_, err = h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{Service: &h.Canteen.ID})
		refused(t, err, "error.missing")
		_, err = h.Merge(ctx, h.As(t, h.Sanne), till.ID, queue.ID, dialogue.MergeInput{Service: &h.ICT.ID, Reason: "Van ons."})
		refused(t, err, "error.coordinators_only")
		if now := h.itemNow(t, queue.ID); now.Outcome != "" {
			t.Fatalf("a refused merge left %+v", now)
		}
		merged, err := h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{Service: &h.Canteen.ID, Reason: "De kassa is van de kantine."})
		ok(t, err)
		if *merged.ServiceID != h.Canteen.ID || merged.HandOvers != 1 || merged.DueOn != min(till.DueOn, queue.DueOn) {
			t.Errorf("it is with %v after %d hand-overs, due on %s", merged.ServiceID, merged.HandOvers, merged.DueOn)
		}
		h.healthy(t)
	})
}

func TestAMergeThatGaveAPointToAnotherServiceIsUndoneWithItsServiceAndItsDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris, sanne := h.As(t, h.Joris), h.As(t, h.Sanne)
		ids := h.sayAll(t, c, "De kassa is traag.", "Bij de kassa staat een rij.", "De kassa hapert.")
		till, queue, third := h.bundle(t, c, h.ICT, "Trage kassa", ids[0]), h.bundle(t, c, h.Canteen, "Rij bij de kassa", ids[1]), h.bundle(t, c, h.ICT, "Kassa hapert", ids[2])
		taken, err := h.AcknowledgeItem(ctx, sanne, till.ID)
		ok(t, err)
		_, err = h.Merge(ctx, joris, till.ID, third.ID, dialogue.MergeInput{})
		ok(t, err)
		_, err = h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{Service: &h.Canteen.ID, Reason: "De kassa is van de kantine."})
		ok(t, err)
		if last, err := h.LastAct(ctx, joris, c.ID); err != nil || last == nil {
			t.Fatalf("it isn't offered: %v", err)
		}
		_, err = h.UndoLast(ctx, joris, c.ID)
		ok(t, err)
		h.healthy(t)
		back := h.itemNow(t, till.ID)
		if *back.ServiceID != h.ICT.ID || back.State != dialogue.ItemAcknowledged || *back.TakenBy != h.Sanne.ID || back.HandOvers != 0 || back.DueOn != taken.DueOn || back.Contributions != 2 {
			t.Errorf("it is back as %+v", back)
		}
		if again := h.itemNow(t, queue.ID); *again.ServiceID != h.Canteen.ID || again.State != dialogue.Routed || again.Contributions != 1 {
			t.Errorf("what went up in it is back as %+v", again)
		}
		_, err = h.Merge(ctx, joris, queue.ID, till.ID, dialogue.MergeInput{Service: &h.Canteen.ID, Reason: "In het ene venster."})
		ok(t, err)
		_, err = h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{Service: &h.ICT.ID, Reason: "En andersom in het andere."})
		refused(t, err, "error.item_dissolved")
		for range 2 {
			_, err = h.UndoLast(ctx, joris, c.ID)
			ok(t, err)
			h.healthy(t)
		}
	})
}

func TestWhatAPointIsLateByAMergeIsUndoneWithIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, old := h.owing(t, false) // due on 27 January
		h.clock.To(routedOn.AddDays(7).At("11:00", h.Panel.Zone()))
		young := h.bundle(t, c, h.ICT, "Wifi in zaal 5", h.say(t, h.Piet, c, 1, "Ook in zaal 5 valt de wifi weg."))
		_, err := h.Merge(ctx, h.As(t, h.Joris), young.ID, old.ID, dialogue.MergeInput{})
		ok(t, err)
		h.passing(t, "2027-01-28", "2027-01-28")
		if late := h.itemNow(t, young.ID); late.LateOn != "2027-01-28" || late.ResponseLateOn == "" {
			t.Fatalf("merged it is not late: %+v", late)
		}
		_, err = h.UndoLast(ctx, h.As(t, h.Joris), c.ID)
		ok(t, err)
		if back := h.itemNow(t, young.ID); back.DueOn != young.DueOn || back.LateOn != "" || back.ResponseLateOn != "" {
			t.Errorf("it is back as %+v", back)
		}
		h.healthy(t)
	})
}

func TestAPointGoesBackToNoServiceButNotToOneThatClosed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		ids := h.sayAll(t, c, "De kassa is traag.", "Bij de kassa staat een rij.")
		till, err := h.Bundle(ctx, joris, c.ID, dialogue.BundleInput{Contributions: ids[:1], Title: "Trage kassa", Said: "De kassa is traag."})
		ok(t, err)
		queue := h.bundle(t, c, h.Canteen, "Rij bij de kassa", ids[1])
		for range 2 {
			merged, err := h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{})
			ok(t, err)
			if *merged.ServiceID != h.Canteen.ID || merged.HandOvers != 0 {
				t.Fatalf("merged: %+v", merged)
			}
			_, err = h.UndoLast(ctx, joris, c.ID)
			ok(t, err)
			if back := h.itemNow(t, till.ID); back.State != dialogue.New || back.ServiceID != nil || back.DueOn != "" || !back.RoutedAt.IsZero() {
				t.Errorf("it is back as %+v", back)
			}
			h.healthy(t)
		}
		_, err = h.Merge(ctx, joris, till.ID, queue.ID, dialogue.MergeInput{})
		ok(t, err)
		_, err = h.HandOver(ctx, joris, till.ID, h.ICT.ID, "De kassa is van ICT.")
		ok(t, err)
		_, err = h.UndoLast(ctx, joris, c.ID)
		refused(t, err, "error.undo_too_late")
	})
}

func TestAPointWithItsOutcomeIsMergedWithNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := h.sayAll(t, c, "De wifi valt weg.", "De printer is leeg.")
		wifi, printer := h.bundle(t, c, h.ICT, "Wifi", ids[0]), h.bundle(t, c, h.ICT, "Printer", ids[1])
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een sterker punt."})
		joris := h.As(t, h.Joris)
		for _, pair := range [][2]uuid.UUID{{wifi.ID, printer.ID}, {printer.ID, wifi.ID}} {
			_, err := h.Merge(ctx, joris, pair[0], pair[1], dialogue.MergeInput{})
			refused(t, err, "error.item_answered")
		}
		_, err := h.Merge(ctx, joris, printer.ID, printer.ID, dialogue.MergeInput{})
		refused(t, err, "error.merge_itself")
		_, err = h.Merge(ctx, joris, printer.ID, uuid.New(), dialogue.MergeInput{})
		refused(t, err, "error.item_not_found")
		_, err = h.Split(ctx, joris, wifi.ID, dialogue.BundleInput{Contributions: ids[:1], Title: "x", Said: "x"})
		refused(t, err, "error.item_answered")
	})
}

func TestASplitPointTakesItsPeopleAndItsDaysAlong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := []uuid.UUID{h.say(t, h.Fatma, c, 6, "De wifi valt weg."), h.say(t, h.Piet, c, 7, "De printer is leeg."), h.say(t, h.Piet, c, 2, "De kassa is traag.")}
		item := h.bundle(t, c, h.ICT, "Apparaten", ids...)
		joris := h.As(t, h.Joris)
		in := dialogue.BundleInput{Contributions: ids[1:2], Title: "Lege printer", Said: "De printer is vaak leeg.", Service: &h.ICT.ID}
		part, err := h.Split(ctx, joris, item.ID, in)
		ok(t, err)
		whole := h.itemNow(t, item.ID)
		if part.People != 7 || part.PeopleShown != 5 || whole.People != 8 || whole.PeopleShown != 5 {
			t.Errorf("%d people, %d shown, and %d with %d shown", part.People, part.PeopleShown, whole.People, whole.PeopleShown)
		}
		if part.DueOn != item.DueOn || part.ArrivedOn != item.ArrivedOn || part.RespondOn != item.RespondOn {
			t.Errorf("the part is due on %s, the whole on %s", part.DueOn, item.DueOn)
		}
		_, err = h.Split(ctx, joris, item.ID, in)
		refused(t, err, "error.no_longer_here")
		in.Contributions = []uuid.UUID{ids[0], ids[2]}
		_, err = h.Split(ctx, joris, item.ID, in)
		refused(t, err, "error.split_all")
		h.answer(t, part, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Hij wordt elke dag gevuld."})
		if h.letters(t, "outcome", h.Fatma) != 0 || h.letters(t, "outcome", h.Piet) != 1 {
			t.Error("the answer to the part isn't told to those behind it alone")
		}
		h.healthy(t)
	})
}

func TestWhatIsShownOfPeopleOnlyChangesByWholeGroupsWhenPointsMergeAndSplit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		first := []uuid.UUID{h.say(t, h.Fatma, c, 5, "De wifi valt weg."), h.say(t, h.Fatma, c, 1, "De wifi is traag.")}
		second := []uuid.UUID{h.say(t, h.Piet, c, 5, "Geen wifi op de werf."), h.say(t, h.Piet, c, 1, "Wifi in de kelder?")}
		wifi, yard := h.bundle(t, c, h.ICT, "Wifi", first[0]), h.bundle(t, c, h.ICT, "Werf", second[0])
		for id, more := range map[uuid.UUID]uuid.UUID{wifi.ID: first[1], yard.ID: second[1]} {
			_, err := h.AddTo(ctx, joris, id, []uuid.UUID{more})
			ok(t, err)
		}
		merged, err := h.Merge(ctx, joris, wifi.ID, yard.ID, dialogue.MergeInput{})
		ok(t, err)
		if merged.People != 12 || merged.PeopleShown != 10 {
			t.Errorf("of %d people %d are shown: who saw 5 and 5 before knows the others", merged.People, merged.PeopleShown)
		}
		part, err := h.Split(ctx, joris, wifi.ID, dialogue.BundleInput{Contributions: []uuid.UUID{second[0], second[1], first[1]}, Title: "Werf", Said: "Geen wifi op de werf."})
		ok(t, err)
		if whole := h.itemNow(t, wifi.ID); whole.PeopleShown != 5 || part.PeopleShown != 5 {
			t.Errorf("%d and %d are shown", whole.PeopleShown, part.PeopleShown)
		}
		h.healthy(t)
	})
}

func TestEachActOnTheBoardIsUndoneInTheOrderBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		ids := h.sayAll(t, c, "De wifi valt weg.", "Geen wifi op de werf.", "De printer is leeg.", "Dank aan de bode.", "De kassa is traag.")
		wifi := h.bundle(t, c, h.ICT, "Wifi", ids[0])
		_, err := h.AddTo(ctx, joris, wifi.ID, []uuid.UUID{ids[1], ids[4]})
		ok(t, err)
		printer := h.bundle(t, c, h.ICT, "Printer", ids[2])
		ok(t, h.AcknowledgeContributions(ctx, joris, c.ID, ids[3:4], "Doorgegeven aan de bode."))
		part, err := h.Split(ctx, joris, wifi.ID, dialogue.BundleInput{Contributions: ids[4:], Title: "Kassa", Said: "De kassa is traag.", Service: &h.Canteen.ID})
		ok(t, err)
		_, err = h.Merge(ctx, joris, wifi.ID, printer.ID, dialogue.MergeInput{})
		ok(t, err)
		undone := []string{dialogue.ActMerged, dialogue.ActSplit, dialogue.ActAcknowledged, dialogue.ActBundled, dialogue.ActAdded, dialogue.ActBundled}
		waiting := []int{0, 0, 1, 2, 4, 5}
		for i, kind := range undone {
			last, err := h.LastAct(ctx, joris, c.ID)
			ok(t, err)
			if last == nil || last.Kind != kind || last.Count == 0 {
				t.Fatalf("step %d undoes %+v, want %s", i, last, kind)
			}
			_, err = h.UndoLast(ctx, joris, c.ID)
			ok(t, err)
			if n := h.waits(t, c); n != waiting[i] {
				t.Errorf("after undoing %s %d wait, want %d", kind, n, waiting[i])
			}
			h.healthy(t)
		}
		_, err = h.UndoLast(ctx, joris, c.ID)
		refused(t, err, "error.nothing_to_undo")
		for _, id := range []uuid.UUID{wifi.ID, printer.ID, part.ID} {
			if now := h.itemNow(t, id); now.Outcome != dialogue.Dissolved || now.Contributions != 0 {
				t.Errorf("%s is still there: %+v", now.Title, now)
			}
		}
		want := []string{"created", "routed", "dissolved", "restored", "dissolved"}
		if got := h.did(t, printer.ID); !slices.Equal(got, want) {
			t.Errorf("the timeline of the printer says %v, want %v", got, want)
		}
	})
}

func TestNobodyUndoesWhatSomebodyElseWentOnWith(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris, anton := h.As(t, h.Joris), h.As(t, h.Anton)
		ids := h.sayAll(t, c, "De wifi valt weg.", "Geen wifi op de werf.")
		wifi := h.bundle(t, c, h.ICT, "Wifi", ids[0])
		_, err := h.UndoLast(ctx, anton, c.ID)
		if err == nil {
			t.Error("somebody undid what somebody else did")
		}
		_, err = h.AcknowledgeItem(ctx, h.As(t, h.Sanne), wifi.ID)
		ok(t, err)
		_, err = h.UndoLast(ctx, joris, c.ID)
		refused(t, err, "error.undo_too_late")
		if last, err := h.LastAct(ctx, joris, c.ID); err != nil || last != nil {
			t.Errorf("it is offered all the same: %+v, %v", last, err)
		}
		if now := h.itemNow(t, wifi.ID); now.Contributions != 1 || h.waits(t, c) != 1 {
			t.Errorf("a refused undo left %+v", now)
		}
		h.healthy(t)
	})
}

func TestADraftGoesAlongWhenItsPointIsMergedAndComesBackWhenThatIsUndone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ids := h.sayAll(t, c, "De wifi valt weg.", "Op de werf is geen wifi.", "In het archief is geen wifi.")
		wifi, yard, archive := h.bundle(t, c, h.ICT, "Wifi valt weg", ids[0]), h.bundle(t, c, h.ICT, "Wifi op de werf", ids[1]), h.bundle(t, c, h.ICT, "Wifi in het archief", ids[2])
		joris, sanne := h.As(t, h.Joris), h.As(t, h.Sanne)
		draft := func(item dialogue.Item, answer string) {
			t.Helper()
			_, err := h.SaveAnswer(ctx, sanne, item.ID, 0, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: answer})
			ok(t, err)
		}
		draft(wifi, "Er hangt een sterker punt.")
		draft(yard, "De werf krijgt een mast.")
		draft(archive, "Het archief krijgt een kabel.")
		along := func(into dialogue.Item, want ...string) {
			t.Helper()
			drafts, err := h.MergedDrafts(ctx, into.ID)
			ok(t, err)
			var got []string
			for _, d := range drafts {
				got = append(got, d.Item.Title+": "+d.Answer)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("with %q come %q, want %q", into.Title, got, want)
			}
		}
		along(wifi)
		_, err := h.Merge(ctx, joris, yard.ID, archive.ID, dialogue.MergeInput{})
		ok(t, err)
		_, err = h.Merge(ctx, joris, wifi.ID, yard.ID, dialogue.MergeInput{})
		ok(t, err)
		along(wifi, "Wifi in het archief: Het archief krijgt een kabel.", "Wifi op de werf: De werf krijgt een mast.")
		if own, err := h.AnswerOf(ctx, wifi.ID); err != nil || own.Answer != "Er hangt een sterker punt." {
			t.Errorf("its own draft is %+v, %v", own, err)
		}
		_, err = h.SaveAnswer(ctx, sanne, yard.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Een mast en een kabel."})
		refused(t, err, "error.item_answered")
		h.healthy(t)
		_, err = h.UndoLast(ctx, joris, c.ID)
		ok(t, err)
		along(wifi)
		along(yard, "Wifi in het archief: Het archief krijgt een kabel.")
		if back, err := h.AnswerOf(ctx, yard.ID); err != nil || back.Answer != "De werf krijgt een mast." {
			t.Errorf("after the undo the draft is %+v, %v", back, err)
		}
		h.healthy(t)
	})
}

func TestAPointThatWasPartOfAnotherWhenADigestWentOutIsNotMissedInIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c := h.OpenRound(t)
		wifi, zone := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 7, "De wifi valt weg.")), h.bundle(t, c, h.ICT, "Wifi op de werf", h.say(t, h.Piet, c, 2, "Geen wifi op de werf."))
		draft := h.toDigest(t, c)
		_, err := h.Merge(ctx, h.As(t, h.Joris), wifi.ID, zone.ID, dialogue.MergeInput{})
		ok(t, err)
		if d := h.send(t, draft); len(d.Entries) != 1 {
			t.Fatalf("the digest tells %+v", d.Entries)
		}
		h.clock.Add(60e9)
		_, err = h.UndoLast(ctx, h.As(t, h.Joris), c.ID)
		ok(t, err)
		h.healthy(t)
		if d := h.send(t, h.toDigest(t, h.OpenRound(t))); len(d.Entries) != 2 {
			t.Errorf("the next digest tells %+v", d.Entries)
		}
		h.healthy(t)
	})
}

func TestWhatIsSplitOffIsNeverTheRestOfWhatADigestToldBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		many, few := h.say(t, h.Fatma, c, 5, "De wifi valt weg."), h.say(t, h.Piet, c, 2, "Geen wifi op de werf.")
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", many, few)
		before := h.send(t, h.toDigest(t, c)).Entries[0].People
		_, err := h.Split(t.Context(), h.As(t, h.Joris), item.ID, dialogue.BundleInput{Contributions: []uuid.UUID{many}, Title: "Wifi in zaal 3", Said: "In zaal 3 is geen wifi."})
		ok(t, err)
		for _, e := range h.send(t, h.toDigest(t, h.OpenRound(t))).Entries {
			if rest := before - e.People; rest > 0 && rest < 5 {
				t.Errorf("%d people said it before, %d said %q: so %d said the rest", before, e.People, e.Title, rest)
			}
		}
	})
}
