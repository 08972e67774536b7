package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// draft is a draft with three changed points of ICT: laders (8), wifi (7) and muizen (6), the most said first.
func (h *house) draft(t testing.TB) (d dialogue.DigestView, wifi, chargers, mice dialogue.Item) {
	t.Helper()
	c := h.OpenRound(t)
	wifi = h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 7, "De wifi is weg in zaal 3."))
	chargers = h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 8, "Geen lader te vinden."))
	mice = h.bundle(t, c, h.ICT, "Muizen haperen", h.say(t, h.Fatma, c, 6, "Mijn muis doet het niet."))
	for _, item := range []dialogue.Item{wifi, chargers, mice} {
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is opgelost."})
	}
	return h.toDigest(t, c), wifi, chargers, mice
}

// reads is the draft or digest as it reads now: its titles in order.
func (h *house) reads(t testing.TB, id uuid.UUID) (dialogue.DigestView, string) {
	t.Helper()
	d, err := h.Digest(context.Background(), id)
	ok(t, err)
	var titles []string
	for _, e := range d.Entries {
		titles = append(titles, e.Title)
	}
	return d, strings.Join(titles, ", ")
}

// second makes Wim a coordinator too, and gives him.
func (h *house) second(t testing.TB, change func(*panel.PanelInput)) panel.Actor {
	t.Helper()
	in := h.PanelInput()
	in.Coordinators = h.Joris.Email + "\n" + h.Wim.Email
	if change != nil {
		change(&in)
	}
	_, err := h.Waterveld.Store.SavePanel(context.Background(), panel.System, h.Panel.ID, in)
	ok(t, err)
	return h.As(t, h.Wim)
}

func TestTheCoordinatorOrdersThePointsOfASection(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, wifi, chargers, mice := h.draft(t)
		joris := h.As(t, h.Joris)
		want := func(order string) {
			t.Helper()
			if _, got := h.reads(t, d.ID); got != order {
				t.Errorf("the order is %s, want %s", got, order)
			}
		}
		want("Te weinig laders, Wifi valt weg, Muizen haperen")
		ok(t, h.MovePoint(ctx, joris, d.ID, mice.ID, 1))
		ok(t, h.MovePoint(ctx, joris, d.ID, mice.ID, 1)) // pressed twice
		want("Muizen haperen, Te weinig laders, Wifi valt weg")
		ok(t, h.MovePoint(ctx, joris, d.ID, chargers.ID, 99))
		want("Muizen haperen, Wifi valt weg, Te weinig laders")
		refused(t, h.MovePoint(ctx, joris, d.ID, wifi.ID, 0), "error.digest_place")
		refused(t, h.MovePoint(ctx, joris, d.ID, uuid.New(), 1), "error.digest_point_not_found")
		refused(t, h.MovePoint(ctx, h.As(t, h.Fatma), d.ID, wifi.ID, 1), "error.coordinators_only")
		ok(t, h.RestoreOrder(ctx, joris, d.ID, dialogue.Changed))
		want("Te weinig laders, Wifi valt weg, Muizen haperen")
		ok(t, h.MovePoint(ctx, joris, d.ID, mice.ID, 1))
		d, _ = h.reads(t, h.send(t, d).ID)
		want("Muizen haperen, Te weinig laders, Wifi valt weg")
		if !slices.IsSortedFunc(d.Entries, func(a, b dialogue.Entry) int { return a.Position - b.Position }) {
			t.Error("what went out isn't numbered in the order that was chosen")
		}
		refused(t, h.MovePoint(ctx, joris, d.ID, wifi.ID, 1), "error.digest_approved")
		h.healthy(t)
	})
}

func TestWhoChangedWordsIsNamedWhoeverOrdersThePoints(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, joris := context.Background(), h.As(t, h.Joris)
		wim := h.second(t, nil)
		d, wifi, _, _ := h.draft(t)
		ok(t, h.Reword(ctx, wim, d.ID, wifi.ID, dialogue.PointWords{Title: "Geen bereik", Said: wifi.Said}))
		h.clock.Add(time.Minute)
		ok(t, h.MovePoint(ctx, joris, d.ID, wifi.ID, 1))
		before, err := h.DraftPoint(ctx, d.Digest, wifi.ID)
		ok(t, err)
		ok(t, h.RestoreOrder(ctx, joris, d.ID, dialogue.Changed))
		after, err := h.DraftPoint(ctx, d.Digest, wifi.ID)
		ok(t, err)
		if after.Edit.Position != 0 || after.Edit.Editor.Name != h.Wim.Name || !after.Edit.EditedAt.Equal(before.Edit.EditedAt) {
			t.Errorf("the words are changed by %s at %s, in place %d", after.Edit.Editor.Name, after.Edit.EditedAt, after.Edit.Position)
		}
	})
}

// An order holds for what was ordered: a point that comes in later stands after them, and one that gets an answer goes to its new section.
func TestAnOrderOutlivesWhatComesIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		var items []dialogue.Item
		for _, title := range []string{"Eerste", "Tweede", "Derde"} {
			items = append(items, h.bundle(t, c, h.ICT, title, h.say(t, h.Fatma, c, 6, title+" gaat mis.")))
		}
		d := h.toDigest(t, c)
		ok(t, h.MovePoint(ctx, h.As(t, h.Joris), d.ID, items[2].ID, 1))
		h.answer(t, items[2], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Klaar."})
		h.answer(t, items[0], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Klaar."})
		d, _ = h.reads(t, d.ID)
		if len(d.In(dialogue.Changed)) != 2 || d.In(dialogue.Changed)[0].Reworded || len(d.In(dialogue.SectionUnanswered)) != 1 {
			t.Errorf("it reads %+v", d.Entries)
		}
	})
}

func TestWordsAreChangedHiddenAndGivenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, wifi, _, mice := h.draft(t)
		joris := h.As(t, h.Joris)
		ok(t, h.Reword(ctx, joris, d.ID, wifi.ID, dialogue.PointWords{Title: "Geen bereik", Said: "In zaal 3 is geen bereik."}))
		ok(t, h.Reword(ctx, joris, d.ID, mice.ID, dialogue.PointWords{Title: mice.Title, Said: mice.Said, HideSaid: true}))
		refused(t, h.Reword(ctx, joris, d.ID, wifi.ID, dialogue.PointWords{Title: " "}), "error.missing")
		refused(t, h.Reword(ctx, h.As(t, h.Sanne), d.ID, wifi.ID, dialogue.PointWords{Title: "X"}), "error.coordinators_only")
		v, titles := h.reads(t, d.ID)
		if titles != "Te weinig laders, Geen bereik, Muizen haperen" || v.Entries[1].Said != "In zaal 3 is geen bereik." || v.Entries[2].Said != "" {
			t.Errorf("it reads %+v", v.Entries)
		}
		ok(t, h.RestoreWords(ctx, joris, d.ID, mice.ID))
		ok(t, h.RestoreWords(ctx, joris, d.ID, mice.ID))
		sent := h.send(t, d)
		if e := sent.Entries[1]; e.Title != "Geen bereik" || e.Said != "In zaal 3 is geen bereik." || e.Answer != "Dat is opgelost." {
			t.Errorf("it told %+v", e)
		}
		if e := sent.Entries[2]; e.Title != mice.Title {
			t.Errorf("it told %+v", e)
		}
		if item := h.itemNow(t, wifi.ID); item.Title != "Wifi valt weg" {
			t.Errorf("the point itself became %s", item.Title)
		}
		refused(t, h.Reword(ctx, joris, d.ID, wifi.ID, dialogue.PointWords{Title: "Te laat"}), "error.digest_approved")
		h.healthy(t)
	})
}

func TestTheSecondOfTwoWhoChangeAPointDecides(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, nil)
		d, wifi, _, _ := h.draft(t)
		looked, err := h.DraftPoint(ctx, d.Digest, wifi.ID)
		ok(t, err)
		ok(t, h.Reword(ctx, h.As(t, h.Joris), d.ID, wifi.ID, dialogue.PointWords{Title: "Van Joris", Said: wifi.Said, Seen: looked.Seen()}))
		ok(t, h.Reword(ctx, wim, d.ID, wifi.ID, dialogue.PointWords{Title: "Van Joris", Said: wifi.Said, Seen: looked.Seen()})) // the same: nothing to decide
		typed := dialogue.PointWords{Title: "Van Wim", Said: wifi.Said, Seen: looked.Seen()}
		refused(t, h.Reword(ctx, wim, d.ID, wifi.ID, typed), "error.digest_point_changed")
		looked, err = h.DraftPoint(ctx, d.Digest, wifi.ID)
		ok(t, err)
		if looked.Title() != "Van Joris" || looked.Edit.Editor.Name != h.Joris.Name {
			t.Errorf("the second sees %+v", looked.Edit)
		}
		typed.Seen = looked.Seen()
		ok(t, h.Reword(ctx, wim, d.ID, wifi.ID, typed))

		intro := dialogue.Approval{IntroNL: "Van Joris", SeenIntro: d.SeenIntro()}
		ok(t, h.SaveSeenIntro(ctx, h.As(t, h.Joris), d.ID, intro))
		refused(t, h.SaveSeenIntro(ctx, wim, d.ID, dialogue.Approval{IntroNL: "Van Wim", SeenIntro: d.SeenIntro()}), "error.digest_intro_changed")
		_, err = h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{IntroNL: "Van Wim", SeenIntro: d.SeenIntro()})
		refused(t, err, "error.digest_intro_changed")
	})
}

func TestNobodyApprovesWordsTheyNeverSaw(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, nil)
		d, wifi, chargers, _ := h.draft(t)
		seen := func() string {
			v, err := h.Digest(ctx, d.ID)
			ok(t, err)
			return v.SeenDraft()
		}
		saw := seen()
		ok(t, h.Reword(ctx, h.As(t, h.Joris), d.ID, wifi.ID, dialogue.PointWords{Title: "Anders", Said: wifi.Said}))
		_, err := h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{SeenDraft: saw})
		refused(t, err, "error.digest_changed")
		saw = seen()
		ok(t, h.MovePoint(ctx, h.As(t, h.Joris), d.ID, chargers.ID, 3))
		_, err = h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{SeenDraft: saw})
		refused(t, err, "error.digest_changed")
		out, err := h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{SeenDraft: seen()})
		if ok(t, err); !out {
			t.Error("one approval wasn't enough")
		}
	})
}

func TestTheDraftTellsHowManyTookPartAndWhatIsAskedNext(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, _, _, _ := h.draft(t)
		ok(t, h.Waterveld.Store.OpenDue(ctx, h.clock.Now()))
		d, _ = h.reads(t, d.ID)
		if d.People != 20 || d.Answered() != 3 || d.NextOn == "" || d.Asked("nl") != nil { // 21 people, by whole groups of five
			t.Errorf("it tells of %d people, %d answers, the next round on %q asking %v", d.People, d.Answered(), d.NextOn, d.Asked("nl"))
		}
		p, err := h.Waterveld.Store.Panel(ctx, h.Panel.ID)
		ok(t, err)
		ok(t, h.Waterveld.Store.PlanRound(ctx, h.As(t, h.Joris), h.Panel.ID, p.NextOn, []uuid.UUID{h.Questions[2].ID, h.Questions[0].ID}))
		sent := h.send(t, d)
		want := []string{"How often do you lunch in the canteen?", "What holds you up in your work?"}
		if !slices.Equal(sent.Asked("en"), want) || sent.NextOn != d.NextOn || sent.People != 20 {
			t.Errorf("it told %v for %s of %d people", sent.Asked("en"), sent.NextOn, sent.People)
		}
		h.OpenRound(t) // what was told stays as it was told
		if later, _ := h.reads(t, d.ID); later.NextOn != d.NextOn || !slices.Equal(later.Asked("en"), want) {
			t.Errorf("later it tells %v for %s", later.Asked("en"), later.NextOn)
		}
	})
}

func TestATrialGoesToAColleagueAndCountsNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, wifi, _, _ := h.draft(t)
		joris := h.As(t, h.Joris)
		eyes := dialogue.Onlooker{Ambassador: h.Fatma.ID, Own: true}
		to, err := h.SendTrial(ctx, joris, d.ID, " Joris@waterveld.example ", "nl", eyes)
		if ok(t, err); to.ID != h.Joris.ID {
			t.Errorf("it goes to %s", to.Name)
		}
		_, err = h.SendTrial(ctx, joris, d.ID, h.Joris.Email, "nl", eyes) // posted twice
		ok(t, err)
		_, err = h.SendTrial(ctx, joris, d.ID, "iemand@elders.example", "nl", eyes)
		refused(t, err, "error.trial_stranger")
		_, err = h.SendTrial(ctx, h.As(t, h.Fatma), d.ID, h.Fatma.Email, "nl", eyes)
		refused(t, err, "error.coordinators_only")
		letter := letterTo(t, h.deliver(t), h.Joris.Email, "[Proef]")
		if !strings.Contains(letter, wifi.Title) || !strings.Contains(letter, "een proef van") {
			t.Errorf("the test says %s", letter)
		}
		if n := h.letters(t, mail.KindDigestTest, h.Joris); n != 1 {
			t.Errorf("%d tests, want one", n)
		}
		sent := h.send(t, d)
		if sent.Recipients != h.audience(t, d) || h.letters(t, mail.KindDigest, h.Joris) != 1 {
			t.Errorf("%d recipients", sent.Recipients)
		}
		_, err = h.SendTrial(ctx, joris, d.ID, h.Joris.Email, "nl", eyes)
		refused(t, err, "error.digest_approved")
		h.healthy(t)
	})
}

func TestATrialTellsOnlyCoordinatorsWhoSaidWhat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, wifi, _, _ := h.draft(t)
		for _, eyes := range []dialogue.Onlooker{{Ambassador: h.Fatma.ID, Own: true}, {Unit: *h.Fatma.UnitID, Own: true}} {
			for who, own := range map[*panel.Person]bool{&h.Joris: true, &h.Wim: false, &h.Fatma: eyes.Ambassador == h.Fatma.ID} {
				h.clock.Add(time.Minute)
				_, err := h.SendTrial(ctx, h.As(t, h.Joris), d.ID, who.Email, "nl", eyes)
				ok(t, err)
				letter := h.lastLetter(t, h.deliver(t), mail.KindDigestTest, *who)
				if !strings.Contains(letter, wifi.Title) || strings.Contains(letter, "U zei:") != own {
					t.Errorf("as seen by %+v %s reads %s", eyes, who.Name, letter)
				}
			}
		}
	})
}

func TestTrialsFloodNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, _, _, _ := h.draft(t)
		joris := h.As(t, h.Joris)
		var err error
		for range 6 {
			h.clock.Add(time.Minute)
			_, err = h.SendTrial(ctx, joris, d.ID, h.Wim.Email, "nl", dialogue.Onlooker{})
		}
		refused(t, err, "error.trial_many")
		if n := h.letters(t, mail.KindDigestTest, h.Wim); n != 5 {
			t.Errorf("%d tests to one colleague, want five", n)
		}
		for range 6 {
			h.clock.Add(time.Minute)
			_, err = h.SendTrial(ctx, joris, d.ID, h.Anton.Email, "nl", dialogue.Onlooker{})
		}
		refused(t, err, "error.trial_many")
		h.clock.Add(time.Hour)
		_, err = h.SendTrial(ctx, joris, d.ID, h.Wim.Email, "nl", dialogue.Onlooker{})
		ok(t, err)
	})
}

func TestADraftIsSeenWithTheEyesOfAUnit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d, wifi, chargers, mice := h.draft(t)
		units, err := h.Waterveld.Store.Units(ctx)
		ok(t, err)
		for _, u := range units {
			people, err := h.UnitAmbassadors(ctx, *d.Panel, u.ID)
			ok(t, err)
			want := map[string]string{"Burgerzaken": h.Fatma.Name, "Gemeentewerf": h.Piet.Name}[u.Name]
			if (len(people) == 1) != (want != "") || want != "" && people[0].Name != want {
				t.Errorf("%s speaks through %+v", u.Name, people)
			}
			own, err := h.OwnOf(ctx, d, dialogue.Onlooker{Unit: u.ID, Own: true})
			ok(t, err)
			points := map[string][]uuid.UUID{"Burgerzaken": {wifi.ID, mice.ID}, "Gemeentewerf": {chargers.ID}}[u.Name]
			if len(own) != len(points) || len(own) > 0 && own[0].ItemID != points[0] {
				t.Errorf("%s sees %+v first", u.Name, own)
			}
			if own, err = h.OwnOf(ctx, d, dialogue.Onlooker{Unit: u.ID}); err != nil || own != nil {
				t.Errorf("without own points it sees %+v, %v", own, err)
			}
		}
		letter, err := h.DigestLetterFor(ctx, d.ID, dialogue.Onlooker{Ambassador: h.Piet.ID, Own: true}, "en")
		if ok(t, err); len(letter.Own) != 1 || letter.Own[0].Title != chargers.Title {
			t.Errorf("the ambassador's letter begins with %+v", letter.Own)
		}
	})
}
