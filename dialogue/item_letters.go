package dialogue

import (
	"context"
	"slices"

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
	said   string  // of the item, as those may read it who don't work on it
	before string  // of a revised outcome: the answer that it takes the place of
	dates  []Event // that gave the item's promise its days
}

// tellings are those by their event.
type tellings map[uuid.UUID]telling

// tellings reads these events and their items, in as many queries however many they are.
func (s *Store) tellings(ctx context.Context, db bun.IDB, ids []uuid.UUID) (tellings, error) {
	base, err := s.baseURL(ctx, db)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var events []Event
	if err := db.NewSelect().Model(&events).Relation("Service").Where("e.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
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
	if err := db.NewSelect().Model(&items).Relation("Panel").Where("i.id IN (?)", bun.In(about)).Scan(ctx); err != nil {
		return nil, wrap("items", err)
	}
	shown := slices.Clone(items)
	if err := leaveOutSaid(ctx, db, shown); err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]telling, len(items))
	for i, item := range items {
		byID[item.ID] = telling{item: item, url: base + "/items/" + item.ID.String(), said: shown[i].Said}
	}
	before, err := answersBefore(ctx, db, events)
	if err != nil {
		return nil, err
	}
	dates, err := datesOf(ctx, db, about)
	ts := make(tellings, len(events))
	for _, e := range events {
		t := byID[e.ItemID]
		t.event, t.before, t.dates = e, before[e.ID], dates[e.ItemID]
		ts[e.ID] = t
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
