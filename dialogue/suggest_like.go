package dialogue

import (
	"context"

	"github.com/uptrace/bun"

	"klantpanel/panel"
)

const (
	lookedBack     = 300 // answered items, the newest
	likePoint      = 0.2 // how like one has to be: it speaks for its service, not for joining it
	likeTexts      = 3   // of them for each text
	likeWordsLeast = 2   // that they share; one alone is chance
)

// answeredBefore is an item with an outcome, which says something about what its service does.
type answeredBefore struct {
	Item
	words []string // of the text that it is like
}

// answeredAlike finds for each text the answered items that are about the same, the best first. What the services say of themselves shows
// how common a word is here while few items are answered.
func answeredAlike(ctx context.Context, db bun.IDB, services []panel.Service, texts []string) ([][]answeredBefore, error) {
	var items []Item
	err := db.NewSelect().Model(&items).Column("id", "panel_id", "service_id", "title", "said").
		Where("i.state = ? AND i.outcome <> ? AND i.service_id IS NOT NULL", HasOutcome, Dissolved).Order("i.id DESC").Limit(lookedBack).Scan(ctx)
	if err != nil {
		return nil, wrap("answered items", err)
	}
	c := newCorpus(len(items) + len(texts) + len(services))
	for _, item := range items {
		c.add(item.Title + "\n" + item.Said)
	}
	for _, text := range texts {
		c.add(text)
	}
	for _, s := range services {
		c.add(s.Name + "\n" + s.Purpose + "\n" + s.Words)
	}
	c.weigh()
	found := make([][]answeredBefore, len(texts))
	for i := range texts {
		text := c.texts[len(items)+i]
		for _, best := range c.like(text.vector, likePoint, likeTexts, func(at int) bool { return at < len(items) }) {
			if words := text.shared(c.texts[best.at].vector); len(words) >= likeWordsLeast {
				found[i] = append(found[i], answeredBefore{items[best.at], words})
			}
		}
	}
	return found, nil
}
