package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

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

// Suggest proposes the services that a text is probably for, the most likely first: by the rules, then by the words of the directory, then
// by what a service answered before. topic is that of the question it answers, nil for none.
func (s *Store) Suggest(ctx context.Context, db bun.IDB, text string, topic *uuid.UUID) ([]Suggestion, error) {
	found, err := suggestAll(ctx, db, []sounding{{text, topic}})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// sounding is a text for which a service is looked for.
type sounding struct {
	text  string
	topic *uuid.UUID
}

func suggestAll(ctx context.Context, db bun.IDB, soundings []sounding) ([][]Suggestion, error) {
	var services []panel.Service
	if err := db.NewSelect().Model(&services).Where("s.closed_at IS NULL").Order("s.name").Scan(ctx); err != nil {
		return nil, wrap("services", err)
	}
	rules, err := rulesIn(ctx, db)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(soundings))
	for i, a := range soundings {
		texts[i] = a.text
	}
	answered, err := answeredAlike(ctx, db, services, texts)
	if err != nil {
		return nil, err
	}
	found := make([][]Suggestion, len(soundings))
	for i, a := range soundings {
		list := suggestions{services: services}
		for _, m := range matches(rules, panel.Words(a.text), a.topic) {
			list.add(m.ServiceID, m.reason())
		}
		for _, s := range panel.SuggestServices(services, a.text) {
			list.add(s.ID, Reason{By: ByWords, Words: s.Words})
		}
		for _, item := range answered[i] {
			list.add(*item.ServiceID, Reason{By: ByPoint, Words: item.words, Item: item.ID, Panel: item.PanelID, Title: item.Title})
		}
		found[i] = list.found[:min(len(list.found), suggestedAtMost)]
	}
	return found, nil
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

// SuggestFor proposes services for items that have none yet.
func (s *Store) SuggestFor(ctx context.Context, items ...uuid.UUID) (map[uuid.UUID][]Suggestion, error) {
	if len(items) == 0 {
		return nil, nil
	}
	var rows []Item
	err := s.DB.NewSelect().Model(&rows).Column("id", "title", "said").Where("i.id IN (?) AND i.state = ?", bun.In(items), New).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, wrap("items", err)
	}
	topics, err := s.topicsOf(ctx, items)
	if err != nil {
		return nil, err
	}
	soundings := make([]sounding, len(rows))
	for i, item := range rows {
		soundings[i] = sounding{item.Title + "\n" + item.Said, topics[item.ID]}
	}
	found, err := suggestAll(ctx, s.DB, soundings)
	if err != nil {
		return nil, err
	}
	suggested := make(map[uuid.UUID][]Suggestion, len(rows))
	for i, item := range rows {
		suggested[item.ID] = found[i]
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
