package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// demoPlayer plays the content through the operations of the product, in virtual time: it moves the clock from event to event and acts
// as the people of the story would. What a visitor has done already it leaves alone.
type demoPlayer struct {
	*house
	content  *demo.Content
	clock    *demoClock
	calendar demoCalendar
	alarm    *scheduler.Loop
	postman  *mail.Worker

	people    map[string]uuid.UUID // the cast, by key
	services  map[string]uuid.UUID
	questions map[string]uuid.UUID
	panels    []*demoPanel
	rounds    map[uuid.UUID]*demoRound // those that opened, by cycle
	coming    []demoEvent              // the earliest first
	visited   bool                     // there may be visitors, so the world may differ from the story
}

// demoPanel is a panel of the content as it was made.
type demoPanel struct {
	demo.Panel
	id   uuid.UUID
	next time.Time // its planned moment, noted among what is coming

	notice time.Time // when its coordinator sees the questions, noted likewise
}

// demoEvent is something that happens at a moment of the story.
type demoEvent struct {
	at time.Time
	do func(ctx context.Context) error
}

// newDemoPlayer wires a player to a house with an empty database.
func newDemoPlayer(h *house, clock *demoClock, calendar demoCalendar, alarm *scheduler.Loop) (*demoPlayer, error) {
	content, err := demo.Load()
	if err != nil {
		return nil, err
	}
	postman := *h.Worker
	postman.Holder += "-demo" // the server's own delivery goes on beside it
	postman.Connections = 128 // lanes record what they delivered together: fewer transactions for thousands of letters
	return &demoPlayer{house: h, content: content, clock: clock, calendar: calendar, alarm: alarm, postman: &postman, people: map[string]uuid.UUID{},
		services: map[string]uuid.UUID{}, questions: map[string]uuid.UUID{}, rounds: map[uuid.UUID]*demoRound{}}, nil
}

// playPast makes the organisation and plays all that happened before the newcomer comes in.
func (p *demoPlayer) playPast(ctx context.Context) error {
	p.clock.stop(p.calendar.foundedOn(p.content))
	if err := p.organise(ctx); err != nil {
		return err
	}
	if err := p.advance(ctx, p.calendar.start); err != nil {
		return err
	}
	for _, after := range []func(context.Context) error{p.takeTurns, p.endTerms, p.closeAWeek, p.searchInVain, p.workTogether} {
		if err := after(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	p.visited = true
	p.clock.run()
	return nil
}

// advance plays everything up to a moment and leaves the clock standing there.
func (p *demoPlayer) advance(ctx context.Context, until time.Time) error {
	if err := p.wake(ctx); err != nil { // the clock ran on by itself since the last time
		return err
	}
	for len(p.coming) > 0 && !p.coming[0].at.After(until) {
		next := p.coming[0]
		p.coming = p.coming[1:]
		if err := p.moveTo(ctx, next.at); err != nil {
			return err
		}
		if err := next.do(ctx); err != nil && !p.passed(err) {
			return fmt.Errorf("demo: %s: %w", p.clock.now().Format(time.DateTime), err)
		}
	}
	if err := p.moveTo(ctx, until); err != nil {
		return err
	}
	if err := p.wake(ctx); err != nil {
		return err
	}
	return p.deliver(ctx)
}

// moveTo lets the clock stand still at a moment, never an earlier one. Before a new day the mail of the old one is delivered, so that
// letters bear the date on which they were decided on.
func (p *demoPlayer) moveTo(ctx context.Context, at time.Time) error {
	now := p.clock.now()
	if !at.After(now) {
		p.clock.stop(now)
		return nil
	}
	if scheduler.DateOf(at, p.calendar.zone) != p.today() {
		if err := p.deliver(ctx); err != nil {
			return err
		}
		if err := p.turnClocks(ctx, at); err != nil {
			return err
		}
	}
	p.clock.stop(at)
	return nil
}

// turnClocks lets the clocks of points turn each morning until a moment, as they do where a server runs.
func (p *demoPlayer) turnClocks(ctx context.Context, until time.Time) error {
	for day := p.today().AddDays(1); ; day = day.AddDays(1) {
		morning := day.At("07:00", p.calendar.zone)
		if morning.After(until) {
			return nil
		}
		p.clock.stop(morning)
		if err := p.Dialogue.ClockDue(ctx, morning); err != nil {
			return err
		}
	}
}

func (p *demoPlayer) deliver(ctx context.Context) error {
	_, err := p.postman.Deliver(ctx, p.clock.now())
	return err
}

// passed reports that an operation refused because the visitors' world is no longer the story's: then the story gives way.
func (p *demoPlayer) passed(err error) bool {
	var refused *panel.Problem
	return p.visited && errors.As(err, &refused)
}

// wake runs what happens by itself, and notes what comes next for each panel and round.
func (p *demoPlayer) wake(ctx context.Context) error {
	if err := p.alarm.RunDue(ctx, p.clock.now()); err != nil {
		return err
	}
	for _, c := range p.panels {
		at, err := p.Panel.Panel(ctx, c.id)
		if err != nil {
			return err
		}
		if !at.NextAt.IsZero() && !at.NextAt.Equal(c.next) {
			c.next = at.NextAt.Time
			p.plan(c.next, p.wake)
		}
		if !at.NoticeAt.IsZero() && !at.NoticeAt.Equal(c.notice) {
			c.notice = at.NoticeAt.Time
			p.plan(c.notice, p.wake)
		}
		cycles, err := p.Panel.Cycles(ctx, c.id, 1)
		if err != nil {
			return err
		}
		if len(cycles) > 0 && cycles[0].Number > 0 && p.rounds[cycles[0].ID] == nil {
			p.open(c, cycles[0])
		}
	}
	return nil
}

// plan notes an event in its place; at the same moment, what was noted first comes first.
func (p *demoPlayer) plan(at time.Time, do func(context.Context) error) {
	i, _ := slices.BinarySearchFunc(p.coming, at, func(e demoEvent, at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	p.coming = slices.Insert(p.coming, i, demoEvent{at, do})
}

// today is the day in Waterveld.
func (p *demoPlayer) today() scheduler.Date { return scheduler.DateOf(p.clock.now(), p.calendar.zone) }

// act is a member of the cast with the roles in force now.
func (p *demoPlayer) act(ctx context.Context, key string) (panel.Actor, error) {
	return p.Panel.Act(ctx, p.people[key])
}

// withRole is the first member of the cast with a role, by key, who reads the organisation's language.
func (p *demoPlayer) withRole(role string) string {
	for _, key := range slices.Sorted(maps.Keys(p.content.Cast)) {
		if person := p.content.Cast[key]; person.Role == role && person.Language == "" {
			return key
		}
	}
	return ""
}
