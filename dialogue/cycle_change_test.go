package dialogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

const vacation = "Veel collega's hebben voorjaarsvakantie."

// round reads a round as it is now.
func (h *house) round(t testing.TB, id uuid.UUID) panel.Cycle {
	t.Helper()
	c, err := h.Waterveld.Store.Cycle(context.Background(), id)
	ok(t, err)
	return c
}

// hears fails the test unless each of these people has so many letters about what was decided about rounds.
func (h *house) hears(t testing.TB, n int, people ...panel.Person) {
	t.Helper()
	for _, p := range people {
		if got := h.letters(t, mail.KindRoundChanged, p); got != n {
			t.Fatalf("%s has %d letters about decisions, want %d", p.Name, got, n)
		}
	}
}

// letterTo is the text of the letter to somebody that holds these words.
func (h *house) letterTo(t testing.TB, box *mail.Capture, to panel.Person, words string) string {
	t.Helper()
	captured, err := box.List(to.Email, uuid.Nil, 100)
	ok(t, err)
	for _, one := range captured {
		letter, err := box.Open(one.ID)
		ok(t, err)
		if text := strings.Join(strings.Fields(letter.Text), " "); strings.Contains(text, words) {
			return text
		}
	}
	t.Fatalf("none of the %d letters to %s says %q", len(captured), to.Name, words)
	return ""
}

func TestEverybodyConcernedIsToldOnceThatTheDatesMoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		greta, err := h.Waterveld.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: "Greta Vos", Email: "greta@waterveld.example", Active: true})
		ok(t, err)
		in := h.PanelInput()
		in.Coordinators += "\n" + greta.Email
		_, err = h.Waterveld.Store.SavePanel(ctx, panel.System, h.Panel.ID, in)
		ok(t, err)
		_, err = h.Waterveld.Store.SaveService(ctx, panel.System, h.ICT.ID, panel.ServiceInput{Name: "ICT", NormDays: 10, Responders: h.Sanne.Email + "\n" + h.Piet.Email})
		ok(t, err)
		c := h.OpenRound(t)
		old := dialogue.DeadlinesOf(c)
		to := dialogue.Deadlines{Collecting: "2027-02-02", Responding: "2027-02-16", Reporting: "2027-02-23"}
		ok(t, h.MoveDeadlines(ctx, h.As(t, h.Joris), c.ID, to, vacation))
		h.hears(t, 1, h.Fatma, h.Piet, h.Sanne, h.Bram, greta)
		h.hears(t, 0, h.Joris, h.Wim, h.Anton, h.Ineke)
		c = h.round(t, c.ID)
		if dialogue.DeadlinesOf(c) != to || c.Sequence != 1 || !c.CollectingUntil.Equal(time.Date(2027, 2, 2, 22, 59, 59, 0, time.UTC)) {
			t.Fatalf("the round runs until %v (%v), its %dth version", dialogue.DeadlinesOf(c), c.CollectingUntil, c.Sequence)
		}
		made, err := h.Decisions(ctx, c)
		ok(t, err)
		if len(made) != 1 || made[0].Before != old || made[0].After != to || made[0].Reason != vacation || len(made[0].Moved()) != 3 {
			t.Fatalf("the history says %+v", made)
		}
		h.healthy(t)
	})
}

func TestDatesThatCannotBeAreRefusedBesideTheirField(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t) // on Tuesday 12 January; it collects until 26 January
		joris := h.As(t, h.Joris)
		for message, to := range map[string]dialogue.Deadlines{
			"error.date":              {Collecting: "morgen"},
			"error.date_before_today": {Collecting: "2027-01-11"},
			"error.date_not_workday":  {Collecting: "2027-01-30"},
			"error.date_far":          {Reporting: "2031-01-07"},
			"error.deadline_order":    {Collecting: "2027-02-09"}, // where responding ends
			"error.deadlines_same":    {Collecting: "2027-01-26"},
		} {
			refused(t, h.MoveDeadlines(ctx, joris, c.ID, to, vacation), message)
		}
		later := dialogue.Deadlines{Reporting: "2027-02-25"}
		refused(t, h.MoveDeadlines(ctx, joris, c.ID, later, " \n"), "error.missing")
		refused(t, h.MoveDeadlines(ctx, joris, c.ID, later, "ja"), "error.reason_short")
		refused(t, h.MoveDeadlines(ctx, h.As(t, h.Fatma), c.ID, later, vacation), "error.coordinators_only")
		h.hears(t, 0, h.Fatma, h.Sanne)
		if now := h.round(t, c.ID); now.Sequence != 0 || dialogue.DeadlinesOf(now) != dialogue.DeadlinesOf(c) {
			t.Fatalf("a refused change left %+v", now)
		}
	})
}

func TestARoundThatIsShortenedToTodayClosesTonight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3.")
		ok(t, h.MoveDeadlines(ctx, h.As(t, h.Joris), c.ID, dialogue.Deadlines{Collecting: "2027-01-12"}, "Iedereen heeft al geantwoord."))
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		if phase := h.round(t, c.ID).Phase; phase != panel.Collecting {
			t.Fatalf("by day the round is %s already", phase)
		}
		h.clock.To(time.Date(2027, 1, 12, 23, 0, 0, 0, time.UTC)) // midnight in Waterveld
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		if phase := h.round(t, c.ID).Phase; phase != panel.Responding {
			t.Fatalf("after midnight the round is %s", phase)
		}
		err := h.MoveDeadlines(ctx, h.As(t, h.Joris), c.ID, dialogue.Deadlines{Collecting: "2027-01-20", Responding: "2027-02-15"}, vacation)
		refused(t, err, "error.phase_over")
		ok(t, h.MoveDeadlines(ctx, h.As(t, h.Joris), c.ID, dialogue.Deadlines{Collecting: "2027-01-12", Responding: "2027-02-10"}, vacation))
		h.healthy(t)
	})
}

func TestAPausedRoundDoesNotCloseAndLosesNoDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t) // collecting until 26 January, responding until 9 February, reporting until 16 February
		joris := h.As(t, h.Joris)
		h.clock.To(time.Date(2027, 1, 20, 10, 0, 0, 0, time.UTC)) // Wednesday
		ok(t, h.PauseCycle(ctx, joris, c.ID, "Het netwerk ligt plat."))
		refused(t, h.PauseCycle(ctx, joris, c.ID, "Het netwerk ligt plat."), "error.cycle_paused")
		refused(t, h.MoveDeadlines(ctx, joris, c.ID, dialogue.Deadlines{Collecting: "2027-01-28"}, vacation), "error.cycle_paused")

		h.clock.To(time.Date(2027, 1, 29, 10, 0, 0, 0, time.UTC)) // Friday, seven working days later, after the deadline
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		tasks, err := h.Tasks(ctx, joris, "2027-01-29")
		ok(t, err)
		if len(tasks) != 1 || tasks[0].Kind != dialogue.TaskResume || tasks[0].By != "" {
			t.Fatalf("Joris has tasks %+v, want one to let the round go on", tasks)
		}

		ok(t, h.ResumeCycle(ctx, joris, c.ID))
		refused(t, h.ResumeCycle(ctx, joris, c.ID), "error.cycle_not_paused")
		want := dialogue.Deadlines{Collecting: "2027-02-04", Responding: "2027-02-18", Reporting: "2027-02-25"}
		if now := h.round(t, c.ID); now.Phase != panel.Collecting || now.Paused() || dialogue.DeadlinesOf(now) != want {
			t.Fatalf("after its pause the round is %s until %v, want %v", now.Phase, dialogue.DeadlinesOf(now), want)
		}
		h.hears(t, 2, h.Fatma, h.Piet, h.Sanne, h.Bram)
		h.healthy(t)
		h.send(t, h.toDigest(t, h.round(t, c.ID)))
		h.healthy(t)
	})
}

func TestARoundThatGoesOnInAWeekendLeavesTheNextWorkingDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		ok(t, h.MoveDeadlines(ctx, h.As(t, h.Joris), c.ID, dialogue.Deadlines{Collecting: "2027-01-22", Responding: "2027-01-25"}, vacation))
		h.clock.To(time.Date(2027, 1, 22, 15, 0, 0, 0, time.UTC)) // Friday, the last day of collecting
		ok(t, h.PauseCycle(ctx, h.As(t, h.Joris), c.ID, "Staking van het openbaar vervoer."))
		h.clock.To(time.Date(2027, 1, 24, 15, 0, 0, 0, time.UTC))
		ok(t, h.ResumeCycle(ctx, h.As(t, h.Joris), c.ID))
		want := dialogue.Deadlines{Collecting: "2027-01-25", Responding: "2027-01-26", Reporting: "2027-02-16"}
		if now := dialogue.DeadlinesOf(h.round(t, c.ID)); now != want {
			t.Fatalf("the round runs until %v, want %v", now, want)
		}
		h.healthy(t)
	})
}

func TestADigestIsNotApprovedWhileItsRoundStandsStill(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		d := h.toDigest(t, c)
		joris := h.As(t, h.Joris)
		ok(t, h.PauseCycle(ctx, joris, c.ID, "De wethouder wil eerst meelezen."))
		refused(t, h.Approve(ctx, joris, d.ID, "", ""), "error.cycle_paused")
		h.clock.Add(24 * time.Hour)
		ok(t, h.ResumeCycle(ctx, joris, c.ID))
		h.send(t, d)
		refused(t, h.PauseCycle(ctx, joris, c.ID, "Toch maar niet."), "error.cycle_closed")
		h.healthy(t)
	})
}

func TestTheLetterTellsTheDatesOfItsOwnDecision(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		joris := h.As(t, h.Joris)
		ok(t, h.MoveDeadlines(ctx, joris, c.ID, dialogue.Deadlines{Collecting: "2027-01-28"}, vacation))
		ok(t, h.MoveDeadlines(ctx, joris, c.ID, dialogue.Deadlines{Collecting: "2027-02-01"}, "Een storing in het netwerk."))
		box := h.deliver(t)
		first := h.letterTo(t, box, h.Fatma, vacation)
		second := h.letterTo(t, box, h.Fatma, "Een storing")
		if !strings.Contains(first, "28 januari 2027 (eerst: 26 jan 2027)") || !strings.Contains(second, "1 februari 2027 (eerst: 28 jan 2027)") {
			t.Fatalf("the letters say\n%s\n%s", first, second)
		}
	})
}
