package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

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

func (t telling) outcome() mail.Outcome {
	e, item := t.event, t.item
	letter := mail.Outcome{Item: item.ID, Title: item.Title, Said: item.Said, Outcome: e.Kind, Answer: e.Text, DueOn: moment(e.DueOn), URL: t.url}
	switch e.Kind {
	case WasAnswered:
		letter.Outcome = e.Outcome
	case WasRevised:
		letter.Outcome, letter.Changed, letter.Before = e.Outcome, e.Why, t.before
	}
	if item.Promise != nil {
		letter.FirstDueOn = moment(item.Promise.FirstDueOn)
	}
	if e.Service != nil {
		letter.Service = e.Service.Name
	}
	return letter
}

// answersBefore are the answers that these events revised, by event.
func answersBefore(ctx context.Context, db bun.IDB, events []Event) (map[uuid.UUID]string, error) {
	var items []uuid.UUID
	for _, e := range events {
		if e.Kind == WasRevised {
			items = append(items, e.ItemID)
		}
	}
	before := map[uuid.UUID]string{}
	if len(items) == 0 {
		return before, nil
	}
	var told []Event
	err := db.NewSelect().Model(&told).Column("id", "item_id", "kind", "text").Where("e.item_id IN (?) AND e.kind IN (?, ?)", bun.In(items), WasAnswered, WasRevised).
		Order("e.id").Scan(ctx)
	last := map[uuid.UUID]string{}
	for _, e := range told {
		if e.Kind == WasRevised {
			before[e.ID] = last[e.ItemID]
		}
		last[e.ItemID] = e.Text
	}
	return before, wrap("answers before", err)
}
