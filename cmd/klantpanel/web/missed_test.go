package web

import (
	"net/http"
	"testing"
)

func TestWhatIsSearchedInVainIsListedAndGivenToAService(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		missed := "/services/missed"
		s.as(s.Wim).get("/services?q=Vaatwasser").sees(".directory__none", "Vaatwasser")
		s.as(s.Wim).get("/services?q=vaatwasser")                              // the same page again
		s.as(s.Joris).get(missed).is(http.StatusOK).sees(".empty", "gevonden") // once may be a slip
		told := s.as(s.Bram).get("/services?q=vaatwasser").sees(".directory__none a.button", "Vertel het ons")
		if to, _ := told.Find(".directory__none a.button").Attr("href"); to != "/tell?q=vaatwasser" {
			t.Errorf("it leads to %s", to)
		}
		list := s.as(s.Joris).get(missed).sees("#words", "vaatwasser").sees("#words", "2 keer")
		if rows := s.as(s.Joris).get(missed + ".csv").csvRows(); len(rows) != 1 || rows[0][0] != "vaatwasser" || rows[0][1] != "2" {
			t.Errorf("the file holds %q", rows)
		}
		list.submit("main form").is(http.StatusUnprocessableEntity).sees(".error-summary", "Bij welke dienst")
		list.submit("main form", "words", "vaatwasser").is(http.StatusUnprocessableEntity)
		list.submit("main form", "service", s.Canteen.ID.String()).is(http.StatusUnprocessableEntity).sees(".error-summary", "Waar gaat het om?")
		list.submit("main form", "words", "vaatwasser", "service", s.Canteen.ID.String()).follow().is(http.StatusOK).sees(".empty", "gevonden")
		s.as(s.Wim).get("/services?q=vaatwassers").sees(".directory--found", s.Canteen.Name)
		for _, nobody := range []*browser{s.as(s.Wim), s.as(s.Sanne)} {
			if p := nobody.get(missed); p.status != http.StatusNotFound && p.status != http.StatusForbidden {
				t.Errorf("who coordinates nothing gets %d", p.status)
			}
			nobody.get("/services").lacks(`main a[href="` + missed + `"]`)
		}
	})
}

func TestWhereDoIGoForShowsWordsFromAToZWithTheirService(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		giveWords(t, s)
		p := s.as(s.Wim).get("/where").is(http.StatusOK).sees("#letter-B + ul", "broodje").sees("#letter-B + ul a", s.Canteen.Name).sees("#letter-C + ul", "computer")
		first := p.text(".where__letters li:first-child")
		if first != "B" {
			t.Errorf("the first letter is %q", first)
		}
		p.lacks("#most") // nobody had a point yet
	})
}

func TestAServiceTellsWhatItIsWorkingOnAndWhatComesFirst(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		path := "/services/" + s.ICT.ID.String()
		s.as(s.Wim).get(path).sees("main", "reageert binnen 3 werkdagen").lacks(".service__now")
		s.as(s.Joris).get("/settings/services/"+s.ICT.ID.String()).submit("main form", "working_on", "Nieuwe wifi in de kelder.",
			"priorities", "Storingen\nNieuwe laptops", "respond_days", "2").follow().is(http.StatusOK)
		p := s.as(s.Wim).get(path).sees(".service__now", "Nieuwe wifi in de kelder.").sees("main", "reageert binnen 2 werkdagen").sees(".service__now li:first-child", "Storingen")
		if n := p.Find(".service__now li").Length(); n != 2 {
			t.Errorf("%d things come first", n)
		}
	})
}
