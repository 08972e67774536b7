package dialogue

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

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
	Sum     Reach
}

// Reach is how many colleagues of so many were reached. Hidden says that the number may not be shown.
type Reach struct {
	In     bool // the constituency took part in the round
	Hidden bool
	People int
	Size   int
}

// CoverageLine is what came through one constituency, by round. Of an ambassador who took over a constituency it holds what came through it before.
type CoverageLine struct {
	Ambassador panel.Ambassador
	Over       bool // the term is over and nobody took over
	Reached    []Reach
}

// Coverage reads the last rounds of a panel, up to so many, as they may be shown on a day.
func (s *Store) Coverage(ctx context.Context, p panel.Panel, rounds int, day scheduler.Date) (Coverage, error) {
	c, reached, err := s.reachedIn(ctx, p, rounds)
	if err != nil {
		return c, err
	}
	c.Lines, err = s.coverageLines(ctx, p, reached, len(c.Rounds), day)
	return c, err
}

// ReachOf is what Coverage has of one ambassador and those before: a Reach of each round.
func (s *Store) ReachOf(ctx context.Context, p panel.Panel, ambassador uuid.UUID, rounds int) ([]CoveredRound, []Reach, error) {
	c, reached, err := s.reachedIn(ctx, p, rounds)
	if err != nil {
		return nil, nil, err
	}
	terms, err := panel.Terms(ctx, s.DB, ambassador)
	if err != nil {
		return nil, nil, err
	}
	own := reached[ambassador]
	if own == nil {
		own = make([]Reach, len(c.Rounds))
	}
	for _, id := range terms[1:] {
		if joined, fits := joinReached(own, reached[id]); fits {
			own = joined
		}
	}
	return c.Rounds, own, nil
}

// reachedIn are the rounds, and by ambassador what came through each.
func (s *Store) reachedIn(ctx context.Context, p panel.Panel, rounds int) (Coverage, map[uuid.UUID][]Reach, error) {
	var c Coverage
	cycles, err := s.coveredRounds(ctx, p.ID, rounds)
	if err != nil {
		return c, nil, err
	}
	var parts []coveragePart
	err = s.DB.NewSelect().Model(&parts).Where("cv.cycle_id IN (?)", bun.In(orNone(cycleIDs(cycles)))).Order("cv.cycle_id", "cv.ambassador_id").Scan(ctx)
	if err != nil {
		return c, nil, wrap("coverage", err)
	}
	reached := map[uuid.UUID][]Reach{}
	for i, cycle := range cycles {
		round := CoveredRound{Cycle: cycle, Counted: !cycle.CoveredAt.IsZero() && cycle.Phase != panel.Collecting}
		if round.Counted {
			round.Sum = addRound(reached, i, len(cycles), of(parts, cycle.ID), p.SmallestGroup)
		}
		c.Rounds = append(c.Rounds, round)
	}
	return c, reached, nil
}

// coveredRounds are the last rounds that weren't cancelled, the earliest first.
func (s *Store) coveredRounds(ctx context.Context, id uuid.UUID, most int) ([]panel.Cycle, error) {
	var cycles []panel.Cycle
	err := s.DB.NewSelect().Model(&cycles).Where("c.panel_id = ? AND c.number IS NOT NULL AND c.phase <> ?", id, panel.Cancelled).
		Order("c.planned_on DESC").Limit(int64(most)).Scan(ctx)
	slices.Reverse(cycles)
	return cycles, wrap("coverage", err)
}

func cycleIDs(cycles []panel.Cycle) []uuid.UUID {
	ids := make([]uuid.UUID, len(cycles))
	for i, c := range cycles {
		ids[i] = c.ID
	}
	return ids
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
func addRound(reached map[uuid.UUID][]Reach, i, n int, parts []coveragePart, smallestGroup int) Reach {
	numbers := make([]int, len(parts))
	sum := Reach{In: true}
	for k, p := range parts {
		numbers[k] = min(p.Sent, p.Size)
		sum.People, sum.Size = sum.People+numbers[k], sum.Size+p.Size
	}
	shown, sumShown := shownOf(numbers, smallestGroup)
	for k, p := range parts {
		if reached[p.AmbassadorID] == nil {
			reached[p.AmbassadorID] = make([]Reach, n)
		}
		r := Reach{In: true, Hidden: !shown[k], Size: p.Size}
		if shown[k] {
			r.People = numbers[k]
		}
		reached[p.AmbassadorID][i] = r
	}
	if !sumShown {
		sum = Reach{In: true, Hidden: true, Size: sum.Size}
	}
	return sum
}

// coverageLines are the constituencies of who is in office or was in one of the rounds. Numbers of two terms are never added up: where both
// had a part in the same round, each keeps its own line.
func (s *Store) coverageLines(ctx context.Context, p panel.Panel, reached map[uuid.UUID][]Reach, rounds int, day scheduler.Date) ([]CoverageLine, error) {
	ids := []uuid.UUID{uuid.Nil}
	for id := range reached {
		ids = append(ids, id)
	}
	var ambassadors []panel.Ambassador
	err := s.DB.NewSelect().Model(&ambassadors).Relation("Person").Where("a.panel_id = ?", p.ID).
		Where("(a.id IN (?) OR person.active AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?))", bun.In(ids), day, day).
		Order("a.starts_on DESC", "a.id").Scan(ctx)
	if err != nil {
		return nil, wrap("coverage", err)
	}
	earlier, err := s.earlierTerms(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	var lines []CoverageLine
	taken := map[uuid.UUID]bool{}
	for _, a := range ambassadors { // the latest terms first: they take in those before
		if taken[a.ID] {
			continue
		}
		line := CoverageLine{Ambassador: a, Over: !a.In(day) || !a.Person.Active, Reached: reached[a.ID]}
		if line.Reached == nil {
			line.Reached = make([]Reach, rounds)
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
	return lines, nil
}

// joinReached puts the rounds of an earlier term into a line; fits is false when both had a part in one.
func joinReached(line, before []Reach) (joined []Reach, fits bool) {
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
