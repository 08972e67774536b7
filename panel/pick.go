package panel

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// history tells in which round of a panel its questions and topics were asked last, by the round's number. What isn't in it never was.
type history struct {
	rounds    int // number of the last round, 0 before the first
	questions map[uuid.UUID]int
	topics    map[string]int // by name, as the rounds copied it
}

func newHistory() history { return history{questions: map[uuid.UUID]int{}, topics: map[string]int{}} }

// askedBefore reads the history of a panel whose questions are all. A trend question says nothing about the turn of its topic, because
// it is in every round, and one about a promise that was kept takes nobody's turn. What a round asked counts, also when the round was stopped later: people have read it.
func askedBefore(ctx context.Context, db bun.IDB, panel uuid.UUID, all []Question) (history, error) {
	h := newHistory()
	var rows []struct {
		QuestionID *uuid.UUID
		Topic      string
		Number     int
	}
	err := db.NewSelect().TableExpr("cycle_questions AS cq").Join("JOIN cycles AS c ON c.id = cq.cycle_id").
		ColumnExpr("cq.question_id, cq.topic, MAX(c.number) AS number").
		Where("c.panel_id = ? AND c.number IS NOT NULL AND cq.item_id IS NULL", panel).Group("cq.question_id", "cq.topic").Scan(ctx, &rows)
	if err != nil {
		return h, fmt.Errorf("questions asked before: %w", err)
	}
	for _, row := range rows {
		h.rounds = max(h.rounds, row.Number)
		if row.QuestionID != nil {
			h.questions[*row.QuestionID] = max(h.questions[*row.QuestionID], row.Number)
		}
		if row.QuestionID == nil || !isTrend(all, *row.QuestionID) {
			h.topics[row.Topic] = max(h.topics[row.Topic], row.Number)
		}
	}
	return h, nil
}

func isTrend(all []Question, id uuid.UUID) bool {
	return slices.ContainsFunc(all, func(q Question) bool { return q.ID == id && q.Trend })
}

// note remembers that these questions have their turn in a round.
func (h *history) note(round int, questions []Question) {
	for _, q := range questions {
		h.questions[q.ID] = round
		if !q.Trend {
			h.topics[q.Topic.Name] = round
		}
	}
}

func (h history) clone() history {
	return history{h.rounds, maps.Clone(h.questions), maps.Clone(h.topics)}
}

// pick chooses the questions of a panel's next round from all of its questions, which are in the panel's order, as the answer is.
//
// A Fixed panel asks all of them. A Rotation asks those of PickCount topics, LeastRecent asks PickCount questions: the ones that were
// asked longest ago, and the first in the panel's order of those that are equal. A ByHand panel whose round nobody planned picks like
// LeastRecent, because a coordinator who forgot the plan still expects a round with something new in it.
//
// MinDistance rounds at least lie between two turns of a topic or question. The round rather has fewer of them than it asks people the
// same too soon; only where none at all is left, those that were asked longest ago have their turn before their time.
//
// Trend questions are in every round, before the others, and don't count.
func pick(p Panel, all []Question, h history) []Question {
	if p.Picking == Fixed {
		return all
	}
	var trend, others []Question
	for _, q := range all {
		if q.Trend {
			trend = append(trend, q)
		} else {
			others = append(others, q)
		}
	}
	turn := func(Question) bool { return false }
	if p.Picking == Rotation {
		topics := longestAgo(p, h.rounds+1, names(others), h.topics)
		turn = func(q Question) bool { return slices.Contains(topics, q.Topic.Name) }
	} else {
		ids := longestAgo(p, h.rounds+1, idsOf(others), h.questions)
		turn = func(q Question) bool { return slices.Contains(ids, q.ID) }
	}
	return append(trend, slices.DeleteFunc(others, func(q Question) bool { return !turn(q) })...)
}

// longestAgo are those of things that have their turn in a round; last says when each had it before.
func longestAgo[T comparable](p Panel, round int, things []T, last map[T]int) []T {
	if len(things) == 0 {
		return nil
	}
	byAge := slices.Clone(things)
	slices.SortStableFunc(byAge, func(a, b T) int { return cmp.Compare(last[a], last[b]) })
	tooSoon := func(t T) bool { return last[t] > 0 && round-last[t] <= p.MinDistance }
	rested := len(byAge)
	if tooSoon(byAge[0]) {
		tooSoon = func(t T) bool { return last[t] > last[byAge[0]] }
	}
	if i := slices.IndexFunc(byAge, tooSoon); i >= 0 {
		rested = i
	}
	return byAge[:min(rested, p.PickCount)]
}

// names are the topics of questions, in the order in which they come.
func names(questions []Question) []string {
	var topics []string
	for _, q := range questions {
		if !slices.Contains(topics, q.Topic.Name) {
			topics = append(topics, q.Topic.Name)
		}
	}
	return topics
}

// topicOf is what a round that asks these questions is about: the topics whose turn it is, "" for a panel that isn't a Rotation.
func topicOf(p Panel, questions []Question) string {
	if p.Picking != Rotation {
		return ""
	}
	return strings.Join(names(slices.DeleteFunc(slices.Clone(questions), func(q Question) bool { return q.Trend })), ", ")
}
