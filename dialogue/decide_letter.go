package dialogue

import (
	"context"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// composeDecide writes the letters about hand-overs that were asked for. What was decided meanwhile needs none.
func (s *Store) composeDecide(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	tellings, err := s.tellings(ctx, db, subjects(mails))
	if err != nil {
		return nil, err
	}
	var services []panel.Service
	if err := db.NewSelect().Model(&services).Column("id", "name").Scan(ctx); err != nil {
		return nil, wrap("services", err)
	}
	return func(m *mail.Mail) (mail.Letter, error) {
		t, known := tellings[m.SubjectID]
		if !known {
			return nil, panel.Refuse(panel.NotFound, "error.item_not_found")
		}
		item := t.item
		if item.WantedID == nil || t.event.ServiceID == nil || *item.WantedID != *t.event.ServiceID || item.State == HasOutcome {
			return nil, mail.Suppress("there is nothing to decide any more")
		}
		letter := mail.Decide{Item: item.ID, Panel: item.Panel.Name, Title: item.Title, Said: item.Said, Wanted: t.event.Service.Name,
			HandOvers: item.HandOvers, Reason: t.event.Text, DueOn: moment(item.DueOn), URL: t.url + "/decide"}
		for _, service := range services {
			if service.ID == *item.ServiceID {
				letter.From = service.Name
			}
		}
		return letter, nil
	}, nil
}
