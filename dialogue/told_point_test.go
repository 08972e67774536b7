package dialogue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// tellsWorld lets the panel's digests be read by anybody, or again by employees only.
func (h *house) tellsWorld(t *testing.T, readers string) {
	t.Helper()
	_, err := h.db.NewUpdate().Table("panels").Set("digest_readers = ?", readers).Where("id = ?", h.Panel.ID).Exec(context.Background())
	ok(t, err)
}

// sections are what a point was told as, digest by digest.
func sections(told []dialogue.ToldPoint) []string {
	var names []string
	for _, t := range told {
		names = append(names, t.Section)
	}
	return names
}

func TestAToldPointStaysAndLaterDigestsGoOnAboutIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.twoAtICT(t)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een extra zender.", DueOn: "2027-06-01"})
		draft := h.toDigest(t, c)
		_, _, err := h.ToldPoint(ctx, draft.ID, item.ID)
		refused(t, err, "error.digest_not_found")
		first := h.send(t, draft)
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "De zender hangt er."))
		second := h.send(t, h.toDigest(t, h.OpenRound(t)))

		_, e, err := h.ToldPoint(ctx, first.ID, item.ID)
		ok(t, err)
		if e.Section != dialogue.Promised || e.Answer != "Er komt een extra zender." {
			t.Errorf("the first digest's point became %+v", e)
		}
		_, _, err = h.ToldPoint(ctx, second.ID, uuid.New())
		refused(t, err, "error.digest_not_found")
		told, err := h.ToldOf(ctx, item.ID, false)
		ok(t, err)
		if got := sections(told); len(got) != 2 || got[0] != dialogue.Promised || got[1] != dialogue.SectionKept || told[1].DigestID != second.ID {
			t.Errorf("it was told as %v", got)
		}
		if told, err = h.ToldOf(ctx, item.ID, true); err != nil || len(told) != 0 {
			t.Errorf("the world is told %v, %v of a panel for employees", told, err)
		}
		h.tellsWorld(t, panel.World)
		if told, err = h.ToldOf(ctx, item.ID, true); err != nil || len(told) != 2 {
			t.Errorf("the world is told %v, %v", told, err)
		}
		h.healthy(t)
	})
}

func TestAToldPointThatWentUpInAnotherGoesOnAsThatOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, into := h.twoAtICT(t)
		gone := h.bundle(t, c, h.ICT, "Wifi in zaal 4", h.say(t, h.Piet, c, 6, "Ook zaal 4 heeft geen wifi."))
		first := h.send(t, h.toDigest(t, c))
		next := h.OpenRound(t)
		_, err := h.Merge(ctx, h.As(t, h.Joris), into.ID, gone.ID, dialogue.MergeInput{})
		ok(t, err)
		h.answer(t, into, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen extra zenders."})
		second := h.send(t, h.toDigest(t, next))

		_, e, err := h.ToldPoint(ctx, first.ID, gone.ID)
		ok(t, err)
		if e.Title != "Wifi in zaal 4" || e.Section != dialogue.SectionUnanswered {
			t.Errorf("the point is told as %+v", e)
		}
		told, err := h.ToldOf(ctx, gone.ID, false)
		ok(t, err)
		if len(told) != 2 || told[0].ItemID != gone.ID || told[1].ItemID != into.ID || told[1].DigestID != second.ID {
			t.Errorf("it was told as %+v", told)
		}
		h.healthy(t)
	})
}

func TestTheArchiveIsNarrowedByServiceTopicOutcomeYearAndWordsTogether(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, wifi := h.twoAtICT(t)
		soup := h.bundle(t, c, h.Canteen, "Soep is koud", h.say(t, h.Piet, c, 6, "De soep is koud."))
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		d := h.send(t, h.toDigest(t, c))
		topic := h.Questions[0].TopicID
		topics, err := h.TopicsTold(ctx, d.ID, wifi.ID)
		ok(t, err)
		if len(topics) != 1 || topics[0].ID != topic {
			t.Errorf("the point was about %v", topics)
		}
		from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
		for name, one := range map[string]struct {
			f     dialogue.ArchiveFilter
			found []uuid.UUID
		}{
			"topic":                     {dialogue.ArchiveFilter{Topic: topic}, []uuid.UUID{wifi.ID, soup.ID}},
			"another topic":             {dialogue.ArchiveFilter{Topic: uuid.New()}, nil},
			"outcome":                   {dialogue.ArchiveFilter{Section: dialogue.Changed}, []uuid.UUID{wifi.ID}},
			"topic and outcome":         {dialogue.ArchiveFilter{Topic: topic, Section: dialogue.SectionUnanswered}, []uuid.UUID{soup.ID}},
			"service and outcome":       {dialogue.ArchiveFilter{Service: h.ICT.ID, Section: dialogue.SectionUnanswered}, nil},
			"all of them":               {dialogue.ArchiveFilter{Panel: h.Panel.ID, Service: h.ICT.ID, Topic: topic, Section: dialogue.Changed, From: from, Until: from.AddDate(1, 0, 0), Words: "ZENDER"}, []uuid.UUID{wifi.ID}},
			"all of them, another year": {dialogue.ArchiveFilter{Service: h.ICT.ID, Topic: topic, Section: dialogue.Changed, Until: from, Words: "zender"}, nil},
			"the world":                 {dialogue.ArchiveFilter{Topic: topic, World: true}, nil},
		} {
			points, _, err := h.ToldPoints(ctx, one.f, dialogue.Place{}, 10)
			ok(t, err)
			var found []uuid.UUID
			for _, p := range points {
				found = append(found, p.ItemID)
			}
			if len(found) != len(one.found) || len(found) > 0 && found[0] != one.found[0] {
				t.Errorf("%s: found %v, want %v", name, found, one.found)
			}
		}
		h.healthy(t)
	})
}

// To the world a panel that is for employees isn't there: not in the lists, not among the choices, not as a place to read on from.
func TestTheArchiveShowsTheWorldOnlyWhatIsForTheWorld(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, _ := h.twoAtICT(t)
		d := h.send(t, h.toDigest(t, c))
		see := func() (digests int, choices dialogue.ArchiveChoices) {
			told, err := h.ToldDigests(ctx, dialogue.ArchiveFilter{World: true}, uuid.Nil, 10)
			ok(t, err)
			choices, err = h.ArchiveChoices(ctx, true)
			ok(t, err)
			return len(told), choices
		}
		n, choices := see()
		if n != 0 || len(choices.Panels)+len(choices.Services)+len(choices.Topics) != 0 || !choices.First.IsZero() {
			t.Errorf("the world sees %d digests and %+v", n, choices)
		}
		_, err := h.ToldDigests(ctx, dialogue.ArchiveFilter{World: true}, d.ID, 10)
		refused(t, err, "error.digest_not_found")
		_, _, err = h.ToldPoints(ctx, dialogue.ArchiveFilter{World: true}, dialogue.Place{Digest: d.ID, Position: 1}, 10)
		refused(t, err, "error.digest_not_found")
		h.tellsWorld(t, panel.World)
		if n, choices = see(); n != 1 || len(choices.Panels) != 1 || len(choices.Services) != 1 || len(choices.Topics) != 1 || choices.First.IsZero() {
			t.Errorf("the world sees %d digests and %+v", n, choices)
		}
		open, err := h.Waterveld.Store.OpenPanels(ctx)
		ok(t, err)
		if len(open) != 1 || !open[0].OpenToWorld() {
			t.Errorf("open to the world: %v", open)
		}
		h.tellsWorld(t, panel.Employees)
		if n, _ = see(); n != 0 {
			t.Error("the world still sees it")
		}
	})
}
