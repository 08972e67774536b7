package dialogue_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/scheduler"
)

// passing lets the clocks turn at nine o'clock of each of these days.
func (h *house) passing(t testing.TB, from, until scheduler.Date) {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.clock.To(day.At("09:00", h.Panel.Zone()))
		ok(t, h.ClockDue(context.Background(), h.clock.Now()))
	}
}

// turned compares what the timeline says of an item's clock: a line is a kind with the day that it names.
func (h *house) turned(t testing.TB, id uuid.UUID, want ...string) {
	t.Helper()
	timeline, err := h.Timeline(context.Background(), id)
	ok(t, err)
	var got []string
	for _, e := range timeline {
		if slices.Contains([]string{dialogue.WasClarified, dialogue.WasResumed, dialogue.WasWarned, dialogue.WasLate}, e.Kind) {
			line := e.Kind + " " + string(e.DueOn)
			if e.Why == dialogue.FirstResponse {
				line = "response " + line
			}
			if e.PersonID != nil {
				line += " by somebody"
			}
			got = append(got, line)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: the clock turned as %q, want %q", h.clock.Now(), got, want)
	}
}

// isDue compares the day on which an item is due, and for how long its clock stood.
func (h *house) isDue(t testing.TB, id uuid.UUID, on, pausedOn scheduler.Date, pausedDays int) {
	t.Helper()
	item, err := h.Item(context.Background(), id)
	ok(t, err)
	if item.DueOn != on || item.PausedOn != pausedOn || item.PausedDays != pausedDays {
		t.Errorf("%s: it is due on %s, its clock stands since %q and stood %d days; want %s, %q, %d", h.clock.Now(), item.DueOn, item.PausedOn, item.PausedDays, on, pausedOn, pausedDays)
	}
}

// asks lets ICT ask back about a point on a day.
func (h *house) asks(t testing.TB, item dialogue.Item, day scheduler.Date, question string) dialogue.Clarification {
	t.Helper()
	h.clock.To(day.At("11:00", h.Panel.Zone()))
	c, err := h.AskBack(context.Background(), h.As(t, h.Sanne), item.ID, question)
	ok(t, err)
	return c
}

func TestTheClockStandsFromAQuestionUntilSomebodyKnownAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, false) // arrived on Wednesday 13 January, due on the 27th
		c := h.asks(t, item, "2027-01-14", "In welke zaal?")
		h.isDue(t, item.ID, dueOn, "2027-01-14", 0)
		h.asks(t, item, "2027-01-15", "In welke zaal, en wanneer?")
		h.isDue(t, item.ID, dueOn, "2027-01-14", 0)
		refused(t, h.Clarify(context.Background(), dialogue.VoiceOf(h.As(t, h.Fatma)), c.ID, "Zaal 3."), "error.question_over")
		asked, err := h.Clarifications(context.Background(), item.ID)
		ok(t, err)
		h.clock.To(scheduler.Date("2027-01-18").At("15:00", h.Panel.Zone()))
		ok(t, h.Clarify(context.Background(), dialogue.VoiceOf(h.As(t, h.Fatma)), asked[1].ID, "Zaal 3, in de ochtend."))
		h.isDue(t, item.ID, "2027-01-29", "", 2) // Thursday to Monday
		ok(t, h.Clarify(context.Background(), dialogue.VoiceOf(h.As(t, h.Fatma)), asked[1].ID, "Zaal 3, altijd."))
		h.turned(t, item.ID, "clarified 2027-01-29")
		h.healthy(t)
	})
}

func TestWhoAnswersByAReceiptLeavesNoMomentAtWhichTheClockRuns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("10:00", h.Panel.Zone()))
		code := h.whisper(t, c, h.Fatma, "De wifi valt weg in zaal 3.")
		item := h.pointOf(t, c, h.ICT, "Wifi valt weg", code)
		question := h.asks(t, item, "2027-01-14", "In welke zaal?")
		h.passing(t, "2027-01-15", "2027-01-15") // Friday: nobody answered
		h.clock.To(scheduler.Date("2027-01-15").At("13:00", h.Panel.Zone()))
		ok(t, h.Clarify(ctx, code.Voice(), question.ID, "Zaal 3."))
		for range 3 { // however often the program looks that day
			h.clock.Add(time.Hour)
			ok(t, h.ClockDue(ctx, h.clock.Now()))
		}
		h.isDue(t, item.ID, dueOn, "2027-01-14", 0)
		h.passing(t, "2027-01-16", "2027-01-17") // a weekend
		h.turned(t, item.ID)
		h.passing(t, "2027-01-18", "2027-01-18")
		h.isDue(t, item.ID, "2027-01-29", "", 2)
		h.turned(t, item.ID, "resumed 2027-01-29")
		h.healthy(t)
	})
}

func TestAnAnswerToAnotherPointThatMergesInLetsNoClockRun(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		code := h.whisper(t, c, h.Fatma, "Ook in zaal 5 valt de wifi weg.")
		other := h.pointOf(t, c, h.ICT, "Wifi in zaal 5", code)
		h.asks(t, item, "2027-01-14", "In welke zaal?")
		asked := h.asks(t, other, "2027-01-14", "Op welke dagen?")
		ok(t, h.Clarify(ctx, code.Voice(), asked.ID, "Op maandag."))
		_, err := h.Merge(ctx, h.As(t, h.Joris), item.ID, other.ID, dialogue.MergeInput{})
		ok(t, err)
		h.passing(t, "2027-01-15", "2027-01-18")
		h.isDue(t, item.ID, dueOn, "2027-01-14", 0)
		h.healthy(t)
	})
}

func TestAQuestionThatNobodyAnswersLetsTheClockStandForFiveWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, false)
		h.asks(t, item, "2027-01-14", "In welke zaal?")
		h.passing(t, "2027-01-15", "2027-01-20")
		h.isDue(t, item.ID, dueOn, "2027-01-14", 0)
		h.passing(t, "2027-01-21", "2027-01-21")
		h.isDue(t, item.ID, "2027-02-03", "", 5)
		h.asks(t, item, "2027-01-22", "Gebeurt het nog?")
		h.passing(t, "2027-03-01", "2027-03-01") // the program was down
		h.isDue(t, item.ID, "2027-02-10", "", 10)
		h.turned(t, item.ID, "resumed 2027-02-03", "resumed 2027-02-10", "late 2027-02-10")
		h.healthy(t)
	})
}

func TestWhileAServiceWaitsForColleaguesItIsNeitherLateNorNudged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, true)
		h.asks(t, item, "2027-01-25", "In welke zaal?")
		h.days(t, "2027-01-26", "2027-01-29") // past the 27th
		h.nudged(t, h.Sanne, mail.KindNudge)  // that it came
		if owed, err := h.Overview(ctx, "2027-01-29"); err != nil || of(owed, "ICT").Late != 0 || of(owed, "ICT").Waiting != 1 {
			t.Errorf("ICT is overseen as %+v, %v", of(owed, "ICT"), err)
		}
		if days, err := h.DueDays(ctx, []uuid.UUID{h.ICT.ID}, nil, "2027-01-01"); err != nil || len(days) != 0 {
			t.Errorf("its calendar has %v, %v", days, err)
		}
		h.turned(t, item.ID, "response late 2027-01-18") // by the question itself
		h.days(t, "2027-01-30", "2027-02-01")            // the fifth working day: two days are left, to 3 February
		h.isDue(t, item.ID, "2027-02-03", "", 5)
		h.nudged(t, h.Sanne, mail.KindNudge, mail.KindNudge)
		h.turned(t, item.ID, "response late 2027-01-18", "resumed 2027-02-03", "warned 2027-02-03")
		d := h.toDigest(t, c) // 10 February
		if entry := d.In(dialogue.SectionUnanswered); len(entry) != 1 || entry[0].LateDays != 5 {
			t.Errorf("the digest tells %+v", entry)
		}
		h.healthy(t)
	})
}

func TestLateIsLateAlsoForAServiceThatAsksAfterwards(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		h.passing(t, routedOn, "2027-01-29")
		h.asks(t, item, "2027-01-29", "In welke zaal?") // two days late
		h.passing(t, "2027-01-30", "2027-02-01")
		overview, err := h.Overview(ctx, "2027-02-01")
		if ok(t, err); of(overview, "ICT").Late != 1 {
			t.Errorf("ICT is overseen as %+v", of(overview, "ICT"))
		}
		h.turned(t, item.ID, "response warned 2027-01-18", "response late 2027-01-18", "warned 2027-01-27", "late 2027-01-27")
		h.clock.To(c.RespondingUntil.Time.Add(1e9))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		overview, err = h.Overview(ctx, "2027-02-09")
		ok(t, err)
		if ict := of(overview, "ICT"); ict.AnsweredLate != 1 || ict.AnsweredInTime != 0 || ict.RespondedLate != 1 || ict.RespondedInTime != 0 || ict.PausedDays != 5 {
			t.Errorf("ICT is overseen as %+v", ict)
		}
		h.healthy(t)
	})
}

func TestWarningsAndLatenessStandInTheTimelineOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.owing(t, false)
		h.passing(t, routedOn, "2027-01-20")
		h.turned(t, item.ID, "response warned 2027-01-18", "response late 2027-01-18")
		for range 3 {
			h.instances(t, h.ClockDue)
		}
		_, err := h.AcknowledgeItem(ctx, h.As(t, h.Sanne), item.ID)
		ok(t, err)
		h.passing(t, "2027-01-21", "2027-02-12")
		h.turned(t, item.ID, "response warned 2027-01-18", "response late 2027-01-18", "warned 2027-01-27", "late 2027-01-27")
		h.healthy(t)
	})
}

func TestWhatIsAnsweredInTimeIsNeitherWarnedOfNorLate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, item := h.owing(t, false)
		h.passing(t, routedOn, "2027-01-15")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		h.passing(t, "2027-01-18", "2027-02-12")
		h.turned(t, item.ID)
		overview, err := h.Overview(ctx, "2027-02-12")
		ok(t, err)
		if ict := of(overview, "ICT"); ict.AnsweredInTime != 1 || ict.RespondedInTime != 1 || ict.Answered() != 1 || ict.Responded() != 1 {
			t.Errorf("ICT is overseen as %+v", ict)
		}
		h.healthy(t)
	})
}

// of is a service's line of the overview.
func of(overview []dialogue.ServiceOverview, name string) dialogue.ServiceOverview {
	for _, o := range overview {
		if o.Service.Name == name {
			return o
		}
	}
	return dialogue.ServiceOverview{}
}
