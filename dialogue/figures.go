package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Figure is what a round's ambassadors answered to one mark, pair or choice. Hidden says that fewer people stand behind it, or behind
// one of its options, than the panel's smallest group, or would when an ambassador takes off the own answers; then it holds no number
// at all.
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
// all hidden: two looks with one contribution in between would show that one.
func (s *Store) Figures(ctx context.Context, c panel.Cycle) ([]Figure, error) {
	var questions []panel.CycleQuestion
	err := s.DB.NewSelect().Model(&questions).Where("cq.cycle_id = ? AND cq.kind <> ?", c.ID, panel.Open).Order("cq.position").Scan(ctx)
	if err != nil {
		return nil, wrap("figures", err)
	}
	var all []answerSum
	err = s.DB.NewSelect().Table("contributions").Where("cycle_id = ? AND question_id IS NOT NULL", c.ID).
		ColumnExpr("question_id, choice, SUM(people) AS people, SUM(people * COALESCE(mark, 0)) AS mark").
		ColumnExpr("SUM(people * COALESCE(importance, 0)) AS importance, SUM(people * COALESCE(experience, 0)) AS experience").
		GroupExpr("question_id, choice, ambassador_id").Scan(ctx, &all)
	if err != nil {
		return nil, wrap("figures", err)
	}
	answers := map[uuid.UUID][]answerSum{}
	for _, a := range all {
		answers[a.QuestionID] = append(answers[a.QuestionID], a)
	}
	figures := make([]Figure, len(questions))
	for i, q := range questions {
		figures[i] = Figure{Question: q, Hidden: true}
		if c.Phase != panel.Collecting {
			figures[i] = figureOf(q, answers[q.ID], c.Panel.SmallestGroup)
		}
	}
	return figures, nil
}

// answerSum is what one ambassador's answers to a question add up to, per option of a choice.
type answerSum struct {
	QuestionID                           uuid.UUID
	Choice                               *int
	People, Mark, Importance, Experience int
}

// figureOf adds the ambassadors' answers up. Each of them sees the own answers beside the figure, so the others must be enough too.
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
		others := together - a.People
		tooFew = tooFew || together < smallestGroup || others > 0 && others < smallestGroup
	}
	if tooFew {
		return Figure{Question: q, Hidden: true}
	}
	n := float64(f.People)
	f.Mark, f.Importance, f.Experience = float64(mark)/n, float64(importance)/n, float64(experience)/n
	return f
}

// ServiceOverview is one line of the manager's cross-section: points, never people.
type ServiceOverview struct {
	Service                                       panel.Service
	Open, Late                                    int // without an outcome; of these past the norm
	Changed, Promised, Explained, Thanked         int
	HandOvers                                     int
	PromisesOpen, PromisesLate, PromisesDelivered int
	PromisesDropped                               int
}

// Closed is the number of points with an outcome.
func (o ServiceOverview) Closed() int { return o.Changed + o.Promised + o.Explained + o.Thanked }

// Overview is the cross-section of all services on this day, in the order of their names.
func (s *Store) Overview(ctx context.Context, today scheduler.Date) ([]ServiceOverview, error) {
	var services []panel.Service
	if err := s.DB.NewSelect().Model(&services).Order("s.name").Scan(ctx); err != nil {
		return nil, wrap("overview", err)
	}
	out := make([]ServiceOverview, len(services))
	for i, service := range services {
		out[i].Service = service
	}
	of := func(id uuid.UUID) *ServiceOverview {
		return &out[slices.IndexFunc(out, func(o ServiceOverview) bool { return o.Service.ID == id })]
	}
	var items []struct {
		ServiceID              uuid.UUID
		Outcome                string
		Count, Late, HandOvers int
	}
	err := s.DB.NewSelect().Table("items").Where("service_id IS NOT NULL").ColumnExpr("service_id, outcome, COUNT(*) AS count, SUM(hand_overs) AS hand_overs").
		ColumnExpr("SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END) AS late", today).GroupExpr("service_id, outcome").Scan(ctx, &items)
	if err != nil {
		return nil, wrap("overview", err)
	}
	for _, r := range items {
		o := of(r.ServiceID)
		o.HandOvers += r.HandOvers
		switch r.Outcome {
		case "":
			o.Open, o.Late = r.Count, r.Late
		case Changed:
			o.Changed = r.Count
		case Promised:
			o.Promised = r.Count
		case Explained:
			o.Explained = r.Count
		case Thanked:
			o.Thanked = r.Count
		}
	}
	return out, s.promisesOf(ctx, today, of)
}

func (s *Store) promisesOf(ctx context.Context, today scheduler.Date, of func(uuid.UUID) *ServiceOverview) error {
	var promises []struct {
		ServiceID   uuid.UUID
		State       string
		Count, Late int
	}
	err := s.DB.NewSelect().Table("promises").ColumnExpr("service_id, state, COUNT(*) AS count").
		ColumnExpr("SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END) AS late", today).GroupExpr("service_id, state").Scan(ctx, &promises)
	if err != nil {
		return wrap("overview", err)
	}
	for _, r := range promises {
		o := of(r.ServiceID)
		switch r.State {
		case PromiseOpen:
			o.PromisesOpen, o.PromisesLate = r.Count, r.Late
		case Delivered:
			o.PromisesDelivered = r.Count
		case Dropped:
			o.PromisesDropped = r.Count
		}
	}
	return nil
}
