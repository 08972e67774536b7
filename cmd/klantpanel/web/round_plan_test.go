package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// planning is a site whose panel asks one question a round, with a notice of five working days, and runs. Its first round is on Tuesday 12
// January.
func planning(t *testing.T, db *bun.DB) (*site, string) {
	t.Helper()
	s := newSite(t, db)
	in := s.PanelInput()
	in.Picking, in.NoticeDays, in.Trend = panel.LeastRecent, 5, in.Questions[3:]
	must(s.Store.SavePanel(t.Context(), panel.System, s.Panel.ID, in))(t)
	must(s.Store.StartPanel(t.Context(), panel.System, s.Panel.ID))(t)
	return s, "/panels/" + s.Panel.ID.String() + "/rounds"
}

func TestACoordinatorSeesWhatTheComingRoundsAskAndChoosesOtherQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, path := planning(t, db)
		b, q := s.as(s.Joris), s.Questions
		list := b.get(path).is(http.StatusOK).sees(".lead", "de vraag die het langst niet gesteld is").sees(".lead", "gaan altijd mee").sees("main", "5 werkdagen vooraf")
		if n := list.Find(".plans > li").Length(); n != 6 {
			t.Fatalf("%d rounds to come", n)
		}
		first := ".plans > li:first-child "
		list.sees(first, "dinsdag 12 januari 2027").sees(first+".badge", "Aan de beurt").sees(first+"li:first-child", q[3].TextNL).sees(first+"li:last-child", q[0].TextNL).lacks(first + "form")
		list.sees(first+"li:first-child", "Elke ronde")
		second := ".plans > li:nth-child(2) "
		list.sees(second+"details", q[1].TextNL).sees(second+"summary", "Alle 2 vragen").sees(second+"> ul", q[1].TextNL)
		if n := list.Find(second + "> ul > li").Length(); n != 1 {
			t.Errorf("%d questions stand out in the second round", n)
		}

		form := b.get(path+"/2027-01-12").is(http.StatusOK).sees("h1", "Vragen voor dinsdag 12 januari 2027").sees(".lead", "Deze vragen zijn aan de beurt")
		for i, place := range map[int]string{3: "1", 0: "2", 1: ""} {
			if got := form.Find("input[name=place-"+q[i].ID.String()+"]").AttrOr("value", ""); got != place {
				t.Errorf("question %d has place %q, want %q", i, got, place)
			}
		}
		values := []string{"questions", q[2].ID.String(), "questions", q[1].ID.String(), "place-" + q[1].ID.String(), "1", "place-" + q[2].ID.String(), "2"}
		b.post(path+"/2027-01-12", values...).follow().sees(".flash", "dinsdag 12 januari 2027")
		b.post(path+"/2027-01-12", values...).follow(). // and once more
								sees(first+".badge", "Gekozen door Joris Bakker").sees(first+"li:first-child", q[1].TextNL).sees(first+"li:last-child", q[2].TextNL)
		b.get(path+"/2027-01-12").sees(".lead", "Joris Bakker")

		b.get(path).submit(first+"form").follow().sees(".flash", "geen eigen keuze").sees(first+".badge", "Aan de beurt")
		b.post(path + "/2027-01-12/undo").is(http.StatusSeeOther)
	})
}

func TestAFormWithoutAQuestionKeepsWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, path := planning(t, db)
		b, id := s.as(s.Joris), s.Questions[2].ID.String()
		wrong := b.post(path+"/2027-01-12", "place-"+id, "7").is(http.StatusUnprocessableEntity).sees(".error-summary", "Kies minstens één vraag").sees("#questions-error", "Kies minstens")
		if got := wrong.Find("input[name=place-"+id+"]").AttrOr("value", ""); got != "7" {
			t.Errorf("the place is %q", got)
		}
		b.get(path + "/2027-01-12")
		s.OpenRound(t)
		late := b.post(path+"/2027-01-12", "questions", id).is(http.StatusConflict).sees(".error-summary", "al begonnen")
		if late.Find(`input[name=questions][checked]`).AttrOr("value", "") != id {
			t.Error("the tick is gone")
		}
		b.get(path+"/2027-01-12").follow().sees(".flash", "al begonnen").sees(".plans", "dinsdag 9 februari 2027")
	})
}

func TestAPlanWithoutARoundIsMovedOrThrownAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, path := planning(t, db)
		b, joris := s.as(s.Joris), must(s.Store.Act(t.Context(), s.Joris.ID))(t)
		b.get(path).lacks(".plan-lost")
		for i, day := range []string{"2027-02-09", "2027-03-09"} {
			if err := s.Store.PlanRound(t.Context(), joris, s.Panel.ID, scheduler.Date(day), []uuid.UUID{s.Questions[i].ID}); err != nil {
				t.Fatal(err)
			}
		}
		in := s.PanelInput()
		in.Picking, in.Recurrence = panel.LeastRecent, "every month on the third wednesday at 10:00"
		must(s.Store.SavePanel(t.Context(), panel.System, s.Panel.ID, in))(t)
		b.get(path).sees(".plan-lost", "dinsdag 9 februari 2027").sees(".plan-lost", "dinsdag 9 maart 2027").sees("main", "geen mail over de vragen")
		lost := b.get(path+"/2027-02-09").is(http.StatusOK).sees("h1", "Vragen zonder ronde").sees("ol", s.Questions[0].TextNL)
		if n := lost.Find("#to option").Length(); n != 6 {
			t.Errorf("%d rounds to choose from", n)
		}
		lost.submit(`form[action$="/move"]`, "to", "2027-03-10").is(http.StatusConflict).sees(".error-summary", "niet meer gepland")
		lost.submit(`form[action$="/move"]`, "to", "2027-02-17").follow().sees(".plans > li:nth-child(2)", "Gekozen door Joris Bakker")
		lost.submit(`form[action$="/move"]`, "to", "2027-02-17").follow().is(http.StatusOK)
		b.get(path + "/2027-03-09").submit(`form[action$="/undo"]`).follow().lacks(".plan-lost")
	})
}

func TestPlansOfAnotherPanelDontExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, path := planning(t, db)
		in := s.PanelInput()
		in.Name, in.Coordinators = "Klantpanel Buiten", s.Piet.Email
		must(s.Store.SavePanel(t.Context(), panel.System, uuid.Nil, in))(t)
		for _, who := range []panel.Person{s.Piet, s.Fatma, s.Sanne, s.Anton} {
			s.as(who).get(path).is(http.StatusNotFound)
			s.as(who).get(path + "/2027-01-12").is(http.StatusNotFound)
			s.as(who).post(path+"/2027-01-12", "questions", s.Questions[0].ID.String()).is(http.StatusNotFound)
			s.as(who).post(path + "/2027-01-12/undo").is(http.StatusNotFound)
			s.as(who).post(path+"/2027-01-12/move", "to", "2027-02-09").is(http.StatusNotFound)
		}
		s.as(s.Joris).get(path + "/morgen").is(http.StatusNotFound)
		s.as(s.Joris).get(path + "/2027-01-13").is(http.StatusSeeOther)
	})
}

// The wording is copied into the round: what the bank says later changes neither its pages, its letter nor its export.
func TestEditingTheBankChangesNoPastRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c := s.OpenRound(t)
		asked := must(s.Store.CycleQuestions(t.Context(), c.ID))(t)
		five := 5
		piet := must(s.Store.Act(t.Context(), s.Piet.ID))(t)
		must(s.server.Dialogue.Contribute(t.Context(), piet, c.ID, uuid.New(), []dialogue.Answer{{QuestionID: &asked[0].ID, People: 7, Text: "De schuur lekt."},
			{QuestionID: &asked[1].ID, People: 7, Mark: &five}}))(t)
		path := "/cycles/" + c.ID.String()
		pages := func() []string {
			return []string{s.as(s.Fatma).get(path + "/contribute").is(http.StatusOK).text("main form"), s.as(s.Joris).get(path + "/contributions.csv").is(http.StatusOK).body,
				s.as(s.Joris).get(path + "/figures.csv").is(http.StatusOK).body, s.as(s.Joris).get(path + "/board").is(http.StatusOK).text("main")}
		}
		before := pages()
		for i, text := range []string{asked[0].TextNL, asked[0].TextNL, asked[1].TextNL} {
			if !strings.Contains(before[i], text) {
				t.Errorf("%q isn't in\n%s", text, before[i])
			}
		}
		must(s.Store.SaveQuestion(t.Context(), panel.System, s.Questions[0].ID, panel.QuestionInput{Topic: "Iets anders", Kind: panel.Open, TextNL: "Een heel andere vraag?"}))(t)
		if err := s.Store.ArchiveQuestion(t.Context(), panel.System, s.Questions[1].ID); err != nil {
			t.Fatal(err)
		}
		for i, after := range pages() {
			if after != before[i] {
				t.Errorf("it was\n%s\nand is\n%s", before[i], after)
			}
		}
	})
}

// 25 December is closed, so the round of that day opens on the next working day; its plan keeps the day of the recurrence.
func TestTheQuestionsOfAMovedRoundNameTheDayOnWhichItOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s, path := planning(t, db)
		in := s.PanelInput()
		in.Recurrence, in.NoticeDays = "every month on day 25 at 09:00", 5
		must(s.Store.SavePanel(t.Context(), panel.System, s.Panel.ID, in))(t)
		s.Clock.To(scheduler.Date("2027-12-01").Time())
		b := s.as(s.Joris)
		b.get(path).sees(".plans > li:first-child h2", "maandag 27 december 2027")
		b.get(path+"/2027-12-25").is(http.StatusOK).sees("h1", "maandag 27 december 2027")
		b.post(path+"/2027-12-25", "questions", s.Questions[1].ID.String()).follow().sees(".flash", "maandag 27 december 2027").
			sees(".plans > li:first-child .badge", "Gekozen door Joris Bakker")
	})
}
