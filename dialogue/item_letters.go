package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

func (s *Store) composeRouted(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return nil, wrap("sender", err)
	}
	tellings, err := s.tellings(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		t, err := tellings.of(m)
		if err != nil {
			return nil, err
		}
		e, item := t.event, t.item
		if item.ServiceID == nil || e.ServiceID == nil || *item.ServiceID != *e.ServiceID {
			return nil, mail.Suppress("the item is with another service by now")
		}
		return mail.Routed{Item: item.ID, Service: e.Service.Name, Title: item.Title, Said: item.Said, People: item.Shown(item.Panel.SmallestGroup),
			DueOn: moment(item.DueOn), HandedOver: e.Kind == WasHandedOver, Reason: e.Text, Reply: sender.TakesAnswers(m.Kind), URL: t.url}, nil
	}, err
}

func (s *Store) composeOutcome(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	tellings, err := s.tellings(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		if !readers[m.PersonID].Active {
			return nil, mail.Suppress("the contributor left")
		}
		t, err := tellings.of(m)
		if err != nil {
			return nil, err
		}
		return t.outcome(), nil
	}, err
}

// telling is an event of an item that people are told about.
type telling struct {
	event Event
	item  Item
	url   string
}

func (t telling) outcome() mail.Outcome {
	e, item := t.event, t.item
	letter := mail.Outcome{Item: item.ID, Title: item.Title, Said: item.Said, Outcome: e.Kind, Answer: e.Text, DueOn: moment(e.DueOn), URL: t.url}
	if e.Kind == WasAnswered {
		letter.Outcome = e.Outcome
	}
	if item.Promise != nil {
		letter.FirstDueOn = moment(item.Promise.FirstDueOn)
	}
	if e.Service != nil {
		letter.Service = e.Service.Name
	}
	return letter
}

// tellings are those by their event.
type tellings map[uuid.UUID]telling

func (ts tellings) of(m *mail.Mail) (telling, error) {
	if t, ok := ts[m.SubjectID]; ok {
		return t, nil
	}
	return telling{}, panel.Refuse(panel.NotFound, "error.item_not_found")
}

// tellings reads the events and items that the mails are about, in two queries however many they are.
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
	ts := make(tellings, len(events))
	for _, e := range events {
		ts[e.ID] = telling{e, byID[e.ItemID], base + "/items/" + e.ItemID.String()}
	}
	return ts, nil
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
