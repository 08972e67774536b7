package web

import (
	"net/http"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestAQuestionStartsWithItsKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.as(s.Fatma).get("/questions").is(http.StatusForbidden)
		b := s.as(s.Joris)
		b.get("/questions").is(http.StatusOK).sees("main", "Werkplek").sees(".rows", "over ICT")
		kinds := b.get("/questions/new").is(http.StatusOK)
		if n := kinds.Find(".card a").Length(); n != 4 {
			t.Errorf("%d kinds", n)
		}
		b.get("/questions/new?kind=open").is(http.StatusOK).lacks("#service").lacks("#options_nl")
		b.get("/questions/new?kind=mark").is(http.StatusOK).sees("#service", "ICT").lacks("#options_nl")
		b.get("/questions/new?kind=choice").is(http.StatusOK).lacks("#service").sees("label[for=options_nl]", "antwoorden")
		b.post("/questions/new?kind=lied", "text_nl", "La la").follow().sees("h1", "Wat voor vraag")
	})
}

func TestAQuestionIsAddedOnceAndKeepsWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		wrong := b.get("/questions/new?kind=choice").submit("main form", "text_nl", "Hoe komt u naar het werk?", "options_nl", "Fiets", "known_topic", "Werkplek")
		wrong.is(http.StatusUnprocessableEntity).sees("#text_nl", "Hoe komt u naar het werk?").sees("#known_topic option[selected]", "Werkplek")
		wrong.submit("main form", "options_nl", "Fiets\nBus\nFiets").is(http.StatusUnprocessableEntity).sees("#options_nl-error", "twee keer: Fiets")
		values := []string{"text_nl", "Hoe komt u naar het werk?", "options_nl", "Fiets\r\n\r\nBus\r\nAuto", "topic", "Onderweg"}
		wrong.submit("main form", values...).follow().sees(".flash", "opgeslagen").sees("main", "Onderweg")
		b.post("/questions/new?kind=choice", values...).follow().sees(".flash", "stond er al")
		questions, err := s.Store.Questions(t.Context())
		if err != nil || len(questions) != 5 {
			t.Errorf("%d questions, %v", len(questions), err)
		}
		b.post("/questions/new?kind=mark", "text_nl", "Welk cijfer geeft u de koffie?", "topic", "Kantine").is(http.StatusUnprocessableEntity).sees("#service-error", "")
		b.post("/questions/new?kind=open", "text_nl", " ", "topic", "").is(http.StatusUnprocessableEntity)
	})
}

func TestAQuestionIsChangedAndArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path := "/questions/" + s.Questions[3].ID.String()
		b.get(path).is(http.StatusOK).sees("#service option[selected]", "Kantine").submit("main form", "text_nl", "Warme soep").follow().sees("main", "Warme soep")
		q, err := s.Store.Question(t.Context(), s.Questions[3].ID)
		if err != nil || q.Kind != panel.Pair || q.Topic.Name != "Kantine" || q.ServiceID == nil {
			t.Errorf("%+v, %v", q, err)
		}
		b.get(path+"/archive").is(http.StatusOK).sees("main", "Warme soep").submit("main form").follow().sees(".flash", "niet meer gesteld")
		b.post(path + "/archive").follow().is(http.StatusOK)
		b.get(path).is(http.StatusNotFound)
	})
}
