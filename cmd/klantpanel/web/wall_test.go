package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func TestTheWallShowsTheBestPointsOfTheLatestDigest(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/panels/" + s.Panel.ID.String() + "/wall"
		b := s.as(s.Wim)
		b.get(path).is(http.StatusOK).sees(".wall__headline", "Er is nog geen ronde klaar.").lacks(".wall__round")
		soup := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 6, "Koude soep."))
		wifi := s.wifi()
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		d := s.told()
		p := b.get(path).is(http.StatusOK).sees(".wall__slide:not([hidden]) .wall__headline", "1 punt is verbeterd").sees(".wall__point", wifi.Title).sees(".wall__done", "ICT: Er hangt een extra zender.")
		if strings.Contains(p.text(".wall__main"), soup.Title) {
			t.Error("a point without an answer hangs on the wall")
		}
		p.sees(".wall__address", "/digests").sees(".qr title", d.ID.String())
		if next, _ := p.Find("noscript").Html(); !strings.Contains(next, "slide=1") {
			t.Errorf("without scripts it goes on to %q", next)
		}
		p = b.get(path+"?slide=1").sees(".wall__slide:not([hidden]) .wall__point", wifi.Title)
		if next, _ := p.Find("noscript").Html(); !strings.Contains(next, "slide=0") {
			t.Errorf("after the last it goes on to %q", next)
		}
		told := func(p *page) string { v, _ := p.Find("[data-wall]").Attr("data-wall"); return v }
		if again := b.get(path + "?slide=7&language=nl").is(http.StatusOK); told(again) != told(p) {
			t.Error("the same digest seems to be another one")
		}
		if english := b.get(path+"?language=en").is(http.StatusOK).sees(".wall__title", "You said, we did"); told(english) == told(p) {
			t.Error("the screen wouldn't notice that the words are others")
		}
		b.get("/panels/" + uuid.NewString() + "/wall").is(http.StatusNotFound)
	})
}

func TestWithoutScriptsTheWallStandsStillForWhoAsks(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.promisedAndKept()
		b := s.as(s.Wim)
		turns := func(path, do string) (p *page, link string) {
			t.Helper()
			p = b.get(path).is(http.StatusOK)
			foot, err := goquery.NewDocumentFromReader(strings.NewReader(p.Find(".wall__foot noscript").Text()))
			if err != nil {
				t.Fatal(err)
			}
			if got := foot.Text(); got != do {
				t.Errorf("%s offers %q, want %q", path, got, do)
			}
			link, _ = foot.Find("a").Attr("href")
			return p, link
		}
		_, stop := turns("/panels/"+s.Panel.ID.String()+"/wall?slide=1&language=nl", "Zet stil")
		p, on := turns(stop, "Ga verder")
		p.lacks("head noscript").sees(".wall__slide:not([hidden]) .wall__point", "Wifi")
		p, _ = turns(on, "Zet stil")
		p.sees(".wall__slide:not([hidden]) .wall__point", "Wifi")
		if p.Find("head noscript").Length() != 1 {
			t.Error("it doesn't go on")
		}
	})
}

func TestAScreenOnWhichNobodySignsInReadsTheWallByAnAddressThatCanBeRevoked(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		ctx := context.Background()
		s.promisedAndKept()
		joris := s.As(t, s.Joris)
		address := must(s.Store.AddDigestAddress(ctx, joris, &s.Panel.ID, "Kantine"))(t)
		organisation := must(s.Store.Organisation(ctx, s.db))(t)
		path := teller{ID: s.Panel.ID, Token: address.Token(organisation.Secret)}.wallPath("nl")
		screen := s.nobody()
		p := screen.get(path).is(http.StatusOK).sees(".wall__point", "Wifi")
		if p.header.Get("X-Robots-Tag") == "" || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the secret page may be kept or indexed: %v", p.header)
		}
		screen.get(strings.Replace(path, s.Panel.ID.String(), uuid.NewString(), 1)).is(http.StatusNotFound)
		screen.get("/wall/geraden/panels/" + s.Panel.ID.String()).is(http.StatusNotFound)
		other := must(s.Store.SavePanel(ctx, panel.System, uuid.Nil, otherPanel(s)))(t)
		screen.get(strings.Replace(path, s.Panel.ID.String(), other.ID.String(), 1)).is(http.StatusNotFound)
		s.as(s.Joris).get("/feeds?of=panel."+s.Panel.ID.String()).is(http.StatusOK).sees("main", "Adres van het wandscherm")
		if err := s.Store.RevokeDigestAddress(ctx, joris, address.ID); err != nil {
			t.Fatal(err)
		}
		screen.get(path).is(http.StatusNotFound)
	})
}

// otherPanel is a panel beside Waterveld's.
func otherPanel(s *story) panel.PanelInput {
	in := s.PanelInput()
	in.Name, in.Recurrence = "Klantpanel Organisatie", "every month on the second tuesday at 10:00"
	return in
}
