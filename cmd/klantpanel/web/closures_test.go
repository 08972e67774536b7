package web

import (
	"net/http"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func TestAnAdministratorSaysWhenNobodyWorks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		page := b.get("/settings/closures").is(http.StatusOK).sees("aside", "Koningsdag dinsdag 27 april").sees("aside", "zaterdag 25 december · in het weekend").sees("aside", "2028")
		page.lacks(".rows")
		wrong := page.submit("main form.card", "name", "Zomersluiting", "from", "2027-08-09", "until", "2027-08-01").is(http.StatusUnprocessableEntity).sees("#until-error", "")
		if v := wrong.Find("#name").AttrOr("value", ""); v != "Zomersluiting" {
			t.Errorf("typed %q", v)
		}
		wrong.submit("main form.card", "until", "2027-08-20").follow().is(http.StatusOK).sees(".flash", "opnieuw gepland").
			sees(".rows", "Zomersluiting maandag 9 augustus 2027 tot en met vrijdag 20 augustus 2027 · 10 werkdagen")
		wrong.submit("main form.card", "until", "2027-08-20").follow().is(http.StatusOK).lacks(".rows li + li") // sent twice
		wrong.submit("main form.card", "until", "2027-08-20", "name", "Bouwvak").is(http.StatusUnprocessableEntity).sees("#from-error", "")
		listed := b.get("/settings/closures")
		for range 2 { // sent twice
			listed.submit(".rows form").follow().is(http.StatusOK).lacks(".rows").sees("main", "nog geen periode")
		}
		b.get("/settings/closures").submit("main form.card", "from", "2026-12-24", "until", "2026-12-24").follow().
			sees("details .rows", "Gesloten donderdag 24 december 2026 · 1 werkdag").sees("details summary", "1 periode die voorbij is")
		s.as(s.Joris).get("/settings/closures").is(http.StatusForbidden)
	})
}

func TestAClosedPeriodMovesTheRoundsToCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := "/panels/" + s.Panel.ID.String()
		before := s.as(s.Joris).get(path).text(".moments li:first-child strong")
		s.as(s.Ineke).get("/settings/closures").submit("main form.card", "name", "Verhuisweek", "from", "2027-01-11", "until", "2027-01-15").follow().is(http.StatusOK)
		after := s.as(s.Joris).get(path).is(http.StatusOK)
		if after.text(".moments li:first-child strong") == before {
			t.Errorf("the next round stays on %s", before)
		}
		after.sees(".moments li:first-child", "Verplaatst").sees(".moments li:first-child", "is Verhuisweek.")
		s.as(s.Joris).post(path + "/start").is(http.StatusSeeOther)
		s.as(s.Ineke).get("/settings/closures").sees(".closure", "Klantpanel Werkplek: de ronde van 12 jan begint op 18 jan.")
		s.as(s.Ineke).get("/settings/closures").submit("main form.card", "name", "Teamdag", "from", "2027-01-18", "until", "2027-01-18").follow().is(http.StatusOK)
		s.as(s.Joris).get(path).sees(".moments li:first-child", "dinsdag 19 januari 2027").sees(".moments li:first-child", "is Verhuisweek. Daarna komt nog: Teamdag.")
	})
}
