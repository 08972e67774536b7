package dialogue

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// Likeness is a contribution that waits and is like those that were chosen.
type Likeness struct {
	Contribution
	Score float64  // 0 to 1
	Why   []string // the words that they share, as this one has them; what says most comes first
}

// ItemLikeness is an item without an outcome that is about the same as contributions.
type ItemLikeness struct {
	Item
	Score float64
	Why   []string
}

const (
	likeEnough    = 0.04 // a lower score is chance
	similarAmong  = 2000 // contributions that are compared: more don't wait in one round
	similarPoints = 500  // the newest open ones
)

// alike is what a text was compared with and how that came out.
type alike struct {
	at    int
	score float64
	why   []string
}

// Similar are the contributions waiting in a cycle that are most like the chosen ones, the best first. It only proposes: nothing is bundled.
func (s *Store) Similar(ctx context.Context, cycle uuid.UUID, ids []uuid.UUID, limit int) ([]Likeness, error) {
	texts, err := s.waitingTexts(ctx, cycle)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	c := newCorpus(len(texts))
	var wanted vector
	for _, t := range texts {
		c.add(t.Text)
	}
	c.weigh()
	chosen := func(i int) bool { return slices.Contains(ids, texts[i].ID) }
	for i := range texts {
		if chosen(i) {
			wanted = wanted.plus(c.texts[i].vector)
		}
	}
	best := c.like(wanted, likeEnough, limit, func(i int) bool { return !chosen(i) })
	found := make([]uuid.UUID, len(best))
	for i, b := range best {
		found[i] = texts[b.at].ID
	}
	lines, err := s.WaitingLines(ctx, cycle, found)
	if err != nil {
		return nil, err
	}
	out := make([]Likeness, 0, len(best))
	for i, b := range best {
		if at := slices.IndexFunc(lines, func(l Contribution) bool { return l.ID == found[i] }); at >= 0 { // else it was bundled just now
			out = append(out, Likeness{lines[at], b.score, b.why})
		}
	}
	return out, nil
}

// SimilarItems are the items of a cycle's panel without an outcome that the chosen contributions may belong to, the best first, whatever
// round they are of.
func (s *Store) SimilarItems(ctx context.Context, cycle uuid.UUID, ids []uuid.UUID, limit int) ([]ItemLikeness, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	texts, err := s.waitingTexts(ctx, cycle)
	if err != nil {
		return nil, err
	}
	var of uuid.UUID
	if err := s.DB.NewSelect().Table("cycles").Column("panel_id").Where("id = ?", cycle).Scan(ctx, &of); err != nil {
		return nil, wrap("similar items", err)
	}
	items, err := s.openItemsOf(ctx, of)
	if err != nil {
		return nil, err
	}
	c := newCorpus(len(texts) + len(items))
	for _, item := range items {
		c.add(item.Title + "\n" + item.Said)
	}
	for _, t := range texts {
		c.add(t.Text)
	}
	c.weigh()
	var wanted vector
	for i, t := range texts {
		if slices.Contains(ids, t.ID) {
			wanted = wanted.plus(c.texts[len(items)+i].vector)
		}
	}
	var out []ItemLikeness
	for _, b := range c.like(wanted, likeEnough, limit, func(i int) bool { return i < len(items) }) {
		out = append(out, ItemLikeness{items[b.at], b.score, b.why})
	}
	return out, nil
}

// waitingText is what a comparison needs of a contribution.
type waitingText struct {
	ID   uuid.UUID
	Text string
}

func (s *Store) waitingTexts(ctx context.Context, cycle uuid.UUID) ([]waitingText, error) {
	var texts []waitingText
	err := s.DB.NewSelect().Table("contributions").Column("id", "text").Where("cycle_id = ? AND state = ?", cycle, Waiting).
		OrderExpr("COALESCE(question_id, ?), id", uuid.Max).Limit(similarAmong).Scan(ctx, &texts)
	return texts, wrap("waiting texts", err)
}

// WaitingLines are these of the contributions that wait in a cycle, as the board shows them.
func (s *Store) WaitingLines(ctx context.Context, cycle uuid.UUID, ids []uuid.UUID) ([]Contribution, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.boardLines(ctx, cycle, ofThoseWaiting(s.DB.NewSelect().Table("contributions"), []uuid.UUID{cycle}, ids))
}

// like are the texts most like a vector, the best first.
func (c *corpus) like(wanted vector, least float64, limit int, eligible func(i int) bool) []alike {
	wanted = wanted.normal()
	scores := make([]float64, len(c.texts))
	for term, weight := range wanted {
		for _, t := range c.in[term] {
			scores[t.at] += weight * t.weight
		}
	}
	var best []alike
	for i, sum := range scores {
		score := math.Round(sum*1e6) / 1e6 // a sum in another order differs by less
		if score >= least && eligible(i) {
			best = append(best, alike{at: i, score: score})
		}
	}
	slices.SortStableFunc(best, func(a, b alike) int { return cmp.Compare(b.score, a.score) })
	best = best[:min(limit, len(best))]
	for i := range best {
		best[i].why = c.texts[best[i].at].shared(wanted)
	}
	return best
}

// MergeCandidates are the other items of an item's panel that it can be merged with: those most like it first, with the words that say so,
// then the newest. With words, only what holds them.
func (s *Store) MergeCandidates(ctx context.Context, item Item, words string, limit int) ([]ItemLikeness, error) {
	items, err := s.openItemsOf(ctx, item.PanelID)
	if err != nil {
		return nil, err
	}
	words = panel.Fold(words)
	c := newCorpus(len(items))
	self := -1
	for i, other := range items {
		if other.ID == item.ID {
			self = i
		}
		c.add(other.Title + "\n" + other.Said)
	}
	if self < 0 { // it has its outcome by now, or 500 newer ones
		return nil, nil
	}
	c.weigh()
	holds := func(i int) bool {
		return i != self && strings.Contains(panel.Fold(items[i].Title+"\n"+items[i].Said), words)
	}
	var out []ItemLikeness
	met := map[int]bool{}
	for _, b := range c.like(c.texts[self].vector.plus(nil), likeEnough, limit, holds) {
		met[b.at] = true
		out = append(out, ItemLikeness{items[b.at], b.score, b.why})
	}
	for i := range items {
		if len(out) < limit && holds(i) && !met[i] {
			out = append(out, ItemLikeness{Item: items[i]})
		}
	}
	return out, nil
}

// openItemsOf are the newest items of a panel without an outcome, released or told.
func (s *Store) openItemsOf(ctx context.Context, of uuid.UUID) ([]Item, error) {
	var items []Item
	err := s.DB.NewSelect().Model(&items).Column("id", "cycle_id", "title", "said", "state", "service_id", "contributions", "people").
		Join("LEFT JOIN services AS s ON s.id = i.service_id").ColumnExpr("s.id AS service__id, s.name AS service__name").
		Where("i.panel_id = ? AND i.state <> ? AND i.ready_at IS NULL", of, HasOutcome).Order("i.id DESC").Limit(similarPoints).Scan(ctx)
	return items, wrap("open items", err)
}
