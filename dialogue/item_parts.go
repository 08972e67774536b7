package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// What a list reads of the rows that its own belong to: for lists of people, services, items, cycles and panels.

// named reads of what belongs to a row no more than its name.
func named(q *bun.SelectQuery) *bun.SelectQuery { return q.Column("id", "name") }

// titled reads of an item no more than what it is called.
func titled(q *bun.SelectQuery) *bun.SelectQuery { return q.Column("id", "title") }

// roundOf reads of a cycle which round it is.
func roundOf(q *bun.SelectQuery) *bun.SelectQuery { return q.Column("id", "number") }

// grouped reads of a panel what a number of people is shown by.
func grouped(q *bun.SelectQuery) *bun.SelectQuery { return q.Column("id", "smallest_group") }

// dated reads of a panel what a task of a round says: whose it is, and in which zone its days are.
func dated(q *bun.SelectQuery) *bun.SelectQuery { return q.Column("id", "name", "time_zone") }

// addRare adds to items the promise and the taker that some of them have. PostgreSQL plans a join of all that belongs to an item longer than
// these take.
func (s *Store) addRare(ctx context.Context, items []Item) error {
	if err := addPromises(ctx, s.DB, items); err != nil {
		return err
	}
	var takers []uuid.UUID
	for _, i := range items {
		if i.TakenBy != nil {
			takers = append(takers, *i.TakenBy)
		}
	}
	var people []panel.Person
	if len(takers) > 0 {
		if err := s.DB.NewSelect().Model(&people).Where("p.id IN (?)", bun.In(takers)).Scan(ctx); err != nil {
			return wrap("takers", err)
		}
	}
	personOf := map[uuid.UUID]*panel.Person{}
	for n := range people {
		personOf[people[n].ID] = &people[n]
	}
	for n, i := range items {
		if i.TakenBy != nil {
			items[n].Taker = personOf[*i.TakenBy]
		}
	}
	return nil
}

// addPromises adds to items the promise that is their outcome.
func addPromises(ctx context.Context, db bun.IDB, items []Item) error {
	var promised []uuid.UUID
	for _, i := range items {
		if i.Outcome == Promised {
			promised = append(promised, i.ID)
		}
	}
	if len(promised) == 0 {
		return nil
	}
	var promises []Promise
	err := db.NewSelect().Model(&promises).Where("pr.item_id IN (?) AND NOT pr.past", bun.In(promised)).Scan(ctx)
	promiseOf := map[uuid.UUID]*Promise{}
	for n := range promises {
		promiseOf[promises[n].ItemID] = &promises[n]
	}
	for n, i := range items {
		items[n].Promise = promiseOf[i.ID]
	}
	return wrap("promises", err)
}

// addItems adds to contributions the items in which they stand, each with the name of its service and its promise.
func (s *Store) addItems(ctx context.Context, said []Contribution) error {
	var ids []uuid.UUID
	for _, c := range said {
		if c.ItemID != nil {
			ids = append(ids, *c.ItemID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var items []Item
	if err := s.DB.NewSelect().Model(&items).Relation("Service", named).Where("i.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
		return wrap("items", err)
	}
	if err := s.addRare(ctx, items); err != nil {
		return err
	}
	known := map[uuid.UUID]*Item{}
	for n := range items {
		known[items[n].ID] = &items[n]
	}
	for n, c := range said {
		if c.ItemID != nil {
			said[n].Item = known[*c.ItemID]
		}
	}
	return nil
}
