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
	Asked *Clarification // the question that is open; nil for none
	Given []string       // their answer to each question there was, the first first; "" for none
	Told  *Event         // the outcome that can be checked; nil while there is none
	Check *Heard         // their heard check of it; nil for none yet
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
	err = s.DB.NewSelect().Model(&r.Said).Relation("Question").
		Where("co.submission_id = ?", code.Submission()).OrderExpr("COALESCE(question.position, 10000), co.id").Scan(ctx)
	if err != nil {
		return r, wrap("receipt", err)
	}
	if err := s.addItems(ctx, r.Said); err != nil {
		return r, err
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
	var ended []uuid.UUID
	for _, item := range items {
		if item.State == HasOutcome {
			ended = append(ended, item.ID)
		}
	}
	all := map[uuid.UUID]Exchange{}
	if err := s.questionsTo(ctx, by, items, all); err != nil {
		return nil, err
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

// questionsTo adds what each of these items asked, and what the voice answered.
func (s *Store) questionsTo(ctx context.Context, by Voice, items []Item, all map[uuid.UUID]Exchange) error {
	ids, open := make([]uuid.UUID, len(items)), map[uuid.UUID]bool{}
	for i, item := range items {
		ids[i], open[item.ID] = item.ID, item.State != HasOutcome
	}
	asked, err := clarifications(ctx, s.DB, ids...)
	if err != nil || len(asked) == 0 {
		return err
	}
	var answers []clarificationAnswer
	err = s.DB.NewSelect().Model(&answers).Where("ca.clarification_id IN (?) AND ca.submission_id IN (?)", bun.In(idsOf(asked)), by.sendings(s.DB)).Scan(ctx)
	given := map[uuid.UUID]string{}
	for _, a := range answers {
		given[a.ClarificationID] = a.Text
	}
	for i, c := range asked {
		x := all[c.ItemID]
		if x.Given = append(x.Given, given[c.ID]); open[c.ItemID] {
			x.Asked = &asked[i] // the latest one comes last
		}
		all[c.ItemID] = x
	}
	return wrap("answers", err)
}

// Answer is what they said to the question that is open, "" for nothing yet.
func (x Exchange) Answer() string {
	if x.Asked == nil {
		return ""
	}
	return x.Given[len(x.Given)-1]
}

// sendings selects those of the voice.
func (v Voice) sendings(db bun.IDB) *bun.SelectQuery {
	return v.spoke(db.NewSelect().TableExpr("contributions AS co").Column("co.submission_id"))
}
