package web

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestACoordinatorSeesAllLinksAndTakesAFloodOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, _ := kitOf(t, db)
		links := "/cycles/" + c.ID.String() + "/links"
		piet, fatma := s.linkOf(c, s.Piet), s.linkOf(c, s.Fatma)
		s.colleaguesSend(piet, 3)
		s.colleaguesSend(fatma, 1)
		joris := s.as(s.Joris)
		joris.get("/cycles/"+c.ID.String()).sees(`a[href="`+links+`"]`, "Links voor collega's")
		page := joris.get(links).is(200).sees("main", "Via de links kwamen 4 formulieren binnen.").sees("tbody tr:nth-child(1)", "Fatma Yılmaz").sees("tbody tr:nth-child(1)", "Burgerzaken")
		page.sees("tbody tr:nth-child(2) .number", "3").sees("tbody tr:nth-child(2)", "Open")
		way := links + "/" + piet.ID.String() + "/close"
		asked := joris.get(way).is(200).sees(".eyebrow", "Piet Hoekstra")
		asked.submit("main form", "received", "keep").follow().is(200).sees(".flash", "Wat binnenkwam, blijft").sees("tbody tr:nth-child(2)", "Gesloten")
		joris.get(way).is(200).sees("h1", "Haal de inbreng eruit").submit("main form").follow().sees(".flash", "eruit gehaald: 3").sees("tbody tr:nth-child(2) .number", "0 (3 stukken inbreng eruit gehaald)")
		asked.submit("main form", "received", "out").follow().sees(".flash", "viel niets uit te halen")
		if c, err := s.Store.Cycle(t.Context(), c.ID); err != nil || c.Contributions != 1 {
			t.Errorf("%d contributions count, want that by Fatma's link: %v", c.Contributions, err)
		}
		if findings, err := dialogue.Check(t.Context(), db); err != nil || len(findings) != 0 {
			t.Errorf("the doctor says %v, %v", findings, err)
		}
	})
}

func TestALinkOfAnotherRoundIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, _ := kitOf(t, db)
		link := s.linkOf(c, s.Piet)
		s.Clock.To(c.RespondingUntil.Add(1e9))
		if err := s.server.Dialogue.CloseDue(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		next := s.OpenRound(t)
		joris := s.as(s.Joris)
		for _, id := range []string{link.ID.String(), uuid.NewString(), "geen-link"} {
			way := "/cycles/" + next.ID.String() + "/links/" + id + "/close"
			joris.get(way).is(404)
			joris.post(way, "received", "out").is(404)
		}
		s.as(s.Fatma).get("/cycles/" + next.ID.String() + "/links").is(404)
		joris.get("/cycles/"+c.ID.String()+"/links").is(200).sees("tbody", "Ronde voorbij")
	})
}

func TestManyLinksAreTurnedAPageAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, _ := kitOf(t, db)
		piet := s.linkOf(c, s.Piet)
		for i := range linksPerPage {
			over := panel.Link{ID: uuid.Must(uuid.NewV7()), CycleID: c.ID, AmbassadorID: piet.AmbassadorID, Code: fmt.Sprintf("oud%d", i), CreatedAt: s.Clock.Now(), ClosedAt: bun.NullTime{Time: s.Clock.Now()}}
			must(s.db.NewInsert().Model(&over).Exec(t.Context()))(t)
		}
		joris, seen := s.as(s.Joris), 0
		page := joris.get("/cycles/"+c.ID.String()+"/links").is(200).lacks("main a[href$='/links']").sees("tbody tr:nth-child(1)", "Fatma Yılmaz")
		for range 10 {
			seen += page.Find("tbody tr").Length()
			next := page.Find("a[rel=next]")
			if next.Length() == 0 {
				break
			}
			page = joris.get(next.AttrOr("href", "")).is(200)
		}
		if all := must(s.Store.Links(t.Context(), c.ID))(t); seen != len(all) {
			t.Errorf("%d links on the pages, want %d", seen, len(all))
		}
	})
}
