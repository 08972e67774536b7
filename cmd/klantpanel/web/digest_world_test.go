package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// open makes the panel tell the world, by its form, or employees only.
func (s *story) open(readers string) {
	s.t.Helper()
	path := "/panels/" + s.Panel.ID.String() + "/edit"
	s.as(s.Joris).get(path).is(http.StatusOK).submit("form[action='"+path+"']", "digest_readers", readers).is(http.StatusSeeOther)
}

// promisedAndKept tells of a promise in one digest and that it was kept in the next.
func (s *story) promisedAndKept() (first, second dialogue.DigestView, item dialogue.Item) {
	s.t.Helper()
	item = s.wifi()
	s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een extra zender.", DueOn: s.in(40)})
	first = s.told()
	if err := s.server.Dialogue.Deliver(context.Background(), s.As(s.t, s.Sanne), item.ID, "De zender hangt er."); err != nil {
		s.t.Fatal(err)
	}
	s.round = s.OpenRound(s.t)
	return first, s.told(), item
}

func TestWhoIsNotSignedInReadsOnlyWhatIsForTheWorldAndLearnsNothingElse(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		first, second, item := s.promisedAndKept()
		pages := []string{"/digests", "/digests/" + first.ID.String(), "/digests/" + second.ID.String(), toldPointPath(first.Entries[0]), toldPointPath(second.Entries[0]),
			"/panels/" + s.Panel.ID.String() + "/wall", "/digests?outcome=kept", "/digests?topic=" + s.Questions[0].TopicID.String()}
		nobody, wim := s.nobody(), s.as(s.Wim)
		unknown := nobody.get("/digests/" + uuid.NewString()).is(http.StatusSeeOther)
		for _, path := range pages {
			p := nobody.get(path).is(http.StatusSeeOther)
			if p.header.Get("Location") != "/sign-in?next="+escapeQuery(path) || p.body != unknown.body {
				t.Errorf("%s leads to %s", path, p.header.Get("Location"))
			}
			if p = wim.get(path).is(http.StatusOK); p.header.Get("X-Robots-Tag") != "noindex" || p.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept or indexed: %v", path, p.header)
			}
		}
		s.open(panel.World)
		for _, path := range pages {
			p := nobody.get(path).is(http.StatusOK)
			for _, name := range []string{s.Joris.Name, s.Fatma.Name, s.Sanne.Name, s.Wim.Name} {
				if strings.Contains(p.body, name) {
					t.Errorf("%s names %s", path, name)
				}
			}
			p.lacks("a[href^='/items'], a[href^='/services'], a[href^='/cycles'], a[href^='/feeds?'], a[href*='/letter'], a[href$='.csv'], form[action*='clear']")
			if p.header.Get("X-Robots-Tag") != "" || p.header.Get("Cache-Control") != "public, no-cache" || !strings.Contains(p.header.Get("Vary"), "Cookie") {
				t.Errorf("%s: %v", path, p.header)
			}
			if !strings.HasSuffix(strings.Split(path, "?")[0], "/wall") {
				p.sees(".site-header__guest", "Inloggen")
			}
			nobody.header.Set("If-None-Match", p.header.Get("ETag"))
			if again := nobody.get(path).is(http.StatusNotModified); again.body != "" {
				t.Errorf("%s is sent again", path)
			}
			nobody.header.Del("If-None-Match")
			if head := nobody.ask("HEAD", path, nil).is(http.StatusOK); head.body != "" || head.header.Get("ETag") != p.header.Get("ETag") {
				t.Errorf("HEAD %s: %v", path, head.header)
			}
		}
		// still closed: what isn't told, and what there isn't; a made-up digest doesn't differ from one of another panel
		for _, path := range []string{"/digests/" + uuid.NewString(), "/digests/" + first.ID.String() + "/points/" + uuid.NewString(), "/digests/" + first.ID.String() + "/letter",
			"/digests.csv", "/told-points.csv", "/digests/" + first.ID.String() + "/points.csv", "/items/" + item.ID.String(), "/panels/" + uuid.NewString() + "/wall", "/panels/" + s.Panel.ID.String()} {
			nobody.get(path).is(http.StatusSeeOther)
		}
		s.round = s.OpenRound(t)
		nobody.get("/digests/" + s.digest().ID.String()).is(http.StatusSeeOther) // a draft
		wim.get(pages[1]).is(http.StatusOK).lacks(".site-header__guest")
		s.open(panel.Employees)
		for _, path := range pages {
			nobody.get(path).is(http.StatusSeeOther)
		}
	})
}

func TestTheWorldFindsInTheArchiveOnlyWhatIsForTheWorld(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.promisedAndKept()
		in := s.PanelInput()
		in.Name, in.Recurrence, in.DigestReaders = "Klantpanel Open", "every month on the second tuesday at 10:00", panel.World
		other := must(s.Store.SavePanel(context.Background(), panel.System, uuid.Nil, in))(t)
		b := s.nobody()
		for _, path := range []string{"/digests", "/digests?panel=" + s.Panel.ID.String(), "/digests?q=zender", "/digests?service=" + s.ICT.ID.String(), "/digests?outcome=kept"} {
			p := b.get(path).is(http.StatusOK).lacks(".archive").lacks("select option[value]:not([value=''])")
			if strings.Contains(p.text("main"), "Werkplek") {
				t.Errorf("%s tells of another panel", path)
			}
		}
		s.open(panel.World)
		b.get("/digests?outcome=kept&q=zender&year=2027&service="+s.ICT.ID.String()+"&topic="+s.Questions[0].TopicID.String()+"&panel="+s.Panel.ID.String()).is(http.StatusOK).sees(".archive__title", "Wifi").lacks(".export")
		b.get("/digests?panel=" + other.ID.String()).is(http.StatusOK).lacks(".archive")
		b.get("/").sees("main", "Lees wat er is gedaan")
	})
}

func TestTheWorldLearnsOfNoServiceThatToldItNothing(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.promisedAndKept()
		s.open(panel.World)
		b := s.nobody()
		b.get("/digests?service="+s.ICT.ID.String()).is(http.StatusOK).sees("link[rel=alternate][title='ICT: u zei, wij deden']", "")
		for _, service := range []uuid.UUID{s.Canteen.ID, uuid.New()} {
			p := b.get("/digests?service=" + service.String()).is(http.StatusOK).lacks("link[rel=alternate]")
			if strings.Contains(p.body, s.Canteen.Name) {
				t.Error("the archive names a service that told the world nothing")
			}
		}
	})
}

func TestTheChosenFiltersShowAndAreLeftOutOneByOne(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.promisedAndKept()
		b := s.as(s.Wim)
		topic := s.Questions[0].TopicID.String()
		p := b.get("/digests?q=zender&outcome=kept&topic="+topic).is(http.StatusOK).sees(".archive__chosen", "Toezegging nagekomen").sees(".archive__chosen", "zender")
		if n := p.Find(".archive > li").Length(); n != 1 {
			t.Errorf("%d points, want the one that was kept", n)
		}
		if link, _ := p.Find(".archive__chosen a").Eq(1).Attr("href"); link != "/digests?outcome=kept&q=zender" {
			t.Errorf("leaving out the topic leads to %s", link)
		}
		if link, _ := p.Find(".archive__title a").Attr("href"); !strings.Contains(link, "/points/") {
			t.Errorf("the point leads to %s", link)
		}
		rows := b.get("/told-points.csv?q=zender&outcome=kept&topic=" + topic).is(http.StatusOK).csvRows()
		if len(rows) != 1 {
			t.Errorf("the file has %d points, want one", len(rows))
		}
		b.get("/digests?outcome=gelukt").is(http.StatusNotFound)
		b.get("/digests?topic=x").is(http.StatusNotFound)
		b.get("/digests?topic="+uuid.NewString()).is(http.StatusOK).sees(".archive__chosen", "onbekend").sees(".empty", "Niets gevonden")
	})
}

func TestAPointHasItsOwnPageThatTellsHowItWentOn(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		first, second, item := s.promisedAndKept()
		b := s.as(s.Piet)
		p := b.get("/digests/" + first.ID.String()).is(http.StatusOK)
		link, _ := p.Find(".digest__link a").Attr("href")
		if link != toldPointPath(first.Entries[0]) {
			t.Fatalf("the digest leads to %q", link)
		}
		p = b.get(link).is(http.StatusOK).sees("title", item.Title+": Toegezegd").sees("h1", item.Title).sees(".told__done", "Er komt een extra zender.")
		p.sees(".told__story", "Toezegging nagekomen").sees(".told__story", "deze pagina").sees(".told__story", "De zender hangt er.")
		if at, _ := p.Find(".told__story a").Attr("href"); at != toldPointPath(second.Entries[0]) {
			t.Errorf("the story goes on at %s", at)
		}
		if description, _ := p.Find("meta[name=description]").Attr("content"); !strings.HasPrefix(description, "Toegezegd. In zaal 3") {
			t.Errorf("it is shared as %q", description)
		}
		s.as(s.Wim).get(link).is(http.StatusOK).lacks("main a[href^='/items']")
		b.get("/digests/" + first.ID.String() + "/points/" + uuid.NewString()).is(http.StatusNotFound)
		b.get("/digests/" + uuid.NewString() + "/points/" + item.ID.String()).is(http.StatusNotFound)
	})
}
