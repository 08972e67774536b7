package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
)

// code is the block's address in the code to copy.
func (p *page) code() string {
	p.t.Helper()
	inner, err := goquery.NewDocumentFromReader(strings.NewReader(p.Find(".feeds__address textarea").First().Text()))
	if err != nil {
		p.t.Fatal(err)
	}
	return inner.Find("iframe").AttrOr("src", "")
}

func TestTheCoordinatorPutsTheBlockOnTheIntranet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.as(s.Wim).get("/feeds").is(http.StatusOK).sees(".empty", "Er is nog niets verteld")
		d := s.toldRounds(1, 2)[0]
		about := "/feeds?of=panel." + s.Panel.ID.String()
		b := s.as(s.Joris)
		b.get("/digests/"+d.ID.String()).is(http.StatusOK).sees(`main a[href="`+about+`"]`, "Op uw intranet").lacks("link[rel=alternate]")
		b.get("/panels/"+s.Panel.ID.String()).is(http.StatusOK).sees(`main a[href="`+about+`"]`, "Op uw intranet")
		p := b.get(about).is(http.StatusOK).sees("h1", "Zet dit blok op uw intranet").lacks("iframe")
		p.submit(`form[action="/feeds"][method=post]`, "name", " ").is(http.StatusUnprocessableEntity).sees(".error-summary", "Waarvoor is het adres?")
		p.submit(`form[action="/feeds"][method=post]`, "name", "Intranet").follow().sees(".flash", "Het adres is gemaakt")
		p = p.submit(`form[action="/feeds"][method=post]`, "name", "Intranet").follow() // sent twice
		if n := p.Find("section.feeds__address").Length(); n != 1 {
			t.Errorf("%d addresses", n)
		}
		p.sees(".notice--warning", "Nog geen enkele website")
		if csp := p.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") || p.header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("the page comes with %q", csp)
		}
		block := strings.TrimPrefix(p.code(), s.server.BaseURL)
		if shown := p.Find("iframe").AttrOr("src", ""); shown != block {
			t.Errorf("the code leads to %q, the example to %q", block, shown)
		}
		framed := func(want string) {
			t.Helper()
			h := s.nobody().get(block).is(http.StatusOK).header
			if csp := h.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "; frame-ancestors "+want) || !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || h.Get("X-Frame-Options") != "" {
				t.Errorf("the block comes with %q and %q", csp, h.Get("X-Frame-Options"))
			}
		}
		framed("'self'")
		admin := s.as(s.Ineke)
		admin.get("/settings").submit("main form", "frame_sites", "intranet.waterveld.example").is(http.StatusUnprocessableEntity).sees(".error-summary", "geen adres van een website").sees("#frame_sites", "intranet.waterveld.example")
		admin.get("/settings").submit("main form", "frame_sites", "https://intranet.waterveld.example/start\nhttps://*.sharepoint.com").follow()
		admin.get("/settings").sees("#frame_sites", "https://*.sharepoint.com")
		framed("'self' https://intranet.waterveld.example https://*.sharepoint.com")
		p = b.get(about).lacks(".notice--warning")
		s.as(s.Wim).post(p.Find(`form[action$="/revoke"]`).AttrOr("action", "")).is(http.StatusNotFound)
		p.submit(`form[action$="/revoke"]`).follow().sees(".flash", "ingetrokken").lacks("iframe")
		gone := s.nobody().get(block)
		gone.noAddress()
		if csp := gone.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors *") || gone.header.Get("X-Frame-Options") != "" {
			t.Errorf("on the intranet the line isn't seen: %q", csp)
		}
		if h := s.nobody().get(strings.Replace(block, blockForm, atomForm, 1)).header; !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY" {
			t.Error("a feed may be framed")
		}
	})
}

func TestAnyColleagueFollowsInAFeedReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		d := s.toldRounds(1, 2)[0]
		b := s.as(s.Wim)
		about := "/feeds?of=panel." + s.Panel.ID.String()
		p := b.get(about).is(http.StatusOK).sees("main", "Vraag de coördinator").lacks("iframe").lacks(`form[action="/feeds"][method=post]`)
		b.post("/feeds", "_of", "panel."+s.Panel.ID.String(), "name", "Intranet").is(http.StatusNotFound)
		b.post("/feeds", "_of", "service."+s.ICT.ID.String(), "name", "Intranet").is(http.StatusNotFound)
		p.submit(`form[action="/feeds/own"]`).follow().sees(".flash", "Uw adres is gemaakt")
		p = p.submit(`form[action="/feeds/own"]`).follow()
		path := strings.TrimPrefix(p.Find("#own ~ .feeds__address input[readonly]").AttrOr("value", ""), s.server.BaseURL)
		feed := validAtom(t, s.nobody().get(path).is(http.StatusOK))
		p = b.get("/digests/" + d.ID.String())
		if found := p.Find(`link[rel=alternate][type="application/atom+xml"]`); found.AttrOr("href", "") != strings.TrimPrefix(feed.link("self"), s.server.BaseURL) {
			t.Errorf("a program finds %q on the page", found.AttrOr("href", ""))
		}
		for _, page := range []string{"/digests?panel=" + s.Panel.ID.String(), "/digests?service=" + s.ICT.ID.String(), "/services/" + s.ICT.ID.String()} {
			p := b.get(page).is(http.StatusOK)
			validAtom(t, s.nobody().get(p.Find(`link[rel=alternate][type="application/atom+xml"]`).AttrOr("href", "")).is(http.StatusOK))
			validJSONFeed(t, s.nobody().get(p.Find(`link[rel=alternate][type="application/feed+json"]`).AttrOr("href", "")).is(http.StatusOK))
			if strings.Contains(s.as(s.Fatma).get(page).body, "/feeds/by/") {
				t.Errorf("%s shows somebody else's address", page)
			}
		}
		service := b.get("/feeds?of=service."+s.ICT.ID.String()+"&language=en").is(http.StatusOK).sees("main", "Vraag de beheerder")
		english := strings.TrimPrefix(service.Find("#own ~ .feeds__address input[readonly]").AttrOr("value", ""), s.server.BaseURL)
		if feed := validAtom(t, s.nobody().get(english).is(http.StatusOK)); feed.attr("lang") != "en" || feed.one(t, "title") != "ICT: you said, we did" {
			t.Errorf("the feed of the service is %q", feed.one(t, "title"))
		}
		service.submit(`form[action$="/revoke"]`).follow().sees(".flash", "ingetrokken")
		s.nobody().get(path).noAddress()
		for _, of := range []string{"onzin", "panel.", "panel." + uuid.NewString(), "service." + uuid.NewString(), "item." + s.Panel.ID.String()} {
			b.get("/feeds?of=" + of).is(http.StatusNotFound)
		}
		b.post("/feeds/"+uuid.NewString()+"/revoke", "_of", "//kwaad.example").is(http.StatusNotFound)
	})
}

func TestAnOwnAddressCanBeRevokedAlsoWhenThePanelTellsTheWorld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(1, 1)
		path := s.feedOf(s.ownAddress(s.Wim), s.Panel, atomForm)
		s.tellWorld(s.Panel)
		about := "/feeds?of=panel." + s.Panel.ID.String()
		s.as(s.Fatma).get(about).is(http.StatusOK).lacks("#own ~ .feeds__address form").lacks(`form[action="/feeds/own"]`)
		b := s.as(s.Wim)
		p := b.get(about).is(http.StatusOK).sees("#own ~ .feeds__address", "alleen van u")
		if n := p.Find("#own ~ .feeds__address input[value='" + s.server.BaseURL + path + "']").Length(); n != 1 {
			t.Errorf("the address stands there %d times", n)
		}
		s.nobody().get(path).is(http.StatusOK)
		p.submit(`form[action$="/revoke"]`).follow().sees(".flash", "ingetrokken").lacks(`form[action$="/revoke"]`)
		s.nobody().get(path).noAddress()
	})
}

func TestTheWorldMayShowTheBlockOfAPanelThatTellsTheWorld(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.tellWorld(s.Panel)
		b := s.nobody()
		block := s.feedOf(nil, s.Panel, blockForm)
		b.get(block).is(http.StatusOK).sees("main", "Hier leest u straks").lacks(".block__more")
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		d := s.told()
		p := b.get(block).is(http.StatusOK).sees("h1", "U zei, wij deden").sees(".block__from", "Klantpanel Werkplek").sees(".block__headline", "1 punt is verbeterd").sees(".block__point", "Wifi valt weg").sees(".block__answer", "Er hangt een extra zender.")
		p.lacks("script").lacks("nav").lacks("form").lacks(".site-header").lacks("[style]")
		if csp := p.header.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "frame-ancestors *") || p.header.Get("Set-Cookie") != "" {
			t.Errorf("the block comes with %q", csp)
		}
		p.Find("a").Each(func(_ int, a *goquery.Selection) {
			if target, href := a.AttrOr("target", ""), a.AttrOr("href", ""); target != "_top" || !strings.HasPrefix(href, s.server.BaseURL+"/digests/"+d.ID.String()) {
				t.Errorf("it leads to %q in %q", href, target)
			}
		})
		b.get(strings.Replace(block, "language=nl", "language=en", 1)).is(http.StatusOK).sees("h1", "You said, we did")
		b.get(s.feedOf(nil, s.ICT, blockForm)).is(http.StatusOK).sees(".block__from", "ICT").sees(".block__point", "Wifi valt weg")
		page := s.as(s.Wim).get("/feeds?of=panel."+s.Panel.ID.String()).is(http.StatusOK).sees(".feeds__address", "Iedereen mag dit lezen").lacks(".notice--warning").lacks(`form[action$="/revoke"]`)
		if strings.TrimPrefix(page.code(), s.server.BaseURL) != block {
			t.Errorf("the code leads to %q", page.code())
		}
		if found := s.as(s.Wim).get("/digests/"+d.ID.String()).Find(`link[rel=alternate][type="application/atom+xml"]`).AttrOr("href", ""); found != s.feedOf(nil, s.Panel, atomForm) {
			t.Errorf("a program finds %q", found)
		}
	})
}
