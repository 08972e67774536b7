package panel_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

func each(t *testing.T, test func(t *testing.T, w *paneltest.Waterveld)) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) { test(t, paneltest.New(t, db)) })
}

var (
	ok      = paneltest.OK
	refused = paneltest.Refused
)

// cycles counts the panel's cycles by phase.
func cycles(t testing.TB, w *paneltest.Waterveld) map[string]int {
	t.Helper()
	all, err := w.Store.Cycles(context.Background(), w.Panel.ID, 1000)
	ok(t, err)
	n := map[string]int{}
	for _, c := range all {
		n[c.Phase]++
	}
	return n
}

func TestARoundOpensAtItsPlannedMomentAndTellsEachAmbassadorOnce(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		p, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		if want := time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC); !p.NextAt.Equal(want) {
			t.Fatalf("the first round is planned at %v, want %v (nine o'clock in Amsterdam)", p.NextAt, want)
		}
		w.Clock.To(p.NextAt.Add(-time.Second))
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if n := cycles(t, w); len(n) != 0 {
			t.Fatalf("opened a second too early: %v", n)
		}
		c := w.OpenRound(t)
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if n := cycles(t, w); n[panel.Collecting] != 1 || len(n) != 1 {
			t.Fatalf("cycles %v, want one that collects", n)
		}
		for got, want := range map[time.Time]time.Time{
			c.CollectingUntil.Time: time.Date(2027, 1, 26, 22, 59, 59, 0, time.UTC),
			c.RespondingUntil.Time: time.Date(2027, 2, 9, 22, 59, 59, 0, time.UTC),
			c.ReportingUntil.Time:  time.Date(2027, 2, 16, 22, 59, 59, 0, time.UTC),
		} {
			if !got.Equal(want) {
				t.Errorf("a phase ends at %v, want the end of a working day: %v", got, want)
			}
		}
		questions, err := w.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		if len(questions) != 4 || questions[0].TextNL != "Wat houdt u op in uw werk?" {
			t.Fatalf("the round asks %+v", questions)
		}
		counts, err := w.Outbox.CountsOf(ctx, c.ID)
		ok(t, err)
		if counts[mail.Queued] != 2 {
			t.Fatalf("letters %v, want one to each of two ambassadors", counts)
		}
		p, err = w.Store.Panel(ctx, p.ID)
		ok(t, err)
		if p.NextOn != "2027-02-09" {
			t.Fatalf("the next round is planned on %s", p.NextOn)
		}
	})
}

func TestEditingTheBankNeverChangesARoundThatOpened(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		c := w.OpenRound(t)
		q := w.Questions[0]
		_, err := w.Store.SaveQuestion(ctx, panel.System, q.ID, panel.QuestionInput{Topic: "Werkplek", Kind: panel.Open, TextNL: "Iets heel anders?"})
		ok(t, err)
		ok(t, w.Store.ArchiveQuestion(ctx, panel.System, w.Questions[1].ID))
		asked, err := w.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		if len(asked) != 4 || asked[0].TextNL != q.TextNL {
			t.Fatalf("the round asks %+v", asked)
		}
	})
}

func TestOneCyclePerPlannedDayWhateverInstancesAndRestarts(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		p, err := w.Store.StartPanel(ctx, panel.System, w.Panel.ID)
		ok(t, err)
		w.Clock.To(p.NextAt.Time)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if err := w.Store.OpenDue(ctx, w.Clock.Now()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := cycles(t, w); n[panel.Collecting] != 1 || len(n) != 1 {
			t.Fatalf("cycles %v, want one", n)
		}
		_, err = w.Store.OpenNow(ctx, w.As(t, w.Joris), p.ID)
		refused(t, err, "error.already_opened")
	})
}

func TestAfterADowntimeAtMostOneRoundIsCaughtUpAndTheOthersAreCounted(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		for _, c := range []struct {
			down               time.Duration
			collecting, missed int
		}{
			{10 * time.Minute, 1, 0},
			{3 * 24 * time.Hour, 1, 0},
			{45 * 24 * time.Hour, 0, 2}, // two moments, the last one ten days ago: outside the window of seven
			{63 * 24 * time.Hour, 1, 2}, // three moments, the last one just now
		} {
			before := cycles(t, w)
			p, err := w.Store.StartPanel(ctx, panel.System, w.Panel.ID)
			ok(t, err)
			w.Clock.To(p.NextAt.Add(c.down))
			ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
			after := cycles(t, w)
			if got := after[panel.Collecting] - before[panel.Collecting]; got != c.collecting {
				t.Errorf("down for %v: %d rounds opened, want %d", c.down, got, c.collecting)
			}
			if got := after[panel.Cancelled] - before[panel.Cancelled]; got != c.missed {
				t.Errorf("down for %v: %d moments are counted as missed, want %d", c.down, got, c.missed)
			}
			p, err = w.Store.Panel(ctx, p.ID)
			ok(t, err)
			if !p.NextAt.After(w.Clock.Now()) {
				t.Errorf("down for %v: the next moment is %v, in the past", c.down, p.NextAt)
			}
		}
	})
}

func TestAPanelAsksNobodyBeforeItIsComplete(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := w.PanelInput()
		in.Name, in.Questions, in.Services = "Klantpanel Organisatie", nil, nil
		p, err := w.Store.SavePanel(ctx, w.As(t, w.Joris), uuid.Nil, in)
		ok(t, err)
		_, err = w.Store.StartPanel(ctx, w.As(t, w.Joris), p.ID)
		for _, message := range []string{"error.panel_needs_ambassador", "error.panel_needs_question", "error.panel_needs_service"} {
			refused(t, err, message)
		}
		w.Clock.Add(365 * 24 * time.Hour)
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if n := cycles(t, w); len(n) != 0 {
			t.Fatalf("a panel that wasn't started opened %v", n)
		}
	})
}

func TestTopicsTakeTurns(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := w.PanelInput()
		in.Picking = panel.Rotation
		_, err := w.Store.SavePanel(ctx, panel.System, w.Panel.ID, in)
		ok(t, err)
		for _, want := range []string{"Werkplek", "Kantine", "Werkplek"} {
			c := w.OpenRound(t)
			asked, err := w.Store.CycleQuestions(ctx, c.ID)
			ok(t, err)
			if c.Topic != want || len(asked) != 2 || asked[0].Topic != want {
				t.Fatalf("round %d asks %q with %d questions, want two of %q", c.Number, c.Topic, len(asked), want)
			}
		}
	})
}

func TestOnlyAmbassadorsInOfficeAreAsked(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		all, err := w.Store.Ambassadors(ctx, w.Panel.ID)
		ok(t, err)
		_, err = w.Store.SaveAmbassador(ctx, panel.System, w.Panel.ID, all[0].ID, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: scheduler.Date("2027-01-08")})
		ok(t, err)
		c := w.OpenRound(t)
		counts, err := w.Outbox.CountsOf(ctx, c.ID)
		ok(t, err)
		if counts[mail.Queued] != 1 {
			t.Fatalf("letters %v, want one: the other's term has ended", counts)
		}
		if a := w.As(t, *all[0].Person); len(a.Ambassadors) != 0 {
			t.Fatalf("%s is still an ambassador", all[0].Person.Name)
		}
	})
}

func TestARoundThatIsDueOpensThoughThePanelIsSavedJustBefore(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		p, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		w.Clock.To(p.NextAt.Add(2 * time.Second))
		in := w.PanelInput()
		in.Purpose = "Over alles wat u in uw werk ophoudt"
		_, err = w.Store.SavePanel(ctx, w.As(t, w.Joris), p.ID, in)
		ok(t, err)
		_, err = w.Store.StartPanel(ctx, w.As(t, w.Joris), p.ID) // a second click on the button
		ok(t, err)
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if n := cycles(t, w); n[panel.Collecting] != 1 || len(n) != 1 {
			t.Fatalf("cycles %v, want one that collects", n)
		}
		in.Recurrence = "every month on day 20 at 10:00"
		p, err = w.Store.SavePanel(ctx, w.As(t, w.Joris), p.ID, in)
		ok(t, err)
		if p.NextOn != "2027-01-20" {
			t.Fatalf("with its new recurrence the next round is planned on %s", p.NextOn)
		}
	})
}

func TestAMomentThatWasMissedCanBeOpenedByHandTheSameDay(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := w.PanelInput()
		in.CatchUpDays = 0
		_, err := w.Store.SavePanel(ctx, panel.System, w.Panel.ID, in)
		ok(t, err)
		p, err := w.Store.StartPanel(ctx, panel.System, w.Panel.ID)
		ok(t, err)
		w.Clock.To(p.NextAt.Add(2 * time.Hour))
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if n := cycles(t, w); n[panel.Cancelled] != 1 || len(n) != 1 {
			t.Fatalf("cycles %v, want one missed moment", n)
		}
		_, err = w.Store.OpenNow(ctx, w.As(t, w.Joris), p.ID)
		ok(t, err)
		if n := cycles(t, w); n[panel.Collecting] != 1 || len(n) != 1 {
			t.Fatalf("cycles %v, want the one that collects: its moment is no longer missed", n)
		}
	})
}

func TestAPanelThatFailsHoldsUpNoOther(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := w.PanelInput()
		in.Name = "Klantpanel Organisatie"
		broken, err := w.Store.SavePanel(ctx, panel.System, uuid.Nil, in)
		ok(t, err)
		p, err := w.Store.StartPanel(ctx, panel.System, w.Panel.ID)
		ok(t, err)
		_, err = w.Store.DB.NewUpdate().Table("panels").Set("recurrence = 'onleesbaar', paused = FALSE, next_on = ?, next_at = ?", p.NextOn, p.NextAt.Add(-time.Hour)).
			Where("id = ?", broken.ID).Exec(ctx)
		ok(t, err)
		w.Clock.To(p.NextAt.Time)
		if err := w.Store.OpenDue(ctx, w.Clock.Now()); err == nil {
			t.Error("nobody hears of the panel that fails")
		}
		if n := cycles(t, w); n[panel.Collecting] != 1 {
			t.Fatalf("cycles %v of the sound panel, want one", n)
		}
	})
}
