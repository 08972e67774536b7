package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// giveWords gives the services of Waterveld the words that people use for them.
func giveWords(t testing.TB, s *site) {
	t.Helper()
	for service, words := range map[uuid.UUID]string{s.ICT.ID: "computer, wachtwoord, scherm kapot", s.Canteen.ID: "eten, broodje, koffie bij een vergadering"} {
		if _, err := s.db.NewUpdate().Table("services").Set("words = ?", words).Where("id = ?", service).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhoSearchesByOrdinaryWordsSeesWhyAServiceIsFound(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		giveWords(t, s)
		p := s.as(s.Wim).get("/services?q=mijn+schermen+zijn+kapot").is(http.StatusOK)
		p.sees(".directory__service:first-child h3", "ICT").sees(".directory__why", "scherm kapot").sees(".directory__why mark", "scherm").lacks("[data-filter]")
		if n := p.Find(".directory > li").Length(); n != 1 {
			t.Errorf("%d services, want one", n)
		}
		if v, _ := p.Find("#q").Attr("value"); v != "mijn schermen zijn kapot" {
			t.Errorf("the field holds %q", v)
		}
		s.as(s.Wim).get("/services?q=wachtwoort").is(http.StatusOK).sees(".directory__why mark", "wachtwoord")
	})
}

func TestNothingFoundSaysWhatToDoAndShowsEveryService(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		p := s.as(s.Wim).get("/services?q=%3Cb%3Ezwembad").is(http.StatusOK).lacks("main b").sees(".directory__none", "<b>zwembad").sees(".directory__none a", "Vertel het ons")
		o, err := s.Store.Organisation(t.Context(), s.db)
		if err != nil {
			t.Fatal(err)
		}
		p.sees(".directory__none", o.Contact).sees(".directory", "ICT").sees(".directory", "Kantine")
	})
}

func TestResponderNamesFindNothingAndAreNotShown(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		giveWords(t, s)
		for _, responder := range []panel.Person{s.Sanne, s.Bram} {
			for _, asked := range append(strings.Fields(responder.Name), responder.Name, responder.Email) {
				p := s.as(s.Wim).get("/services?q=" + escapeQuery(asked)).is(http.StatusOK).lacks(".directory--found")
				if strings.Contains(p.text(".directory"), strings.Fields(responder.Name)[0]) {
					t.Errorf("a search for %q names %s", asked, responder.Name)
				}
			}
		}
	})
}

func TestClosedServicesAreNotFound(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		giveWords(t, s)
		if err := s.Store.CloseService(t.Context(), s.As(t, s.Joris), s.Canteen.ID); err != nil {
			t.Fatal(err)
		}
		s.as(s.Wim).get("/services?q=broodje").is(http.StatusOK).lacks(".directory--found").sees(".directory", "ICT")
	})
}

func TestWordsOfAServiceAreKeptInItsForm(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		b, path := s.as(s.Joris), "/settings/services/"+s.ICT.ID.String()
		wrong := b.get(path).submit("main form", "words", "toetsenbord, muis", "norm_days", "nul").is(http.StatusUnprocessableEntity).sees("#words", "toetsenbord, muis")
		wrong.submit("main form", "norm_days", "5").follow().is(http.StatusOK)
		b.get(path).sees("#words", "toetsenbord, muis")
		s.as(s.Wim).get("/services?q=toetsenborden").sees(".directory--found", "ICT")
	})
}

func TestThreeHundredServicesArePagedAndWeighLittle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		var many []panel.Service
		for i := range 300 {
			many = append(many, panel.Service{ID: uuid.New(), Name: fmt.Sprintf("Loket %03d", i), NormDays: 10, CreatedAt: s.Clock.Now(),
				Purpose:     fmt.Sprintf("Alles over onderwerp %d: aanvragen, wijzigen, stopzetten en de vraag wat %x betekent.", i, i*7919),
				Expectation: "U hoort binnen drie dagen welke weg u moet nemen en hoe lang die duurt.",
				Words:       fmt.Sprintf("aanvraag, formulier %d, vergunning, pas %x, sleutel, vraag, klacht, bezwaar, spoed", i, i*104729)})
		}
		if _, err := db.NewInsert().Model(&many).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
		b := s.as(s.Wim)
		for path, rows := range map[string]int{"/services": servicesPerPage, "/services?page=6": 2, "/services?page=7": 0, "/services?q=vergunning": foundAtMost} {
			p := b.get(path).is(http.StatusOK).lacks("[data-filter]")
			if n := p.Find(".directory > li").Length(); n != rows {
				t.Errorf("%s shows %d services, want %d", path, n, rows)
			}
			var small bytes.Buffer
			z := gzip.NewWriter(&small)
			z.Write([]byte(p.body))
			z.Close()
			if small.Len() > 60_000 {
				t.Errorf("%s weighs %d bytes compressed", path, small.Len())
			}
		}
	})
}

func TestAServicePageSaysHowItDoesByItsNormsFromTheSmallestGroupOn(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		tally := func(what string, count int) {
			t.Helper()
			_, err := s.db.NewInsert().Table("service_tallies").Model(&map[string]any{"service_id": s.ICT.ID, "what": what, "count": count}).
				On("CONFLICT (service_id, what) DO UPDATE").Set("count = EXCLUDED.count").Exec(t.Context())
			if err != nil {
				t.Fatal(err)
			}
		}
		for what, count := range map[string]int{"responded_in_time": 3, "responded_late": 1, "answered_in_time": 2, "answered_late": 2, "paused_days": 6} {
			tally(what, count)
		}
		s.as(s.Wim).get("/services/" + s.ICT.ID.String()).is(http.StatusOK).lacks(".service__kept")
		tally("answered_in_time", 3)
		tally("responded_in_time", 4)
		s.as(s.Wim).get("/services/"+s.ICT.ID.String()).is(http.StatusOK).
			sees(".service__kept", "Eerste reactie op tijd: 4 van 5 punten. Antwoord op tijd: 3 van 5 punten. De tijd stond samen 6 werkdagen stil")
	})
}
