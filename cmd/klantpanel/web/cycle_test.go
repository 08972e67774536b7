package web

import (
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// round is an open round of Waterveld.
func (s *site) round() (panel.Cycle, string) {
	s.t.Helper()
	c := s.OpenRound(s.t)
	return c, "/cycles/" + c.ID.String()
}

// say contributes to the round's open question, or what answer says of another one.
func (s *site) say(who panel.Person, c panel.Cycle, people int, text string, answer ...func([]panel.CycleQuestion, *dialogue.Answer)) uuid.UUID {
	s.t.Helper()
	questions, err := s.Store.CycleQuestions(s.t.Context(), c.ID)
	s.must(err)
	a := dialogue.Answer{QuestionID: &questions[0].ID, People: people, Text: text}
	for _, change := range answer {
		change(questions, &a)
	}
	_, err = s.server.Dialogue.Contribute(s.t.Context(), s.As(s.t, who), c.ID, uuid.New(), []dialogue.Answer{a})
	s.must(err)
	said, err := s.server.Dialogue.Said(s.t.Context(), s.As(s.t, who).Ambassadors[c.PanelID], c.ID)
	s.must(err)
	return said[len(said)-1].ID
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// point bundles contributions into a point, with a service or none.
func (s *site) point(c panel.Cycle, service *uuid.UUID, title string, ids ...uuid.UUID) dialogue.Item {
	s.t.Helper()
	item, err := s.server.Dialogue.Bundle(s.t.Context(), s.As(s.t, s.Joris), c.ID,
		dialogue.BundleInput{Contributions: ids, Title: title, Said: title + ", zeggen collega's.", Service: service})
	s.must(err)
	return item
}

// afterCollecting moves the clock past the collecting phase and lets the round go on.
func (s *site) afterCollecting(c panel.Cycle) {
	s.t.Helper()
	s.Clock.To(c.CollectingUntil.Time.Add(60e9))
	s.must(s.server.Dialogue.CloseDue(s.t.Context(), s.Clock.Now()))
}

func TestARoundShowsEachReaderTheirOwnPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		wifi := s.say(s.Fatma, c, 6, "De wifi valt weg in zaal 3.")
		soup := s.say(s.Fatma, c, 1, "De soep is zout.")
		s.say(s.Piet, c, 2, "Op de werf ontbreekt een printer.")
		s.point(c, &s.ICT.ID, "Wifi valt weg", wifi)
		s.must(s.server.Dialogue.AcknowledgeContributions(t.Context(), s.As(t, s.Joris), c.ID, []uuid.UUID{soup}, "Is vorige week besproken."))

		own := s.as(s.Fatma).get(path).is(200)
		own.sees("[aria-labelledby=said]", "Nu bij ICT").sees("[aria-labelledby=said]", "Is vorige week besproken.")
		own.sees("[aria-current=step]", "Ophalen").sees("[aria-current=step]", "werkdagen")
		own.lacks("[href$='/board']")
		if text := own.text("main"); contains(text, "printer") {
			t.Errorf("Fatma reads what Piet said: %s", text)
		}
		runs := s.as(s.Joris).get(path).is(200).sees(".figures", "wacht nog op bundelen").sees("#items ~ .rows", "5 of meer collega's")
		if runs.Find("a[href$='/board']").Length() == 0 {
			t.Error("the coordinator finds no way to the board")
		}
		s.as(s.Anton).get(path).is(200).lacks("[href$='/board']").lacks("#said")
		for _, foreign := range []panel.Person{s.Wim, s.Sanne} {
			s.as(foreign).get(path).is(404)
		}
		s.as(s.Ineke).get(path[:len(path)-1] + "x").is(404)
	})
}

func TestFiguresOnFewPeopleAreNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		give := func(who panel.Person, people, question int, answer dialogue.Answer) {
			s.say(who, c, people, "", func(q []panel.CycleQuestion, a *dialogue.Answer) {
				answer.QuestionID, answer.People = &q[question].ID, people
				*a = answer
			})
		}
		six, eight, five, one := 6, 8, 5, 1
		give(s.Fatma, 4, 1, dialogue.Answer{Mark: &six})
		give(s.Fatma, 6, 2, dialogue.Answer{Choice: &one})
		give(s.Piet, 6, 3, dialogue.Answer{Importance: &eight, Experience: &five})
		s.as(s.Fatma).get(path).sees("[aria-labelledby=figures]", "na het ophalen").lacks(".bars")
		s.say(s.Piet, c, 1, "De lift piept.")
		s.as(s.Joris).get(path).sees(".figures", "4 stukken inbreng").sees(".figures", "1 wacht nog op bundelen").sees(".figures", "3 alleen in de cijfers")
		s.afterCollecting(c)
		p := s.as(s.Anton).get(path).is(200).sees("[aria-labelledby=figures]", "Te weinig inbreng om te tonen.")
		p.sees(".bars", "6 collega's (100%)").sees(".bars", "8,0").sees("[aria-labelledby=figures]", "Het gaat 3,0 punt minder goed dan nodig.")
		p.lacks(".figure__mark")
		in := s.as(s.Anton)
		in.cookies[s.server.cookieName(languageCookie)] = "en"
		in.get(path).sees(".bars", "8.0").sees("[aria-labelledby=figures]", "Too few contributions to show.")
	})
}

func TestAMissedRoundSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		p, err := s.Store.StartPanel(t.Context(), s.As(t, s.Joris), s.Panel.ID)
		s.must(err)
		s.Clock.To(p.NextAt.Time.AddDate(0, 0, 20))
		s.must(s.Store.OpenDue(t.Context(), s.Clock.Now()))
		cycles, err := s.Store.Cycles(t.Context(), p.ID, 1)
		s.must(err)
		path := "/cycles/" + cycles[0].ID.String()
		s.as(s.Fatma).get(path).is(200).sees("h1", "Ronde van 12 januari 2027").sees("main", "niet geopend").sees("main", "9 februari 2027")
		s.as(s.Fatma).get(path + "/contribute").follow().is(200)
		s.as(s.Joris).get(path + "/board").is(200)
	})
}
