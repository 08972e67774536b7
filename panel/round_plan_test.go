package panel_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// coming are the rounds to come as the coordinator sees them: for each its day and its questions by their place in the bank of Waterveld.
func coming(t testing.TB, w *paneltest.Waterveld, n int) (days []scheduler.Date, questions [][]int, lost []panel.RoundPlan) {
	t.Helper()
	p, err := w.Store.Panel(t.Context(), w.Panel.ID)
	ok(t, err)
	rounds, lost, err := w.Store.ComingRounds(t.Context(), p, n)
	ok(t, err)
	for _, r := range rounds {
		var places []int
		for _, q := range r.Questions {
			places = append(places, slices.IndexFunc(w.Questions, func(other panel.Question) bool { return other.ID == q.ID }))
		}
		days, questions = append(days, r.On), append(questions, places)
	}
	return days, questions, lost
}

func TestWhatComesIsWhatTheRoundsThenAsk(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := picking(t, w, func(in *panel.PanelInput) { in.PickCount, in.MinDistance, in.NoticeDays = 2, 1, 0 })
		ok(t, w.Store.PlanRound(t.Context(), w.As(t, w.Joris), p.ID, "2027-03-09", []uuid.UUID{w.Questions[3].ID, w.Questions[1].ID}))
		days, questions, lost := coming(t, w, 5)
		if len(days) != 5 || days[2] != "2027-03-09" || len(lost) != 0 {
			t.Fatalf("coming on %v, lost %v", days, lost)
		}
		want := [][]int{{0, 2}, {0, 2}, {3, 1}, {0, 2}, {1, 3}} // the second one has nothing else that rested
		for i := range want {
			if !slices.Equal(questions[i], want[i]) {
				t.Errorf("on %s it will ask %v, want %v", days[i], questions[i], want[i])
			}
		}
		for i := range days {
			asks(t, w, w.OpenRound(t), questions[i]...)
		}
	})
}

func TestACoordinatorChoosesChangesAndUndoes(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		p := picking(t, w, nil)
		q := w.Questions
		for range 2 { // a form that is sent twice
			ok(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{q[3].ID, q[0].ID}))
		}
		plan, err := w.Store.RoundPlan(ctx, p.ID, p.NextOn)
		ok(t, err)
		if !plan.ByHand() || plan.Person.Name != w.Joris.Name || len(plan.Questions) != 2 || plan.Questions[0].ID != q[3].ID {
			t.Fatalf("the plan is %+v", plan)
		}
		for range 2 {
			ok(t, w.Store.UnplanRound(ctx, joris, p.ID, p.NextOn))
		}
		_, err = w.Store.RoundPlan(ctx, p.ID, p.NextOn)
		refused(t, err, "error.round_plan_not_found")

		notify(t, w) // from now on the coordinators know, so a plan stays
		ok(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{q[2].ID}))
		ok(t, w.Store.UnplanRound(ctx, joris, p.ID, p.NextOn))
		plan, err = w.Store.RoundPlan(ctx, p.ID, p.NextOn)
		ok(t, err)
		if plan.ByHand() || len(plan.Questions) != 1 || plan.Questions[0].ID != q[0].ID || plan.ToldAt.IsZero() {
			t.Fatalf("after the notice the plan is %+v", plan)
		}
		asks(t, w, w.OpenRound(t), 0)
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, "2027-01-12", []uuid.UUID{q[2].ID}), "error.round_not_coming")
	})
}

func TestOnlyRoundsToComeArePlannedWithQuestionsThatCanBeAsked(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		p := picking(t, w, nil)
		one := []uuid.UUID{w.Questions[0].ID}
		for _, day := range []scheduler.Date{"2027-01-13", "2026-12-08", "", "morgen", "2027-02-29"} {
			refused(t, w.Store.PlanRound(ctx, joris, p.ID, day, one), "error.round_not_coming")
		}
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, nil), "error.round_needs_question")
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{one[0], uuid.New()}), "error.round_question_gone")
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, make([]uuid.UUID, 41)), "error.round_too_many")
		ok(t, w.Store.ArchiveQuestion(ctx, joris, w.Questions[1].ID))
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{w.Questions[1].ID}), "error.round_question_gone")
		for _, stranger := range []panel.Person{w.Fatma, w.Sanne, w.Anton} {
			refused(t, w.Store.PlanRound(ctx, w.As(t, stranger), p.ID, p.NextOn, one), "error.coordinators_only")
			refused(t, w.Store.UnplanRound(ctx, w.As(t, stranger), p.ID, p.NextOn), "error.coordinators_only")
			refused(t, w.Store.MovePlan(ctx, w.As(t, stranger), p.ID, p.NextOn, "2027-02-09"), "error.coordinators_only")
		}
		w.Clock.To(p.NextAt.Time) // its moment is now
		refused(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, one), "error.round_not_coming")
	})
}

func TestAPlanWhoseQuestionsLeftTheBankIsPickedAnew(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		p := picking(t, w, nil)
		ok(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{w.Questions[3].ID}))
		ok(t, w.Store.ArchiveQuestion(ctx, joris, w.Questions[3].ID))
		asks(t, w, w.OpenRound(t), 0)
	})
}

func TestAPlanWhoseDayIsNoLongerPlannedIsShownUntilSomebodySaysWhatBecomesOfIt(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		p := picking(t, w, nil)
		for day, q := range map[scheduler.Date]int{"2027-02-09": 3, "2027-03-09": 2, "2027-04-13": 1} {
			ok(t, w.Store.PlanRound(ctx, joris, p.ID, day, []uuid.UUID{w.Questions[q].ID}))
		}
		in := w.PanelInput()
		in.NoticeDays, in.Picking, in.Recurrence = 5, panel.LeastRecent, "every month on the third wednesday at 10:00"
		_, err := w.Store.SavePanel(ctx, joris, p.ID, in)
		ok(t, err)
		_, questions, lost := coming(t, w, 3)
		if len(lost) != 3 || lost[0].PlannedOn != "2027-02-09" || !slices.Equal(questions[0], []int{0}) {
			t.Fatalf("lost %+v, coming %v", lost, questions)
		}
		ok(t, w.Store.MovePlan(ctx, joris, p.ID, "2027-02-09", "2027-02-17"))
		refused(t, w.Store.MovePlan(ctx, joris, p.ID, "2027-02-09", "2027-03-17"), "error.round_plan_not_found")
		refused(t, w.Store.MovePlan(ctx, joris, p.ID, "2027-03-09", "2027-02-17"), "error.round_planned_already")
		refused(t, w.Store.MovePlan(ctx, joris, p.ID, "2027-03-09", "2027-03-10"), "error.round_not_coming")
		ok(t, w.Store.UnplanRound(ctx, joris, p.ID, "2027-04-13"))
		_, questions, lost = coming(t, w, 3)
		if len(lost) != 1 || lost[0].PlannedOn != "2027-03-09" || !slices.Equal(questions[1], []int{3}) {
			t.Fatalf("lost %+v, coming %v", lost, questions)
		}
		in.Recurrence = paneltest.Recurrence // as it was: the plan counts again
		_, err = w.Store.SavePanel(ctx, joris, p.ID, in)
		ok(t, err)
		days, questions, lost := coming(t, w, 3)
		if len(lost) != 1 || lost[0].PlannedOn != "2027-02-17" || days[2] != "2027-03-09" || !slices.Equal(questions[2], []int{2}) {
			t.Fatalf("lost %+v, coming %v on %v", lost, questions, days)
		}
	})
}

func TestWhatTheProgramPickedAndToldDoesNotMoveOrVanish(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		p := picking(t, w, func(in *panel.PanelInput) { in.NoticeDays = 5 })
		w.Clock.To(p.NoticeAt.Time)
		ok(t, w.Store.NoticeDue(ctx, w.Clock.Now()))
		picked, err := w.Store.RoundPlan(ctx, p.ID, p.NextOn)
		ok(t, err)
		for _, to := range []scheduler.Date{p.NextOn, "2027-02-09"} {
			refused(t, w.Store.MovePlan(ctx, joris, p.ID, p.NextOn, to), "error.round_plan_not_found")
		}
		ok(t, w.Store.PlanRound(ctx, joris, p.ID, p.NextOn, []uuid.UUID{w.Questions[3].ID}))
		ok(t, w.Store.MovePlan(ctx, joris, p.ID, p.NextOn, "2027-02-09"))
		left, err := w.Store.RoundPlan(ctx, p.ID, p.NextOn)
		ok(t, err)
		if left.ID != picked.ID || left.ToldAt.IsZero() || left.ByHand() || len(left.Questions) == 0 {
			t.Fatalf("of the round that was told is left %+v", left)
		}
	})
}

func TestTopicsRestAsLongAsThePanelSays(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := t.Context()
		for _, topic := range []string{"Parkeren", "Post"} {
			q, err := w.Store.SaveQuestion(ctx, panel.System, uuid.Nil, panel.QuestionInput{Topic: topic, Kind: panel.Open, TextNL: "Wat kan beter?"})
			ok(t, err)
			w.Questions = append(w.Questions, q)
		}
		picking(t, w, func(in *panel.PanelInput) {
			in.Picking, in.PickCount, in.MinDistance, in.Trend = panel.Rotation, 2, 1, []uuid.UUID{w.Questions[1].ID}
		})
		for i, want := range []struct {
			topic string
			asked []int
		}{{"Werkplek, Kantine", []int{1, 0, 2, 3}}, {"Parkeren, Post", []int{1, 4, 5}}, {"Werkplek, Kantine", []int{1, 0, 2, 3}}} {
			c := w.OpenRound(t)
			asks(t, w, c, want.asked...)
			if c.Topic != want.topic || c.Number != i+1 {
				t.Errorf("round %d is about %q, want %q", c.Number, c.Topic, want.topic)
			}
		}
	})
}

func TestTrendIsKeptWithThePanel(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		picking(t, w, func(in *panel.PanelInput) { in.Trend = []uuid.UUID{w.Questions[2].ID} })
		links, err := w.Store.PanelLinks(t.Context(), w.Panel.ID)
		ok(t, err)
		for i, q := range links.Questions {
			if q.Trend != (i == 2) || q.Topic == nil {
				t.Errorf("question %d: %+v", i, q)
			}
		}
	})
}

func TestAPanelThatStandsStillCanBePlannedBeforeItStarts(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		joris := w.As(t, w.Joris)
		ok(t, w.Store.PlanRound(t.Context(), joris, w.Panel.ID, "2027-01-12", []uuid.UUID{w.Questions[2].ID}))
		w.Clock.Add(time.Hour)
		asks(t, w, w.OpenRound(t), 2)
	})
}
