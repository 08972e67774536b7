package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestAPanelIsMadeFromNothingToItsFirstRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		form := b.get("/panels/new").is(http.StatusOK).sees("#coordinators", s.Ineke.Email)
		wrong := form.submit("main form", "name", "Klantpanel Eten", "every", "99", "coordinators", "joris@waterveld.example\nniemand@elders.example",
			"catch_up_days", "veel", "starts_on", "gisteren")
		wrong.is(http.StatusUnprocessableEntity).sees("#every-error", "hoogstens").sees("#coordinators-error", "niemand@elders.example").
			sees("details[open]", "Tijdzone").sees("#starts_on-error", "").lacks("#recurrence-error")
		if v, _ := wrong.Find("#name").Attr("value"); v != "Klantpanel Eten" || strings.Contains(wrong.text(".error-summary"), "error.") {
			t.Errorf("typed %q; %s", v, wrong.text(".error-summary"))
		}
		made := wrong.submit("main form", "every", "1", "period", "month", "nth", "2", "weekday", "2", "coordinators", s.Joris.Email, "catch_up_days", "7",
			"starts_on", "2027-01-05").follow()
		made.is(http.StatusOK).sees(".flash", "Klantpanel Eten").sees("main", "elke maand op de tweede dinsdag van de maand, om 09:00 uur")
		if made.Find(".todo a").Length() != 3 || made.Find(`form[action$="/start"]`).Length() != 0 {
			t.Errorf("missing: %s", made.text(".todo"))
		}
		path := b.last
		made.sees(".moments", "12 januari 2027, 09:00").sees(".moments", "Ophalen t/m 26 jan")
		if n := made.Find(".moments > li").Length(); n != 6 {
			t.Errorf("%d moments ahead", n)
		}
		b.post(path+"/start").is(http.StatusUnprocessableEntity).sees(".error-summary", "3 dingen")

		b = s.as(s.Joris) // by now the coordinator
		edit := b.get(path + "/edit").is(http.StatusOK)
		q := s.Questions
		edit.submit("main form", "services", s.Canteen.ID.String(), "questions", q[2].ID.String(), "place-"+q[2].ID.String(), "1").follow().is(http.StatusOK)
		b.get(path+"/ambassadors/new").submit("main form", "email", s.Fatma.Email).follow().sees("main", "Fatma Yılmaz").lacks(".todo")
		b.get(path).submit(`form[action$="/start"]`).follow().sees(".flash", "dinsdag 12 januari 2027").sees(".badge", "Loopt")
		b.get(path).submit(`form[action$="/pause"]`).follow().sees(".badge", "Staat stil")
	})
}

func TestQuestionsKeepTheOrderOfTheirNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/panels/" + s.Panel.ID.String()
		q := s.Questions
		p := b.get(path + "/edit").is(http.StatusOK)
		p.sees("details.topic[open] .ordered", q[2].TextNL)
		if v, _ := p.Find("input[name=place-" + q[2].ID.String() + "]").Attr("value"); v != "3" {
			t.Errorf("the third question has number %q", v)
		}
		p.submit("main form", "place-"+q[0].ID.String(), "9", "place-"+q[3].ID.String(), "1", "place-"+q[1].ID.String(), "").follow().is(http.StatusOK)
		links, err := s.Store.PanelLinks(t.Context(), s.Panel.ID)
		if err != nil {
			t.Fatal(err)
		}
		var order []uuid.UUID
		for _, l := range links.Questions {
			order = append(order, l.ID)
		}
		if len(order) != 4 || order[0] != q[3].ID || order[1] != q[2].ID || order[2] != q[0].ID || order[3] != q[1].ID {
			t.Errorf("order %v of %v", order, q)
		}
	})
}

func TestARoundIsOpenedNowOnlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/panels/" + s.Panel.ID.String()
		asked := b.get(path+"/open").is(http.StatusOK).sees("main", "2 ambassadeurs krijgen meteen een mail").sees("main", "maandag 18 januari 2027")
		opened := asked.submit("main form").is(http.StatusSeeOther)
		if to := opened.header.Get("Location"); !strings.HasPrefix(to, "/cycles/") {
			t.Errorf("goes to %q", to)
		}
		b.post(path+"/open").is(http.StatusConflict).sees(".error-summary", "")
		b.get(path).is(http.StatusOK).sees("tbody", "Ronde 1").sees("tbody .badge", "Ophalen")
	})
}

func TestAMissedMomentIsShownWithItsReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.OpenRound(t)
		s.Clock.Add(75 * 24 * time.Hour)
		if err := s.Store.OpenDue(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		s.as(s.Joris).get("/panels/"+s.Panel.ID.String()).is(http.StatusOK).sees("tbody", "Vervallen").sees("main", "2 rondes zijn vervallen, omdat het programma uit stond.").sees("tbody", "stond op dit moment uit").sees("tbody", "9 februari 2027")
	})
}

func TestACoordinatorSeesOwnPanelsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		in := s.PanelInput()
		in.Name, in.Coordinators = "Klantpanel Buiten", s.Piet.Email
		other, err := s.Store.SavePanel(t.Context(), panel.System, uuid.Nil, in)
		if err != nil {
			t.Fatal(err)
		}
		s.as(s.Joris).get("/panels").is(http.StatusOK).sees(".rows", "Klantpanel Werkplek").lacks(".rows li + li")
		s.as(s.Ineke).get("/panels").is(http.StatusOK).sees(".rows", "Klantpanel Buiten").sees(".rows", "Klantpanel Werkplek")
		s.as(s.Fatma).get("/panels").is(http.StatusForbidden)
		for _, page := range []string{"", "/edit", "/open", "/ambassadors/new"} {
			s.as(s.Joris).get("/panels/" + other.ID.String() + page).is(http.StatusNotFound)
			s.as(s.Wim).get("/panels/" + other.ID.String() + page).is(http.StatusNotFound)
		}
		for _, page := range []string{"/edit", "/start", "/pause", "/open", "/ambassadors/new"} {
			s.as(s.Joris).post("/panels/"+other.ID.String()+page, "name", "Gekaapt").is(http.StatusNotFound)
		}
	})
}

func TestHandingAPanelToSomebodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := "/panels/" + s.Panel.ID.String()
		p := s.as(s.Joris).get(path+"/edit").submit("main form", "coordinators", s.Wim.Email)
		if to := p.header.Get("Location"); to != "/" {
			t.Errorf("goes to %q", to)
		}
		s.as(s.Wim).get(path).is(http.StatusOK).sees("main", "Wim Smit")
	})
}

func TestAPanelWhoseAmbassadorsLeftSaysWhatItNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := "/panels/" + s.Panel.ID.String()
		s.as(s.Joris).get(path).lacks(".todo")
		for _, left := range []panel.Person{s.Fatma, s.Piet} {
			if _, err := s.Store.SavePerson(t.Context(), panel.System, left.ID, panel.PersonInput{Name: left.Name, Email: left.Email}); err != nil {
				t.Fatal(err)
			}
		}
		s.as(s.Joris).get(path).is(http.StatusOK).sees(".todo", "ambassadeur").lacks(`form[action$="/start"]`)
	})
}

func TestAnOpenRoundIsFoundFromItsPanelAndBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		b.get("/panels").lacks(`a[href^="/cycles/"]`)
		c := s.OpenRound(t)
		path := "/cycles/" + c.ID.String()
		b.get("/panels").is(http.StatusOK).sees(`a[href="`+path+`"]`, "Ronde 1 is nu open").sees(".rows .badge", "Ophalen")
		b.get(path).sees(`a[href="/panels/`+s.Panel.ID.String()+`"]`, "Klantpanel Werkplek")
		s.as(s.Fatma).get(path).is(http.StatusOK).lacks(`a[href^="/panels/"]`)
	})
}

func TestAnAmbassadorWhoSpeaksForNobodyIsPointedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/panels/" + s.Panel.ID.String()
		b.get(path).is(http.StatusOK).lacks(".notice--warning")
		b.get(path+"/ambassadors/new").submit("main form", "email", s.Wim.Email).follow().
			sees(".notice--warning", "1 ambassadeur heeft nog geen achterban").sees("tbody .badge", "Nog niemand").lacks(".todo")
	})
}

func TestPagesThatBelongTogetherAreTabsOfEachOther(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	for _, c := range []struct {
		who   panel.Person
		paths []string
	}{
		{s.Ineke, []string{"/settings", "/people", "/settings/closures", "/settings/appearance", "/settings/letters", "/settings/mail", "/settings/mail/dkim"}},
		{s.Ineke, []string{"/panels", "/questions", "/settings/services", "/settings/routing"}},
		{s.Joris, []string{"/panels", "/questions", "/settings/services", "/settings/routing"}},
	} {
		for _, path := range c.paths {
			p := s.as(c.who).get(path).is(http.StatusOK)
			var tabs []string
			for _, a := range p.Find(".tabs a").EachIter() {
				tabs = append(tabs, a.AttrOr("href", ""))
			}
			if !slices.Equal(tabs, c.paths) || p.Find(".tabs [aria-current=page]").AttrOr("href", "") != path || p.Find(".site-nav [aria-current=page]").AttrOr("href", "") != c.paths[0] {
				t.Errorf("%s at %s: %v", c.who.Name, path, tabs)
			}
		}
	}
}
