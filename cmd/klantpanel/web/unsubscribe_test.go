package web

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// unsubscribeLink is the address that stands in the letters to somebody.
func (s *site) unsubscribeLink(who panel.Person) string {
	s.t.Helper()
	o := must(s.Store.Organisation(s.t.Context(), s.db))(s.t)
	return "/unsubscribe/" + mail.UnsubscribeToken(o.Secret, who.ID)
}

// wish is what somebody wants now.
func (s *site) wish(who panel.Person) string {
	s.t.Helper()
	return must(s.Store.Person(s.t.Context(), who.ID))(s.t).DigestWish
}

// oneClicks are the two ways in which a mail program says it (RFC 8058 section 3.2 and appendix A), as they come over the line.
var oneClicks = map[string]string{
	"form": "POST %s HTTP/1.1\r\nHost: klantpanel.waterveld.example\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
		"Content-Length: 26\r\n\r\nList-Unsubscribe=One-Click",
	"multipart": "POST %s HTTP/1.1\r\nHost: klantpanel.waterveld.example\r\nContent-Type: multipart/form-data; boundary=---FormBoundaryjWmhtjORrn\r\n" +
		"Content-Length: 130\r\n\r\n-----FormBoundaryjWmhtjORrn\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n-----FormBoundaryjWmhtjORrn--\r\n",
}

func TestUnsubscribingInOneClick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for way, request := range oneClicks {
			if err := s.Store.SaveWish(t.Context(), s.Wim.ID, panel.EachQuarter); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				req := must(http.ReadRequest(bufio.NewReader(strings.NewReader(fmt.Sprintf(request, s.unsubscribeLink(s.Wim))))))(t)
				res := must(s.server.app.Test(req, -1))(t)
				body := string(must(io.ReadAll(res.Body))(t))
				if res.StatusCode != http.StatusOK || res.Header.Get("Location") != "" || len(res.Cookies()) != 0 {
					t.Errorf("%s is answered with %d, to %q, with cookies %v", way, res.StatusCode, res.Header.Get("Location"), res.Cookies())
				}
				if !strings.Contains(body, "U krijgt deze mail niet meer") || strings.Contains(body, s.Wim.Email) {
					t.Errorf("%s is answered with\n%s", way, body)
				}
				if wish := s.wish(s.Wim); wish != panel.NoDigest {
					t.Errorf("after %s Wim wants %q", way, wish)
				}
			}
		}
		abroad := s.nobody()
		abroad.header = http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://mail.example"}}
		abroad.post(s.unsubscribeLink(s.Fatma), "List-Unsubscribe", "One-Click").is(http.StatusOK)
		if wish := s.wish(s.Fatma); wish != panel.NoDigest {
			t.Errorf("from a mail program in the browser: %q", wish)
		}
	})
}

func TestTheLinkInALetterShowsTheChoiceAndChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		link := s.unsubscribeLink(s.Wim)
		for _, method := range []string{"GET", "HEAD"} {
			s.nobody().ask(method, link, nil).is(http.StatusOK)
			if wish := s.wish(s.Wim); wish != panel.EachRound {
				t.Fatalf("a %s made it %q", method, wish)
			}
		}
		b := s.nobody()
		p := b.get(link).is(http.StatusOK).sees("main", "w***@waterveld.example").sees("main", s.Ineke.Email)
		if strings.Contains(p.body, s.Wim.Email) || strings.Contains(p.body, s.Wim.Name) {
			t.Error("the page says whose link it is")
		}
		for _, wish := range []string{panel.EachQuarter, panel.OnlyOwn, panel.NoDigest, panel.EachRound} {
			for range 2 { // sent twice, it is the same choice
				p = p.submit("main form", "digest_wish", wish).follow().is(http.StatusOK).sees(".flash", "bewaard")
			}
			if chosen, _ := p.Find("main input[checked]").Attr("value"); chosen != wish || s.wish(s.Wim) != wish {
				t.Errorf("chose %q, the page shows %q, kept is %q", wish, chosen, s.wish(s.Wim))
			}
		}
		b.post(link+"/wish", "digest_wish", "weekly").is(http.StatusUnprocessableEntity).sees(".error-summary", "wanneer")
		b.post(link + "/wish").is(http.StatusUnprocessableEntity)
		b.header.Set("Sec-Fetch-Site", "cross-site")
		b.post(link+"/wish", "digest_wish", panel.NoDigest).is(http.StatusForbidden)
		if wish := s.wish(s.Wim); wish != panel.EachRound {
			t.Errorf("a refused choice made it %q", wish)
		}
	})
}

func TestTheLinkInALetterSpeaksTheLanguageOfTheLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		if err := s.Store.SaveLanguage(t.Context(), s.As(t, s.Wim), "en"); err != nil {
			t.Fatal(err)
		}
		b := s.nobody() // asks for Dutch
		b.get(s.unsubscribeLink(s.Wim)).sees("h1", "Which mail do you want?")
		b.post(s.unsubscribeLink(s.Wim), "List-Unsubscribe", "One-Click").is(http.StatusOK).sees("h1", "You no longer get this mail")
		english := s.nobody()
		english.header.Set("Accept-Language", "en")
		english.get(s.unsubscribeLink(s.Piet)).sees("h1", "Welke mail wilt u?").submit(".language").follow().sees("h1", "Which mail do you want?")
	})
}

func TestALinkThatNamesNobodyIsToldInAFriendlyWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		good := s.unsubscribeLink(s.Wim)
		for _, link := range []string{"/unsubscribe/verzonnen", good[:len(good)-3], good + "AA",
			"/unsubscribe/" + mail.UnsubscribeToken("een oude sleutel", s.Wim.ID), s.unsubscribeLink(panel.Person{ID: uuid.New()})} {
			b := s.nobody()
			b.get(link).is(http.StatusNotFound).sees("h1", "Deze link werkt niet").sees("main", s.Ineke.Email)
			b.post(link, "List-Unsubscribe", "One-Click").is(http.StatusNotFound).sees("h1", "Deze link werkt niet")
			b.post(link+"/wish", "digest_wish", panel.NoDigest).is(http.StatusNotFound).sees("h1", "Deze link werkt niet")
		}
		if wish := s.wish(s.Wim); wish != panel.EachRound {
			t.Errorf("a broken link made it %q", wish)
		}
	})
}

func TestTheWishIsChosenAtTheProfileTooAndStandsInTheListOfPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Wim)
		b.get("/profile").submit("main form", "digest_wish", panel.OnlyOwn).follow().sees(".flash", "opgeslagen")
		if chosen, _ := b.get("/profile").Find("main input[name=digest_wish][checked]").Attr("value"); chosen != panel.OnlyOwn || s.wish(s.Wim) != panel.OnlyOwn {
			t.Errorf("the profile shows %q, kept is %q", chosen, s.wish(s.Wim))
		}
		b.get("/profile").submit(".site-header__account .language") // another language is no other wish
		if wish := s.wish(s.Wim); wish != panel.OnlyOwn {
			t.Errorf("choosing a language made it %q", wish)
		}
		b.post("/profile", "language", "nl").is(http.StatusUnprocessableEntity)
		list := s.as(s.Ineke).get("/people.csv?q=smit").is(http.StatusOK).body
		if !strings.Contains(list, "Alleen als er iets van mij in staat") {
			t.Errorf("the list says\n%s", list)
		}
	})
}

func TestThePrivacyPageTellsOfTheMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		newSite(t, db).nobody().get("/privacy").is(http.StatusOK).sees("main", "Wij zien niet of u een mail opent").sees("main", "Komt een mail terug?")
	})
}
