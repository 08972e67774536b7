package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestTheCalendarOfAPanelShowsAYearOfRounds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		if err := s.Store.AddClosedPeriod(t.Context(), panel.System, scheduler.Period{From: "2027-02-08", Until: "2027-02-12", Name: "Carnaval"}); err != nil {
			t.Fatal(err)
		}
		c := s.OpenRound(t)
		page := s.as(s.Joris).get("/panels/" + s.Panel.ID.String() + "/calendar").is(http.StatusOK)
		if n := page.Find(".year__month").Length(); n != 12 {
			t.Errorf("%d months", n)
		}
		page.sees(".year__month:first-child caption", "januari 2027").sees(".year__month:first-child thead", "wk ma di wo do vr za zo").
			sees(".year__month:first-child tbody tr:first-child th", "53").sees(".year__month:nth-child(2) tbody tr:first-child th", "5")
		opened := scheduler.DateOf(c.OpenedAt.Time, s.Panel.Zone())
		if opened.Time().Month() == time.January {
			page.sees(".year__month:first-child td:has(b)", "een ronde begint")
		}
		page.sees(`.year__month:nth-child(2) td[title*="Carnaval"]`, "8 Carnaval").sees(`.year__month:nth-child(4) td[title="Koningsdag"]`, "27")
		if page.Find(".year__month i.year__collecting").Length() == 0 || page.Find(".year__month i.year__responding").Length() == 0 || page.Find(".year__month i.year__reporting").Length() == 0 {
			t.Error("a phase has no days")
		}
		page.sees(".letters-of-round", "Een ronde begint").sees(".letters-of-round", "de ambassadeurs").sees(".letters-of-round", "meteen na de laatste dag van ophalen")
	})
}

func TestAMomentOnAFreeDayIsCountedAndSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/panels/" + s.Panel.ID.String()
		edit := b.get(path + "/edit")
		edit.submit("main form", "on_closed", panel.SkipIt, "every", "1", "period", "month", "nth", "0", "day", "27", "starts_on", "2027-04-01", "clock", "09:00").follow().is(http.StatusOK).
			sees(".moments__skipped", "Vervalt").sees(".moments__skipped", "Deze dag is Koningsdag.")
		if _, err := s.Store.StartPanel(t.Context(), panel.System, s.Panel.ID); err != nil {
			t.Fatal(err)
		}
		s.Clock.To(time.Date(2027, 5, 27, 12, 0, 0, 0, time.UTC))
		if err := s.Store.OpenDue(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		s.as(s.Joris).get(path).is(http.StatusOK).sees("main", "1 ronde is vervallen, omdat iedereen vrij was.").sees("tbody", "27 april 2027").sees("tbody", "Daarom verviel de ronde")
	})
}

func TestAMomentThatCouldMoveButGivesWayToTheNextSaysSo(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	if err := s.Store.AddClosedPeriod(t.Context(), panel.System, scheduler.Period{From: "2027-02-08", Until: "2027-02-12", Name: "Carnaval"}); err != nil {
		t.Fatal(err)
	}
	const why = "Later kan niet: dan komt de volgende ronde al."
	path := "/panels/" + s.Panel.ID.String()
	for _, rule := range []string{panel.MoveOn, panel.SkipIt} {
		page := s.as(s.Joris).get(path+"/edit").submit("main form", "on_closed", rule, "every", "1", "period", "week", "weekday", "1", "starts_on", "2027-01-05", "clock", "09:00").
			follow().is(http.StatusOK).sees(".moments__skipped", "Deze dag is Carnaval.")
		if said := strings.Contains(page.Find(".moments__skipped").Text(), why); said != (rule == panel.MoveOn) {
			t.Errorf("with %s the moment says why it isn't later: %v", rule, said)
		}
	}
}

func TestARoundOpenedByHandIsNotPromisedOnceMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		if _, err := s.Store.StartPanel(t.Context(), panel.System, s.Panel.ID); err != nil {
			t.Fatal(err)
		}
		s.Clock.To(scheduler.Date("2027-01-12").At("08:00", s.Panel.Zone()))
		b, path := s.as(s.Joris), "/panels/"+s.Panel.ID.String()
		for _, page := range []string{path, path + "/calendar"} {
			b.get(page).is(http.StatusOK).sees(".moments li:first-child", "12 januari")
		}
		if _, err := s.Store.OpenNow(t.Context(), panel.System, s.Panel.ID); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{path, path + "/calendar"} {
			b.get(page).is(http.StatusOK).sees(".moments li:first-child", "9 februari")
		}
		b.get(path+"/calendar").sees(`.year__month:first-child td:has(b)`, "12").sees(".letters-of-round", "9 feb")
		if said := b.get(path+"/rounds").is(http.StatusOK).sees("main", "9 februari").text("main"); strings.Contains(said, "12 januari") {
			t.Errorf("the rounds to come are %s", said)
		}
	})
}

func TestEachLetterOfARoundIsSaid(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	for _, language := range languages {
		for _, l := range panel.RoundCalendar {
			for _, id := range []string{"letters." + l.Kind, "letter_to." + l.To, "letter_of." + l.When.Of} {
				if s.server.texts.text(language, id, nil, nil) == id {
					t.Errorf("%s has no text in %s", id, language)
				}
			}
		}
	}
}
