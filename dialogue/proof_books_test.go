package dialogue_test

import (
	"context"
	"fmt"
	"regexp"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// pointRow is a point as its own row has it, beside its promise.
type pointRow struct {
	ID                            uuid.UUID
	Title, State, Outcome, Answer string
	Service                       string
	Shown, Number                 int // people that readers see; the number of its round, 0 outside the rounds
	Promise, PromisedOn, Ending   string
	Behind                        map[uuid.UUID]bool `bun:"-"` // contributions
}

// saidRow is a contribution, and who is known to have said it.
type saidRow struct {
	ID               uuid.UUID
	ItemID, PersonID *uuid.UUID
	People           int
	Text             string
	Unquoted         bool
}

// telling is something of which everybody behind a point must hear.
type telling struct {
	item  uuid.UUID
	what  string
	words string             // that no other telling has
	at    int                // the step
	to    map[uuid.UUID]bool // who stood behind the point and was in service
}

var unique = regexp.MustCompile(`\(\d+\)`)

// wordsOf is what tells a text apart from all others: "(12)".
func wordsOf(text string) string {
	all := unique.FindAllString(text, -1)
	if len(all) == 0 {
		return text
	}
	return all[len(all)-1]
}

// observe reads the rows as they are now and puts into the books what is different from before.
func (p *proof) observe() {
	p.t.Helper()
	var rows []pointRow
	p.scan(p.db.NewRaw("SELECT i.id, i.title, i.state, i.outcome, i.answer, i.people_shown AS shown, COALESCE(s.name, '') AS service, COALESCE(c.number, 0) AS number,"+
		" COALESCE(pr.state, '') AS promise, COALESCE(pr.due_on, '') AS promised_on, COALESCE(pr.ending, '') AS ending"+
		" FROM items AS i JOIN cycles AS c ON c.id = i.cycle_id LEFT JOIN services AS s ON s.id = i.service_id LEFT JOIN promises AS pr ON pr.item_id = i.id AND NOT pr.past ORDER BY i.id"), &rows)
	var all []saidRow
	p.scan(p.db.NewRaw("SELECT id, item_id, person_id, people, text, unquoted FROM contributions"), &all)
	var active []uuid.UUID
	p.scan(p.db.NewRaw("SELECT id FROM people WHERE active"), &active)
	inService := map[uuid.UUID]bool{}
	for _, id := range active {
		inService[id] = true
	}
	var left []uuid.UUID
	p.scan(p.db.NewRaw("SELECT id FROM people WHERE NOT active"), &left)
	for _, id := range left {
		p.away[id] = p.at
	}
	p.said = map[uuid.UUID]saidRow{}
	behind := map[uuid.UUID]map[uuid.UUID]bool{}
	for _, c := range all {
		p.said[c.ID] = c
		if c.ItemID != nil {
			if behind[*c.ItemID] == nil {
				behind[*c.ItemID] = map[uuid.UUID]bool{}
			}
			behind[*c.ItemID][c.ID] = true
		}
	}
	now := make(map[uuid.UUID]pointRow, len(rows))
	for i := range rows {
		rows[i].Behind = behind[rows[i].ID]
		rows[i].Shown = dialogue.Item{PeopleShown: rows[i].Shown}.Shown(smallest)
		now[rows[i].ID] = rows[i]
	}
	before := p.points
	p.points = now
	for _, row := range rows {
		p.compare(before[row.ID], row, inService)
	}
	p.lookAround(rows, before)
	p.readDigests()
}

// compare notes what happened to a point of which contributors must hear.
func (p *proof) compare(was, is pointRow, inService map[uuid.UUID]bool) {
	tell := func(what, words string) {
		t := telling{item: is.ID, what: what, words: words, at: p.at, to: map[uuid.UUID]bool{}}
		for id := range is.Behind {
			if who := p.said[id].PersonID; who != nil && inService[*who] {
				t.to[*who] = true
			}
		}
		p.tellings = append(p.tellings, t)
		p.note("  told: %s %s %s to %d", is.Title, what, words, len(t.to))
	}
	answered := func(outcome string) bool { return outcome != "" && outcome != dialogue.Dissolved }
	switch {
	case is.Outcome == "" && answered(was.Outcome):
		p.reopened[is.ID] = p.at
		p.note("  reopened: %s", is.Title)
	case answered(is.Outcome) && !answered(was.Outcome):
		tell(is.Outcome, wordsOf(is.Answer))
	case answered(is.Outcome) && (was.Outcome != is.Outcome || was.Answer != is.Answer):
		tell("revised", wordsOf(is.Answer))
	}
	switch {
	case was.Promise != dialogue.PromiseOpen:
	case is.Promise == dialogue.Delivered || is.Promise == dialogue.Dropped:
		tell(is.Promise, wordsOf(is.Ending))
	case is.Promise == dialogue.PromiseOpen && is.PromisedOn != was.PromisedOn:
		tell("moved", wordsOf(p.reason(is.ID, scheduler.Date(is.PromisedOn))))
	}
}

// reason is why a promise was moved to a day, according to the timeline: no other row has it.
func (p *proof) reason(item uuid.UUID, day scheduler.Date) string {
	var e dialogue.Event
	err := p.db.NewSelect().Model(&e).Where("e.item_id = ? AND e.kind = ? AND e.due_on = ?", item, dialogue.WasRescheduled, day).Order("e.id DESC").Limit(1).Scan(context.Background())
	if err != nil {
		p.broken("a timeline says what happened", "%s was moved to %s: %v", p.points[item].Title, day, err)
	}
	return e.Text
}

// peopleIn counts those behind contributions.
func (p *proof) peopleIn(behind map[uuid.UUID]bool) (n int) {
	for id := range behind {
		n += p.said[id].People
	}
	return n
}

func (r pointRow) String() string { return fmt.Sprintf("%s (%s)", r.Title, r.ID) }
