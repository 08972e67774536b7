package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// close has the administrator close the organisation for some days to come, or open it again on days that were to be closed. Panels get
// another next moment; rounds that are open keep their deadlines.
func (s *simulation) close(t *testing.T) {
	t.Helper()
	s.told.changes++
	was := s.closed
	if n := len(was); n > 8 || n > 0 && s.random.IntN(4) == 0 {
		last := was[n-1]
		paneltest.OK(t, s.one.Panel.RemoveClosedPeriod(t.Context(), panel.System, last.period()))
		s.replanned(was[:n-1])
		return
	}
	from := dayOf(s.now, time.UTC).AddDate(0, 0, 2+s.random.IntN(60))
	closure := naiveClosure{from, from.AddDate(0, 0, s.random.IntN(12))}
	for _, c := range was {
		if c == closure {
			return // the program refuses it twice
		}
	}
	paneltest.OK(t, s.one.Panel.AddClosedPeriod(t.Context(), panel.System, closure.period()))
	s.replanned(append(was[:len(was):len(was)], closure))
}

func (c naiveClosure) period() scheduler.Period {
	return scheduler.Period{From: dateText(c.from), Until: dateText(c.until), Name: "Gesloten"}
}

func dateText(d naiveDay) scheduler.Date { return scheduler.Date(d.Format(time.DateOnly)) }

// replanned expects of each panel what follows from these closed periods.
func (s *simulation) replanned(closed []naiveClosure) {
	for _, p := range s.panels {
		if p.running {
			p.leave(s.now, s.closed)
			p.bar(s.now)
			p.chosen = ""
		}
	}
	s.closed = closed
}

// decide has a coordinator move, pause, resume or cancel a round.
func (s *simulation) decide(t *testing.T, cycle uuid.UUID, kept *simulatedCycle) {
	t.Helper()
	ctx, said, today := t.Context(), s.one.Dialogue, dayOf(s.now, kept.of.zone)
	d, err := said.DigestOf(ctx, cycle)
	if kept.zone != kept.of.zone || kept.phase == panel.Reporting && (err != nil || d.State != dialogue.DigestDraft) {
		return // its days are others now that its panel moved, or its digest is on its way
	}
	s.told.decisions++
	switch {
	case kept.paused:
		paneltest.OK(t, said.ResumeCycle(ctx, panel.System, cycle))
		kept.resume(today, s.closed)
	case s.random.IntN(3) == 0:
		paneltest.OK(t, said.PauseCycle(ctx, panel.System, cycle, "De verhuizing gaat voor."))
		kept.paused, kept.pausedOn = true, today
	case s.random.IntN(3) == 0:
		paneltest.OK(t, said.CancelCycle(ctx, panel.System, cycle, "Er is een nieuwe gemeente."))
		kept.phase = panel.Cancelled
	default:
		days := [3]naiveDay{}
		for i, until := range kept.deadlines {
			days[i] = dayOf(until, kept.zone)
			if i >= phaseOrder[kept.phase] {
				days[i] = workdaysLater(days[i], 1+s.random.IntN(4)+i*5, s.closed)
			}
			if i > 0 && !days[i].After(days[i-1]) {
				days[i] = workdaysLater(days[i-1], 1, s.closed)
			}
		}
		if days[2].Before(today) {
			return // long over: reporting waits for somebody
		}
		to := dialogue.Deadlines{Collecting: dateText(days[0]), Responding: dateText(days[1]), Reporting: dateText(days[2])}
		err := said.MoveDeadlines(ctx, panel.System, cycle, to, "Veel mensen zijn ziek.")
		if err != nil {
			s.fail(t, kept.of, "round %d, %s, can't move to %v: %v", kept.number, kept.phase, days, err)
		}
		kept.move(days)
	}
}

func (c *simulatedCycle) move(days [3]naiveDay) {
	for i, day := range days {
		c.deadlines[i] = naiveEnd(day, c.zone)
	}
	c.waits()
}

// resume moves the deadlines to come by the working days that the round was paused, and leaves at least today.
func (c *simulatedCycle) resume(today naiveDay, closed []naiveClosure) {
	lost := 0
	for day := c.pausedOn; day.Before(today); {
		if day = nextDay(day); isWorkday(day, closed) {
			lost++
		}
	}
	days, first := [3]naiveDay{}, today
	for !isWorkday(first, closed) {
		first = nextDay(first)
	}
	for i, until := range c.deadlines {
		if days[i] = dayOf(until, c.zone); i < phaseOrder[c.phase] {
			continue
		}
		if days[i] = workdaysLater(days[i], lost, closed); days[i].Before(first) {
			days[i] = first
		}
		first = workdaysLater(days[i], 1, closed)
	}
	c.paused = false
	c.move(days)
}

// waits notes when the phase ends by itself.
func (c *simulatedCycle) waits() {
	c.until = time.Time{}
	if at := phaseOrder[c.phase]; at < 2 && !c.paused {
		c.until = c.deadlines[at].Add(time.Second)
	}
}

// choose has a coordinator plan the questions of a panel's next round by hand, or leave them to the program again.
func (s *simulation) choose(t *testing.T, p *simulatedPanel) {
	t.Helper()
	if !p.running || !p.row.NextAt.After(s.now) {
		return
	}
	if p.chosen == p.row.NextOn && s.random.IntN(2) == 0 {
		paneltest.OK(t, s.one.Panel.UnplanRound(t.Context(), panel.System, p.id, p.row.NextOn))
		p.chosen = ""
		return
	}
	question := p.in.Questions[s.random.IntN(len(p.in.Questions))]
	coordinator, err := s.one.Panel.Act(t.Context(), p.coordinator)
	paneltest.OK(t, err)
	if err := s.one.Panel.PlanRound(t.Context(), coordinator, p.id, p.row.NextOn, []uuid.UUID{question}); err != nil {
		s.fail(t, p, "the questions of %s can't be chosen: %v", p.row.NextOn, err)
	}
	p.chosen, p.question = p.row.NextOn, question
}

// asks compares the questions of a round with those that somebody chose for it.
func (s *simulation) asks(t *testing.T, p *simulatedPanel, c panel.Cycle) {
	t.Helper()
	asked, err := s.one.Panel.CycleQuestions(t.Context(), c.ID)
	paneltest.OK(t, err)
	if p.chosen == c.PlannedOn && (len(asked) != 1 || *asked[0].QuestionID != p.question) {
		s.fail(t, p, "round %d asks %s, and somebody chose otherwise", c.Number, fmt.Sprint(asked))
	}
	if len(asked) == 0 {
		s.fail(t, p, "round %d asks nothing", c.Number)
	}
}
