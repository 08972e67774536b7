package web

import (
	"testing"

	"klantpanel/panel"
)

// handOverOf is the page on which a person's constituency is handed over.
func (s *site) handOverOf(who panel.Person) string {
	s.t.Helper()
	return "/panels/" + s.Panel.ID.String() + "/ambassadors/" + s.As(s.t, who).Ambassadors[s.Panel.ID].String() + "/hand-over"
}

func TestACoordinatorHandsAConstituencyOver(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		path := s.handOverOf(s.Fatma)
		b := s.as(s.Joris)
		p := b.get(path).is(200).sees("h1", "Fatma Yılmaz").sees("aside", "Burgerzaken").sees("#successor", "Piet Hoekstra")
		p = p.submit("form.card--main", "email", "niemand@elders.example", "on", "2027-01-03").is(422).sees("#email-error", "").sees("#on-error", "Kies vandaag")
		if v, _ := p.Find("#email").Attr("value"); v != "niemand@elders.example" {
			t.Errorf("the address became %q", v)
		}
		p.submit("form.card--main", "email", s.Fatma.Email, "on", "2027-03-01").is(422).sees("#email-error", "Kies iemand anders")
		p.submit("form.card--main", "email", "", "on", "2027-03-01").is(422).sees("#email-error", "")
		page := p.submit("form.card--main", "email", s.Wim.Email, "on", "2027-03-01").follow().sees("main", "Wim Smit neemt het over").lacks("#email")
		b.post(path, "email", s.Wim.Email, "on", "2027-03-01").is(303) // twice is harmless
		b.post(path, "email", s.Bram.Email, "on", "2027-03-01").is(409).sees(".error-summary, .summary, main", "Wim Smit neemt deze achterban al over")
		b.get("/panels/"+s.Panel.ID.String()).sees("#ambassadors ~ table", "1 mrt")
		page.submit("section.card form").follow().sees("main", "De overdracht is ingetrokken").sees("#email", "")
		b.post(path + "/cancel").is(303)
	})
}

func TestAnExistingAmbassadorIsChosenFromAList(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		piet := s.As(t, s.Piet).Ambassadors[s.Panel.ID].String()
		s.as(s.Joris).get(s.handOverOf(s.Fatma)).submit("form.card--main", "successor", piet, "on", "2027-03-01").follow().sees("main", "Piet Hoekstra neemt het over")
	})
}

func TestTheStartPageSaysThatATermEnds(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		_, err := s.Store.SaveAmbassador(t.Context(), s.As(t, s.Joris), s.Panel.ID, s.As(t, s.Fatma).Ambassadors[s.Panel.ID],
			panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-29"})
		if err != nil {
			t.Fatal(err)
		}
		path := s.handOverOf(s.Fatma)
		p := s.as(s.Joris).get("/").sees("main", "De termijn van Fatma Yılmaz loopt af")
		if p.Find("a[href='"+path+"']").Length() == 0 {
			t.Error("nothing leads to the hand-over")
		}
		s.as(s.Joris).get(path).sees("main", "").submit("form.card--main", "email", s.Wim.Email).follow().sees("main", "Vanaf zaterdag 30 januari 2027")
		if contains(s.as(s.Joris).get("/").text("main"), "loopt af") {
			t.Error("Wim takes over, and the task still stands there")
		}
		if _, err := s.Store.SavePerson(t.Context(), panel.System, s.Wim.ID, panel.PersonInput{Name: s.Wim.Name, Email: s.Wim.Email}); err != nil {
			t.Fatal(err)
		}
		s.as(s.Joris).get("/").sees("main", "De opvolger van Fatma Yılmaz is uit dienst")
		s.as(s.Joris).get(path).sees("main", "werkt hier niet meer").sees("#email", "")
		for _, reader := range []panel.Person{s.Fatma, s.Wim, s.Anton, s.Sanne} {
			if reader.ID != s.Wim.ID {
				s.as(reader).get(path).is(404)
			}
		}
	})
}
