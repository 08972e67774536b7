package web

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// low has the figures of the story's round propose a point: the wifi gets a 4, and the line is 6.
func (s *story) low() dialogue.Proposal {
	s.t.Helper()
	ctx := s.t.Context()
	q := must(s.Store.CycleQuestions(ctx, s.round.ID))(s.t)
	_ = must(s.db.NewUpdate().Table("cycle_questions").Set("line = 60").Where("id = ?", q[1].ID).Exec(ctx))(s.t)
	four := 4
	for _, who := range []panel.Person{s.Fatma, s.Piet} {
		must(s.server.Dialogue.Contribute(ctx, s.As(s.t, who), s.round.ID, uuid.New(), []dialogue.Answer{{QuestionID: &q[1].ID, People: 5, Mark: &four}}))(s.t)
	}
	s.Clock.To(s.round.CollectingUntil.Add(1e9))
	s.must(s.server.Dialogue.CloseDue(ctx, s.Clock.Now()))
	s.must(s.server.Dialogue.ProposeDue(ctx, s.Clock.Now()))
	return must(s.server.Dialogue.ProposalsIn(ctx, s.round.ID))(s.t)[0]
}

func TestACoordinatorMakesAPointOfWhatTheFiguresPropose(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		p := s.low()
		board, path := "/cycles/"+s.round.ID.String()+"/board", "/proposals/"+p.ID.String()
		joris := s.as(s.Joris)
		joris.get("/").sees("main", "De cijfers stellen een punt voor")
		page := joris.get(board).sees("main .proposals", "gemiddeld een 4,0").sees("main .proposals", "Uw grens is 6,0.")
		if page.Find(".proposals a[href='"+path+"']").Length() != 1 {
			t.Fatal("the board doesn't lead to the proposal")
		}
		for _, who := range []panel.Person{s.Fatma, s.Sanne, s.Anton, s.Wim} {
			s.as(who).get(path).is(404)
			s.as(who).post(path+"/make", "title", "x", "said", "x").is(404)
		}
		form := joris.get(path)
		form.submit("form[action='"+path+"/make']", "title", "").is(422).sees("textarea[name=said]", "gemiddeld een 4,0")
		done := form.submit("form[action='"+path+"/make']", "title", "De wifi krijgt een 4")
		done.follow().lacks("main .proposals")
		again := form.submit("form[action='"+path+"/make']", "title", "De wifi krijgt een 4").is(303)
		if at := again.header.Get("Location"); !strings.HasPrefix(at, "/items/") {
			t.Fatalf("the form that was sent twice leads to %s", at)
		}
		s.as(s.Sanne).get(again.header.Get("Location")).sees("main", "Uit de cijfers van collega's").sees(".timeline", "Voorgesteld door de cijfers")
		joris.get(path).is(303)
	})
}

func TestAProposalIsSetAsideForAReason(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		p := s.low()
		path := "/proposals/" + p.ID.String()
		joris := s.as(s.Joris)
		joris.post(path+"/dismiss", "reason", "").is(422)
		joris.post(path+"/dismiss", "reason", "De verhuizing telde mee.").follow().sees("body", "Het voorstel is weggelegd.").lacks("main .proposals")
		joris.post(path+"/make", "title", "Toch", "said", "Toch").is(303)
	})
}

func TestAQuestionsFormTakesALineAndAStep(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		joris := s.as(s.Joris)
		path := "/questions/" + s.Questions[1].ID.String()
		joris.get(path).submit("form[action='"+path+"']", "line", "zes").is(422).sees("main", "bijvoorbeeld 5,5")
		joris.get(path).submit("form[action='"+path+"']", "line", "5,5", "step", "0.5").is(303)
		page := joris.get(path)
		for name, want := range map[string]string{"line": "5,5", "step": "0,5"} {
			if v, _ := page.Find("input[name=" + name + "]").Attr("value"); v != want {
				t.Errorf("%s is %q, want %q", name, v, want)
			}
		}
		path = "/questions/" + s.Questions[2].ID.String()
		joris.get(path).submit("form[action='"+path+"']", "line", "50", "good", "2, 3").is(303)
		if v, _ := joris.get(path).Find("input[name=good]").Attr("value"); v != "2, 3" {
			t.Errorf("the good answers are %q", v)
		}
	})
}
