package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// telling is an event of an item that people are told about.
type telling struct {
	event  Event
	item   Item
	url    string
	before string // of a revised outcome: the answer that it takes the place of
}

// tellings are those by their event.
type tellings map[uuid.UUID]telling

func (ts tellings) of(m *mail.Mail) (telling, error) {
	if t, ok := ts[m.SubjectID]; ok {
		return t, nil
	}
	return telling{}, panel.Refuse(panel.NotFound, "error.item_not_found")
}

// tellings reads the events and items that the mails are about, in as many queries however many they are.
func (s *Store) tellings(ctx context.Context, db bun.IDB, mails []*mail.Mail) (tellings, error) {
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, err
	}
	var events []Event
	if err := db.NewSelect().Model(&events).Relation("Service").Where("e.id IN (?)", bun.In(subjects(mails))).Scan(ctx); err != nil {
		return nil, wrap("events", err)
	}
	if len(events) == 0 {
		return nil, nil
	}
	about := make([]uuid.UUID, len(events))
	for i, e := range events {
		about[i] = e.ItemID
	}
	var items []Item
	if err := db.NewSelect().Model(&items).Relation("Panel").Relation("Promise").Where("i.id IN (?)", bun.In(about)).Scan(ctx); err != nil {
		return nil, wrap("items", err)
	}
	byID := make(map[uuid.UUID]Item, len(items))
	for _, item := range items {
		byID[item.ID] = item
	}
	before, err := answersBefore(ctx, db, events)
	ts := make(tellings, len(events))
	for _, e := range events {
		ts[e.ID] = telling{e, byID[e.ItemID], base + "/items/" + e.ItemID.String(), before[e.ID]}
	}
	return ts, err
}

func subjects(mails []*mail.Mail) []uuid.UUID {
	ids := make([]uuid.UUID, len(mails))
	for i, m := range mails {
		ids[i] = m.SubjectID
	}
	return ids
}

// readersOf are the people to whom the mails go, as far as it matters for sending: whether they still work here and what digests they want.
func readersOf(ctx context.Context, db bun.IDB, mails []*mail.Mail) (map[uuid.UUID]panel.Person, error) {
	readers := make(map[uuid.UUID]panel.Person, len(mails))
	if len(mails) == 0 {
		return readers, nil
	}
	ids := make([]uuid.UUID, len(mails))
	for i, m := range mails {
		ids[i] = m.PersonID
	}
	var people []panel.Person
	err := db.NewSelect().Model(&people).Column("id", "active", "digest_wish").Where("p.id IN (?)", bun.In(ids)).Scan(ctx)
	for _, p := range people {
		readers[p.ID] = p
	}
	return readers, wrap("readers", err)
}
