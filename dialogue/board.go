package dialogue

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// WaitingPage lists contributions of a cycle that wait to be bundled, with their question and ambassador, in the order of arrival.
// after is the id of the last one of the page before, or uuid.Nil. It passes over what waits no more, so it is for who goes through all of it.
func (s *Store) WaitingPage(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Contribution, error) {
	var waiting []Contribution
	err := s.DB.NewSelect().Model(&waiting).Relation("Question").Relation("Ambassador").Relation("Ambassador.Person").
		Where("co.cycle_id = ? AND "+inWords+" AND co.state = ? AND co.id > ?", cycle, Waiting, after).Order("co.id").Limit(int64(limit)).Scan(ctx)
	return waiting, wrap("waiting", err)
}

// wordBatch is how many contributions are looked through at a time for words. A database would have to know how letters with accents and
// capitals belong together, and SQLite doesn't.
const wordBatch = 500

// WaitingByQuestion lists what waits as the board shows it: by question, the ambassadors' in the order of arrival and their colleagues' in none, and what nobody asked for at the
// end; of question and ambassador only what the board shows. With words, only what holds them, in whatever letters. after is the id of the last one of
// the page before, or uuid.Nil.
func (s *Store) WaitingByQuestion(ctx context.Context, cycle, after uuid.UUID, words string, limit int) ([]Contribution, error) {
	if words == "" {
		return s.waitingFrom(ctx, cycle, after, limit)
	}
	words = panel.Fold(words)
	var found []Contribution
	for {
		batch, err := s.waitingFrom(ctx, cycle, after, wordBatch)
		if err != nil {
			return nil, err
		}
		for _, c := range batch {
			if strings.Contains(panel.Fold(c.Text), words) {
				found = append(found, c)
			}
			if len(found) == limit {
				return found, nil
			}
		}
		if len(batch) < wordBatch {
			return found, nil
		}
		after = batch[wordBatch-1].ID
	}
}

func (s *Store) waitingFrom(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Contribution, error) {
	q := s.DB.NewSelect().Table("contributions").Where("cycle_id = ? AND state = ?", cycle, Waiting).
		OrderExpr("COALESCE(question_id, ?), id", uuid.Max).Limit(int64(limit))
	if after != uuid.Nil {
		var last Contribution
		err := s.DB.NewSelect().Model(&last).Column("question_id").Where("co.id = ? AND co.cycle_id = ?", after, cycle).Scan(ctx)
		if isNone(err) {
			return nil, nil
		}
		if err != nil {
			return nil, wrap("waiting", err)
		}
		question := uuid.Max
		if last.QuestionID != nil {
			question = *last.QuestionID
		}
		q.Where("(COALESCE(question_id, ?), id) > (?, ?)", uuid.Max, question, after).
			Where("COALESCE(question_id, ?) >= ?", uuid.Max, question) // by this one SQLite finds the question in the index
	}
	return s.boardLines(ctx, cycle, q) // joined after the limit, for else a database may join all that waits to sort it
}

// boardLines are contributions of a cycle with what the board shows of them, question by question.
func (s *Store) boardLines(ctx context.Context, cycle uuid.UUID, q *bun.SelectQuery) ([]Contribution, error) {
	var waiting []Contribution
	err := s.DB.NewSelect().Model(&waiting).ModelTableExpr("(?) AS co", q).Column("id", "question_id", "link_id", "people", "mark", "importance", "experience", "choice", "text", "unquoted", "ambassador_id").
		Join("LEFT JOIN cycle_questions AS cq ON cq.id = co.question_id AND cq.cycle_id = ?", cycle).
		ColumnExpr("cq.kind AS question__kind, cq.text_nl AS question__text_nl, cq.text_en AS question__text_en, cq.options_nl AS question__options_nl, cq.options_en AS question__options_en").
		Join("LEFT JOIN ambassadors AS a ON a.id = co.ambassador_id").Join("LEFT JOIN people AS p ON p.id = a.person_id").
		Join("LEFT JOIN people AS own ON own.id = co.person_id AND co.ambassador_id IS NULL").
		ColumnExpr("COALESCE(p.name, '') AS ambassador__person__name, COALESCE(own.name, '') AS person__name").
		OrderExpr("COALESCE(co.question_id, ?), co.id", uuid.Max).Scan(ctx)
	return waiting, wrap("waiting", err)
}

// StillWaiting tells which of these contributions wait in the cycle.
func (s *Store) StillWaiting(ctx context.Context, cycle uuid.UUID, ids []uuid.UUID) ([]uuid.UUID, error) {
	var waiting []uuid.UUID
	if len(ids) == 0 {
		return nil, nil
	}
	err := ofThoseWaiting(s.DB.NewSelect().Table("contributions").Column("id"), []uuid.UUID{cycle}, ids).Scan(ctx, &waiting)
	return waiting, wrap("waiting", err)
}

// ofThoseWaiting are these of the contributions that wait in some cycles, looked up by their keys: asked for what waits, SQLite would walk all
// of it.
func ofThoseWaiting(q *bun.SelectQuery, cycles, ids []uuid.UUID) *bun.SelectQuery {
	return q.Where("id IN (?) AND NOT (cycle_id NOT IN (?) OR state <> ?)", bun.In(ids), bun.In(cycles), Waiting)
}

// ItemsIn lists the items of a cycle with the name of their service and their promise, in the order of making, a page at a time.
func (s *Store) ItemsIn(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Item, error) {
	var items []Item
	page := s.DB.NewSelect().Table("items").Where("cycle_id = ? AND id > ? AND outcome <> ?", cycle, after, Dissolved).Order("id").Limit(int64(limit))
	err := s.DB.NewSelect().Model(&items).ModelTableExpr("(?) AS i", page).Relation("Service", named).Order("i.id").Scan(ctx)
	if err != nil {
		return nil, wrap("items", err)
	}
	return items, s.addRare(ctx, items)
}

// OpenItemsIn lists the items of a cycle that have no outcome yet, the newest first, a page at a time: what they are, how many stand behind
// them, and with which service. after is the id
// of the last one of the page before, or uuid.Nil.
func (s *Store) OpenItemsIn(ctx context.Context, cycle, after uuid.UUID, limit int) ([]Item, error) {
	var items []Item
	q := s.DB.NewSelect().Model(&items).Column("id", "title", "state", "service_id", "contributions", "people").
		Join("LEFT JOIN services AS s ON s.id = i.service_id").ColumnExpr("s.id AS service__id, s.name AS service__name").
		Where("i.cycle_id = ? AND i.state <> ?", cycle, HasOutcome).Order("i.id DESC").Limit(int64(limit))
	if after != uuid.Nil {
		q.Where("i.id < ?", after)
	}
	return items, wrap("open items", q.Scan(ctx))
}

// Item reads one item with its service, panel, cycle and promise.
func (s *Store) Item(ctx context.Context, id uuid.UUID) (Item, error) {
	var item Item
	err := s.DB.NewSelect().Model(&item).Relation("Service").Relation("Panel").Relation("Cycle").Where("i.id = ?", id).Scan(ctx)
	if isNone(err) {
		return item, panel.Refuse(panel.NotFound, "error.item_not_found")
	}
	if err != nil {
		return item, wrap("item", err)
	}
	items := []Item{item}
	err = s.addRare(ctx, items)
	return items[0], err
}

// ContributionsOf lists what an item was made of.
func (s *Store) ContributionsOf(ctx context.Context, item uuid.UUID) ([]Contribution, error) {
	var out []Contribution
	err := s.DB.NewSelect().Model(&out).Relation("Question").Relation("Ambassador").Relation("Ambassador.Person", named).Relation("Person", named).
		Where("co.item_id = ?", item).Order("co.id").Scan(ctx)
	return out, wrap("contributions", err)
}

// Timeline lists an item's events, the first one first.
func (s *Store) Timeline(ctx context.Context, item uuid.UUID) ([]Event, error) {
	var events []Event
	err := s.DB.NewSelect().Model(&events).Relation("Person", named).Relation("Service", named).Relation("Other", titled).Where("e.item_id = ?", item).Order("e.id").Scan(ctx)
	return events, wrap("timeline", err)
}

// TimelineOfAsked is an item's timeline with what was asked about those that went up in it, in the order in which it happened.
func (s *Store) TimelineOfAsked(ctx context.Context, item uuid.UUID) ([]Event, error) {
	var events []Event
	q := s.DB.NewSelect().Model(&events).Relation("Service", named).Relation("Other", titled)
	err := withLineage(s.DB, q, []uuid.UUID{item}).Join("JOIN lineage AS l ON l.id = e.item_id").
		Where("e.item_id = ? OR e.kind = ?", item, WasAskedBack).Order("e.id").Scan(ctx)
	return events, wrap("timeline", err)
}

// Contributed reports whether somebody stands behind an item under their own name.
func (s *Store) Contributed(ctx context.Context, item, person uuid.UUID) (bool, error) {
	yes, err := s.DB.NewSelect().Table("contributions").Where("item_id = ? AND person_id = ?", item, person).Exists(ctx)
	return yes, wrap("contributed", err)
}
