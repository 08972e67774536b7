package web

import (
	"cmp"
	"math"
	"slices"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// questionTopic are the questions of a topic, each with a checkbox and a place in the order.
type questionTopic struct {
	Topic     string
	Open      bool // one of them is ticked; the first topic where none is
	Questions []questionChoice
}

type questionChoice struct {
	ID, Text, Kind, Place string
	Chosen, Trend         bool // Trend: in every round
}

// inOrder are the ticked questions by the places typed beside them; without a place they come last, as in the bank.
func inOrder(form *Form, bank []panel.Question) []uuid.UUID {
	place := func(id uuid.UUID) int {
		if n := wholeNumber(form, placeOf(id.String())); n > 0 {
			return n
		}
		return math.MaxInt
	}
	var ids []uuid.UUID
	for _, q := range bank {
		if form.Has("questions", q.ID.String()) {
			ids = append(ids, q.ID)
		}
	}
	slices.SortStableFunc(ids, func(a, b uuid.UUID) int { return cmp.Compare(place(a), place(b)) })
	return ids
}

func placeOf(question string) string { return "place-" + question }

func (r *Request) questionTopics(form *Form) ([]questionTopic, error) {
	questions, err := r.Panel.Questions(r.Context())
	if err != nil {
		return nil, err
	}
	var topics []questionTopic
	for _, q := range questions { // by topic already
		if len(topics) == 0 || topics[len(topics)-1].Topic != q.Topic.Name {
			topics = append(topics, questionTopic{Topic: q.Topic.Name})
		}
		last, id := &topics[len(topics)-1], q.ID.String()
		ticked := form.Has("questions", id)
		last.Questions = append(last.Questions, questionChoice{id, q.Text(r.Language), q.Kind, form.Value(placeOf(id)), ticked, form.Has("trend", id)})
		last.Open = last.Open || ticked
	}
	if len(topics) > 0 && !slices.ContainsFunc(topics, func(t questionTopic) bool { return t.Open }) {
		topics[0].Open = true
	}
	return topics, nil
}
