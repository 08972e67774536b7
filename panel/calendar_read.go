package panel

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel/ical"
	"klantpanel/scheduler"
)

const (
	roundsAhead   = 6    // planned rounds in a calendar, of each panel
	calendarPast  = 366  // days back
	calendarAhead = 3660 // days: who begins a panel in the year 9999 makes no calendar that nobody's program can read
	withdrawnPast = 60   // days back of rounds that never opened: until programs have dropped them
	calendarFresh = 4 * time.Hour
)

// FeedCalendar is a feed with the rounds and deadlines in it.
type FeedCalendar struct {
	Feed     CalendarFeed
	Services []uuid.UUID    // that its person answers for; see Add
	From     scheduler.Date // of what is past, nothing before this day

	ical.Calendar
	place calendarPlace
}

// calendarPlace is where a calendar is read and in which language.
type calendarPlace struct{ baseURL, language string }

// host is what makes the UIDs of events ours.
func (p calendarPlace) host() string {
	if u, err := url.Parse(p.baseURL); err == nil && u.Hostname() != "" {
		return strings.ToLower(u.Hostname())
	}
	return "klantpanel"
}

// ReadFeed is the calendar behind an address, as the roles of its person are now. NotFound when it was revoked, or its person left.
func (s *Store) ReadFeed(ctx context.Context, id uuid.UUID, o Organisation, baseURL string) (FeedCalendar, error) {
	f := FeedCalendar{}
	err := s.DB.NewSelect().Model(&f.Feed).Relation("Person").Relation("Panel").Where("cf.id = ? AND cf.revoked_at IS NULL AND person.active", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return f, Refuse(NotFound, "error.page_not_found")
	}
	if err != nil {
		return f, fmt.Errorf("calendar feed: %w", err)
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	now := s.Clock()
	today := scheduler.DateOf(now, zone)
	f.From = today.AddDays(-calendarPast)
	f.place = calendarPlace{baseURL, calendarLanguage(cmp.Or(f.Feed.Person.Language, o.Language))}
	f.Calendar = ical.Calendar{Name: o.MailName, Zone: zone, Refresh: calendarFresh, Stamp: now, Organizer: ical.Organizer{Name: o.MailName, Address: o.MailAddress}}
	if f.Feed.Panel != nil {
		f.Name, f.Zone = f.Feed.Panel.Name, f.Feed.Panel.Zone()
	}
	roles, err := s.Roles(ctx, f.Feed.PersonID)
	if err != nil {
		return f, err
	}
	f.Services = keysOf(roles.Of(*f.Feed.Person, today).Responds)
	parts, err := s.partsOf(ctx, roles, f, today)
	if err != nil || len(parts) == 0 {
		return f, err
	}
	return f, s.readRounds(ctx, &f, parts, o.Calendar())
}

func (s *Store) readRounds(ctx context.Context, f *FeedCalendar, parts map[uuid.UUID]partIn, calendar scheduler.Calendar) error {
	ids := slices.Collect(maps.Keys(parts))
	panels, err := s.PanelsByID(ctx, ids)
	if err != nil {
		return err
	}
	slices.SortFunc(panels, func(a, b Panel) int { return slices.Compare(a.ID[:], b.ID[:]) }) // so that nothing new looks the same
	cycles, changed, err := s.calendarCycles(ctx, ids, f.From)
	if err != nil {
		return err
	}
	for i := range panels {
		for _, r := range f.rounds(&panels[i], cycles[panels[i].ID], changed, calendar) {
			f.Events = append(f.Events, r.events(f.place, parts[panels[i].ID].during(r))...)
		}
	}
	return nil
}

// rounds are those of a panel that opened or were to, and those to come.
func (f *FeedCalendar) rounds(p *Panel, cycles []Cycle, changed map[uuid.UUID]time.Time, calendar scheduler.Calendar) []calendarRound {
	var rounds []calendarRound
	for _, c := range cycles {
		if !c.Opened() && c.PlannedOn < f.From.AddDays(calendarPast-withdrawnPast) {
			continue
		}
		if r, ok := p.openedRound(c, calendar, changed[c.ID]); ok {
			rounds = append(rounds, r)
		}
	}
	if p.Paused {
		return rounds
	}
	from := f.Stamp
	if !p.NextAt.After(from) {
		from = p.NextAt.Add(-time.Second) // due, and about to open
	}
	last := f.From.AddDays(calendarPast + calendarAhead)
	for _, planned := range Upcoming(*p, calendar, from, roundsAhead, cycles...) {
		if !planned.Skipped && planned.Day <= last {
			rounds = append(rounds, p.plannedRound(planned, calendar))
		}
	}
	return rounds
}

// calendarCycles are the rounds of these panels since a day and those that still run, and when each was last changed.
func (s *Store) calendarCycles(ctx context.Context, panels []uuid.UUID, since scheduler.Date) (map[uuid.UUID][]Cycle, map[uuid.UUID]time.Time, error) {
	var cycles []Cycle
	err := s.DB.NewSelect().Model(&cycles).Where("c.panel_id IN (?)", bun.In(panels)).
		Where("(c.planned_on >= ? OR c.phase IN (?, ?, ?))", since, Collecting, Responding, Reporting).Order("c.planned_on", "c.id").Scan(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("calendar: %w", err)
	}
	var events []CycleEvent
	err = s.DB.NewSelect().Model(&events).Column("ce.cycle_id", "ce.at").Join("JOIN cycles AS c ON c.id = ce.cycle_id").
		Where("c.panel_id IN (?)", bun.In(panels)).Where("(c.planned_on >= ? OR c.phase IN (?, ?, ?))", since, Collecting, Responding, Reporting).
		Order("ce.id").Scan(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("calendar: %w", err)
	}
	byPanel, changed := map[uuid.UUID][]Cycle{}, map[uuid.UUID]time.Time{}
	for _, c := range cycles {
		byPanel[c.PanelID] = append(byPanel[c.PanelID], c)
		changed[c.ID] = c.OpenedAt.Time
	}
	for _, e := range events {
		changed[e.CycleID] = e.At
	}
	return byPanel, changed, nil
}
