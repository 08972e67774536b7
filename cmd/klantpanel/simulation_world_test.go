package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// simulationStart is a Monday morning.
var simulationStart = time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)

// simulationZones change their clocks in spring, in autumn, by half an hour, for Ramadan, at midnight of a working day, or never.
var simulationZones = []string{"Europe/Amsterdam", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland", "America/Sao_Paulo",
	"Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo"}

var simulationClocks = []string{"00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "09:00", "13:15", "16:30", "23:45"}

// simulationRule draws a recurrence; each kind comes up.
func simulationRule(random *rand.Rand) naiveRule {
	clock := simulationClocks[random.IntN(len(simulationClocks))]
	weekday := time.Weekday(random.IntN(7))
	switch random.IntN(8) {
	case 0:
		return everyWeeks([]int{6, 9, 13, 26}[random.IntN(4)], weekday, clock)
	case 1, 2:
		return everyMonths([]int{1, 2, 3, 3, 4, 6}[random.IntN(6)], []int{1, 2, 3, 4, -1}[random.IntN(5)], weekday, clock)
	case 3, 4:
		return everyMonthsOnDay([]int{1, 2, 3, 3, 6, 12}[random.IntN(6)], []int{2, 13, 15, 28, 29, 30, 31}[random.IntN(7)], clock)
	case 5: // the nights on which clocks change in Cairo
		return everyMonths(3, -1, time.Friday, "00:30")
	default:
		return simulationCron[random.IntN(len(simulationCron))]
	}
}

var simulationCron = []naiveRule{
	cronRule("30 2 1 */3 *", "02:30", func(d naiveDay) bool { return d.Day() == 1 && int(d.Month())%3 == 1 }),
	cronRule("0 16 31 * *", "16:00", func(d naiveDay) bool { return d.Day() == 31 }),
	cronRule("0 10 29 2 *", "10:00", func(d naiveDay) bool { return d.Day() == 29 && d.Month() == time.February }),
	cronRule("30 2 * 3,10 0", "02:30", func(d naiveDay) bool {
		return d.Weekday() == time.Sunday && (d.Month() == time.March || d.Month() == time.October)
	}),
	onFreeDays(cronRule("15 1 25-26 12 *", "01:15", func(d naiveDay) bool { return d.Month() == time.December && (d.Day() == 25 || d.Day() == 26) })),
	cronRule("0 9 5,6,7 4,9 *", "09:00", func(d naiveDay) bool {
		return d.Day() >= 5 && d.Day() <= 7 && (d.Month() == time.April || d.Month() == time.September)
	}),
	cronRule("45,50 8,20 13 * 5", "08:45", func(d naiveDay) bool { return d.Day() == 13 || d.Weekday() == time.Friday }),
}

// onFreeDays marks a rule that only falls on public holidays: they can't be skipped then, or no round would ever come.
func onFreeDays(rule naiveRule) naiveRule {
	rule.free = true
	return rule
}

// simulatedPanel is what the simulation knows of a panel without asking the program.
type simulatedPanel struct {
	id     uuid.UUID
	in     panel.PanelInput
	office []simulatedTerm
	expectation

	row         panel.Panel // what the database said last
	coordinator uuid.UUID
	chosen      scheduler.Date // the round for which somebody chose this question
	question    uuid.UUID
}

// simulatedTerm is an ambassador's term of office in a panel; ends "" is open.
type simulatedTerm struct {
	person       int
	starts, ends scheduler.Date
}

const (
	simulatedPeople    = 60
	simulatedUnits     = 30
	simulatedServices  = 5
	simulatedQuestions = 9
)

// settle makes the organisation and its panels through the operations that people use.
func (s *simulation) settle(t *testing.T) {
	t.Helper()
	ctx, store := t.Context(), s.one.Panel
	_, err := store.SetUp(ctx, panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@waterveld.example", Language: "nl"})
	paneltest.OK(t, err)
	for i := range simulatedPeople {
		p, err := store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("Collega %02d", i), Email: simulatedAddress(i),
			Unit: fmt.Sprintf("Afdeling %02d", i%simulatedUnits), Active: true})
		paneltest.OK(t, err)
		s.people = append(s.people, p.ID)
	}
	for i := range simulatedServices {
		service, err := store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: fmt.Sprintf("Dienst %d", i+1), Purpose: "Wat u nodig hebt.",
			NormDays: 3 + 2*i, Responders: simulatedAddress(i)})
		paneltest.OK(t, err)
		s.services = append(s.services, service.ID)
	}
	for i := range simulatedQuestions {
		q, err := store.SaveQuestion(ctx, panel.System, uuid.Nil, panel.QuestionInput{Topic: fmt.Sprintf("Thema %d", i%3+1), Kind: panel.Open,
			TextNL: fmt.Sprintf("Wat valt u op? (%d)", i+1)})
		paneltest.OK(t, err)
		s.questions = append(s.questions, q.ID)
	}
	units, err := store.Units(ctx)
	paneltest.OK(t, err)
	for n := range s.size.panels {
		s.settlePanel(t, n, units)
	}
}

func simulatedAddress(i int) string { return fmt.Sprintf("collega%02d@waterveld.example", i) }

func (s *simulation) settlePanel(t *testing.T, n int, units []panel.Unit) {
	t.Helper()
	ctx, store, random := t.Context(), s.one.Panel, s.random
	p := &simulatedPanel{expectation: expectation{known: map[naiveDay]string{}, passed: map[naiveDay]string{}}}
	p.in = panel.PanelInput{Name: fmt.Sprintf("Klantpanel %03d", n+1), SmallestGroup: 5, Audience: panel.Constituencies,
		Picking: panel.Pickings[random.IntN(len(panel.Pickings))], PickCount: 1 + random.IntN(3), MinDistance: random.IntN(3),
		Coordinators: simulatedAddress(20 + n%10), Services: s.services, Questions: s.questions[:4+random.IntN(simulatedQuestions-3)],
		CollectingDays: 1 + random.IntN(12), RespondingDays: 1 + random.IntN(12), ReportingDays: 1 + random.IntN(6)}
	p.coordinator = s.people[20+n%10]
	p.in.CatchUpDays = []int{0, 1, 7, 14, 60}[random.IntN(5)]
	p.in.NoticeDays = []int{0, 0, 3, 5}[random.IntN(4)]
	s.draw(p)
	made, err := store.SavePanel(ctx, panel.System, uuid.Nil, p.in)
	paneltest.OK(t, err)
	p.id = made.ID
	for range 1 + random.IntN(3) {
		term := simulatedTerm{person: 30 + random.IntN(30), starts: "2026-12-01"}
		if len(p.office) > 0 && random.IntN(2) == 0 { // the first stays; others come and go
			term.starts = scheduler.Date(fmt.Sprintf("%d-05-15", 2027+random.IntN(10)))
			term.ends = scheduler.Date(fmt.Sprintf("%d-11-15", 2037+random.IntN(3)))
		}
		if s.inOffice(p, term.person) {
			continue
		}
		_, err := store.SaveAmbassador(ctx, panel.System, p.id, uuid.Nil, panel.AmbassadorInput{Email: simulatedAddress(term.person),
			StartsOn: term.starts, EndsOn: term.ends, Units: []uuid.UUID{units[random.IntN(len(units))].ID}})
		paneltest.OK(t, err)
		p.office = append(p.office, term)
	}
	_, err = store.StartPanel(ctx, panel.System, p.id)
	paneltest.OK(t, err)
	p.planned(s.now, s.closed)
	s.panels = append(s.panels, p)
	s.byID[p.id] = p
}

func (s *simulation) inOffice(p *simulatedPanel, person int) bool {
	for _, term := range p.office {
		if term.person == person {
			return true
		}
	}
	return false
}

// draw chooses when the panel comes round, as a coordinator would fill in the form.
func (s *simulation) draw(p *simulatedPanel) {
	zone, err := time.LoadLocation(simulationZones[s.random.IntN(len(simulationZones))])
	if err != nil {
		panic(err)
	}
	anchor := dayOf(s.now, zone).AddDate(0, 0, s.random.IntN(60)-30)
	p.rule, p.zone, p.anchor = simulationRule(s.random), zone, anchor
	p.skip = s.random.IntN(2) == 0 && !p.rule.free
	p.in.Recurrence, p.in.TimeZone, p.in.StartsOn = p.rule.text, zone.String(), scheduler.Date(anchor.Format(time.DateOnly))
	p.in.OnClosed = panel.MoveOn
	if p.skip {
		p.in.OnClosed = panel.SkipIt
	}
}
