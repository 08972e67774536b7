package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// questions are what a cycle asks, by their keys.
type questions map[uuid.UUID]panel.CycleQuestion

// questionsOf reads what these cycles ask.
func questionsOf(ctx context.Context, tx bun.IDB, cycles ...uuid.UUID) (map[uuid.UUID]questions, error) {
	var asked []panel.CycleQuestion
	if err := tx.NewSelect().Model(&asked).Where("cq.cycle_id IN (?)", bun.In(cycles)).Scan(ctx); err != nil {
		return nil, wrap("questions", err)
	}
	byCycle := map[uuid.UUID]questions{}
	for _, q := range asked {
		if byCycle[q.CycleID] == nil {
			byCycle[q.CycleID] = questions{}
		}
		byCycle[q.CycleID][q.ID] = q
	}
	return byCycle, nil
}

// contributions checks the answers against what the cycle asks and makes a contribution of each that isn't empty.
func (s *Store) contributions(cycle uuid.UUID, asked questions, most int, answers []Answer) ([]Contribution, error) {
	var ps panel.Problems
	var made []Contribution
	for _, a := range answers {
		kind := panel.Open
		options := 0
		if a.QuestionID != nil {
			q, ok := asked[*a.QuestionID]
			if !ok {
				return nil, panel.Refuse(panel.NotFound, "error.question_not_found")
			}
			kind, options = q.Kind, len(q.Options("nl"))
		}
		a.Text = ps.Text(a.field("text"), a.Text, 0, 4000)
		if a.empty() {
			continue
		}
		checkAnswer(&ps, a, kind, options, most)
		made = append(made, s.contribution(cycle, a))
	}
	if err := ps.Err(); err != nil {
		return nil, err
	}
	if len(made) == 0 {
		return nil, panel.Refuse(panel.Invalid, "error.nothing_said")
	}
	return made, nil
}

// mostPeople is how many colleagues can stand behind one answer: all who are in service. Who speaks for nobody else needn't be counted.
func mostPeople(ctx context.Context, tx bun.IDB, answers []Answer) (int, error) {
	if !slices.ContainsFunc(answers, func(a Answer) bool { return a.People != 1 }) {
		return 1, nil
	}
	n, err := tx.NewSelect().Table("people").Where("active").Count(ctx)
	return max(1, int(n)), wrap("people", err)
}

func (s *Store) contribution(cycle uuid.UUID, a Answer) Contribution {
	c := Contribution{ID: newID(), CycleID: cycle, QuestionID: a.QuestionID, People: a.People, Mark: a.Mark, Importance: a.Importance,
		Experience: a.Experience, Choice: a.Choice, Text: a.Text, Unquoted: a.Unquoted && a.Text != "", State: Waiting, CreatedAt: s.Clock()}
	if a.Text == "" { // nothing to bundle: it counts in the figures
		c.State, c.Reason = Acknowledged, InFigures
	}
	return c
}

// checkAnswer refuses what doesn't fit the kind of question, and more people than there are.
func checkAnswer(ps *panel.Problems, a Answer, kind string, options, mostPeople int) {
	switch {
	case a.People < 1:
		ps.Add(a.field("people"), "error.between", "Least", 1, "Most", mostPeople)
	case a.People > mostPeople:
		ps.Add(a.field("people"), "error.people_too_many", "Most", mostPeople)
	}
	scale := func(part string, value *int, allowed, needed bool) {
		switch {
		case value == nil && needed:
			ps.Add(a.field(part), "error.choose")
		case value != nil && (!allowed || *value < 1 || *value > 10):
			ps.Add(a.field(part), "error.between", "Least", 1, "Most", 10)
		}
	}
	scale("mark", a.Mark, kind == panel.Mark, kind == panel.Mark)
	scale("importance", a.Importance, kind == panel.Pair, kind == panel.Pair)
	scale("experience", a.Experience, kind == panel.Pair, kind == panel.Pair)
	if a.Choice == nil && kind == panel.Choice || a.Choice != nil && (*a.Choice < 0 || *a.Choice >= options) {
		ps.Add(a.field("choice"), "error.choose")
	}
}
