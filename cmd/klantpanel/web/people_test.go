package web

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestOnlyAnAdministratorSeesThePeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for _, path := range []string{"/people", "/people/new", "/people/" + s.Wim.ID.String()} {
			s.as(s.Ineke).get(path).is(http.StatusOK)
			s.as(s.Joris).get(path).is(http.StatusForbidden)
			s.as(s.Wim).get(path).is(http.StatusForbidden)
		}
		s.as(s.Ineke).get("/people/" + uuid.NewString()).is(http.StatusNotFound)
	})
}

func TestPeopleAreFoundAndListedAPageAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for i := range peoplePerPage {
			in := panel.PersonInput{Name: fmt.Sprintf("Collega %03d", i), Email: fmt.Sprintf("collega%03d@waterveld.example", i), Unit: "Gemeentewerf", Active: true}
			if _, err := s.Store.SavePerson(t.Context(), panel.System, uuid.Nil, in); err != nil {
				t.Fatal(err)
			}
		}
		b := s.as(s.Ineke)
		seen := map[string]bool{}
		p := b.get("/people").is(http.StatusOK).lacks(".pager__link:not([rel])")
		for pages := 1; ; pages++ {
			for _, n := range p.Find("tbody th a").Nodes {
				seen[n.FirstChild.Data] = true
			}
			next, ok := p.Find(".pager__link[rel=next]").Attr("href")
			if !ok {
				if pages != 2 {
					t.Errorf("%d pages", pages)
				}
				break
			}
			p = b.get(next).is(http.StatusOK)
		}
		if len(seen) != peoplePerPage+8 {
			t.Errorf("%d people on all pages", len(seen))
		}
		b.get("/people?q=fatma").is(http.StatusOK).sees("tbody", "Fatma Yılmaz").sees("tbody", "Burgerzaken").lacks("tbody tr + tr")
		b.get("/people?q=niemand").is(http.StatusOK).sees(".empty", "Niemand gevonden")
		b.get("/people?after=%21").is(http.StatusOK)
	})
}

func TestAPersonIsAddedChangedAndLeaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		wrong := b.get("/people/new").submit("main form", "name", "Els Verhoeven", "email", s.Wim.Email).is(http.StatusUnprocessableEntity)
		if v, _ := wrong.Find("#name").Attr("value"); v != "Els Verhoeven" {
			t.Errorf("what was typed is gone: %q", v)
		}
		wrong.sees("#email-error", "")
		saved := wrong.submit("main form", "email", "els@waterveld.example", "unit", "Sociaal Domein", "manager", "on")
		saved.follow().sees(".flash", "Els Verhoeven").sees("tbody", "Sociaal Domein")
		els, err := s.Store.PersonByEmail(t.Context(), "els@waterveld.example")
		if err != nil || !els.Manager || els.Unit == nil {
			t.Fatalf("%+v, %v", els, err)
		}
		path := "/people/" + els.ID.String()
		filled := b.get(path).is(http.StatusOK)
		if v, _ := filled.Find("#known_unit option[selected]").Attr("value"); v != "Sociaal Domein" {
			t.Errorf("her department is %q", v)
		}
		b.post(path, "name", els.Name, "email", els.Email, "language", "").follow().sees("tbody", "Uit dienst")
		b.post("/people/"+s.Ineke.ID.String(), "name", "Ineke de Vries", "email", s.Ineke.Email, "language", "nl", "active", "on").is(http.StatusConflict)
	})
}
