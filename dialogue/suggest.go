package dialogue

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// Suggestion is a service that a text is probably for. A suggestion decides nothing.
type Suggestion struct {
	Service panel.Service
	Why     []Reason // the strongest first
}

// By what a service is suggested, the strongest first.
const (
	ByRule  = "rule"  // Words: of the rule; none: its Topic alone
	ByWords = "words" // Words: of the text, which lead to the service in the directory
	ByPoint = "point" // Words: of the text, which stand in a point that the service answered
)

// Reason says why a service is suggested.
type Reason struct {
	By    string
	Words []string
	Topic string    // of a rule
	Item  uuid.UUID // that the service answered
	Panel uuid.UUID // of that item
	Title string    // of that item, for who has a part in its panel
}

// suggestedAtMost services are a help; more are a list.
const suggestedAtMost = 3

// Adviser suggests services for texts: by the rules, then by the words of the directory, then by what a service answered before.
type Adviser struct {
	Services []panel.Service // the open ones, by name
	rules    []RoutingRule
	last     uuid.UUID // answer that is taken into account
	answered answeredBefore

	mu   sync.Mutex
	said map[sounding][]Suggestion
}

// sounding is what a service was suggested for: of the words only their hash, for they may be somebody's who told something.
type sounding struct {
	text  [sha256.Size]byte
	topic uuid.UUID
}

// soundedMost is how many suggestions an Adviser remembers.
const soundedMost = 2_000

// Adviser reads what suggestions are made of. What it made of that is remembered until a service, a rule or an answer makes it different.
func (s *Store) Adviser(ctx context.Context) (*Adviser, error) {
	var a Adviser
	err := migrations.Together(s.DB,
		func() error {
			return wrap("services", s.DB.NewSelect().Model(&a.Services).Where("s.closed_at IS NULL").Order("s.name").Scan(ctx))
		},
		func() (err error) { a.rules, err = rulesIn(ctx, s.DB); return err },
		func() (err error) { a.last, err = s.lastAnswer(ctx); return err },
	)
	if err != nil {
		return nil, err
	}
	if known := s.adviser.Load(); known != nil && known.as(&a) {
		return known, nil
	}
	if a.answered, err = s.answeredBefore(ctx, a.Services); err != nil {
		return nil, err
	}
	s.adviser.Store(&a)
	return &a, nil
}

// as reports whether it advises as another one.
func (a *Adviser) as(b *Adviser) bool {
	return a.last == b.last &&
		slices.EqualFunc(a.Services, b.Services, func(a, b panel.Service) bool {
			return a.ID == b.ID && a.Name == b.Name && a.Purpose == b.Purpose && a.Expectation == b.Expectation && a.Words == b.Words
		}) &&
		slices.EqualFunc(a.rules, b.rules, func(a, b RoutingRule) bool {
			return a.ID == b.ID && a.ServiceID == b.ServiceID && a.Words == b.Words && sameService(a.TopicID, b.TopicID) && (a.Topic == nil || a.Topic.Name == b.Topic.Name)
		})
}

// Suggest proposes the services that a text is probably for, the most likely first. topic is that of the question it answers, nil for none.
// What it gives is remembered: nobody may change it.
func (a *Adviser) Suggest(text string, topic *uuid.UUID) []Suggestion {
	found := a.suggested(text, topic)
	return found[:min(len(found), suggestedAtMost)]
}

// suggested are all that something speaks for, as it is remembered.
func (a *Adviser) suggested(text string, topic *uuid.UUID) []Suggestion {
	sounded := sounding{text: sha256.Sum256([]byte(text))}
	if topic != nil {
		sounded.topic = *topic
	}
	a.mu.Lock()
	found, known := a.said[sounded]
	a.mu.Unlock()
	if known {
		return found
	}
	found = a.suggest(text, topic)
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.said) == 0 || len(a.said) >= soundedMost {
		a.said = map[sounding][]Suggestion{}
	}
	a.said[sounded] = found
	return found
}

func (a *Adviser) suggest(text string, topic *uuid.UUID) []Suggestion {
	list := suggestions{services: a.Services}
	for _, m := range matches(a.rules, panel.Words(text), topic) {
		list.add(m.ServiceID, m.reason())
	}
	for _, s := range panel.SuggestServices(a.Services, text) {
		list.add(s.ID, Reason{By: ByWords, Words: s.Words})
	}
	for _, item := range a.answered.like(text) {
		list.add(*item.ServiceID, Reason{By: ByPoint, Words: item.words, Item: item.ID, Panel: item.PanelID, Title: item.Title})
	}
	return list.found
}

// Suggest proposes the services that a text is probably for, when it is asked of one text only.
func (s *Store) Suggest(ctx context.Context, text string, topic *uuid.UUID) ([]Suggestion, error) {
	a, err := s.Adviser(ctx)
	if err != nil {
		return nil, err
	}
	return a.Suggest(text, topic), nil
}

// suggestions gathers the reasons for each open service, in the order in which a service was found first.
type suggestions struct {
	services []panel.Service
	found    []Suggestion
}

func (l *suggestions) add(service uuid.UUID, why Reason) {
	at := slices.IndexFunc(l.found, func(s Suggestion) bool { return s.Service.ID == service })
	open := slices.IndexFunc(l.services, func(s panel.Service) bool { return s.ID == service })
	switch {
	case at >= 0 && !slices.ContainsFunc(l.found[at].Why, func(r Reason) bool { return r.By == why.By }):
		l.found[at].Why = append(l.found[at].Why, why)
	case at < 0 && open >= 0:
		l.found = append(l.found, Suggestion{l.services[open], []Reason{why}})
	}
}

func (m ruleMatch) reason() Reason {
	why := Reason{By: ByRule}
	if m.Phrase != "" {
		why.Words = []string{m.Phrase}
	}
	if m.Topic != nil {
		why.Topic = m.Topic.Name
	}
	return why
}

// SuggestFor proposes services for items: for their title and words, and the topic of what they were made of. None is the one that has the item.
func (s *Store) SuggestFor(ctx context.Context, a *Adviser, items ...Item) (map[uuid.UUID][]Suggestion, error) {
	if len(items) == 0 {
		return nil, nil
	}
	topics := map[uuid.UUID]*uuid.UUID{}
	if slices.ContainsFunc(a.rules, func(r RoutingRule) bool { return r.TopicID != nil }) {
		ids := make([]uuid.UUID, len(items))
		for i, item := range items {
			ids[i] = item.ID
		}
		var err error
		if topics, err = s.topicsOf(ctx, ids); err != nil {
			return nil, err
		}
	}
	suggested := make(map[uuid.UUID][]Suggestion, len(items))
	for _, item := range items {
		for _, found := range a.suggested(item.Title+"\n"+item.Said, topics[item.ID]) {
			if len(suggested[item.ID]) < suggestedAtMost && (item.ServiceID == nil || found.Service.ID != *item.ServiceID) {
				suggested[item.ID] = append(suggested[item.ID], found)
			}
		}
	}
	return suggested, nil
}

// topicsOf are the topics that items are about: that of the question to which most of their contributions answer. One of what was only
// said unasked has none.
func (s *Store) topicsOf(ctx context.Context, items []uuid.UUID) (map[uuid.UUID]*uuid.UUID, error) {
	var rows []struct {
		ItemID  uuid.UUID
		TopicID uuid.UUID
	}
	err := s.DB.NewSelect().TableExpr("contributions AS co").Join("JOIN cycle_questions AS cq ON cq.id = co.question_id").
		Join("JOIN questions AS q ON q.id = cq.question_id").ColumnExpr("co.item_id, q.topic_id").Where("co.item_id IN (?)", bun.In(items)).
		GroupExpr("co.item_id, q.topic_id").OrderExpr("COUNT(*), q.topic_id").Scan(ctx, &rows)
	topics := map[uuid.UUID]*uuid.UUID{}
	for _, r := range rows {
		topics[r.ItemID] = &r.TopicID // the last one is the most frequent
	}
	return topics, wrap("topics", err)
}
