package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Figure is what a round's ambassadors and their colleagues answered to one mark, pair or choice. Hidden says that fewer people stand behind
// it, or behind one of its options, than the panel's smallest group, or would when an ambassador takes off the own answers, or a
// colleague what they sent; then it holds no number at all.
type Figure struct {
	Question               panel.CycleQuestion
	Hidden                 bool
	People                 int
	Mark                   float64 // average, 1–10
	Importance, Experience float64 // averages, 1–10; the difference is the expectation gap
	Options                []int   // people per option of a choice
}

// Gap is how far experience stays behind importance.
func (f Figure) Gap() float64 { return f.Importance - f.Experience }

// Figures are the answers to the marks, pairs and choices of a round, in the order of asking. While the round still collects they are
// all hidden: two looks with one contribution in between would show that one. A round that was cancelled has none, whatever is taken out of it.
func (s *Store) Figures(ctx context.Context, c panel.Cycle) ([]Figure, error) {
	return figuresIn(ctx, s.DB, c)
}

func figuresIn(ctx context.Context, db bun.IDB, c panel.Cycle) ([]Figure, error) {
	if c.Phase == panel.Cancelled {
		return nil, nil
	}
	var questions []panel.CycleQuestion
	err := db.NewSelect().Model(&questions).Where("cq.cycle_id = ? AND cq.kind <> ?", c.ID, panel.Open).Order("cq.position").Scan(ctx)
	if err != nil {
		return nil, wrap("figures", err)
	}
	figures, ids := make([]Figure, len(questions)), make([]uuid.UUID, len(questions))
	for i, q := range questions {
		figures[i], ids[i] = Figure{Question: q, Hidden: true}, q.ID
	}
	if len(questions) == 0 || c.Phase == panel.Collecting {
		return figures, nil
	}
	answers, err := answersTo(ctx, db, "cycle_id = ? AND question_id IN (?)", c.ID, bun.In(ids))
	for i, q := range questions {
		figures[i] = figureOf(q, answers[q.ID], c.Panel.SmallestGroup)
	}
	return figures, err
}

// answersTo adds up the answers that a condition finds, by question.
func answersTo(ctx context.Context, db bun.IDB, where string, args ...any) (map[uuid.UUID][]answerSum, error) {
	var all []answerSum
	err := db.NewSelect().Table("contributions").Where("state <> ?", Removed).Where(where, args...).
		ColumnExpr("question_id, choice, SUM(people) AS people, SUM(people * COALESCE(mark, 0)) AS mark").
		ColumnExpr("SUM(people * COALESCE(importance, 0)) AS importance, SUM(people * COALESCE(experience, 0)) AS experience").
		ColumnExpr("MAX(CASE WHEN link_id IS NULL THEN 0 ELSE 1 END) = 1 AS colleagues").
		GroupExpr("question_id, choice, CASE WHEN link_id IS NULL THEN ambassador_id END").Scan(ctx, &all)
	answers := map[uuid.UUID][]answerSum{}
	for _, a := range all {
		answers[a.QuestionID] = append(answers[a.QuestionID], a)
	}
	return answers, wrap("figures", err)
}

// answerSum is what the answers of one ambassador to a question add up to, or those of all colleagues by links, per option of a choice.
type answerSum struct {
	QuestionID                           uuid.UUID
	Choice                               *int
	People, Mark, Importance, Experience int
	Colleagues                           bool
}

// own is for how many people somebody among them answered, and so knows.
func (a answerSum) own() int {
	if a.Colleagues {
		return min(1, a.People)
	}
	return a.People
}

// figureOf adds the answers up. Whoever answered sees the own answers beside the figure, so the others must be enough too.
func figureOf(q panel.CycleQuestion, answers []answerSum, smallestGroup int) Figure {
	f := Figure{Question: q, Options: make([]int, len(q.Options("nl")))}
	var mark, importance, experience int
	for _, a := range answers {
		f.People += a.People
		mark, importance, experience = mark+a.Mark, importance+a.Importance, experience+a.Experience
		if a.Choice != nil && *a.Choice < len(f.Options) {
			f.Options[*a.Choice] += a.People
		}
	}
	tooFew := f.People < smallestGroup
	for _, a := range answers {
		together := f.People
		if a.Choice != nil && *a.Choice < len(f.Options) {
			together = f.Options[*a.Choice]
		}
		others := together - a.own()
		tooFew = tooFew || together < smallestGroup || others > 0 && others < smallestGroup
	}
	if tooFew {
		return Figure{Question: q, Hidden: true}
	}
	n := float64(f.People)
	f.Mark, f.Importance, f.Experience = float64(mark)/n, float64(importance)/n, float64(experience)/n
	return f
}
