package dialogue_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

const murmur = "Mijn leidinggevende leest mee over mijn schouder en dat vind ik naar."

// withhold contributes something that is not to be quoted, and gives its id.
func (h *house) withhold(t testing.TB, who panel.Person, c panel.Cycle, people int, text string) uuid.UUID {
	t.Helper()
	ctx := context.Background()
	_, err := h.Contribute(ctx, h.As(t, who), c.ID, uuid.New(), []dialogue.Answer{{People: people, Text: text, Unquoted: true}})
	ok(t, err)
	waiting, err := h.WaitingPage(ctx, c.ID, uuid.Nil, 1000)
	ok(t, err)
	return waiting[len(waiting)-1].ID
}

// explained bundles contributions with these words and has ICT explain it.
func (h *house) explained(t testing.TB, c panel.Cycle, title, said string, ids ...uuid.UUID) dialogue.Item {
	t.Helper()
	item, err := h.Bundle(context.Background(), h.As(t, h.Joris), c.ID,
		dialogue.BundleInput{Contributions: ids, Title: title, Said: said, Service: &h.ICT.ID, Quoting: true})
	ok(t, err)
	h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Wij leggen dit uit."})
	return item
}

func saidIn(t testing.TB, entries []dialogue.Entry, item dialogue.Item) string {
	t.Helper()
	for _, e := range entries {
		if e.ItemID == item.ID {
			return e.Said
		}
	}
	t.Fatalf("%s is not in the digest", item.Title)
	return ""
}

func TestNobodyIsQuotedWhoWithholdsItOrWhomFewStandBeside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		many := h.say(t, h.Fatma, c, 7, "De kantine sluit te vroeg, na half twee is er niets meer.")
		few := h.say(t, h.Piet, c, 2, "Het toilet op de derde verdieping ruikt al weken.")
		withheld := h.explained(t, c, "Meekijken", "Iemand zegt: “MIJN leidinggevende leest mee,   over mijn schouder”.", h.withhold(t, h.Fatma, c, 7, murmur))
		quoted := h.explained(t, c, "Kantine", "De kantine sluit te vroeg, na half twee is er niets meer.", many)
		small := h.explained(t, c, "Toilet", "Het toilet op de derde verdieping ruikt.", few)
		own := h.explained(t, c, "Lucht", "Collega's vinden de lucht op een gang niet fris.", h.say(t, h.Piet, c, 1, "Op gang B stinkt het naar verf."))
		draft := h.toDigest(t, c)
		for _, entries := range [][]dialogue.Entry{draft.Entries, h.send(t, draft).Entries} {
			for item, want := range map[string]struct {
				dialogue.Item
				said string
			}{"withheld": {withheld, ""}, "small": {small, ""}, "many": {quoted, quoted.Said}, "paraphrased": {own, own.Said}} {
				if got := saidIn(t, entries, want.Item); got != want.said {
					t.Errorf("%s: the digest says %q, want %q", item, got, want.said)
				}
			}
		}
		for _, letter := range sentTexts(t, h) {
			if strings.Contains(letter, "over mijn schouder") || strings.Contains(letter, "derde verdieping ruikt") {
				t.Errorf("a letter quotes what may not be quoted:\n%s", letter)
			}
		}
	})
}

// sentTexts are all letters about points that the house sent, as text on one line each.
func sentTexts(t testing.TB, h *house) []string {
	t.Helper()
	ctx := context.Background()
	box := h.deliver(t)
	var texts []string
	var sent []mail.Mail
	ok(t, h.db.NewSelect().Model(&sent).Column("id").Where("state = ? AND kind IN (?, ?, ?)", mail.Sent, mail.KindDigest, mail.KindOutcome, mail.KindReportBack).Scan(ctx))
	if len(sent) == 0 {
		t.Fatal("nothing was sent")
	}
	for _, m := range sent {
		opened, err := box.Open(m.ID)
		ok(t, err)
		texts = append(texts, strings.Join(strings.Fields(opened.Text+opened.HTML), " "))
	}
	return texts
}

func TestACoordinatorIsAskedForOwnWordsWhereSomebodyIsNotToBeQuoted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		id := h.withhold(t, h.Fatma, c, 3, murmur)
		bundle := func(title, said string, quoting bool) []string {
			_, err := h.Bundle(ctx, h.As(t, h.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{id}, Title: title, Said: said, Quoting: quoting})
			var ps panel.Problems
			if err != nil && !errors.As(err, &ps) {
				t.Fatal(err)
			}
			var messages []string
			for _, p := range ps {
				messages = append(messages, p.Field+" "+p.Message)
			}
			return messages
		}
		for _, test := range []struct {
			title, said string
			quoting     bool
			want        string
		}{
			{"Meekijken", murmur, false, "said error.said_quotes"},
			{"Leidinggevende leest mee over mijn schouder", "Meekijken stoort.", true, "title error.title_quotes"},
			{"Meekijken", "Een leidinggevende kijkt mee.", false, ""},
		} {
			if got := strings.Join(bundle(test.title, test.said, test.quoting), ", "); got != test.want {
				t.Errorf("%q, %q: refused with %q, want %q", test.title, test.said, got, test.want)
			}
		}
	})
}

func TestAColleagueBehindALinkIsQuotedOnlyIfTheyWant(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		_, err := h.Receive(context.Background(), h.link(t, c, h.Fatma), dialogue.NewReceiptCode(), []dialogue.Answer{{Text: murmur, Unquoted: true}})
		ok(t, err)
		waiting, err := h.WaitingPage(context.Background(), c.ID, uuid.Nil, 10)
		ok(t, err)
		if len(waiting) != 1 || !waiting[0].Unquoted {
			t.Fatalf("the board has %+v", waiting)
		}
		item := h.explained(t, c, "Meekijken", "Wij hoorden: “leest mee over mijn schouder”.", waiting[0].ID)
		if said := saidIn(t, h.toDigest(t, c).Entries, item); said != "" {
			t.Errorf("the digest quotes %q", said)
		}
	})
}

func TestATitleThatQuotesOneOfFewGivesWayToTheService(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		pass := "Mijn pasje opent de deur van het archief niet."
		few := h.explained(t, c, "Mijn pasje opent de deur van het archief niet", "Een deur gaat niet open.", h.say(t, h.Piet, c, 1, pass))
		many := h.explained(t, c, "De kantine sluit te vroeg, na half twee is er niets", "De kantine.", h.say(t, h.Fatma, c, 7, "De kantine sluit te vroeg, na half twee is er niets meer."))
		about := h.explained(t, c, "Printer op de gang is traag", "De printer.", h.say(t, h.Piet, c, 1, "De printer op de gang is altijd leeg als ik kom."))
		draft := h.toDigest(t, c)
		for _, entries := range [][]dialogue.Entry{draft.Entries, h.send(t, draft).Entries} {
			for _, e := range entries {
				want := map[uuid.UUID]string{few.ID: "ICT", many.ID: many.Title, about.ID: about.Title}[e.ItemID]
				if e.Title != want {
					t.Errorf("the digest says %q, want %q", e.Title, want)
				}
			}
		}
	})
}

func TestAServiceAnswersInItsOwnWords(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		sanne := h.As(t, h.Sanne)
		withheld := h.bundle(t, c, h.ICT, "Meekijken", h.withhold(t, h.Fatma, c, 7, murmur))
		few := h.bundle(t, c, h.ICT, "Archief", h.say(t, h.Piet, c, 1, "Mijn pasje opent de deur van het archief niet meer."))
		many := h.bundle(t, c, h.ICT, "Kantine", h.say(t, h.Fatma, c, 7, "De kantine sluit te vroeg, na half twee is er niets meer."))
		for _, test := range []struct {
			item    dialogue.Item
			answer  string
			problem bool
		}{
			{withheld, "U schreef dat hij meekijkt: “leest mee over mijn schouder”.", true},
			{few, "Iemand zei: “mijn pasje opent de deur van het archief niet”.", true},
			{few, "De deur van het archief gaat weer open.", false},
			{many, "“De kantine sluit te vroeg, na half twee is er niets meer”: dat klopt.", false},
		} {
			_, err := h.GiveOutcome(ctx, sanne, test.item.ID, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: test.answer})
			var ps panel.Problems
			if got := errors.As(err, &ps) && ps[0].Message == "error.answer_quotes"; got != test.problem || !got && err != nil {
				t.Errorf("%q: %v", test.answer, err)
			}
		}
		_, err := h.Revise(ctx, sanne, few.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Dat duurt nog."}, "Mijn pasje opent de deur van het archief niet, las ik.")
		refused(t, err, "error.answer_quotes")
	})
}

func TestNothingJoinsAPointWhoseTitleQuotesItAgainstItsWriter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Leidinggevende leest mee over mijn schouder", h.say(t, h.Piet, c, 1, "Hij kijkt mee."))
		_, err := h.AddTo(context.Background(), h.As(t, h.Joris), item.ID, []uuid.UUID{h.withhold(t, h.Fatma, c, 1, murmur)})
		refused(t, err, "error.add_quotes")
	})
}
