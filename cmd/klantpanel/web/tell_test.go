package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
)

func TestWhoeverIsSignedInTellsSomethingWithoutChoosingAService(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		b := s.as(s.Bram)
		form := b.get("/tell").is(http.StatusOK).sees("h1", "Vertel het ons").lacks("main select")
		sent := form.submit("main form", "text", "Mijn laptop valt uit.")
		mine := sent.follow().is(http.StatusOK).sees("[role=status]", "Dit klinkt als iets voor ICT").sees("main .rows", "Mijn laptop valt uit.").lacks("main .rows:contains('buiten de rondes')")
		if n := mine.Find("main .rows > li").Length(); n != 1 {
			t.Errorf("%d things were said", n)
		}
		s.as(s.Bram).get("/mine").sees("main .rows", "Dit lijkt iets voor ICT.").sees("main a[href='/mine.csv']", "CSV")
		if rows := s.as(s.Bram).get("/mine.csv").csvRows(); len(rows) != 1 || rows[0][4] != "Mijn laptop valt uit." || rows[0][5] != "Wacht op de coördinator" {
			t.Errorf("the file holds %q", rows)
		}
		again := form.submit("main form", "text", "Mijn laptop valt uit.").follow() // the same form once more
		if n := again.Find("main .rows > li").Length(); n != 1 {
			t.Errorf("sent twice it counts %d times", n)
		}
		s.as(s.Wim).get("/mine").is(http.StatusOK).sees(".empty", "nog niets")
	})
}

func TestWhatWasTypedIsKeptWhenItCannotBeTold(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		form := s.as(s.Wim).get("/tell?q=vaatwasser").sees("#text", "vaatwasser")
		form.submit("main form", "text", "  ").is(http.StatusUnprocessableEntity).sees(".error-summary", "Wat wilt u vertellen?")
		form.submit("main form", "text", "De lamp is stuk.").is(http.StatusSeeOther)
		other := form.submit("main form", "text", "De deur klemt.").is(http.StatusConflict).sees("#text", "De deur klemt.").sees(".error-summary", "met andere woorden")
		other.submit("main form").follow().sees("main .rows", "De deur klemt.").sees("main .rows", "De lamp is stuk.")
	})
}

func TestWhatWasToldWaitsForTheCoordinatorAndItsReasonIsRead(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.as(s.Wim).get("/tell").submit("main form", "text", "De lamp in de gang is stuk.").is(http.StatusSeeOther)
		said, err := s.server.Dialogue.OwnContributions(t.Context(), s.Wim.ID, uuid.Nil, 1)
		if err != nil || len(said) != 1 {
			t.Fatal(said, err)
		}
		board := "/cycles/" + said[0].CycleID.String() + "/board"
		s.as(s.Joris).get("/").sees("main .tasks", "uiten de rondes")
		s.as(s.Joris).get(board).is(http.StatusOK).sees("main", "De lamp in de gang is stuk.").sees("main", s.Wim.Name)
		s.as(s.Wim).get(board).is(http.StatusNotFound)
		s.as(s.Sanne).get(board).is(http.StatusNotFound)
		err = s.server.Dialogue.AcknowledgeContributions(t.Context(), s.As(t, s.Joris), said[0].CycleID, []uuid.UUID{said[0].ID}, "De lamp is vanmorgen vervangen.")
		if err != nil {
			t.Fatal(err)
		}
		s.as(s.Wim).get("/mine").sees("main .rows", "De lamp is vanmorgen vervangen.")
		letters, err := s.db.NewSelect().Model((*mail.Mail)(nil)).Where("kind = ? AND person_id = ?", mail.KindAcknowledged, s.Wim.ID).Count(t.Context())
		if err != nil || letters != 1 {
			t.Errorf("%d letters tell why: %v", letters, err)
		}
	})
}

func TestAnAmbassadorReadsOnOnePageWhatTheySaidInRoundsAndOutside(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		c := s.OpenRound(t)
		_, err := s.server.Dialogue.Contribute(t.Context(), s.As(t, s.Fatma), c.ID, uuid.New(), []dialogue.Answer{{People: 3, Text: "De kopieerder is traag."}})
		if err != nil {
			t.Fatal(err)
		}
		s.as(s.Fatma).get("/tell").submit("main form", "text", "De koffie is koud.").follow().
			sees("main .rows > li:first-child", "De koffie is koud.").sees("main .rows > li:last-child", "De kopieerder is traag.").sees("main .rows > li:last-child", "ronde 1")
	})
}
