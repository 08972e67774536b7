package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// board is a form of the board: names and values by turns, and the ticked contributions.
func board(ids []uuid.UUID, values ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	for _, id := range ids {
		form.Add("contributions", id.String())
	}
	return form
}

func (s *site) items(c panel.Cycle) []dialogue.Item {
	s.t.Helper()
	items, err := s.server.Dialogue.ItemsIn(s.t.Context(), c.ID, uuid.Nil, 100)
	s.must(err)
	return items
}

func TestTheCoordinatorBundlesOnTheBoard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.as(s.Joris).get(path+"/board").is(200).sees(".empty", "Er is nog niets binnen").sees(".empty", "26 januari 2027")
		wifi := s.say(s.Fatma, c, 6, "De wifi valt weg in zaal 3.")
		werf := s.say(s.Piet, c, 2, "Op de werf is geen wifi.")
		thanks := s.say(s.Piet, c, 1, "Dank aan de bode.", func(_ []panel.CycleQuestion, a *dialogue.Answer) { a.QuestionID = nil })
		b := s.as(s.Joris)
		p := b.get(path+"/board").is(200).sees(".board-todo", "3 stukken inbreng wachten.").sees("legend", "Wat houdt u op in uw werk?").sees(".waiting", "Fatma Yılmaz · namens 6 collega's")
		if last := p.text("fieldset.board__group:last-of-type legend"); last != "Wilt u nog iets anders zeggen?" {
			t.Errorf("the last group is %q", last)
		}
		points := board([]uuid.UUID{wifi}, "title", "Wifi valt weg", "said", "Op veel plekken valt de wifi weg.", "service", "")
		b.ask("POST", path+"/items", points).follow().sees(".flash", "Wifi valt weg").sees(".board__unrouted", "6 collega's")
		b.ask("POST", path+"/items", points).is(http.StatusConflict).sees(".error-summary", "")
		item := s.items(c)[0]
		b.ask("POST", path+"/items/add", board([]uuid.UUID{werf}, "item", item.ID.String())).follow().sees(".board__unrouted", "8 collega's")
		b.ask("POST", path+"/acknowledge", board([]uuid.UUID{thanks}, "reason", "Wij hebben het de bode verteld.")).follow().
			sees(".empty", "Alles is gebundeld").sees(".board-todo", "Kies nog een dienst voor 1 punt")
		route, field := "/items/"+item.ID.String()+"/route", "service-"+item.ID.String()
		b.post(route, field, "").is(422).sees(".board__unrouted", "Wifi valt weg").sees(".error-summary", "Wifi valt weg – Welke dienst? Maak hier een keuze.").lacks("select[required]")
		b.post(route, field, s.ICT.ID.String()).follow().sees(".badge", "Nu bij ICT").sees(".board__share", "ICT 1 wacht op antwoord Wifi valt weg").lacks(".board__unrouted")
		b.post(route, field, s.ICT.ID.String()).is(303)
		b.post(route, field, s.Canteen.ID.String()).is(http.StatusConflict)
		if got := s.items(c)[0]; len(s.items(c)) != 1 || got.People != 8 || *got.ServiceID != s.ICT.ID {
			t.Errorf("the round's points: %+v", s.items(c))
		}
		s.afterCollecting(c)
		b.get(path+"/board").sees(".empty", "De diensten antwoorden t/m")
	})
}

func TestTheBoardKeepsWhatWasTickedAndTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		wifi := s.say(s.Fatma, c, 6, "De wifi valt weg in zaal 3.")
		soup := s.say(s.Piet, c, 2, "De soep is zout.")
		b := s.as(s.Joris)
		ticked := func(p *page, id uuid.UUID) bool {
			return p.Find("input[name=contributions][value='"+id.String()+"'][checked]").Length() == 1
		}
		p := b.ask("POST", path+"/items", board([]uuid.UUID{wifi}, "title", "", "said", "De wifi valt weg.", "service", s.ICT.ID.String())).is(422)
		if !ticked(p, wifi) || ticked(p, soup) || p.text("#said") != "De wifi valt weg." || p.Find("#service option[selected]").AttrOr("value", "") != s.ICT.ID.String() {
			t.Error("what was ticked and typed is gone")
		}
		p = b.ask("POST", path+"/acknowledge", board([]uuid.UUID{soup}, "title", "Later")).is(422)
		if !ticked(p, soup) || p.Find("#title").AttrOr("value", "") != "Later" || p.Find("details[open] #reason").Length() != 1 {
			t.Error("what was ticked and typed is gone")
		}
		b.ask("POST", path+"/items/add", board([]uuid.UUID{soup}, "item", "")).is(422)
		b.ask("POST", path+"/items", board(nil, "title", "Zonder inbreng", "said", "Niets")).is(422)
		s.must(s.server.Dialogue.AcknowledgeContributions(t.Context(), s.As(t, s.Joris), c.ID, []uuid.UUID{wifi}, "Opgelost."))
		p = b.ask("POST", path+"/items", board([]uuid.UUID{wifi, soup}, "title", "Soep", "said", "Te zout.")).is(http.StatusConflict)
		if !ticked(p, soup) {
			t.Error("what still waits is no longer ticked")
		}
		p.submit("form.board").follow().sees(".flash", "Soep")
		if items := s.items(c); len(items) != 1 || items[0].People != 2 {
			t.Errorf("points: %+v", items)
		}
	})
}

func TestAPointOfAnEarlierRoundTakesFromThisOneAndNobodyElseDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		first, _ := s.round()
		old := s.point(first, nil, "Wifi valt weg", s.say(s.Fatma, first, 6, "De wifi valt weg in zaal 3."))
		second, path := s.round()
		id := s.say(s.Fatma, second, 1, "De lift is traag.")
		s.as(s.Joris).ask("POST", path+"/items/add", board([]uuid.UUID{id}, "item", old.ID.String())).follow().sees(".flash", "Wifi valt weg")
		id = s.say(s.Fatma, second, 1, "De lift piept.")
		s.as(s.Joris).ask("POST", path+"/items/add", board([]uuid.UUID{id}, "item", uuid.NewString())).is(404)
		for _, foreign := range []panel.Person{s.Fatma, s.Sanne, s.Anton, s.Wim} {
			s.as(foreign).get(path + "/board").is(404)
			for _, action := range []string{"/board", "/items", "/items/add", "/acknowledge"} {
				s.as(foreign).ask("POST", path+action, board([]uuid.UUID{id}, "title", "x", "said", "x", "reason", "x")).is(404)
			}
			s.as(foreign).post("/items/"+old.ID.String()+"/route", "service", s.ICT.ID.String()).is(404)
		}
	})
}

func TestWhatIsHalfDoneStaysWhenSomethingElseIsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		wifi, soup, thanks := s.say(s.Fatma, c, 6, "De wifi valt weg."), s.say(s.Piet, c, 2, "De soep is zout."), s.say(s.Piet, c, 1, "Dank aan de bode.")
		item := s.point(c, nil, "Wifi valt weg", wifi)
		b := s.as(s.Joris)
		field := "service-" + item.ID.String()
		p := b.ask("POST", "/items/"+item.ID.String()+"/route", board([]uuid.UUID{soup}, field, s.ICT.ID.String(), "title", "Zoute soep")).is(200).sees(".flash", "nu bij de dienst")
		if p.Find("input[checked]").AttrOr("value", "") != soup.String() || p.Find("#title").AttrOr("value", "") != "Zoute soep" {
			t.Error("what was ticked and typed is gone")
		}
		p = b.ask("POST", path+"/acknowledge", board([]uuid.UUID{thanks}, "reason", "Doorgegeven.", "title", "Zoute soep", "said", "Te zout.")).is(200)
		p.sees(".board-todo", "1 stuk inbreng wacht.").lacks("input[checked]").lacks("details[open]")
		if p.Find("#title").AttrOr("value", "") != "Zoute soep" || p.text("#said") != "Te zout." {
			t.Error("what was typed is gone")
		}
		b.ask("POST", path+"/items/add", board([]uuid.UUID{soup}, "item", item.ID.String(), "title", " ", "q", "")).is(303)
	})
}

func TestTheCoordinatorSeesThroughWhomAColleagueSaidSomething(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		link, err := s.Store.OpenLink(t.Context(), c.ID, s.Waterveld.As(t, s.Fatma).Ambassadors[c.PanelID])
		s.must(err)
		_, err = s.server.Dialogue.Receive(t.Context(), link, dialogue.NewReceiptCode(), []dialogue.Answer{{Text: "De lift hangt scheef."}})
		s.must(err)
		s.as(s.Joris).get(path+"/board").is(200).sees(".waiting", "een collega, via Fatma Yılmaz")
		if file := s.as(s.Joris).get(path + "/contributions.csv").is(200).body; !strings.Contains(file, "een collega, via Fatma Yılmaz") {
			t.Errorf("the export doesn't say through whom it came:\n%s", file)
		}
	})
}
