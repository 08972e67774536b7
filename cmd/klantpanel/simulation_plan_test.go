package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"klantpanel/panel"
)

// naivePlan is when a panel comes round: its rule in its zone, from its anchor on, and whether a closed day is skipped.
type naivePlan struct {
	rule   naiveRule
	zone   *time.Location
	anchor naiveDay
	skip   bool
}

// naivePlanned is one planned day, the day on which its round opens, and the moment.
type naivePlanned struct {
	day, opens naiveDay
	at         time.Time
	skipped    bool // no round opens: it is a closed day, and can't move without reaching the next planned day
}

// on is what the plan has for a day; false when it isn't a planned one.
func (p naivePlan) on(day naiveDay, closed []naiveClosure) (naivePlanned, bool) {
	if day.Before(p.anchor) || !p.rule.fallen(day, p.anchor) {
		return naivePlanned{}, false
	}
	itself := naivePlanned{day: day, opens: day, at: naiveMoment(day, p.rule.clock, p.zone), skipped: true}
	opens := day
	for free := isClosed(day, closed) || p.rule.byDay && isWeekend(day); free; free = !isWorkday(opens, closed) {
		if opens = nextDay(opens); p.skip || p.rule.fallen(opens, p.anchor) {
			return itself, true
		}
	}
	return naivePlanned{day: day, opens: opens, at: naiveMoment(opens, p.rule.clock, p.zone)}, true
}

// What becomes of a planned day, besides what a cancelled round says itself.
const wasOpened = "opened"

// expectation is what must become of a panel's planned days, one after the other.
type expectation struct {
	naivePlan
	running bool
	from    naiveDay            // the first day that isn't accounted for
	barred  naiveDay            // no round opens on this day any more: there was one when the plan was made
	known   map[naiveDay]string // what became of days, under whichever plan
	passed  map[naiveDay]string // what becomes of days that a change of plan left behind, to be seen at the next look
	opening time.Time           // of the last round
	ahead   *naivePlanned       // what next found, until something changes

	rounds, missed, skipped int
}

// planned begins to expect what the plan has after now.
func (e *expectation) planned(now time.Time, closed []naiveClosure) {
	e.running, e.ahead = true, nil
	e.bar(now)
	today := dayOf(now, e.zone)
	e.from = today.AddDate(0, 0, -40) // a day that moved may lie behind
	for !e.from.After(today) {
		if p, ok := e.on(e.from, closed); ok && p.at.After(now) {
			return
		}
		e.from = nextDay(e.from)
	}
}

// bar keeps a second round from the day of a change, when one opened on it already.
func (e *expectation) bar(now time.Time) {
	e.barred = naiveDay{}
	if e.openedOn(dayOf(now, e.zone)) {
		e.barred = dayOf(now, e.zone)
	}
}

func (e *expectation) openedOn(day naiveDay) bool {
	return !e.opening.IsZero() && dayOf(e.opening, e.zone).Equal(day)
}

// leave notes what passed under the plan before it changes. Nothing is due then, so these are days on which nobody worked.
func (e *expectation) leave(now time.Time, closed []naiveClosure) {
	for _, p := range e.due(now, closed) {
		if e.known[p.day] == "" {
			e.passed[p.day] = panel.WasMissed
			if p.skipped {
				e.passed[p.day] = panel.WasClosed
			}
		}
		e.from = nextDay(p.day)
	}
	e.ahead = nil
}

// due is what the plan has from the first day that isn't accounted for up to now.
func (e *expectation) due(now time.Time, closed []naiveClosure) []naivePlanned {
	var due []naivePlanned
	last := dayOf(now, e.zone)
	for day := e.from; e.running && !day.After(last); day = nextDay(day) {
		if p, ok := e.on(day, closed); ok && !p.at.After(now) {
			due = append(due, p)
		}
	}
	return due
}

// next is the first moment that opens a round and isn't accounted for.
func (e *expectation) next(closed []naiveClosure) naivePlanned {
	for day := e.from; e.ahead == nil; day = nextDay(day) {
		if p, ok := e.on(day, closed); ok && !p.skipped && !p.opens.Equal(e.barred) {
			e.ahead = &p
		}
	}
	return *e.ahead
}

// account compares the rows that came for a panel with what had to become of its planned days. All of them come at once; at most one
// opens, and it is the last that could. done says that the panel is planned on beyond now.
func (e *expectation) account(rows map[naiveDay]string, now time.Time, catchUp time.Duration, closed []naiveClosure, done bool) error {
	want := maps.Clone(e.passed)
	var due []naivePlanned
	if done && e.running && !e.next(closed).at.After(now) {
		due = e.due(now, closed)
		for day, became := range e.became(due, now, max(catchUp, time.Hour)) {
			if e.known[day] == "" || became == wasOpened && e.known[day] != wasOpened {
				want[day] = became
			}
		}
	}
	if len(rows)+len(want) > 0 && !maps.Equal(rows, want) {
		return fmt.Errorf("has %s, and from its plan follows %s", dayList(rows), dayList(want))
	}
	clear(e.passed)
	for day, became := range rows {
		e.known[day] = became
		switch became {
		case wasOpened:
			e.rounds++
			e.opening = now
		case panel.WasMissed:
			e.missed++
		default:
			e.skipped++
		}
	}
	if len(due) > 0 {
		e.from, e.ahead = nextDay(due[len(due)-1].day), nil
	}
	return nil
}

// became is what had to become of days that are due: the last one that isn't skipped opens unless it is too late, or a round opened
// today already and it isn't its own day.
func (e *expectation) became(due []naivePlanned, now time.Time, catchUp time.Duration) map[naiveDay]string {
	became := map[naiveDay]string{}
	var last naivePlanned
	for _, p := range due {
		became[p.day] = panel.WasMissed
		if p.skipped {
			became[p.day] = panel.WasClosed
		} else {
			last = p
		}
	}
	today := dayOf(now, e.zone)
	second := !last.day.Equal(today) && e.openedOn(today)
	switch {
	case now.Sub(last.at) > catchUp:
	case !second:
		became[last.day] = wasOpened
	case last.opens.Equal(today):
		became[last.day] = panel.WasClosed
	}
	return became
}

func dayList(rows map[naiveDay]string) string {
	if len(rows) == 0 {
		return "nothing"
	}
	var list []string
	for day, became := range rows {
		list = append(list, day.Format(time.DateOnly)+" "+became)
	}
	slices.Sort(list)
	return fmt.Sprint(list)
}
