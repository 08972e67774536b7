package dialogue

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/panel"
)

const (
	lookedBack     = 300 // answered items, the newest
	likePoint      = 0.2 // how like one has to be: it speaks for its service, not for joining it
	likeTexts      = 3   // of them for each text
	likeWordsLeast = 2   // that they share; one alone is chance
)

// answeredBefore are the items with an outcome, which say something about what their services do. What the services say of themselves
// shows how common a word is here while few items are answered.
type answeredBefore struct {
	items  []Item
	corpus *corpus
}

// answeredItem is one of them that is about the same as a text.
type answeredItem struct {
	Item
	words []string // of the text that it is like
}

// lastAnswer is the newest event that answered an item, uuid.Nil for none.
func (s *Store) lastAnswer(ctx context.Context) (uuid.UUID, error) {
	var last uuid.UUID
	err := s.DB.NewSelect().Table("events").Column("id").Where("kind = ?", WasAnswered).Order("id DESC").Limit(1).Scan(ctx, &last)
	if isNone(err) {
		return uuid.Nil, nil
	}
	return last, wrap("last answer", err)
}

func (s *Store) answeredBefore(ctx context.Context, services []panel.Service) (answeredBefore, error) {
	var a answeredBefore
	err := s.DB.NewSelect().Model(&a.items).Column("id", "panel_id", "service_id", "title", "said").
		Where("i.state = ? AND i.outcome <> ? AND i.service_id IS NOT NULL", HasOutcome, Dissolved).Order("i.id DESC").Limit(lookedBack).Scan(ctx)
	if err != nil {
		return a, wrap("answered items", err)
	}
	a.corpus = newCorpus(len(a.items) + len(services))
	for _, item := range a.items {
		a.corpus.add(item.Title + "\n" + item.Said)
	}
	for _, s := range services {
		a.corpus.add(s.Name + "\n" + s.Purpose + "\n" + s.Words)
	}
	a.corpus.weigh()
	return a, nil
}

// like are the answered items that are about the same as a text, the best first.
func (a answeredBefore) like(text string) []answeredItem {
	asked := a.corpus.of(text)
	var found []answeredItem
	for _, best := range a.corpus.like(asked.vector, likePoint, likeTexts, func(at int) bool { return at < len(a.items) }) {
		if words := asked.shared(a.corpus.texts[best.at].vector); len(words) >= likeWordsLeast {
			found = append(found, answeredItem{a.items[best.at], words})
		}
	}
	return found
}
