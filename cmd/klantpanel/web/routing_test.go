package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// helper adds a service with its own responder.
func (s *site) helper(name string) (panel.Service, panel.Person) {
	s.t.Helper()
	p := s.colleague("Eva van " + panel.Fold(name))
	return must(s.Store.SaveService(context.Background(), panel.System, uuid.Nil, panel.ServiceInput{Name: name, NormDays: 10, Responders: p.Email}))(s.t), p
}

func TestACoordinatorKeepsTheRulesAndTriesThemOut(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		b := s.as(s.Joris)
		p := b.get("/settings/routing").is(http.StatusOK).sees("main", "Er zijn nog geen regels")
		p.submit("form.card--main", "words", "deurpas", "topic", "", "service", "").is(http.StatusUnprocessableEntity).sees("#words", "deurpas").sees(".error-summary", "Maak hier een keuze")
		p.submit("form.card--main", "words", "altijd", "service", s.ICT.ID.String()).is(http.StatusUnprocessableEntity).sees("main", "“altijd” zegt te weinig")
		sent := []string{"words", "deurpas, toegangspas", "service", s.Canteen.ID.String(), "at_once", "on"}
		p.submit("form.card--main", sent...).follow().is(http.StatusOK).sees(".flash", "bewaard").sees(".rule", "“deurpas”, “toegangspas”").sees(".rule", "Gaat direct door")
		p = p.submit("form.card--main", sent...).follow().is(http.StatusOK) // posted twice
		if n := p.Find(".rule").Length(); n != 1 {
			t.Fatalf("%d rules, want 1", n)
		}
		b.get("/settings/routing?sentence="+url.QueryEscape("Mijn deurpas doet het niet")).sees(".suggested", "Kantine").sees(".suggested", "Vaste regel voor “deurpas”")
		b.get("/settings/routing?sentence=xyzzy").sees("main", "vinden wij geen dienst")
		change, _ := p.Find(".rule__do a").Attr("href")
		b.get(change).is(http.StatusOK).sees("#words", "deurpas, toegangspas").submit("main form", "service", s.ICT.ID.String(), "words", "").is(http.StatusUnprocessableEntity)
		b.get(change).submit("main form", "service", s.ICT.ID.String(), "words", "deurpas").follow().sees("h2", "ICT")
		b.get("/settings/services/"+s.ICT.ID.String()+"/close").sees("main", "1 doorgeefregel voor deze dienst vervalt")
		s.as(s.Sanne).get("/settings/routing").is(http.StatusForbidden)
		s.as(s.Sanne).post("/settings/routing", sent...).is(http.StatusForbidden)
		b.post(change+"/remove").follow().sees(".flash", "verwijderd").lacks(".rule")
		b.post(change + "/remove").follow().is(http.StatusOK)
		b.get(change).is(http.StatusNotFound)
	})
}

func TestAPointWithoutAServiceIsGivenToTheOneThatIsSuggested(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		ctx, joris := context.Background(), s.As(s.t, s.Joris)
		make := func(title string) dialogue.Item {
			return must(s.server.Dialogue.Bundle(ctx, joris, s.round.ID, dialogue.BundleInput{Contributions: []uuid.UUID{s.say(s.Fatma, 5, title)}, Title: title, Said: title + "."}))(s.t)
		}
		first, second, third := make("De koffie is koud"), make("Laptops zijn traag"), make("Het tocht")
		b := s.as(s.Joris)
		b.get("/items/"+first.ID.String()).sees(".suggested", "Kantine").sees(".suggested", "Past bij “koffie”").
			submit(".suggested form", suggestedField, s.Canteen.ID.String()).follow().is(http.StatusOK).sees("h1", "De koffie is koud").sees(".point__state", "nu bij Kantine")
		board := b.get("/cycles/" + s.round.ID.String() + "/board").is(http.StatusOK)
		if n := board.Find(".board__likely").Length(); n != 1 || !strings.Contains(board.text(".board__likely"), "Geef aan ICT Past bij “Laptops”") {
			t.Errorf("the board suggests %d services: %q", n, board.text(".board__likely"))
		}
		b.post("/items/"+second.ID.String()+"/route", suggestedField, s.ICT.ID.String()).follow().is(http.StatusOK).sees(".flash", "Laptops zijn traag")
		b.get("/items/"+third.ID.String()).lacks(".suggested").sees("main", "Kies een dienst")
		s.as(s.Fatma).get("/items/" + third.ID.String()).lacks("#whose")
	})
}

func TestTheThirdHandOverIsTheCoordinatorsDecision(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		finance, eva := s.helper("Financiën")
		path := "/items/" + item.ID.String()
		s.as(s.Sanne).post(path+"/hand-over", "service", s.Canteen.ID.String(), "reason", "Het hangt in de kantine.").is(http.StatusSeeOther)
		s.as(s.Bram).post(path+"/hand-over", "service", s.ICT.ID.String(), "reason", "Wifi is van ICT.").is(http.StatusSeeOther)
		b := s.as(s.Sanne)
		form := b.get(path+"/hand-over").sees(".notice", "al 2 keer doorgegeven").sees("main button", "Vraag het de coördinator")
		sent := []string{"service", finance.ID.String(), "reason", "Financiën huurt de antenne."}
		form.submit("main form", sent...).follow().sees(".flash", "ligt bij de coördinator").sees("#wanted", "De coördinator beslist").sees(".timeline", "Financiën huurt de antenne.")
		b.post(path+"/hand-over", sent...).follow().is(http.StatusOK) // posted twice
		b.post(path+"/hand-over", "service", s.Canteen.ID.String(), "reason", "Of toch de kantine.").is(http.StatusConflict).sees("#reason", "Of toch de kantine.")
		b.get(path + "/decide").is(http.StatusNotFound)
		s.as(eva).get(path).is(http.StatusNotFound)
		for _, p := range []panel.Person{s.Fatma, s.Piet} {
			if seen := s.as(p).get(path).is(http.StatusOK).text("main"); strings.Contains(seen, "Financiën") || strings.Contains(seen, "antenne") || strings.Contains(seen, "Kantine") {
				t.Errorf("%s sees the way that the point went: %q", p.Name, seen)
			}
		}

		c := s.as(s.Joris)
		c.get("/").sees("main", "Beslis waar dit punt hoort")
		decide := c.get(path).sees("#wanted", "Waar hoort dit punt?").browser.get(path+"/decide").is(http.StatusOK).sees(".quote", "Financiën huurt de antenne.")
		decide.submit("main form").is(http.StatusUnprocessableEntity)
		decide.submit("main form", "decision", "stays").is(http.StatusUnprocessableEntity).sees(".error-summary", "Uw reden")
		decide.submit("main form", "decision", "other", "reason", "Naar wie dan ook.").is(http.StatusUnprocessableEntity).sees("#reason", "Naar wie dan ook.")
		decide.submit("main form", "decision", finance.ID.String()).follow().sees(".flash", "Uw beslissing").sees(".point__state", "nu bij Financiën")
		decide.submit("main form", "decision", finance.ID.String()).follow().is(http.StatusOK) // posted twice
		decide.submit("main form", "decision", "stays", "reason", "Toch niet.").is(http.StatusConflict).sees(".typed textarea", "Toch niet.")
		c.get(path+"/decide").follow().sees("h1", item.Title)
		s.as(eva).get(path).is(http.StatusOK).sees(".timeline", "Financiën huurt de antenne.")
		s.as(s.Fatma).get(path).sees(".timeline", "Nu bij Financiën")
	})
}

func TestAServiceThatIsAskedForHelpReadsThePointAndGivesItsPart(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/items/" + s.wifi().ID.String()
		finance, eva := s.helper("Financiën")
		b := s.as(s.Sanne)
		s.as(s.Bram).get(path).is(http.StatusNotFound)
		form := b.get(path+"/help").is(http.StatusOK).sees("main", "ICT blijft zelf antwoord geven")
		form.submit("main form", "request", "Hoeveel kost het?").is(http.StatusUnprocessableEntity).sees("#request", "Hoeveel kost het?")
		sent := []string{"service", s.Canteen.ID.String(), "request", "Hangt er een antenne in de keuken?"}
		form.submit("main form", sent...).follow().sees(".flash", "Kantine is om hulp gevraagd").sees("main", "Nog geen antwoord")
		form.submit("main form", sent...).follow().is(http.StatusOK) // posted twice
		form.submit("main form", "service", s.Canteen.ID.String(), "request", "En in de gang?").is(http.StatusConflict).sees("#request", "En in de gang?")
		b.get(path + "/help").lacks("option[value='" + s.Canteen.ID.String() + "']").lacks("option[value='" + s.ICT.ID.String() + "']")

		h := s.as(s.Bram)
		h.get("/").sees("main", "Kantine wordt om hulp gevraagd")
		asked := h.get(path).is(http.StatusOK).sees(".point-ask", "Hangt er een antenne in de keuken?").lacks("form[action$='/outcome']")
		h.get(path + "/hand-over").is(http.StatusNotFound)
		asked.submit("form[action$='/help/given']").is(http.StatusUnprocessableEntity)
		asked.submit("form[action$='/help/given']", "given", "Ja, boven de oven.").follow().is(http.StatusOK).sees(".flash", "ICT gaat ermee verder").lacks("form[action$='/help/given']")
		asked.submit("form[action$='/help/given']", "given", "Ja, boven de oven.").follow().is(http.StatusOK)
		asked.submit("form[action$='/help/given']", "given", "Nee.").is(http.StatusConflict).sees(".typed textarea", "Nee.")
		s.as(eva).post(path+"/help/given", "_service", finance.ID.String(), "given", "Ik ook.").is(http.StatusNotFound)
		b.get(path).sees("main", "Ja, boven de oven.").sees(".timeline", "Kantine gaf een deel")
		if seen := s.as(s.Fatma).get(path).is(http.StatusOK).text("main"); strings.Contains(seen, "oven") || strings.Contains(seen, "Kantine") || strings.Contains(seen, "keuken") {
			t.Errorf("an ambassador sees who helps: %q", seen)
		}
	})
}
