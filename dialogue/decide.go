package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// askHandOver notes to which service an item is asked to go, and tells those who decide about it.
func (s *Store) askHandOver(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, service uuid.UUID, reason string) error {
	if item.WantedID != nil {
		return panel.Refuse(panel.Conflict, "error.hand_over_asked")
	}
	if _, err := openService(ctx, tx, service); err != nil {
		return err
	}
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	item.WantedID, item.DecideToldOn = &service, d.today
	if _, err := tx.NewUpdate().Model(item).Column("wanted_id", "decide_told_on").WherePK().Exec(ctx); err != nil {
		return wrap("ask hand-over", err)
	}
	event, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasHandOverAsked, ServiceID: &service, Text: reason})
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, mail.KindDecide, event.ID, tx.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", item.PanelID))
}

// HandOverAsked is a hand-over that a service asked for.
type HandOverAsked struct {
	Wanted panel.Service
	By     string // name; "" for nobody who is known
	Why    string
}

// WantedHandOver is the hand-over that waits for a decision about an item; the zero value for none.
func (s *Store) WantedHandOver(ctx context.Context, item Item) (HandOverAsked, error) {
	if item.WantedID == nil {
		return HandOverAsked{}, nil
	}
	e, err := lastAsked(ctx, s.DB, item.ID)
	if err != nil {
		return HandOverAsked{}, err
	}
	asked := HandOverAsked{Wanted: *e.Service, Why: e.Text}
	if e.Person != nil {
		asked.By = e.Person.Name
	}
	return asked, nil
}

func lastAsked(ctx context.Context, db bun.IDB, item uuid.UUID) (Event, error) {
	var e Event
	err := db.NewSelect().Model(&e).Relation("Service").Relation("Person").Where("e.item_id = ? AND e.kind = ?", item, WasHandOverAsked).
		Order("e.id DESC").Limit(1).Scan(ctx)
	return e, wrap("asked hand-over", err)
}

// DecideHandOver ends what a service asked for: another service becomes accountable, the wanted one or a third, or with service nil the
// item stays where it is. The reason is read by both services; without one, what is agreed to happens for the reason that was given.
func (s *Store) DecideHandOver(ctx context.Context, actor panel.Actor, id uuid.UUID, service *uuid.UUID, reason string) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.item(ctx, tx, id); err != nil {
			return err
		}
		if !actor.CoordinatesPanel(item.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.coordinators_only")
		}
		if item.WantedID == nil {
			return panel.Refuse(panel.Conflict, "error.hand_over_decided")
		}
		if err := handsOver(item); err != nil {
			return err
		}
		return s.decideHandOver(ctx, tx, actor, &item, service, reason)
	})
	return item, err
}

func (s *Store) decideHandOver(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, service *uuid.UUID, reason string) error {
	var ps panel.Problems
	least := 1
	if service != nil && *service == *item.WantedID {
		least = 0
	}
	reason = ps.Text("reason", reason, least, 1000)
	if service != nil && *service == *item.ServiceID {
		ps.Add("service", "error.same_service")
	}
	if err := ps.Err(); err != nil {
		return err
	}
	if reason == "" {
		asked, err := lastAsked(ctx, tx, item.ID)
		if err != nil {
			return err
		}
		reason = asked.Text
	}
	if service != nil {
		return s.route(ctx, tx, actor, item, *service, reason)
	}
	item.WantedID = nil
	if _, err := tx.NewUpdate().Model(item).Column("wanted_id").WherePK().Exec(ctx); err != nil {
		return wrap("decline hand-over", err)
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasHandOverDeclined, ServiceID: item.ServiceID, Text: reason}); err != nil {
		return err
	}
	return s.tellService(ctx, tx, item.ID, *item.ServiceID)
}
