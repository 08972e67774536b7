package panel_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// lettersTo delivers what is in the outbox, and gives the texts of the letters that a person got now, the newest first, with single spaces.
func lettersTo(t testing.TB, w *paneltest.Waterveld, who panel.Person) []string {
	t.Helper()
	box, err := mail.OpenCapture(t.TempDir())
	ok(t, err)
	defer box.Close()
	worker := mail.Worker{Outbox: w.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
	_, err = worker.Deliver(t.Context(), w.Clock.Now())
	ok(t, err)
	list, err := box.List(who.Email, uuid.Nil, 20)
	ok(t, err)
	var texts []string
	for _, l := range list {
		letter, err := box.Open(l.ID)
		ok(t, err)
		texts = append(texts, strings.Join(strings.Fields(letter.Text), " "))
	}
	return texts
}

func TestTheOpeningLetterAsksAPairAsAQuestion(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.OpenRound(t)
		letters := lettersTo(t, w, w.Fatma)
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		for _, want := range []string{"1. Wat houdt u op in uw werk?", "4. Hoe belangrijk is dit voor u, en hoe gaat het nu: Verse lunch zonder lange rij"} {
			if !strings.Contains(letters[0], want) {
				t.Errorf("%q isn't in\n%s", want, letters[0])
			}
		}
	})
}

func TestTheOpeningLetterAsksWhatTheRoundCopied(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.OpenRound(t)
		q := w.Questions[0]
		_, err := w.Store.SaveQuestion(t.Context(), panel.System, q.ID, panel.QuestionInput{Topic: "Werkplek", Kind: panel.Open, TextNL: "Iets heel anders?"})
		ok(t, err)
		ok(t, w.Store.ArchiveQuestion(t.Context(), panel.System, w.Questions[1].ID))
		letters := lettersTo(t, w, w.Fatma)
		if len(letters) != 1 || !strings.Contains(letters[0], "1. "+q.TextNL+" 2. "+w.Questions[1].TextNL) {
			t.Errorf("%q", letters)
		}
	})
}

func TestTheOpeningLetterBringsEachAmbassadorTheirOwnLinkForColleagues(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		c := w.OpenRound(t)
		links, err := w.Store.Links(t.Context(), c.ID)
		ok(t, err)
		if len(links) != 2 || links[0].Ambassador.Person.Name != w.Fatma.Name || links[1].Ambassador.Person.Name != w.Piet.Name {
			t.Fatalf("links %+v", links)
		}
		of := map[string]string{}
		for _, l := range links {
			of[l.Ambassador.Person.Email] = "https://klantpanel.waterveld.example" + panel.LinkPath(l.Code)
		}
		box, err := mail.OpenCapture(t.TempDir())
		ok(t, err)
		defer box.Close()
		worker := mail.Worker{Outbox: w.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
		_, err = worker.Deliver(t.Context(), w.Clock.Now())
		ok(t, err)
		for _, who := range []panel.Person{w.Fatma, w.Piet} {
			list, err := box.List(who.Email, uuid.Nil, 20)
			ok(t, err)
			letter, err := box.Open(list[0].ID)
			ok(t, err)
			for address, link := range of {
				if strings.Contains(letter.Text, link) != (address == who.Email) || strings.Contains(letter.HTML, link) != (address == who.Email) {
					t.Errorf("the letter to %s, and the link of %s:\n%s", who.Email, address, letter.Text)
				}
			}
			if !strings.Contains(letter.Text, "/cycles/"+c.ID.String()+"/kit") {
				t.Errorf("the letter doesn't lead to the kit:\n%s", letter.Text)
			}
		}
	})
}
