package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestAResponderTakesAPointAndItsServiceSeesWhoDid(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		path := "/items/" + wifi.ID.String()
		b := s.as(s.Sanne)
		b.get("/inbox?part=mine").is(http.StatusOK).sees(".empty", "U hebt niets opgepakt")
		b.post(path+"/take").follow().sees(".flash", "U hebt dit punt opgepakt").sees("main", "U hebt dit punt opgepakt.")
		b.post(path + "/take").follow().is(http.StatusOK)
		b.get("/inbox?part=mine").sees(".rows", wifi.Title).sees(".rows", "door u opgepakt")
		b.get("/inbox?part=others").sees(".empty", "Niets wacht op anderen")
		b.get("/inbox?part=late").sees(".empty", "Niets is te laat")
		b.get(path).submit(`form[action$="/free"]`).follow().sees(".flash", "hele dienst")
		b.get("/inbox?part=mine").sees(".empty", "U hebt niets opgepakt")
		s.as(s.Bram).post(path + "/take").is(http.StatusNotFound)
		if got := b.get(path).texts(".timeline strong, .timeline__what"); len(got) > 0 && !strings.Contains(strings.Join(got, " "), "Opgepakt") {
			t.Errorf("the timeline says %v", got)
		}
	})
}

func TestWhatWaitsForColleaguesStandsApartInTheInbox(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		b := s.as(s.Sanne)
		b.get("/items/"+wifi.ID.String()+"/ask").submit("main form", "question", "In welke zaal valt het weg?").follow()
		b.get("/inbox?part=others").sees(".rows", wifi.Title).sees(".rows", "De tijd staat stil")
		b.get("/inbox?part=onzin").sees(".rows", wifi.Title)
	})
}

func TestNotesStayWithThoseWhoWorkOnThePoint(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/items/" + s.wifi().ID.String()
		sanne := s.as(s.Sanne)
		sanne.get(path).submit("#note-form", "note", "@Pietje, is de zender besteld?").is(http.StatusUnprocessableEntity).
			sees("#note", "is de zender besteld?").sees(".error-summary", "niemand die aan dit punt werkt heet Pietje.")
		given, _, _ := strings.Cut(s.Joris.Name, " ")
		sanne.get(path).submit("#note-form", "note", "@"+given+", is de zender besteld?").follow().sees(".point-note", "is de zender besteld?")
		joris := s.as(s.Joris)
		joris.get("/").sees("main", "Een collega noemt u in een notitie")
		ahead := s.as(s.Joris)
		ahead.header.Set("Sec-Purpose", "prefetch;prerender")
		ahead.get(path).is(http.StatusOK)
		s.as(s.Joris).ask("HEAD", path, nil).is(http.StatusOK)
		joris.get("/").sees(`a[href$="#notes"]`, "") // nobody read it yet
		joris.get(path).sees(".point-note", "is de zender besteld?")
		joris.get("/").lacks(`a[href$="#notes"]`)
		s.as(s.Fatma).get(path).is(http.StatusOK).lacks(".point-notes")
		s.as(s.Fatma).post(path+"/notes", "note", "Ik wil meelezen.").is(http.StatusNotFound)
		if text := s.as(s.Fatma).get(path).text("main"); strings.Contains(text, "notitie") {
			t.Errorf("Fatma reads %s", text)
		}
	})
}

func TestWhoIsAwayNamesAStandInWhoThenHasTheInbox(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		sanne, anton := s.as(s.Sanne), s.as(s.Anton)
		anton.get("/inbox").is(http.StatusForbidden)
		sanne.get("/profile").sees("main", "Afwezig")
		today := string(s.in(0))
		wrong := sanne.get("/profile/absence").submit("main form", "from_on", today, "until_on", string(s.in(5)), "stand_in", "iemand@elders.example").is(http.StatusUnprocessableEntity)
		wrong.sees(".error-summary", "iemand@elders.example").submit("main form.card", "stand_in", s.Anton.Email).follow().sees(".rows", s.Anton.Name+" neemt voor u waar.")
		anton.get("/inbox").is(http.StatusOK).sees(".rows", wifi.Title)
		anton.get("/profile/absence").sees(".rows", s.Sanne.Name)
		sanne.get("/profile/absence").submit(`form[action$="/end"]`).follow().sees(".flash", "weggehaald").lacks(".rows")
		anton.get("/inbox").is(http.StatusForbidden)
	})
}

func TestWhoIsAwayWithoutAStandInReadsForWhichServiceNobodyAnswers(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		sanne := s.as(s.Sanne)
		away := sanne.get("/profile/absence").submit("main form.card", "from_on", string(s.in(0)), "until_on", string(s.in(5))).follow()
		away.sees(".absence__uncovered", "Niemand antwoordt dan voor ICT.").lacks(".rows__meta:contains('collega')")
	})
}

func TestAResponderChoosesWhenTheLettersCome(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		b := s.as(s.Sanne)
		b.get("/profile").submit(`form[action="/profile/letters"]`, "week_day", "4", "week_hour", "14").follow().sees(".flash", "opgeslagen").
			sees(`#week_day option[selected]`, "Donderdag").sees(`#week_hour option[selected]`, "14.00 uur")
		b.post("/profile/letters", "week_day", "7", "week_hour", "14").is(http.StatusUnprocessableEntity).sees(".error-summary", "")
		b.get("/profile").submit(`form[action="/profile"]`, "language", "en").follow().sees(`#week_day option[selected]`, "Thursday")
		s.as(s.Fatma).get("/profile").lacks(`form[action="/profile/letters"]`)
		s.as(s.Fatma).post("/profile/letters", "week_day", "2", "week_hour", "9").is(http.StatusForbidden)
	})
}
