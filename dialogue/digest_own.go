package dialogue

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// Who said what comes first for a reader of a digest.
const (
	BySelf         = "you"
	ByConstituency = "constituency" // it came through the reader, who carries it back
	ByColleagues   = "colleagues"
)

// bestAtMost is how many points come first for who has none of their own.
const bestAtMost = 3

// Best are the first entries that changed something.
func Best(entries []Entry) []Entry {
	best := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Section != Changed && e.Section != SectionKept })
	return best[:min(bestAtMost, len(best))]
}

// ownItems are the items of a digest that come first for one reader, in its order.
type ownItems struct {
	all     []uuid.UUID
	carried []uuid.UUID // of these, what others said
}

// ownOf are for these people the items of a frozen digest that they said something in, or that they carry back. It has its Panel.
func (s *Store) ownOf(ctx context.Context, tx bun.Tx, d Digest, people []uuid.UUID) (map[uuid.UUID]ownItems, error) {
	c, err := s.cycle(ctx, tx, d.CycleID)
	if err != nil {
		return nil, err
	}
	c.Panel = d.Panel
	type row struct {
		PersonID, ItemID uuid.UUID
		Position         int
		said             bool
	}
	var said, carries []row
	err = tx.NewSelect().TableExpr("contributions AS co").Join("JOIN digest_entries AS de ON de.item_id = co.item_id AND de.digest_id = ?", d.ID).
		ColumnExpr("co.person_id, co.item_id, MIN(de.position) AS position").Where("co.person_id IN (?)", bun.In(people)).
		GroupExpr("co.person_id, co.item_id").Scan(ctx, &said)
	if err != nil {
		return nil, wrap("own points", err)
	}
	day := scheduler.DateOf(d.ApprovedAt.Time, c.Panel.Zone()) // so that the steps of one digest agree, whatever day it became
	if err := carried(tx, d, carriers(tx, c, day)).Where("t.person_id IN (?)", bun.In(people)).Scan(ctx, &carries); err != nil {
		return nil, wrap("carried", err)
	}
	for i := range said {
		said[i].said = true
	}
	rows := append(said, carries...)
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.Position, b.Position) })
	own := map[uuid.UUID]ownItems{}
	for _, r := range rows {
		o := own[r.PersonID]
		if n := len(o.all); n > 0 && o.all[n-1] == r.ItemID { // both said and carried: the first of the two is what was said
			continue
		}
		if o.all = append(o.all, r.ItemID); !r.said {
			o.carried = append(o.carried, r.ItemID)
		}
		own[r.PersonID] = o
	}
	return own, nil
}

// OwnPoints are the items in a digest that hold a contribution of this person, or one that they carry back; By says which.
func (s *Store) OwnPoints(ctx context.Context, digest DigestView, person uuid.UUID) ([]Entry, error) {
	if len(digest.Entries) == 0 {
		return nil, nil
	}
	of := func(q *bun.SelectQuery) (items []uuid.UUID, err error) {
		err = q.ColumnExpr("DISTINCT co.item_id").Where("co.item_id IN (?)", bun.In(itemIDs(digest.Entries))).Scan(ctx, &items)
		return items, wrap("own points", err)
	}
	var carried, said []uuid.UUID
	err := migrations.Together(s.DB,
		func() (err error) {
			c := *digest.Cycle
			if !c.Opened() {
				return nil
			}
			c.Panel = digest.Panel
			terms := carriers(s.DB, c, scheduler.DateOf(s.Clock(), c.Panel.Zone()))
			carried, err = of(s.DB.NewSelect().TableExpr("(?) AS t", terms).Join("JOIN contributions AS co ON co.ambassador_id = t.term_id").Where("t.person_id = ?", person))
			return err
		},
		func() (err error) {
			said, err = of(s.DB.NewSelect().TableExpr("contributions AS co").Where("co.person_id = ?", person))
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	var own []Entry
	for _, e := range digest.Entries {
		switch {
		case slices.Contains(said, e.ItemID):
			e.By = BySelf
		case slices.Contains(carried, e.ItemID):
			e.By = ByConstituency
		default:
			continue
		}
		own = append(own, e)
	}
	return own, nil
}
