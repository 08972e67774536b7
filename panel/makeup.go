package panel

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// Makeup is whom a panel's ambassadors speak for on a day, against those whom the panel is for: the organisation, or the teams that its
// digests are for. It knows teams and numbers, and of nobody what they said or whether they ever did.
type Makeup struct {
	Teams     []TeamVoice // by name
	Languages []Voice     // by Name, of who chose none that of the organisation
	Teamless  Voice       // people without a team
}

// Voice is how many of a group there are, and how many of these somebody speaks for.
type Voice struct {
	Name           string
	People, Spoken int
}

// TeamVoice is the Voice of a team.
type TeamVoice struct {
	Voice
	ID       uuid.UUID
	Speakers int            // ambassadors who speak for all of it
	Ends     scheduler.Date // the last of their terms ends on this day and nobody takes over, "" when it goes on
}

// Unspoken is how many colleagues nobody speaks for.
func (v Voice) Unspoken() int { return v.People - v.Spoken }

// Sum is everybody together.
func (m Makeup) Sum() Voice {
	sum := m.Teamless
	for _, t := range m.Teams {
		sum.People += t.People
		sum.Spoken += t.Spoken
	}
	return sum
}

// The sizes of teams by which a Makeup is divided, as their most people; of the last there is no most.
var teamSizes = []int{9, 49, 0}

// TeamBand is the Voice of the teams of about one size.
type TeamBand struct {
	Voice
	Most            int // people in a team, 0 for no most
	Teams, Speaking int // how many teams, and how many of these somebody speaks for
}

// Bands are the teams by size, those of which there are none aside.
func (m Makeup) Bands() []TeamBand {
	var bands []TeamBand
	for i, most := range teamSizes {
		b := TeamBand{Most: most}
		for _, t := range m.Teams {
			if most > 0 && t.People > most || i > 0 && t.People <= teamSizes[i-1] || t.People == 0 {
				continue
			}
			b.Teams++
			b.People += t.People
			b.Spoken += t.Spoken
			if t.Speakers > 0 {
				b.Speaking++
			}
		}
		if b.Teams > 0 {
			bands = append(bands, b)
		}
	}
	return bands
}

// Suggestion is a team in which the panel could ask for an ambassador: nobody speaks for so many of its people, or nobody will from a day on.
type Suggestion struct {
	TeamVoice
	Missing int
}

// Suggestions are the teams with most people whom nobody speaks for, or soon nobody will, those with most people first. Only the numbers decide.
func (m Makeup) Suggestions(most int) []Suggestion {
	var all []Suggestion
	for _, t := range m.Teams {
		s := Suggestion{t, t.Unspoken()}
		if t.Ends != "" {
			s.Missing = t.People
		}
		if s.Missing > 0 {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int { return b.Missing - a.Missing })
	return all[:min(most, len(all))]
}

// SafeLanguages are the Languages, or none when one of their numbers is so small that it would point at people.
func (m Makeup) SafeLanguages(smallestGroup int) []Voice {
	for _, v := range m.Languages {
		if v.Spoken > 0 && v.Spoken < smallestGroup || v.Unspoken() > 0 && v.Unspoken() < smallestGroup {
			return nil
		}
	}
	return m.Languages
}

// endsSoon is within how many days the end of a term is worth a word, in days.
const endsSoon = 60

// speaker is a team for which somebody speaks.
type speaker struct {
	UnitID  uuid.UUID
	EndsOn  scheduler.Date
	Follows bool // somebody takes over
}

// group is so many people in service of one team and language.
type group struct {
	UnitID   *uuid.UUID
	Language string
	Count    int
}

// Makeup reads it for a day. Who chose no language reads the organisation's.
func (s *Store) Makeup(ctx context.Context, p Panel, language string, day scheduler.Date) (Makeup, error) {
	var m Makeup
	var speaks []speaker
	var all, named []group
	teams := s.DB.NewSelect().Model((*Unit)(nil)).Column("id", "name").Order("u.name")
	if p.Audience == ChosenUnits {
		teams.Where("u.id IN (SELECT unit_id FROM panel_units WHERE panel_id = ?)", p.ID)
	}
	people := func() *bun.SelectQuery {
		return s.DB.NewSelect().TableExpr("people AS p").ColumnExpr("p.unit_id, p.language, COUNT(*) AS count").Where("p.active").Group("p.unit_id", "p.language")
	}
	ids := officers(s.DB, p.ID, day).Join("JOIN constituency_people AS cp ON cp.ambassador_id = a.id").Column("cp.person_id")
	err := migrations.Together(s.DB,
		func() error { return teams.Scan(ctx, &m.Teams) },
		func() error { return s.speakers(p.ID, day).Scan(ctx, &speaks) },
		func() error { return people().Scan(ctx, &all) },
		func() error { return people().Where("p.id IN (?)", ids).Scan(ctx, &named) },
	)
	if err != nil {
		return m, fmt.Errorf("make-up: %w", err)
	}
	m.addSpeakers(speaks, day)
	m.count(all, named, p.Audience == ChosenUnits, language)
	return m, nil
}

// speakers are the teams for which somebody in office speaks.
func (s *Store) speakers(panel uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	follows := s.DB.NewSelect().TableExpr("successions AS su").Join("JOIN ambassadors AS next ON next.id = su.successor_id").
		Join("JOIN people AS np ON np.id = next.person_id AND np.active").ColumnExpr("COUNT(*) > 0").Where("su.ambassador_id = a.id")
	return officers(s.DB, panel, day).Join("JOIN constituency_units AS cu ON cu.ambassador_id = a.id").
		ColumnExpr("cu.unit_id, a.ends_on, (?) AS follows", follows).Order("a.id")
}

// addSpeakers tells of each team who speaks for it, and until when.
func (m *Makeup) addSpeakers(speaks []speaker, day scheduler.Date) {
	soon := day.AddDays(endsSoon)
	for i := range m.Teams {
		t, goesOn := &m.Teams[i], false
		for _, by := range speaks {
			if by.UnitID != t.ID {
				continue
			}
			t.Speakers++
			t.Ends = max(t.Ends, by.EndsOn)
			goesOn = goesOn || by.EndsOn == "" || by.EndsOn > soon || by.Follows
		}
		if goesOn {
			t.Ends = ""
		}
	}
}

// count adds the groups up: all people, and those whom some ambassador names. Who is in no team of the panel's own isn't counted.
func (m *Makeup) count(all, named []group, ownTeams bool, language string) {
	at := map[uuid.UUID]*TeamVoice{}
	for i := range m.Teams {
		at[m.Teams[i].ID] = &m.Teams[i]
	}
	languages := map[string]*Voice{}
	add := func(g group, people bool) {
		team, whole := &m.Teamless, false
		if g.UnitID != nil {
			t := at[*g.UnitID]
			if t == nil {
				return
			}
			team, whole = &t.Voice, t.Speakers > 0
		} else if ownTeams {
			return
		}
		name := cmp.Or(g.Language, language)
		if languages[name] == nil {
			languages[name] = &Voice{Name: name}
		}
		for _, v := range []*Voice{team, languages[name]} {
			if people {
				v.People += g.Count
			}
			if whole == people { // who is in a team that is spoken for needn't be named
				v.Spoken += g.Count
			}
		}
	}
	for _, g := range all {
		add(g, true)
	}
	for _, g := range named {
		add(g, false)
	}
	for _, name := range slices.Sorted(maps.Keys(languages)) {
		m.Languages = append(m.Languages, *languages[name])
	}
}
