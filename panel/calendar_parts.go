package panel

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// part is what a person is to a panel, added up.
type part int

const (
	anAmbassador part = 1 << iota
	aResponder
	aCoordinator
)

// partIn is what a person is to a panel, and between which days as its ambassador.
type partIn struct {
	part
	term struct{ from, until scheduler.Date }
}

// partsOf are the panels that the calendar is about.
func (s *Store) partsOf(ctx context.Context, roles Roles, f FeedCalendar, today scheduler.Date) (map[uuid.UUID]partIn, error) {
	answered, err := s.panelsAnswered(ctx, f.Services)
	if err != nil {
		return nil, err
	}
	parts := map[uuid.UUID]partIn{}
	add := func(panel uuid.UUID, what part) partIn {
		p := parts[panel]
		p.part |= what
		return p
	}
	for _, panel := range answered {
		parts[panel] = add(panel, aResponder)
	}
	for _, r := range roles {
		switch {
		case r.Role == "coordinator":
			parts[r.Thing] = add(r.Thing, aCoordinator)
		case r.Role == "ambassador" && r.StartsOn <= today && (r.EndsOn == "" || r.EndsOn >= today):
			p := add(r.Thing, anAmbassador)
			p.term.from, p.term.until = r.StartsOn, r.EndsOn
			parts[r.Thing] = p
		}
	}
	if f.Feed.PanelID != nil {
		own, has := parts[*f.Feed.PanelID]
		if !has {
			return nil, nil
		}
		return map[uuid.UUID]partIn{*f.Feed.PanelID: own}, nil
	}
	return parts, nil
}

// during is the part in a round: an ambassador has none in those that lie outside the term of office.
func (p partIn) during(r calendarRound) part {
	opens := scheduler.DateOf(r.opens, r.opens.Location())
	if r.collecting < p.term.from || p.term.until != "" && opens > p.term.until {
		return p.part &^ anAmbassador
	}
	return p.part
}
