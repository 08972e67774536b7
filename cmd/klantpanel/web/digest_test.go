package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

func TestTheCoordinatorApprovesWhatReadersWillSee(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 2, "Koude soep."))
		s.say(s.Piet, 1, "Dit wacht nog.")
		path := "/digests/" + s.digest().ID.String()
		s.as(s.Fatma).get(path).is(http.StatusNotFound)

		b := s.as(s.Joris)
		p := b.get(path).is(http.StatusOK).sees(".notice--warning", "1 stuk inbreng").sees(".notice--warning", "1 punt").sees("main form .button", "versturen aan 8 collega's")
		p.sees(".digest--preview", "Er hangt een extra zender.").sees(".digest--preview", "enkele collega's").sees(".digest--preview", "Kantine heeft nog niet geantwoord")
		p.submit("form.card", "intro_nl", "Dank u wel.", "intro_en", strings.Repeat("x", 2001)).is(http.StatusUnprocessableEntity).sees("#intro_nl", "Dank u wel.")
		p.submit("form.card", "intro_nl", "Dank u wel.").follow().is(http.StatusOK).sees(".digest--preview", "Dank u wel.")
		b.get(path+"/letter").is(http.StatusOK).sees("body", "Dank u wel.").sees("body", "Er hangt een extra zender.").lacks("[style]")

		s.as(s.Fatma).post(path+"/approve", "intro_nl", "Dank u wel.").is(http.StatusNotFound)
		b.post(path+"/approve", "intro_nl", "Dank u wel.").follow().is(http.StatusOK).sees(".flash", "Goedgekeurd").sees(".notice", "begint zo")
		b.post(path+"/approve", "intro_nl", "Dank u wel.").follow().is(http.StatusOK).lacks("main form")
		b.post(path+"/intro", "intro_nl", "Iets anders.").is(http.StatusConflict).sees("main", "Iets anders.")
		if err := s.server.Dialogue.SendDigests(context.Background(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		b.get(path).sees(".notice", "naar 8 collega's").sees(".notice", "wachtrij: 8")
	})
}

func TestOwnPointsComeFirstAndStandOnce(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		soup := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 6, "Koude soep."))
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		path := "/digests/" + s.told().ID.String()
		p := s.as(s.Piet).get(path).is(http.StatusOK).sees("h1", "U zei, wij deden").sees(".digest__own", "Soep is koud").lacks("main form")
		if first, _ := p.Find(".digest__entry").First().Attr("id"); first != soup.ID.String() {
			t.Error("the own point isn't the first one")
		}
		for _, item := range []dialogue.Item{wifi, soup} {
			if n := p.Find("[id='" + item.ID.String() + "']").Length(); n != 1 {
				t.Errorf("%s stands on the page %d times", item.Title, n)
			}
		}
		employee := s.as(s.Wim).get(path).is(http.StatusOK).sees(".digest__own h2", "Dit is er veranderd").lacks(".notice").lacks(".digest__title a")
		employee.sees("main", "wat collega's zeiden in ronde 1").sees("main", "De volgende ronde begint op 9 februari 2027")
		s.as(s.Wim).get("/digests").is(http.StatusOK).sees(".rows", "ronde 1").sees(".rows", "1 aangepast")
		s.as(s.Wim).get("/digests/" + uuid.NewString()).is(http.StatusNotFound)
		s.nobody().get(path).is(http.StatusSeeOther)
	})
}

func TestTheDirectoryNamesNobody(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi, phone := s.wifi(), s.point(s.ICT, "Telefoon hapert", "De telefoon hapert.", s.say(s.Piet, 6, "Bellen lukt niet."))
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		s.answer(s.Sanne, phone, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een nieuwe centrale.", DueOn: s.in(60)})
		b := s.as(s.Wim)
		b.get("/services").is(http.StatusOK).sees(".directory", "Laptops, telefoons en wifi").sees(".directory", "10 werkdagen")
		path := "/services/" + s.ICT.ID.String()
		if strings.Contains(b.get(path).is(http.StatusOK).text("main"), phone.Title) {
			t.Error("shown before a digest told it")
		}
		s.told()
		p := b.get(path).sees("main", "Er komt een nieuwe centrale.").sees("main", "Er hangt een extra zender.")
		if strings.Contains(p.text("main"), "Sanne") {
			t.Error("the page names who answers")
		}
		b.get("/services/" + uuid.NewString()).is(http.StatusNotFound)
	})
}

func TestTheOverviewAddsUpAndExportsSafely(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.answer(s.Sanne, s.wifi(), dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 6, "Koude soep."))
		b := s.as(s.Anton)
		p := b.get("/overview").is(http.StatusOK)
		if sum := p.text("table:first-of-type .overview__sum"); sum != "Samen1010000" {
			t.Errorf("the sum reads %q", sum)
		}
		file := b.get("/overview.csv").is(http.StatusOK)
		if !strings.HasPrefix(file.body, "\ufeffDienst;Open;") || !strings.Contains(file.body, "\r\nKantine;1;0;0;") {
			t.Errorf("the file reads %q", file.body)
		}
		s.as(s.Joris).get("/overview").is(http.StatusForbidden)
		s.as(s.Joris).get("/overview.csv").is(http.StatusForbidden)
	})
}

func TestACellIsNeverAFormula(t *testing.T) {
	for value, want := range map[any]any{"=1+1": "'=1+1", "+31": "'+31", "-x": "'-x", "@som": "'@som", "\tx": "'\tx", "\rx": "'\rx", -3: -3, -2.5: -2.5, "ICT": "ICT", "": ""} {
		if got := plainCell(value, textColumn, time.UTC); got != want {
			t.Errorf("%v became %v, want %v", value, got, want)
		}
	}
}
