package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// Receipt is what became of all that one colleague sent with one form. It is whoever's who has its code, and works as long as the round
// is kept.
type Receipt struct {
	Cycle     panel.Cycle            // with its Panel
	Said      []Contribution         // in the order of the questions, with Question, Item, and its Service and Promise
	Exchanges map[uuid.UUID]Exchange // by item
	Reachable bool                   // the colleague made themselves known and gets letters
}

// Exchange is what goes on between a point and one of those who stand behind it.
type Exchange struct {
	Asked  *Clarification // the question that is open; nil for none
	Answer string         // their answer to it, "" for none yet
	Told   *Event         // the outcome that can be checked; nil while there is none
	Check  *Heard         // their heard check of it; nil for none yet
}

// ReceiptOf reads the receipt with this code. A code that nobody has costs the same look-up as one that somebody has.
func (s *Store) ReceiptOf(ctx context.Context, code ReceiptCode) (Receipt, error) {
	var r Receipt
	var sent struct{ CycleID uuid.UUID }
	err := s.DB.NewSelect().Table("submissions").Column("cycle_id").Where("id = ? AND link_id IS NOT NULL", code.Submission()).Scan(ctx, &sent)
	if isNone(err) {
		return r, panel.Refuse(panel.NotFound, "error.receipt_not_found")
	}
	if err != nil {
		return r, wrap("receipt", err)
	}
	if r.Cycle, err = panel.CycleIn(ctx, s.DB, sent.CycleID); err != nil {
		return r, err
	}
	err = s.DB.NewSelect().Model(&r.Said).Relation("Question").Relation("Item").Relation("Item.Service").Relation("Item.Promise").
		Where("co.submission_id = ?", code.Submission()).OrderExpr("COALESCE(question.position, 10000), co.id").Scan(ctx)
	if err != nil {
		return r, wrap("receipt", err)
	}
	var items []Item
	for _, c := range r.Said {
		r.Reachable = r.Reachable || c.PersonID != nil
		if c.Item != nil {
			items = append(items, *c.Item)
		}
	}
	r.Exchanges, err = s.exchanges(ctx, code.Voice(), items)
	return r, err
}

// Exchange is what goes on between an item and a voice; false when that doesn't stand behind it.
func (s *Store) Exchange(ctx context.Context, by Voice, item Item) (Exchange, bool, error) {
	var behind bool
	var all map[uuid.UUID]Exchange
	err := migrations.Together(s.DB,
		func() (err error) {
			behind, err = by.spoke(s.DB.NewSelect().TableExpr("contributions AS co")).Where("co.item_id = ?", item.ID).Exists(ctx)
			return wrap("exchange", err)
		},
		func() (err error) { all, err = s.exchanges(ctx, by, []Item{item}); return err },
	)
	return all[item.ID], behind, err
}

// exchanges reads them for several items in the same few queries.
func (s *Store) exchanges(ctx context.Context, by Voice, items []Item) (map[uuid.UUID]Exchange, error) {
	var open, ended []uuid.UUID
	for _, item := range items {
		if item.State == HasOutcome {
			ended = append(ended, item.ID)
		} else {
			open = append(open, item.ID)
		}
	}
	all := map[uuid.UUID]Exchange{}
	if len(open) > 0 {
		if err := s.questionsTo(ctx, by, open, all); err != nil {
			return nil, err
		}
	}
	if len(ended) == 0 {
		return all, nil
	}
	told, err := tellingEvents(ctx, s.DB, ended...)
	if err != nil {
		return nil, err
	}
	var checks []Heard
	err = s.DB.NewSelect().Model(&checks).Where("hc.item_id IN (?) AND hc.submission_id IN (?)", bun.In(ended), by.sendings(s.DB)).Scan(ctx)
	for id, event := range told {
		x := all[id]
		x.Told = &event
		for i, c := range checks {
			if c.EventID == event.ID {
				x.Check = &checks[i]
			}
		}
		all[id] = x
	}
	return all, wrap("heard checks", err)
}

// questionsTo adds the open question of each of these items, and what the voice answered.
func (s *Store) questionsTo(ctx context.Context, by Voice, items []uuid.UUID, all map[uuid.UUID]Exchange) error {
	asked, err := clarifications(ctx, s.DB, items...)
	if err != nil {
		return err
	}
	var answers []clarificationAnswer
	err = s.DB.NewSelect().Model(&answers).Join("JOIN clarifications AS cl ON cl.id = ca.clarification_id").
		Where("cl.item_id IN (?) AND ca.submission_id IN (?)", bun.In(items), by.sendings(s.DB)).Scan(ctx)
	for i, c := range asked {
		x := Exchange{Asked: &asked[i]} // the latest one comes last
		for _, a := range answers {
			if a.ClarificationID == c.ID {
				x.Answer = a.Text
			}
		}
		all[c.ItemID] = x
	}
	return wrap("answers", err)
}

// sendings selects those of the voice.
func (v Voice) sendings(db bun.IDB) *bun.SelectQuery {
	return v.spoke(db.NewSelect().TableExpr("contributions AS co").Column("co.submission_id"))
}
