package dialogue

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Coverage is how many colleagues a panel's rounds reached through each constituency, the earliest of the rounds first. What came by a link
// tells the constituency and not the team, so a number is of a constituency; of a team it is only known whether something came through one that
// it belongs to.
type Coverage struct {
	Rounds []CoveredRound
	Lines  []CoverageLine // by name; those in office first
}

// CoveredRound is one of the rounds, and all its constituencies together.
type CoveredRound struct {
	Cycle   panel.Cycle
	Counted bool // no number is shown before collecting ended and all was counted
	Sum     ReachedPeople
}

// ReachedPeople is how many colleagues of so many were reached. Hidden says that the number may not be shown.
type ReachedPeople struct {
	In     bool // the constituency took part in the round
	Hidden bool
	People int
	Size   int
}

// CoverageLine is what came through one constituency, by round. Of an ambassador who took over a constituency it holds what came through it before.
type CoverageLine struct {
	Ambassador panel.Ambassador
	Over       bool // the term is over and nobody took over
	Reached    []ReachedPeople
}

// Coverage reads the last rounds of a panel, up to so many, as they may be shown on a day.
func (s *Store) Coverage(ctx context.Context, p panel.Panel, rounds int, day scheduler.Date) (Coverage, error) {
	var terms []panel.Ambassador
	var earlier map[uuid.UUID][]uuid.UUID
	c, reached, err := s.coverageIn(ctx, p, rounds,
		func() (err error) { terms, err = s.coveredTerms(ctx, p.ID, rounds, day); return err },
		func() (err error) { earlier, err = s.earlierTerms(ctx, p.ID); return err })
	if err == nil {
		c.Lines = coverageLines(terms, earlier, reached, len(c.Rounds), day)
	}
	return c, err
}

// CoverageOf is what Coverage has of one ambassador and those before: of each round.
func (s *Store) CoverageOf(ctx context.Context, p panel.Panel, ambassador uuid.UUID, rounds int) ([]CoveredRound, []ReachedPeople, error) {
	var terms []uuid.UUID
	c, reached, err := s.coverageIn(ctx, p, rounds, func() (err error) { terms, err = panel.Terms(ctx, s.DB, ambassador); return err })
	if err != nil {
		return nil, nil, err
	}
	own := reached[ambassador]
	if own == nil {
		own = make([]ReachedPeople, len(c.Rounds))
	}
	for _, id := range terms[1:] {
		if joined, fits := joinReached(own, reached[id]); fits {
			own = joined
		}
	}
	return c.Rounds, own, nil
}

// coverageIn are the rounds, and by ambassador what came through each. also is read at the same time.
func (s *Store) coverageIn(ctx context.Context, p panel.Panel, rounds int, also ...func() error) (Coverage, map[uuid.UUID][]ReachedPeople, error) {
	var cycles []panel.Cycle
	var parts []coveragePart
	err := migrations.Together(s.DB, append(also,
		func() error { return coveredRounds(s.DB, p.ID, rounds).Model(&cycles).Scan(ctx) },
		func() error {
			last := coveredRounds(s.DB, p.ID, rounds).TableExpr("cycles AS c").Column("c.id")
			return s.DB.NewSelect().Model(&parts).Where("cv.cycle_id IN (SELECT id FROM (?) AS last)", last).Order("cv.cycle_id", "cv.ambassador_id").Scan(ctx)
		})...)
	if err != nil {
		return Coverage{}, nil, wrap("coverage", err)
	}
	slices.Reverse(cycles)
	var c Coverage
	reached := map[uuid.UUID][]ReachedPeople{}
	for i, cycle := range cycles {
		round := CoveredRound{Cycle: cycle, Counted: !cycle.CoveredAt.IsZero() && cycle.Phase != panel.Collecting}
		if round.Counted {
			round.Sum = addRound(reached, i, len(cycles), of(parts, cycle.ID), p.SmallestGroup)
		}
		c.Rounds = append(c.Rounds, round)
	}
	return c, reached, nil
}

// coveredRounds are the last rounds that weren't cancelled, the latest first.
func coveredRounds(db bun.IDB, id uuid.UUID, most int) *bun.SelectQuery {
	return db.NewSelect().Where("c.panel_id = ? AND c.number IS NOT NULL AND c.phase <> ?", id, panel.Cancelled).Order("c.planned_on DESC").Limit(int64(most))
}

func of(parts []coveragePart, cycle uuid.UUID) []coveragePart {
	var found []coveragePart
	for _, p := range parts {
		if p.CycleID == cycle {
			found = append(found, p)
		}
	}
	return found
}

// addRound fills in the i-th of n rounds and gives its sum. Nobody is reached twice: a constituency isn't reached by more than all of it.
func addRound(reached map[uuid.UUID][]ReachedPeople, i, n int, parts []coveragePart, smallestGroup int) ReachedPeople {
	numbers, sizes := make([]int, len(parts)), make([]int, len(parts))
	sum := ReachedPeople{In: true}
	for k, p := range parts {
		numbers[k], sizes[k] = min(p.Sent, p.Size), p.Size
		sum.People, sum.Size = sum.People+numbers[k], sum.Size+p.Size
	}
	shown, sumShown := shownOf(numbers, sizes, smallestGroup)
	for k, p := range parts {
		if reached[p.AmbassadorID] == nil {
			reached[p.AmbassadorID] = make([]ReachedPeople, n)
		}
		r := ReachedPeople{In: true, Hidden: !shown[k], Size: p.Size}
		if shown[k] {
			r.People = numbers[k]
		}
		reached[p.AmbassadorID][i] = r
	}
	if !sumShown {
		sum = ReachedPeople{In: true, Hidden: true, Size: sum.Size}
	}
	return sum
}

// coveredTerms are the terms of who is in office or was in one of the rounds, the latest first, with the person's name.
func (s *Store) coveredTerms(ctx context.Context, id uuid.UUID, rounds int, day scheduler.Date) ([]panel.Ambassador, error) {
	var rows []struct {
		panel.Ambassador
		Name   string
		Active bool
	}
	last := coveredRounds(s.DB, id, rounds).TableExpr("cycles AS c").Column("c.id")
	err := s.DB.NewSelect().TableExpr("ambassadors AS a").Join("JOIN people AS p ON p.id = a.person_id").ColumnExpr("a.id, a.panel_id, a.person_id, a.starts_on, a.ends_on, p.name, p.active").
		Where("a.panel_id = ?", id).
		Where("(p.active AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?) OR "+
			"a.id IN (SELECT ambassador_id FROM coverage WHERE cycle_id IN (SELECT id FROM (?) AS last)))", day, day, last).
		OrderExpr("a.starts_on DESC, a.id").Scan(ctx, &rows)
	terms := make([]panel.Ambassador, len(rows))
	for i, r := range rows {
		terms[i] = r.Ambassador
		terms[i].Person = &panel.Person{ID: r.PersonID, Name: r.Name, Active: r.Active}
	}
	return terms, wrap("coverage", err)
}

// coverageLines are the constituencies of who is in office or was in one of the rounds. Numbers of two terms are never added up: where both
// had a part in the same round, each keeps its own line.
func coverageLines(terms []panel.Ambassador, earlier map[uuid.UUID][]uuid.UUID, reached map[uuid.UUID][]ReachedPeople, rounds int, day scheduler.Date) []CoverageLine {
	var lines []CoverageLine
	taken := map[uuid.UUID]bool{}
	for _, a := range terms { // the latest first: they take in those before
		over := !a.In(day) || !a.Person.Active
		if taken[a.ID] || over && reached[a.ID] == nil {
			continue
		}
		line := CoverageLine{Ambassador: a, Over: over, Reached: reached[a.ID]}
		if line.Reached == nil {
			line.Reached = make([]ReachedPeople, rounds)
		}
		for _, id := range earlier[a.ID] {
			if joined, fits := joinReached(line.Reached, reached[id]); fits && !taken[id] {
				line.Reached, taken[id] = joined, true
			}
		}
		lines = append(lines, line)
		taken[a.ID] = true
	}
	slices.SortStableFunc(lines, func(a, b CoverageLine) int {
		if a.Over != b.Over {
			return map[bool]int{true: 1, false: -1}[a.Over]
		}
		return strings.Compare(a.Ambassador.Person.Name, b.Ambassador.Person.Name)
	})
	return lines
}

// joinReached puts the rounds of an earlier term into a line; fits is false when both had a part in one.
func joinReached(line, before []ReachedPeople) (joined []ReachedPeople, fits bool) {
	joined = slices.Clone(line)
	for i, r := range before {
		if r.In && joined[i].In {
			return nil, false
		}
		if r.In {
			joined[i] = r
		}
	}
	return joined, true
}

// earlierTerms are those whose history each ambassador of a panel has.
func (s *Store) earlierTerms(ctx context.Context, id uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	var rows []struct{ AmbassadorID, EarlierID uuid.UUID }
	err := s.DB.NewSelect().TableExpr("earlier_terms AS e").Join("JOIN ambassadors AS a ON a.id = e.ambassador_id").Column("e.ambassador_id", "e.earlier_id").
		Where("a.panel_id = ?", id).Order("e.ambassador_id", "e.earlier_id").Scan(ctx, &rows)
	earlier := map[uuid.UUID][]uuid.UUID{}
	for _, r := range rows {
		earlier[r.AmbassadorID] = append(earlier[r.AmbassadorID], r.EarlierID)
	}
	return earlier, wrap("coverage", err)
}
