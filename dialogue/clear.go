package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// An explanation is a full result when it is understood, so whoever reads one is asked whether it was clear: who stands behind the item with
// the heard check, every other reader where the digest tells it.

// clearCheck is what one reader of a digest said of an explanation.
type clearCheck struct {
	bun.BaseModel `bun:"table:clear_checks,alias:cc"`

	EventID  uuid.UUID `bun:"event_id,pk"` // that explained it
	PersonID uuid.UUID `bun:"person_id,pk"`
	ItemID   uuid.UUID `bun:"item_id"`
	Clear    bool      `bun:"clear"`
}

// clearFigure is what is shown of how many found an explanation clear. Like a heardFigure it grows by whole smallest groups.
type clearFigure struct {
	bun.BaseModel `bun:"table:clear_figures,alias:cf"`

	EventID uuid.UUID `bun:"event_id,pk"`
	ItemID  uuid.UUID `bun:"item_id"`
	Clear   int       `bun:"clear"`
	Unclear int       `bun:"unclear"`
}

// ClearView is what a service and the coordinators see of how clear an explanation was.
type ClearView struct {
	Any            bool // somebody said so
	Clear, Unclear int  // both 0 while they would tell of a few people
}

// ClearCheck says for a reader of a digest whether the explanation of an item was clear; the last word counts. Who stands behind the item
// says it with the heard check.
func (s *Store) ClearCheck(ctx context.Context, actor panel.Actor, id uuid.UUID, clear bool) error {
	behind, err := s.Contributed(ctx, id, actor.Person.ID)
	if err != nil {
		return err
	}
	if behind {
		return panel.Refuse(panel.Conflict, "error.clear_own")
	}
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id) // held: the checks of one explanation take turns
		if err != nil {
			return err
		}
		event, err := explanation(ctx, tx, id)
		if err != nil {
			return err
		}
		if event == uuid.Nil {
			return panel.Refuse(panel.Conflict, "error.not_explained")
		}
		check := clearCheck{EventID: event, PersonID: actor.Person.ID, ItemID: id, Clear: clear}
		_, err = tx.NewInsert().Model(&check).On("CONFLICT (event_id, person_id) DO UPDATE").Set("clear = EXCLUDED.clear").Exec(ctx)
		if err != nil {
			return wrap("clear check", err)
		}
		return countClear(ctx, tx, item, event)
	})
}

// explanation is the event by which an item is explained now; uuid.Nil for an item with another outcome.
func explanation(ctx context.Context, db bun.IDB, item uuid.UUID) (uuid.UUID, error) {
	told, err := tellingEvents(ctx, db, item)
	if e := told[item]; err == nil && e.Outcome == Explained {
		return e.ID, nil
	}
	return uuid.Nil, err
}

// countClear follows what was said of an explanation, by readers and by who stands behind it.
func countClear(ctx context.Context, tx bun.Tx, item Item, event uuid.UUID) error {
	var p panel.Panel
	if err := tx.NewSelect().Model(&p).Column("smallest_group").Where("pa.id = ?", item.PanelID).Scan(ctx); err != nil {
		return wrap("panel", err)
	}
	f := clearFigure{EventID: event, ItemID: item.ID}
	if err := tx.NewSelect().Model(&f).WherePK().Scan(ctx); unlessNone(err) != nil {
		return wrap("clear figures", err)
	}
	clear, unclear, err := saidClear(ctx, tx, event)
	if err != nil {
		return err
	}
	shown := heardFigure{Helped: f.Clear, Unhelped: f.Unclear}
	shown.grow(clear, unclear, p.SmallestGroup)
	f.Clear, f.Unclear = shown.Helped, shown.Unhelped
	_, err = tx.NewInsert().Model(&f).On("CONFLICT (event_id) DO UPDATE").Set("clear = EXCLUDED.clear, unclear = EXCLUDED.unclear").Exec(ctx)
	return wrap("clear figures", err)
}

// saidClear counts who found an explanation clear and who didn't.
func saidClear(ctx context.Context, db bun.IDB, event uuid.UUID) (clear, unclear int, err error) {
	var said []bool
	readers := db.NewSelect().Table("clear_checks").Column("clear").Where("event_id = ?", event)
	behind := db.NewSelect().Table("heard_checks").Column("clear").Where("event_id = ? AND clear IS NOT NULL", event)
	if err := readers.UnionAll(behind).Scan(ctx, &said); err != nil {
		return 0, 0, wrap("clear checks", err)
	}
	for _, yes := range said {
		if yes {
			clear++
		} else {
			unclear++
		}
	}
	return clear, unclear, nil
}

// ClearOf is how clear the explanation of an item was, as it is explained now.
func (s *Store) ClearOf(ctx context.Context, item uuid.UUID) (ClearView, error) {
	event, err := explanation(ctx, s.DB, item)
	if err != nil || event == uuid.Nil {
		return ClearView{}, err
	}
	var f clearFigure
	err = s.DB.NewSelect().Model(&f).Where("cf.event_id = ?", event).Scan(ctx)
	if isNone(err) {
		return ClearView{}, nil
	}
	return ClearView{true, f.Clear, f.Unclear}, wrap("clear figures", err)
}

// ClearSaid is what a reader said of the explanations of these items as they stand, by item: an item that isn't explained any more, or
// that they stand behind, isn't asked about and is left out; nil is one of which they said nothing yet.
func (s *Store) ClearSaid(ctx context.Context, person uuid.UUID, items []uuid.UUID) (map[uuid.UUID]*bool, error) {
	asked := map[uuid.UUID]*bool{}
	told, err := tellingEvents(ctx, s.DB, items...)
	if err != nil {
		return nil, err
	}
	events := []uuid.UUID{uuid.Nil}
	for item, e := range told {
		if e.Outcome == Explained {
			asked[item] = nil
			events = append(events, e.ID)
		}
	}
	var checks []clearCheck
	if err := s.DB.NewSelect().Model(&checks).Where("cc.event_id IN (?) AND cc.person_id = ?", bun.In(events), person).Scan(ctx); err != nil {
		return nil, wrap("clear checks", err)
	}
	for _, c := range checks {
		asked[c.ItemID] = &c.Clear
	}
	return asked, nil
}
