package panel_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// picking has the panel pick its questions in another way, with a notice of five working days, and starts it. Its first round is on Tuesday
// 12 January, so the notice is on Tuesday 5 January, tomorrow.
func picking(t testing.TB, w *paneltest.Waterveld, change func(*panel.PanelInput)) panel.Panel {
	t.Helper()
	in := w.PanelInput()
	in.NoticeDays, in.Picking = 5, panel.LeastRecent
	if change != nil {
		change(&in)
	}
	_, err := w.Store.SavePanel(t.Context(), w.As(t, w.Joris), w.Panel.ID, in)
	ok(t, err)
	p, err := w.Store.StartPanel(t.Context(), w.As(t, w.Joris), w.Panel.ID)
	ok(t, err)
	return p
}

// notify moves the clock to the panel's notice and gives it.
func notify(t testing.TB, w *paneltest.Waterveld) {
	t.Helper()
	p, err := w.Store.Panel(t.Context(), w.Panel.ID)
	ok(t, err)
	w.Clock.To(p.NoticeAt.Time)
	ok(t, w.Store.NoticeDue(t.Context(), w.Clock.Now()))
}

// noticesTo are the letters about questions to come that a person got, the newest first.
func noticesTo(t testing.TB, w *paneltest.Waterveld, who panel.Person) []string {
	t.Helper()
	return slices.DeleteFunc(lettersTo(t, w, who), func(text string) bool { return !strings.Contains(text, "Volgende ronde van") })
}

// asks checks the questions of a round that opened, by their place in the bank of Waterveld.
func asks(t testing.TB, w *paneltest.Waterveld, c panel.Cycle, want ...int) {
	t.Helper()
	asked, err := w.Store.CycleQuestions(t.Context(), c.ID)
	ok(t, err)
	var got []int
	for _, a := range asked {
		got = append(got, slices.IndexFunc(w.Questions, func(q panel.Question) bool { return q.ID == *a.QuestionID }))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("round %d asks %v, want %v", c.Number, got, want)
	}
}

func TestTheCoordinatorIsToldOnceWhatTheNextRoundAsks(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := picking(t, w, func(in *panel.PanelInput) { in.Trend, in.PickCount = in.Questions[3:], 2 })
		if want := time.Date(2027, 1, 5, 8, 0, 0, 0, time.UTC); !p.NoticeAt.Equal(want) {
			t.Fatalf("the notice is planned at %v, want %v", p.NoticeAt, want)
		}
		w.Clock.To(p.NoticeAt.Add(-time.Second))
		ok(t, w.Store.NoticeDue(t.Context(), w.Clock.Now()))
		if plan, err := w.Store.RoundPlan(t.Context(), p.ID, p.NextOn); err == nil {
			t.Fatalf("planned a second too early: %+v", plan)
		}
		w.Clock.To(p.NoticeAt.Time)
		var wg sync.WaitGroup
		for range 4 { // instances that don't know of each other
			wg.Go(func() {
				if err := w.Store.NoticeDue(t.Context(), w.Clock.Now()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		notices := noticesTo(t, w, w.Joris)
		if len(notices) != 1 {
			t.Fatalf("%d notices", len(notices))
		}
		for _, want := range []string{"Klantpanel Werkplek begint op dinsdag 12 januari 2027", "- Hoe belangrijk is dit voor u, en hoe gaat het nu: Verse lunch zonder lange rij - Wat houdt u op in uw werk? - Welk cijfer geeft u de wifi? Doet u niets?",
			"https://klantpanel.waterveld.example/panels/" + p.ID.String() + "/rounds/2027-01-12"} {
			if !strings.Contains(notices[0], want) {
				t.Errorf("%q isn't in\n%s", want, notices[0])
			}
		}
		asks(t, w, w.OpenRound(t), 3, 0, 1)
		notify(t, w)
		if notices := noticesTo(t, w, w.Joris); len(notices) != 1 || !strings.Contains(notices[0], "dinsdag 9 februari 2027") {
			t.Fatalf("about the second round: %q", notices)
		}
		asks(t, w, w.OpenRound(t), 3, 0, 2)
	})
}

func TestSilenceMeansThatTheQuestionsOfTheNoticeGo(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := picking(t, w, nil)
		notify(t, w)
		early, err := w.Store.OpenNow(t.Context(), w.As(t, w.Joris), p.ID) // an extra round asks something else
		ok(t, err)
		asks(t, w, early, 1)
		c := w.OpenRound(t)
		asks(t, w, c, 0)
		if c.PlannedOn != "2027-01-12" {
			t.Fatalf("opened %s", c.PlannedOn)
		}
	})
}

func TestTheNoticeShowsThePlanAsItIsWhenItIsSent(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := picking(t, w, nil)
		joris := w.As(t, w.Joris)
		notify(t, w)
		ok(t, w.Store.PlanRound(t.Context(), joris, p.ID, p.NextOn, []uuid.UUID{w.Questions[2].ID, w.Questions[1].ID}))
		ok(t, w.Store.ArchiveQuestion(t.Context(), joris, w.Questions[1].ID))
		notices := noticesTo(t, w, w.Joris)
		if len(notices) != 1 || !strings.Contains(notices[0], "Joris Bakker koos deze vragen: - Hoe vaak luncht u in de kantine? Doet u niets?") {
			t.Fatalf("%q", notices)
		}
		asks(t, w, w.OpenRound(t), 2)
	})
}

func TestANoticeThatComesTooLateIsNotSent(t *testing.T) {
	for name, late := range map[string]func(t *testing.T, w *paneltest.Waterveld, p panel.Panel){
		"the round opened": func(t *testing.T, w *paneltest.Waterveld, _ panel.Panel) { w.OpenRound(t) },
		"the panel was paused": func(t *testing.T, w *paneltest.Waterveld, p panel.Panel) {
			_, err := w.Store.PausePanel(t.Context(), w.As(t, w.Joris), p.ID)
			ok(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *paneltest.Waterveld) {
				p := picking(t, w, nil)
				notify(t, w)
				late(t, w, p)
				if notices := noticesTo(t, w, w.Joris); len(notices) != 0 {
					t.Errorf("%q", notices)
				}
			})
		})
	}
}

func TestAPanelThatWantsNoNoticeGetsNone(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := picking(t, w, func(in *panel.PanelInput) { in.NoticeDays = 0 })
		w.Clock.To(p.NextAt.Add(-time.Minute))
		ok(t, w.Store.NoticeDue(t.Context(), w.Clock.Now()))
		if notices := noticesTo(t, w, w.Joris); len(notices) != 0 || !p.NoticeAt.IsZero() {
			t.Errorf("notice at %v: %q", p.NoticeAt, notices)
		}
	})
}

// When the moment moves, what a coordinator chose goes along with the round; what the program picked doesn't, and it tells anew.
func TestAnotherMomentHasItsOwnNoticeAndKeepsWhatSomebodyChose(t *testing.T) {
	for _, byHand := range []bool{false, true} {
		each(t, func(t *testing.T, w *paneltest.Waterveld) {
			p := picking(t, w, nil)
			joris, want := w.As(t, w.Joris), 0
			if byHand {
				want = 3
				ok(t, w.Store.PlanRound(t.Context(), joris, p.ID, p.NextOn, []uuid.UUID{w.Questions[3].ID}))
			}
			notify(t, w)
			if n := len(noticesTo(t, w, w.Joris)); n != 1 {
				t.Fatalf("%d notices", n)
			}
			in := w.PanelInput()
			in.NoticeDays, in.Picking, in.Recurrence = 5, panel.LeastRecent, "every month on the third wednesday at 10:00"
			p, err := w.Store.SavePanel(t.Context(), joris, p.ID, in)
			ok(t, err)
			if p.NextOn != "2027-01-20" {
				t.Fatalf("the next round is on %s", p.NextOn)
			}
			notify(t, w)
			if notices := noticesTo(t, w, w.Joris); len(notices) != 1 || !strings.Contains(notices[0], "woensdag 20 januari 2027") || strings.Contains(notices[0], "Joris Bakker koos") != byHand {
				t.Fatalf("about the new day: %q", notices)
			}
			asks(t, w, w.OpenRound(t), want)
			_, lost, err := w.Store.ComingRounds(t.Context(), p, 6)
			ok(t, err)
			if len(lost) != 0 {
				t.Errorf("%d plans without a round", len(lost))
			}
		})
	}
}
