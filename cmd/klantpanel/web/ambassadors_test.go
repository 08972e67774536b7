package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestASecondAmbassadorForTheSamePersonIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/panels/" + s.Panel.ID.String() + "/ambassadors/new"
		p := b.get(path).is(http.StatusOK).submit("main form", "email", s.Fatma.Email, "people", s.Wim.Email).is(http.StatusUnprocessableEntity)
		p.sees("#email-error", "").sees("#people", s.Wim.Email)
		if v, _ := p.Find("#email").Attr("value"); v != s.Fatma.Email {
			t.Errorf("the address became %q", v)
		}
		if v, _ := p.Find("#starts_on").Attr("value"); v != "2027-01-04" {
			t.Errorf("the term begins on %q", v)
		}
		p.submit("main form", "people", "wim@waterveld.example, fout@elders.example").is(http.StatusUnprocessableEntity).sees("#people-error", "fout@elders.example")
	})
}

func TestAnAmbassadorGetsATermAndAConstituency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		ambassadors, err := s.Store.Ambassadors(t.Context(), s.Panel.ID)
		if err != nil {
			t.Fatal(err)
		}
		path := "/panels/" + s.Panel.ID.String() + "/ambassadors/" + ambassadors[0].ID.String()
		p := b.get(path).is(http.StatusOK).sees("h1", "Fatma Yılmaz").sees("#units", "Burgerzaken").lacks("#email")
		if n := p.Find("#units input[checked]").Length(); n != 1 {
			t.Errorf("%d departments ticked", n)
		}
		p.submit("main form", "ends_on", "2026-12-31").is(http.StatusUnprocessableEntity).sees("#ends_on-error", "")
		p.submit("main form", "ends_on", "2027-12-31", "people", s.Wim.Email).follow().sees("main", "Burgerzaken en 1 collega").sees("main", "tot en met 31 dec")
	})
}

func TestAnAmbassadorOfAnotherPanelIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		in := s.PanelInput()
		in.Name, in.Coordinators = "Klantpanel Buiten", s.Piet.Email
		other, err := s.Store.SavePanel(t.Context(), panel.System, uuid.Nil, in)
		if err != nil {
			t.Fatal(err)
		}
		wim, err := s.Store.SaveAmbassador(t.Context(), panel.System, other.ID, uuid.Nil, panel.AmbassadorInput{Email: s.Wim.Email, StartsOn: "2027-01-01"})
		if err != nil {
			t.Fatal(err)
		}
		path := "/panels/" + s.Panel.ID.String() + "/ambassadors/" + wim.ID.String()
		s.as(s.Joris).get(path).is(http.StatusNotFound)
		s.as(s.Joris).post(path, "starts_on", "2027-01-01").is(http.StatusNotFound)
		s.as(s.Ineke).get(path).is(http.StatusNotFound)
	})
}
