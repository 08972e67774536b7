package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// drafted is a story whose draft tells of two changed points: the wifi (11) first, and the soup (6).
func (s *story) drafted() (path string, wifi, soup dialogue.Item) {
	s.t.Helper()
	wifi = s.wifi()
	soup = s.point(s.ICT, "Muizen haperen", "De muizen haperen.", s.say(s.Piet, 6, "Mijn muis doet het niet."))
	for _, item := range []dialogue.Item{wifi, soup} {
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is opgelost."})
	}
	return "/digests/" + s.digest().ID.String(), wifi, soup
}

func TestADraftIsOrderedByButtonsAndByTyping(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, mice := s.drafted()
		b := s.as(s.Joris)
		first := func(p *page, title string) {
			t.Helper()
			if got := strings.TrimSpace(p.Find(".digest--preview .digest__title").First().Text()); got != title {
				t.Errorf("first stands %q, want %q", got, title)
			}
		}
		p := b.get(path).is(http.StatusOK)
		titles := p.Find(".digest--preview .digest__title")
		top, low := titles.First().Text(), titles.Last().Text()
		lowest := map[string]dialogue.Item{wifi.Title: wifi, mice.Title: mice}[low]
		tools := p.Find("article[id='" + lowest.ID.String() + "'] .digest__tools")
		if tools.Find("button").Length() != 1 || !strings.Contains(tools.Find("button").Text(), "hoger") {
			t.Errorf("the last point can be moved by %s", tools.Text())
		}
		place := path + "/edit/" + lowest.ID.String()
		p = b.post(place+"/place", "place", "1").follow().is(http.StatusOK)
		first(p, low)
		p.sees(".digest__reorder", "oorspronkelijke volgorde")
		first(b.post(place+"/place", "place", "1").follow(), low) // twice
		b.post(place+"/place", "place", "bovenaan").is(http.StatusUnprocessableEntity).sees(".error-summary", "1 is de bovenste")
		first(b.get(place).submit("form[action$='/place']", "place", "2").follow(), top)
		first(b.get(place).is(http.StatusOK).submit("form[action$='/place']", "top", "on").follow(), low)
		first(b.post(path+"/order", "section", dialogue.Changed).follow().is(http.StatusOK).lacks(".digest__reorder"), top)
		s.as(s.Fatma).post(place+"/place", "place", "1").is(http.StatusNotFound)
	})
}

func TestTheWordsOfADraftAreChangedHiddenAndPutBack(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, _ := s.drafted()
		b := s.as(s.Joris)
		edit := path + "/edit/" + wifi.ID.String()
		p := b.get(edit).is(http.StatusOK).sees(".card", "Dat is opgelost.").sees(".card", "woorden van de dienst").lacks("form[action$='/undo']")
		p.submit("form:has(#title)", "title", "").is(http.StatusUnprocessableEntity).sees(".error-summary", "Titel").sees("#said", wifi.Said)
		b.get(edit).submit("form:has(#title)", "title", "Geen bereik").follow().is(http.StatusOK).sees(".digest--preview", "Geen bereik").sees(".digest__tools .badge", "Gewijzigd")
		b.get(edit).sees(".digest__was", wifi.Title).submit("form:has(#title)", "hide", "on").follow().is(http.StatusOK)
		if p := b.get(path); strings.Contains(p.text(".digest--preview"), wifi.Said) {
			t.Error("what was hidden is shown")
		}
		b.get(edit).submit("form[action$='/undo']").follow().is(http.StatusOK).sees(".digest--preview", wifi.Title).sees(".digest--preview", wifi.Said)
		b.get(path + "/edit/" + s.ICT.ID.String()).is(http.StatusNotFound)
	})
}

func TestWhoChangesADraftSecondSeesTheWordsOfTheFirst(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, _ := s.drafted()
		edit := path + "/edit/" + wifi.ID.String()
		joris, ineke := s.as(s.Joris), s.as(s.Ineke)
		form, intro := ineke.get(edit), ineke.get(path)
		joris.get(edit).submit("form:has(#title)", "title", "Van Joris").follow().is(http.StatusOK)
		p := form.submit("form:has(#title)", "title", "Van Ineke").is(http.StatusConflict).sees("#others", s.Joris.Name).sees(".notice", "Van Joris")
		if title, _ := p.Find("#title").Attr("value"); title != "Van Ineke" {
			t.Errorf("what was typed became %q", title)
		}
		p.submit("form:has(#title)").follow().is(http.StatusOK).sees(".digest--preview", "Van Ineke")

		joris.get(path).submit("form[action$='/intro']", "intro_nl", "Dank van Joris.").follow().is(http.StatusOK)
		p = intro.submit("form[action$='/intro']", "intro_nl", "Dank van Ineke.").is(http.StatusConflict).sees(".notice .quote", "Dank van Joris.").sees("#intro_nl", "Dank van Ineke.")
		p.submit("form[action$='/intro']").follow().is(http.StatusOK).sees("#intro_nl", "Dank van Ineke.")

		p = joris.get(path)
		ineke.get(edit).submit("form:has(#title)", "title", "Nog anders").follow()
		approve := url.Values{}
		p.Find("form[action$='/intro'] [name]").Each(func(_ int, f *goquery.Selection) {
			name, _ := f.Attr("name")
			value, _ := f.Attr("value")
			if f.Is("textarea") {
				value = f.Text()
			}
			approve.Set(name, value)
		})
		joris.ask("POST", path+"/approve", approve).is(http.StatusConflict).sees(".error-summary", "sinds u keek").sees(".digest--preview", "Nog anders")
	})
}

func TestADraftIsSeenAsAnybodyAndTried(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, mice := s.drafted()
		b := s.as(s.Joris)
		units, err := s.Store.Units(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		unit := map[string]string{}
		for _, u := range units {
			unit[u.Name] = u.ID.String()
		}
		b.get(path+"/preview").is(http.StatusOK).sees(".digest__own h2", "Dit is er veranderd").sees(".digest--preview", wifi.Title).sees(".digest--preview", "collega's deden mee")
		b.get(path+"/preview?as=ambassador&own=on").is(http.StatusOK).sees(".notice", "Kies ook een afdeling")
		b.get(path+"/preview?as=ambassador&own=on&unit="+unit["Directie"]).is(http.StatusOK).sees(".notice", "geen ambassadeur")
		p := b.get(path+"/preview?as=ambassador&own=on&language=en&unit="+unit["Gemeentewerf"]).is(http.StatusOK).sees("main", s.Piet.Name)
		p.sees(".digest--preview .digest__own", mice.Title).sees(".digest--preview", "colleagues took part").sees("h1", "als een ander").sees(".digest--preview[lang=en] .digest__name", "You said, we did")
		b.get(path+"/preview?own=on&unit="+unit["Gemeentewerf"]).sees(".digest__own", mice.Title)
		letter, _ := p.Find("a[href*='/preview/letter?']").Attr("href")
		b.get(letter).is(http.StatusOK).sees("body", mice.Title).sees("body", s.Piet.Name).lacks("[style]")
		b.get(path + "/preview?unit=geen&as=wie&language=fr").is(http.StatusOK)

		p.submit("form[action$='/trial']", "email", "iemand@elders.example").is(http.StatusUnprocessableEntity).sees(".error-summary", "niet van een collega").sees("main", s.Piet.Name)
		p.submit("form[action$='/trial']").follow().is(http.StatusOK).sees(".flash", s.Joris.Email).sees("main", s.Piet.Name)
		s.as(s.Fatma).post(path+"/trial", "email", s.Fatma.Email).is(http.StatusNotFound)
		b.post(path+"/approve", "intro_nl", "").follow()
		b.get(path + "/preview").is(http.StatusSeeOther)
		b.post(path+"/trial", "email", s.Joris.Email).is(http.StatusConflict)
	})
}

func TestTwoPeopleApproveOnThePage(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		in := s.PanelInput()
		in.SecondApprover, in.DigestDays, in.DigestByItself = true, 3, true
		if _, err := s.Store.SavePanel(context.Background(), panel.System, s.Panel.ID, in); err != nil {
			t.Fatal(err)
		}
		path, wifi, _ := s.drafted()
		joris, ineke := s.as(s.Joris), s.as(s.Ineke)
		joris.get(path).sees("main form .button", "laten meekijken").sees("main form", s.Ineke.Name)
		joris.post(path+"/approve").follow().sees(".flash", "nog iemand mee").sees("#second", s.Ineke.Name).lacks("[formaction$='/approve']")
		joris.post(path + "/approve").follow().is(http.StatusOK) // twice
		ineke.get("/").sees("main", "Joris Bakker keurde het goed")
		ineke.get(path).sees("#second", "Joris Bakker keurde dit goed").sees("main form .button", "versturen")
		ineke.post(path+"/edit/"+wifi.ID.String(), "title", "Geen bereik", "said", wifi.Said).follow().sees("#second", "geldt niet meer").sees("main form .button", "laten meekijken")
		ineke.post(path + "/approve").follow()
		joris.post(path+"/approve").follow().sees(".flash", "Goedgekeurd").sees(".notice", "Ineke de Vries en Joris Bakker")
		joris.get("/panels/"+s.Panel.ID.String()+"/edit").is(http.StatusOK).sees("main", "Twee mensen keuren het goed")
	})
}
