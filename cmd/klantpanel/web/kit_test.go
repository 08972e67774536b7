package web

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// kitOf is Fatma's kit in a round that just opened.
func kitOf(t *testing.T, db *bun.DB) (s *site, c panel.Cycle, kit string) {
	s = newSite(t, db)
	c = s.OpenRound(t)
	return s, c, "/cycles/" + c.ID.String() + "/kit"
}

// colleaguesSend has so many colleagues say something by a link.
func (s *site) colleaguesSend(l panel.Link, n int) {
	s.t.Helper()
	for i := range n {
		answers := []dialogue.Answer{{Text: fmt.Sprintf("De deur klemt, voor de %de keer.", i+1)}}
		must(s.server.Dialogue.Receive(s.t.Context(), l, dialogue.NewReceiptCode(), answers))(s.t)
	}
}

func TestAnAmbassadorHasALinkToShare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, kit := kitOf(t, db)
		fatma := s.as(s.Fatma)
		for from, find := range map[string]string{"/": ".start-round a", "/constituency": ".actions a", "/cycles/" + c.ID.String(): ".card .actions a"} {
			fatma.get(from).is(200).sees(find+`[href="`+kit+`"]`, "Vraag het uw collega's")
		}
		address := "https://klantpanel.waterveld.example/k/" + s.linkOf(c, s.Fatma).Code
		page := fatma.get(kit).is(200).sees("h1", "Vraag het uw collega's").sees(".kit__facts", "Nog niemand heeft de link gebruikt").sees(".kit__facts", "Open t/m")
		if got, _ := page.Find("#address").Attr("value"); got != address {
			t.Errorf("the link is %q, want %q", got, address)
		}
		if got, _ := page.Find("#address").Attr("readonly"); got != "" || page.Find(`#message[readonly]`).Length() != 1 {
			t.Error("what is to be copied can be changed")
		}
		page.sees("#message", address).sees("#message", "ICT en Kantine").sees("#message", "Fatma Yılmaz")
		mail, err := url.Parse(page.Find(`a[href^="mailto:"]`).AttrOr("href", ""))
		if err != nil || !strings.Contains(mail.Query().Get("body"), address) || strings.Contains(mail.RawQuery, "+") {
			t.Errorf("the mail is %v, %v", mail, err)
		}
		other := s.as(s.Piet).get(kit).is(200).Find("#address").AttrOr("value", "")
		if other == address || other == "" {
			t.Errorf("Piet has the link %q", other)
		}
		s.as(s.Joris).get(kit).is(404)
	})
}

func TestTheKitSpeaksTheLanguageOfTheColleagues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, _, kit := kitOf(t, db)
		fatma := s.as(s.Fatma)
		fatma.get(kit+"?language=en").is(200).sees("h1", "Vraag het uw collega's").sees("#message[lang=en]", "Dear colleagues").sees("#share [aria-current]", "Engels")
		fatma.get(kit+"?language=xx").is(200).sees("#message[lang=nl]", "Beste collega's")
		fatma.get(kit+"/guide?language=en").is(200).sees("h1", "Gespreksleidraad").sees(".sheet[lang=en]", "What holds you up in your work?").
			sees(".sheet", "How often do you lunch in the canteen? (Never / Sometimes / Every day)")
		fatma.get(kit+"/poster?language=xx").is(200).sees(".sheet[lang=nl]", "Wat kan er beter?").sees(".sheet", "Reageren kan t/m")
		if n := fatma.get(kit + "/cards").is(200).Find(".table-card").Length(); n != cardsOnPage {
			t.Errorf("%d cards", n)
		}
	})
}

func TestTheKitCountsColleaguesFromTheSmallestGroupOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, kit := kitOf(t, db)
		link := s.linkOf(c, s.Fatma)
		s.colleaguesSend(link, 4)
		fatma := s.as(s.Fatma)
		fatma.get(kit).sees(".kit__facts", "Een paar collega's hebben de link gebruikt")
		s.colleaguesSend(link, 1)
		fatma.get(kit).sees(".kit__facts", "Minstens 5 collega's hebben de link gebruikt")
		s.colleaguesSend(link, 4) // of whom none shows alone
		fatma.get(kit).sees(".kit__facts", "Minstens 5 collega's")
		s.colleaguesSend(link, 1)
		fatma.get(kit).sees(".kit__facts", "Minstens 10 collega's")
		s.as(s.Piet).get(kit).sees(".kit__facts", "Nog niemand")
		if strings.Contains(fatma.get(kit).body, "deur klemt") {
			t.Error("the kit shows what a colleague said")
		}
	})
}

func TestAnAmbassadorClosesALinkAndMakesANewOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, kit := kitOf(t, db)
		first := s.linkOf(c, s.Fatma)
		s.colleaguesSend(first, 6)
		fatma := s.as(s.Fatma)
		asked := fatma.get(kit+"/close").is(200).sees("h1", "Sluit de link")
		asked.submit("main form", "received", "out").follow().is(200).sees(".flash", "telt niet meer mee").sees("main", "U hebt nu geen open link").lacks("#address")
		fatma.get(kit + "/poster").is(303)
		if c := must(s.Store.Cycle(t.Context(), c.ID))(t); c.Contributions != 0 {
			t.Errorf("%d contributions still count", c.Contributions)
		}
		for range 2 { // the second click changes nothing
			fatma.post(kit+"/link").follow().is(200).sees("h1", "Vraag het uw collega's")
		}
		second := s.linkOf(c, s.Fatma)
		if second.Code == first.Code {
			t.Fatal("the new link is the old one")
		}
		asked.submit("main form", "received", "keep") // from a page that was left open
		if again := s.linkOf(c, s.Fatma); again.ID != second.ID {
			t.Error("closing the old link once more closed the new one")
		}
		fatma.post(kit+"/close", "_link", s.linkOf(c, s.Piet).ID.String(), "received", "out").is(404)
		fatma.post(kit+"/close", "_link", "geen-link").is(404)
		s.linkOf(c, s.Piet)
	})
}

func TestAfterTheRoundTheKitSaysWhenTheNextOneOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, kit := kitOf(t, db)
		s.Clock.To(c.CollectingUntil.Add(1e9))
		fatma := s.as(s.Fatma)
		fatma.get(kit).is(200).sees(".lead", "Deze ronde is gesloten").sees(".lead", "9 februari 2027").lacks("#address")
		for _, print := range []string{"/poster", "/cards", "/guide", "/qr.svg"} {
			if to := fatma.get(kit + print).is(303).header.Get("Location"); to != kit {
				t.Errorf("%s leads to %s", print, to)
			}
		}
		fatma.post(kit+"/link").follow().is(200).sees(".lead", "Deze ronde is gesloten")
	})
}

func TestTheCodeIsThatOfTheLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, c, kit := kitOf(t, db)
		sent := s.as(s.Fatma).get(kit + "/qr.svg").is(200)
		if kind := sent.header.Get("Content-Type"); kind != "image/svg+xml" {
			t.Errorf("it is %s", kind)
		}
		want := must(qrcode.New("https://klantpanel.waterveld.example/k/"+s.linkOf(c, s.Fatma).Code, qrcode.Medium))(t)
		if got := drawn(t, sent.body); got != fmt.Sprint(want.Bitmap()) {
			t.Errorf("it is drawn as\n%s", got)
		}
	})
}

// drawn paints the squares of a QR code's SVG as a browser would.
func drawn(t *testing.T, svg string) string {
	t.Helper()
	var picture struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			Fill string `xml:"fill,attr"`
			D    string `xml:"d,attr"`
		} `xml:"path"`
	}
	var size int
	if err := xml.Unmarshal([]byte(svg), &picture); err != nil || len(picture.Paths) != 2 || picture.Paths[0].Fill != "#fff" || picture.Paths[1].Fill != "#000" {
		t.Fatalf("%v: %+v", err, picture)
	}
	if _, err := fmt.Sscanf(picture.ViewBox, "0 0 %d", &size); err != nil {
		t.Fatal(err)
	}
	modules := make([][]bool, size)
	for y := range modules {
		modules[y] = make([]bool, size)
	}
	for stretch := range strings.SplitSeq(strings.TrimSuffix(picture.Paths[1].D, "z"), "z") {
		var x, y, width, back int
		if _, err := fmt.Sscanf(stretch, "M%d %dh%dv1H%d", &x, &y, &width, &back); err != nil || back != x {
			t.Fatalf("%q: %v", stretch, err)
		}
		for i := range width {
			modules[y][x+i] = true
		}
	}
	return fmt.Sprint(modules)
}
