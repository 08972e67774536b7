package dialogue

import (
	"context"

	"github.com/uptrace/bun"

	"klantpanel/mail"
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
