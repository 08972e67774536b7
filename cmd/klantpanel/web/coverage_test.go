package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// team hires so many people in a department.
func (s *site) team(name string, people int) {
	s.t.Helper()
	for i := range people {
		must(s.Store.SavePerson(s.t.Context(), panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("%s %d", name, i),
			Email: fmt.Sprintf("%s%d@waterveld.example", strings.ToLower(name), i), Unit: name, Active: true}))(s.t)
	}
}

// counted ends the collecting of the round and has its coverage counted.
func (s *story) counted() {
	s.t.Helper()
	s.Clock.To(s.round.CollectingUntil.Add(2 * time.Minute))
	for _, job := range []func() error{
		func() error { return s.server.Dialogue.CloseDue(s.t.Context(), s.Clock.Now()) },
		func() error { return s.server.Dialogue.CoverDue(s.t.Context(), s.Clock.Now()) },
	} {
		if err := job(); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) coveragePath() string { return "/panels/" + s.Panel.ID.String() + "/coverage" }

func TestCoverageShowsWhomAPanelReachesAndWhomItNeverHeard(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.team("Burgerzaken", 28)
		s.team("Gemeentewerf", 19)
		s.team("Wijkbeheer", 34)
		s.say(s.Fatma, 12, "De wifi valt weg.")
		s.say(s.Piet, 3, "De printer is leeg.")
		p := s.as(s.Joris).get(s.coveragePath()).is(200).sees("main", "De cijfers volgen als het ophalen klaar is")
		if contains(p.text("table.coverage"), "12") {
			t.Error("a number is shown while the round collects")
		}
		s.counted()
		p = s.as(s.Joris).get(s.coveragePath()).sees("table.coverage", "12 van 30").sees("table.coverage", "niet getoond").
			sees("#ask ~ ul", "Vraag iemand van Wijkbeheer").sees("#ask ~ ul", "Voor 34 collega's daar spreekt nog niemand").sees(".coverage__teams", "Wijkbeheer").sees("details:last-of-type", "ICT").sees("details:last-of-type", "niet getoond")
		if contains(p.text("table.coverage"), "3 van 20") || contains(p.text(".coverage__trend"), "15") {
			t.Error("three colleagues can be worked out")
		}
		for _, manager := range []panel.Person{s.Anton, s.Ineke} {
			s.as(manager).get(s.coveragePath()).is(200).sees("table.coverage", "12 van 30")
		}
		s.as(s.Anton).get("/overview").sees("main a[href='"+s.coveragePath()+"']", s.Panel.Name)
		s.as(s.Anton).get(s.coveragePath()).lacks("a[href$='/ambassadors/new']")
		for _, reader := range []panel.Person{s.Fatma, s.Sanne, s.Wim} {
			s.as(reader).get(s.coveragePath()).is(404)
		}
	})
}

func TestAnAmbassadorSeesTheOwnPartOfTheCoverage(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.team("Burgerzaken", 28)
		s.team("Gemeentewerf", 19)
		s.say(s.Fatma, 12, "De wifi valt weg.")
		s.say(s.Piet, 7, "De printer is leeg.")
		s.as(s.Fatma).get("/constituency").is(200).lacks("#reach")
		s.counted()
		p := s.as(s.Fatma).get("/constituency").sees("section[aria-labelledby=reach]", "12 van 30")
		if contains(p.text("section[aria-labelledby=reach]"), "7") {
			t.Error("she sees another constituency")
		}
	})
}

func TestTheFileOfTheCoverageHidesWhatThePageHides(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.team("Burgerzaken", 28)
		s.team("Gemeentewerf", 19)
		s.say(s.Fatma, 12, "De wifi valt weg.")
		s.say(s.Piet, 3, "De printer is leeg.")
		s.counted()
		file := s.as(s.Joris).get(s.coveragePath() + ".csv").is(200).body
		if !strings.Contains(file, "Fatma Yılmaz;Burgerzaken;2027-01-01;;12;30") || !strings.Contains(file, "Piet Hoekstra;Gemeentewerf;2027-01-01;;;20") {
			t.Errorf("the file holds\n%s", file)
		}
		teams := s.as(s.Anton).get("/panels/" + s.Panel.ID.String() + "/teams.csv").is(200).body
		if !strings.Contains(teams, "Burgerzaken;30;Het laatst in ronde 1.") || !strings.Contains(teams, "ICT;1;Zo klein dat wij niet tonen of de afdeling gehoord is.") {
			t.Errorf("the file of teams holds\n%s", teams)
		}
		s.as(s.Joris).get(s.coveragePath() + ".xlsx").is(200)
		s.as(s.Fatma).get(s.coveragePath() + ".csv").is(404)
	})
}
