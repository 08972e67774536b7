package dialogue

import (
	"context"

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
