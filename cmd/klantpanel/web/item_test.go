package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func eachSite(t *testing.T, test func(t *testing.T, s *site)) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) { test(t, newSite(t, db)) })
}

func TestTheInboxHoldsOnlyPointsOfOwnServices(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.as(s.Sanne).get("/inbox").is(http.StatusOK).sees(".empty", "Alles is beantwoord")
		wifi := s.wifi()
		soup := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 2, "Koude soep op dinsdag."))
		s.as(s.Sanne).get("/inbox").sees(".rows", wifi.Title).sees(".rows", "5 of meer collega's").lacks(".rows a[href$='" + soup.ID.String() + "']")
		s.as(s.Bram).get("/inbox").sees(".rows", "Soep is koud").sees(".rows", "enkele collega's")
		s.as(s.Sanne).get("/inbox?service=" + s.Canteen.ID.String()).is(http.StatusNotFound)
		s.as(s.Fatma).get("/inbox").is(http.StatusForbidden)
	})
}

func TestALatePointSaysSoInAWord(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.wifi()
		s.Clock.Add(30 * 24 * 60 * 60 * 1e9)
		s.as(s.Sanne).get("/inbox").sees(".rows .when--late", "te laat")
	})
}

func TestTheInboxGoesOnWhereThePageEnded(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		seen := map[string]bool{}
		for i := range itemsPerPage + 2 {
			s.point(s.ICT, fmt.Sprintf("Scherm %d flikkert", i), "Het flikkert.", s.say(s.Fatma, 1, fmt.Sprintf("Scherm %d flikkert.", i)))
		}
		b := s.as(s.Sanne)
		p := b.get("/inbox")
		for {
			for _, row := range p.Find(".rows__title a").EachIter() {
				seen[row.Text()] = true
			}
			next, more := p.Find(".pager a[rel=next]").Attr("href")
			if !more {
				break
			}
			p = b.get(next).is(http.StatusOK)
		}
		if len(seen) != itemsPerPage+2 {
			t.Errorf("saw %d points, want %d", len(seen), itemsPerPage+2)
		}
	})
}

func TestAnAnswerReachesThePageOfItsPoint(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/items/" + s.wifi().ID.String()
		b := s.as(s.Sanne)
		b.get(path).is(http.StatusOK).submit(".point__form .point__quiet").follow().sees(".badge", "In behandeling").lacks(".point__form .point__quiet")
		b.post(path+"/acknowledge").follow().is(http.StatusOK).sees(".badge", "In behandeling")

		wrong := b.get(path).submit("#answer-form", "outcome", "promised", "answer", "We hangen een extra zender op.").is(http.StatusUnprocessableEntity)
		wrong.sees("#answer", "We hangen een extra zender op.").sees(".error-summary", "")
		if on, _ := wrong.Find("#outcome input[checked]").Attr("value"); on != "promised" {
			t.Errorf("the chosen outcome became %q", on)
		}
		due := string(s.in(15))
		wrong.submit("#answer-form", "due_on", due).follow().is(http.StatusOK).
			sees(".flash", "verstuurd").sees(".point__answer", "We hangen een extra zender op.").lacks("#answer-form")

		again := b.post(path+"/outcome", "outcome", "promised", "answer", "We hangen een extra zender op.", "due_on", due).follow().is(http.StatusOK)
		again.sees(".point__answer", "We hangen een extra zender op.").lacks(".error-summary")
	})
}

// The second of two responders sees the first one's answer and keeps the own words.
func TestTwoRespondersAnsweringAtOnceLoseNoWords(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		ctx := context.Background()
		if _, err := s.Store.SaveService(ctx, panel.System, s.ICT.ID, panel.ServiceInput{Name: "ICT", NormDays: 10, Responders: s.Sanne.Email + " " + s.Wim.Email}); err != nil {
			t.Fatal(err)
		}
		item := s.wifi()
		path := "/items/" + item.ID.String()
		form := s.as(s.Wim).get(path)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		p := form.submit("#answer-form", "outcome", "changed", "answer", "Er hangt nu een extra zender.").is(http.StatusConflict)
		p.sees(".point__answer", "De muren zijn te dik.").sees(".typed textarea", "Er hangt nu een extra zender.").lacks("#answer-form")
	})
}

func TestAPromiseMovesAndEndsInTheOpen(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		first := s.in(10)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "We hangen een extra zender op.", DueOn: first})
		path := "/items/" + item.ID.String()
		b := s.as(s.Sanne)
		b.get("/inbox?part=promised").sees(".rows", item.Title)
		b.get(path).sees(".point__state", "nu bij ICT").sees(".point__answer--info", "Toegezegd voor")
		b.get(path+"/promise/moved").is(http.StatusOK).submit("main form", "due_on", string(s.in(20))).is(http.StatusUnprocessableEntity).
			submit("main form", "reason", "De levering is uitgesteld.").follow().
			sees(".point__answer", "Eerder beloofd voor").sees(".timeline", "De levering is uitgesteld.")
		b.post(path+"/promise/moved", "due_on", string(s.in(20)), "reason", "De levering is uitgesteld.").follow().lacks(".error-summary")
		b.get(path).submit(".point__form form", "words", "De zender hangt.").follow().sees(".point__answer--success", "De zender hangt.").sees(".badge", "nagekomen")
		if state := b.get(path).text(".point__state"); contains(state, "nu bij") {
			t.Errorf("the promise is kept, and yet: %s", state)
		}
		b.post(path+"/promise/delivered", "words", "De zender hangt.").follow().is(http.StatusOK)
		b.post(path+"/promise/delivered", "words", "Nog iets anders.").is(http.StatusConflict).sees(".typed textarea", "Nog iets anders.")
		b.post(path+"/promise/dropped", "words", "Toch maar niet.").is(http.StatusConflict).sees("#words", "Toch maar niet.")
		b.get("/inbox?part=done").sees(".rows", item.Title)
	})
}

func TestAHandOverShowsForWhichServiceAPointProbablyIsAndWhy(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.point(s.ICT, "De koffie is koud", "In de kantine is de koffie altijd koud.", s.say(s.Fatma, 7, "De koffie is koud."))
		path := "/items/" + item.ID.String() + "/hand-over"
		form := s.as(s.Sanne).get(path)
		form.sees("main .radio:contains('Kantine'), main label:contains('Kantine')", "koffie")
		if form.Find(`input[name=to][checked]`).Length() != 0 {
			t.Error("the page chooses for its reader")
		}
		form.submit("main form", "reason", "Koffie is van hen.").is(http.StatusUnprocessableEntity).sees(".error-summary a[href='#to']", "Maak hier een keuze.").sees("#reason", "Koffie is van hen.")
		form.submit("main form", "to", "other", "reason", "Koffie is van hen.").is(http.StatusUnprocessableEntity).sees("#reason", "Koffie is van hen.")
		form.submit("main form", "to", s.Canteen.ID.String(), "reason", "Koffie is van hen.").follow().is(http.StatusOK).sees(".flash", "Kantine")
		s.as(s.Bram).get("/items/"+item.ID.String()).sees(".timeline", "Koffie is van hen.")
	})
}

func TestAHandOverIsTheOrganisationsBurden(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/items/" + s.wifi().ID.String()
		b := s.as(s.Sanne)
		form := b.get(path + "/hand-over").is(http.StatusOK)
		form.lacks("option[value='" + s.ICT.ID.String() + "']")
		form.submit("main form", "reason", "Het is de koffieautomaat.").is(http.StatusUnprocessableEntity).sees("#reason", "Het is de koffieautomaat.")
		sent := []string{"service", s.Canteen.ID.String(), "reason", "Het is de koffieautomaat."}
		b.post(path+"/hand-over", sent...).follow().is(http.StatusOK).sees("h1", "Inbox").sees(".flash", "Kantine")
		b.post(path+"/hand-over", sent...).follow().is(http.StatusOK).sees("h1", "Inbox")
		b.get(path).is(http.StatusNotFound)

		s.as(s.Bram).get(path).sees(".timeline", "Het is de koffieautomaat.").sees(".timeline", "Sanne Mulder")
		s.as(s.Joris).get(path).sees(".timeline", "Doorgegeven aan Kantine").sees("main details", "Fatma Yılmaz")
		for _, p := range []panel.Person{s.Fatma, s.Piet} {
			seen := s.as(p).get(path).is(http.StatusOK).sees(".timeline", "Nu bij Kantine")
			for _, secret := range []string{"koffieautomaat", "Sanne", "Nu bij ICT", "Joris"} {
				if strings.Contains(seen.text("main"), secret) {
					t.Errorf("%s sees %q", p.Name, secret)
				}
			}
		}
	})
}

func TestWordsOfColleaguesStayWithWhoMayReadThem(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.point(s.ICT, "Telefoon hapert", "De telefoon hapert.", s.say(s.Fatma, 7, "Bellen lukt niet."), s.say(s.Piet, 2, "De lijn kraakt."))
		path := "/items/" + item.ID.String()
		p := s.as(s.Sanne).get(path).sees("details", "Bellen lukt niet.").sees("details", "De lijn kraakt.").sees("main", "5 of meer collega's")
		for _, hidden := range []string{"9 collega's", "7 collega's", "2 collega's", "Fatma", "Piet"} {
			if strings.Contains(p.text("main"), hidden) {
				t.Errorf("the responder sees %q", hidden)
			}
		}
		own := s.as(s.Fatma).get(path).sees("details", "Bellen lukt niet.")
		if strings.Contains(own.text("main"), "De lijn kraakt.") {
			t.Error("an ambassador reads another one's words")
		}
		s.as(s.Wim).get(path).is(http.StatusNotFound)
		s.as(s.Bram).get(path).is(http.StatusNotFound)
		s.as(s.Bram).post(path+"/outcome", "outcome", "changed", "answer", "Klaar.").is(http.StatusNotFound)
		s.as(s.Fatma).post(path+"/outcome", "outcome", "changed", "answer", "Klaar.").is(http.StatusNotFound)
	})
}
