package main

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// simulatedCycle is a round that isn't over, as it has to be.
type simulatedCycle struct {
	of        *simulatedPanel
	number    int
	phase     string
	zone      *time.Location // of its panel when it opened
	openedOn  naiveDay
	deadlines [3]time.Time // of collecting, responding and reporting
	until     time.Time    // when its phase ends by itself; zero when it waits for somebody
	paused    bool
	pausedOn  naiveDay
	told      map[string]int // letters by kind
	office    []uuid.UUID    // who spoke for the panel when it opened
	reminded  map[uuid.UUID]int
	answered  map[uuid.UUID]bool
}

// check compares the database with what has to be in it after a step. A step that isn't clean may have left work for the next one, but
// nothing half done.
func (s *simulation) check(t *testing.T, clean bool) {
	t.Helper()
	s.look(t, clean)
	s.checkRounds(t)
	s.checkPhases(t, clean)
	s.checkLetters(t)
	s.checkPlans(t)
}

// look reads what is planned. After a clean step nothing is due any more.
func (s *simulation) look(t *testing.T, clean bool) {
	t.Helper()
	var rows []panel.Panel
	paneltest.OK(t, s.one.DB.NewSelect().Model(&rows).Column("id", "next_on", "next_at", "notice_at", "paused", "cycle_count").Scan(t.Context()))
	for _, row := range rows {
		p := s.byID[row.ID]
		p.row = row
		switch {
		case !clean:
		case p.isDue(s.now):
			s.fail(t, p, "it is due since %s, and nothing happens", row.NextAt.Time)
		case !row.NoticeAt.IsZero() && !row.NoticeAt.After(s.now):
			s.fail(t, p, "its notice is due since %s, and nothing happens", row.NoticeAt.Time)
		}
	}
}

// isDue reports whether the database has a moment of the panel that has come.
func (p *simulatedPanel) isDue(now time.Time) bool {
	return !p.row.NextAt.IsZero() && !p.row.NextAt.After(now)
}

// fail reports what is wrong about a panel at this moment.
func (s *simulation) fail(t *testing.T, p *simulatedPanel, what string, args ...any) {
	t.Helper()
	t.Errorf("at %s: %s (%s, %s, %s): "+what, append([]any{s.now.Format(time.RFC3339), p.in.Name, p.rule.text, p.zone, p.in.OnClosed}, args...)...)
}

// checkRounds looks at the rounds and cancelled moments that came since the last step.
func (s *simulation) checkRounds(t *testing.T) {
	t.Helper()
	var fresh []panel.Cycle
	paneltest.OK(t, s.one.DB.NewSelect().Model(&fresh).Where("c.id > ?", s.lastCycle).Order("c.id").Scan(t.Context()))
	became := map[*simulatedPanel]map[naiveDay]string{}
	for _, c := range fresh {
		s.lastCycle = c.ID
		p := s.byID[c.PanelID]
		if became[p] == nil {
			became[p] = map[naiveDay]string{}
		}
		became[p][c.PlannedOn.Time()] = c.CancelledFor
		if c.Opened() {
			became[p][c.PlannedOn.Time()] = wasOpened
			s.opened(t, p, c)
		}
	}
	for _, p := range s.panels {
		catchUp := time.Duration(p.in.CatchUpDays) * 24 * time.Hour
		if err := p.account(became[p], s.now, catchUp, s.closed, !p.isDue(s.now)); err != nil {
			s.fail(t, p, "it %v", err)
		}
	}
}

// opened looks at a round that has just opened, and keeps what is to be expected of it.
func (s *simulation) opened(t *testing.T, p *simulatedPanel, c panel.Cycle) {
	t.Helper()
	if c.Number != p.rounds+1 || !c.OpenedAt.Time.Equal(s.now) {
		s.fail(t, p, "round %d opened at %s, where round %d was to open now", c.Number, c.OpenedAt.Time, p.rounds+1)
	}
	today := dayOf(s.now, p.zone)
	kept := &simulatedCycle{of: p, number: c.Number, phase: panel.Collecting, zone: p.zone, openedOn: today,
		told: map[string]int{}, reminded: map[uuid.UUID]int{}, answered: map[uuid.UUID]bool{}}
	end := today
	for i, days := range []int{p.in.CollectingDays, p.in.RespondingDays, p.in.ReportingDays} {
		end = workdaysLater(end, days, s.closed)
		kept.deadlines[i] = naiveEnd(end, p.zone)
	}
	kept.office = s.officeOn(p, dateText(today))
	s.open[c.ID] = kept
	s.asks(t, p, c)
}

// officeOn are the people who speak for a panel on a day.
func (s *simulation) officeOn(p *simulatedPanel, day scheduler.Date) []uuid.UUID {
	var people []uuid.UUID
	for _, term := range p.office {
		if term.starts <= day && (term.ends == "" || day <= term.ends) {
			people = append(people, s.people[term.person])
		}
	}
	return people
}

// checkPhases looks at the rounds under way: none moves on early, none stays behind, and none ends but by its digest or a decision.
func (s *simulation) checkPhases(t *testing.T, clean bool) {
	t.Helper()
	var running []panel.Cycle
	paneltest.OK(t, s.one.DB.NewSelect().Model(&running).Column("id", "phase", "collecting_until", "responding_until", "reporting_until", "paused_at").
		Where("c.phase IN (?)", bun.In([]string{panel.Collecting, panel.Responding, panel.Reporting})).Scan(t.Context()))
	seen := map[uuid.UUID]bool{}
	for _, c := range running {
		seen[c.ID] = true
		kept := s.open[c.ID]
		if kept == nil {
			t.Errorf("at %s: round %s runs, and should not", s.now, c.ID)
			continue
		}
		s.checkPhase(t, kept, c, clean)
	}
	for id, kept := range s.open {
		if !seen[id] {
			if kept.phase != panel.Reporting && kept.phase != panel.Cancelled {
				s.fail(t, kept.of, "its round %d ended while it was %s", kept.number, kept.phase)
			}
			delete(s.open, id)
		}
	}
}

func (s *simulation) checkPhase(t *testing.T, kept *simulatedCycle, c panel.Cycle, clean bool) {
	t.Helper()
	for i, until := range []time.Time{c.CollectingUntil.Time, c.RespondingUntil.Time, c.ReportingUntil.Time} {
		if !until.Equal(kept.deadlines[i]) {
			s.fail(t, kept.of, "phase %d of round %d ends at %s, and by its working days at %s", i+1, kept.number, until, kept.deadlines[i])
		}
	}
	could := kept.phase // while it is paused
	if !kept.paused {
		could = kept.could(s.now)
	}
	if order := phaseOrder[c.Phase] - phaseOrder[could]; order > 0 || order < 0 && clean {
		s.fail(t, kept.of, "its round %d is %s, where it should be %s", kept.number, c.Phase, could)
	}
	if kept.paused == c.PausedAt.IsZero() {
		s.fail(t, kept.of, "its round %d is paused since %s", kept.number, c.PausedAt.Time)
	}
	kept.phase = c.Phase
	kept.waits()
}

// could is the phase that the round should be in by its deadlines.
func (c *simulatedCycle) could(now time.Time) string {
	switch {
	case now.After(c.deadlines[1]):
		return panel.Reporting
	case now.After(c.deadlines[0]):
		return panel.Responding
	}
	return panel.Collecting
}

var phaseOrder = map[string]int{panel.Collecting: 0, panel.Responding: 1, panel.Reporting: 2}

// checkPlans looks at what is planned: the next moment of the paper calendar, never in the past, and nothing while a panel rests.
func (s *simulation) checkPlans(t *testing.T) {
	t.Helper()
	for _, p := range s.panels {
		if p.row.CycleCount != p.rounds {
			s.fail(t, p, "it counts %d rounds, and %d opened", p.row.CycleCount, p.rounds)
		}
		want := naivePlanned{}
		if p.running {
			want = p.next(s.closed)
		}
		if !p.isDue(s.now) && (p.row.NextOn.Time() != want.day || !p.row.NextAt.Time.Equal(want.at) || p.row.Paused != !p.running) {
			s.fail(t, p, "its next moment is %s at %s, and by its plan %s at %s", p.row.NextOn, p.row.NextAt.Time, want.day.Format(time.DateOnly), want.at)
		}
	}
}
