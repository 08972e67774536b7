package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func TestTheArchiveTellsWhatCameOfEachRound(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		soup := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 6, "Koude soep."))
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		s.as(s.Wim).get("/digests").is(http.StatusOK).lacks(".archive").lacks("main form") // nothing told yet
		d := s.told()
		for _, reader := range []panel.Person{s.Wim, s.Piet, s.Sanne, s.Joris, s.Anton, s.Ineke} {
			p := s.as(reader).get("/digests").is(http.StatusOK).sees("h2", "2027").sees(".archive", "Klantpanel Werkplek, ronde 1").sees(".archive__title", wifi.Title)
			p.sees(".archive", "Er hangt een extra zender.").sees(".archive", "1 aangepast · 1 nog niet beantwoord")
			p = s.as(reader).get("/digests?service="+s.Canteen.ID.String()).is(http.StatusOK).sees(".archive__title", soup.Title)
			if link, _ := p.Find(".archive__title a").Attr("href"); link != "/digests/"+d.ID.String()+"/points/"+soup.ID.String() {
				t.Errorf("the point links to %s", link)
			}
			if n := p.Find(".archive > li").Length(); n != 1 {
				t.Errorf("%d points of the canteen, want one", n)
			}
		}
		s.nobody().get("/digests").is(http.StatusSeeOther)
	})
}

func TestTheArchiveIsNarrowedByPanelYearAndWords(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender bij het café."})
		s.told()
		b := s.as(s.Wim)
		for query, found := range map[string]bool{
			"panel=" + s.Panel.ID.String(): true, "panel=" + uuid.NewString(): false, "year=2027": true, "year=2026": false, "year=2028": false,
			"q=zender+CAFE": true, "q=zaal+3": true, "q=zender+lift": false, "q=%25": false, "service=" + s.ICT.ID.String() + "&q=wifi&year=2027": true,
			"service=" + s.Canteen.ID.String(): false, "service=" + s.ICT.ID.String() + "&year=2026": false,
		} {
			p := b.get("/digests?" + query).is(http.StatusOK)
			if got := p.Find(".archive > li").Length() == 1; got != found {
				t.Errorf("%s: found %v, want %v", query, got, found)
			}
			if !found {
				p.sees(".empty", "Niets gevonden").sees(".empty a", "alles")
			}
		}
		for _, wrong := range []string{"panel=x", "service=x", "year=veel", "year=99999", "after=x", "after=" + uuid.NewString(), "after=" + uuid.NewString() + ".x", "q=wifi&after=" + uuid.NewString() + ".1"} {
			b.get("/digests?" + wrong).is(http.StatusNotFound)
		}
		p := b.get("/digests?year=2027&service=" + s.ICT.ID.String())
		if p.text("#year option[selected]") != "2027" || p.text("#service option[selected]") != "ICT" || p.Find(".archive__chosen a").Length() != 2 {
			t.Error("the filter doesn't show what was chosen")
		}
	})
}

// A draft, and a panel of which nothing was told yet, can't be found, chosen or reached in the archive: not even by who runs the panel.
func TestTheArchiveHoldsOnlyWhatWasTold(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		d := s.digest()
		for _, reader := range []panel.Person{s.Wim, s.Joris} {
			b := s.as(reader)
			for _, path := range []string{"/digests", "/digests?q=wifi", "/digests?panel=" + s.Panel.ID.String(), "/digests?service=" + s.ICT.ID.String()} {
				p := b.get(path).is(http.StatusOK).lacks(".archive").lacks("select option[value='" + s.Panel.ID.String() + "']")
				if strings.Contains(p.text("main"), "Wifi valt weg") {
					t.Errorf("%s shows a draft", path)
				}
			}
			b.get("/digests?after=" + d.ID.String()).is(http.StatusNotFound)
		}
	})
}

func TestTheArchiveKeepsTheFilterFromPageToPage(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		d := s.told()
		entries := make([]dialogue.Entry, 45)
		for i := range entries { // past the operations: 45 points of one round
			item := dialogue.Item{ID: uuid.New(), PanelID: s.Panel.ID, CycleID: s.round.ID, ServiceID: &s.ICT.ID, State: dialogue.HasOutcome, Outcome: dialogue.Changed,
				Title: fmt.Sprintf("Lamp %02d", i), Said: "Donker.", Answer: "Er is licht.", CreatedAt: s.Clock.Now(), ToldIn: &d.ID}
			if _, err := s.db.NewInsert().Model(&item).Exec(context.Background()); err != nil {
				t.Fatal(err)
			}
			entries[i] = dialogue.Entry{DigestID: d.ID, ItemID: item.ID, Position: i + 1, Section: dialogue.Changed, Title: item.Title, Said: item.Said,
				Answer: item.Answer, Service: "ICT", ServiceID: &s.ICT.ID}
		}
		if _, err := s.db.NewInsert().Model(&entries).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
		b := s.as(s.Wim)
		for _, filter := range []string{"q=lamp+licht", "service=" + s.ICT.ID.String()} {
			seen, path := map[string]bool{}, "/digests?"+filter
			for pages := 0; path != "" && pages < 5; pages++ {
				p := b.get(path).is(http.StatusOK)
				for _, title := range strings.Fields(strings.ReplaceAll(p.text(".archive__title"), "Lamp ", " ")) {
					seen[title] = true
				}
				path, _ = p.Find(".pager a[rel=next]").Attr("href")
				if path != "" && !strings.Contains(path, strings.Split(filter, "=")[0]+"=") {
					t.Errorf("the next page forgot the filter: %s", path)
				}
				if first, _ := p.Find(".pager a:not([rel])").Attr("href"); pages > 0 && first != "/digests?"+filter {
					t.Errorf("the way back to the first is %q", first)
				}
			}
			if len(seen) != 45 {
				t.Errorf("%s: %d points met, want each of 45 once", filter, len(seen))
			}
		}
	})
}
