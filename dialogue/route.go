package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Route makes a service accountable for a new item; its responders get a letter.
func (s *Store) Route(ctx context.Context, actor panel.Actor, id, service uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.item(ctx, tx, id); err != nil {
			return err
		}
		if !actor.CoordinatesPanel(item.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.coordinators_only")
		}
		if item.State != New {
			return panel.Refuse(panel.Conflict, "error.already_routed")
		}
		return s.route(ctx, tx, actor, &item, service, "")
	})
	return item, err
}

// handOversFree is how often services pass an item on among themselves. After that its coordinator decides.
const handOversFree = 2

// HandOver makes another service accountable, for a reason that the receiving service reads. The day on which an outcome is due
// stays: a hand-over is the organisation's burden, not the employee's. Each one is counted. Once an item went on twice, a responder only
// asks for it: the item then has its WantedID, and the coordinator decides.
func (s *Store) HandOver(ctx context.Context, actor panel.Actor, id, service uuid.UUID, reason string) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.item(ctx, tx, id); err != nil {
			return err
		}
		if !actor.RespondsFor(item.ServiceID) && !actor.CoordinatesPanel(item.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.responders_only")
		}
		var ps panel.Problems
		reason = ps.Text("reason", reason, 1, 1000)
		if err := ps.Err(); err != nil {
			return err
		}
		if err := handsOver(item); err != nil {
			return err
		}
		if *item.ServiceID == service {
			ps.Add("service", "error.same_service")
			return ps
		}
		if item.MustAsk() && !actor.CoordinatesPanel(item.PanelID) {
			return s.askHandOver(ctx, tx, actor, &item, service, reason)
		}
		return s.route(ctx, tx, actor, &item, service, reason)
	})
	return item, err
}

// MustAsk reports that the item went on so often that its services can only ask for another hand-over.
func (i Item) MustAsk() bool { return i.HandOvers >= handOversFree }

// handsOver refuses where there is nothing to hand over: no service has it yet, or it is answered.
func handsOver(item Item) error {
	switch {
	case item.State == New:
		return panel.Refuse(panel.Conflict, "error.not_routed")
	case item.State == HasOutcome:
		return panel.Refuse(panel.Conflict, "error.item_answered")
	case !item.ReadyAt.IsZero():
		return panel.Refuse(panel.Conflict, "error.answer_ready")
	}
	return nil
}

// openService reads and holds a service that something is to come to; one that is closed is the form's problem.
func openService(ctx context.Context, tx bun.Tx, id uuid.UUID) (panel.Service, error) {
	service, err := panel.ServiceIn(ctx, tx, id)
	if err == nil && !service.ClosedAt.IsZero() {
		err = panel.Problems{{Kind: panel.Invalid, Field: "service", Message: "error.service_closed", Data: map[string]any{"Service": service.Name}}}
	}
	return service, err
}

// route makes a service accountable; unless the item is new another one was before. Who saw to it there, and what was asked for, is past.
func (s *Store) route(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, id uuid.UUID, reason string) error {
	return s.routeBy(ctx, tx, actor, item, id, Event{Text: reason})
}

// routeBy is route with what the timeline says of it besides.
func (s *Store) routeBy(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, id uuid.UUID, e Event) error {
	service, err := openService(ctx, tx, id)
	if err != nil {
		return err
	}
	e.ItemID, e.Kind, e.ServiceID = item.ID, WasRouted, &service.ID
	if item.State == New {
		item.RoutedAt = bun.NullTime{Time: s.Clock()}
	} else {
		e.Kind = WasHandedOver
		item.HandOvers++
	}
	item.ServiceID, item.State, item.AcknowledgedAt, item.TakenBy, item.WantedID = &service.ID, Routed, bun.NullTime{}, nil, nil
	_, err = tx.NewUpdate().Model(item).Column("service_id", "state", "routed_at", "acknowledged_at", "hand_overs", "taken_by", "wanted_id").WherePK().Exec(ctx)
	if err != nil {
		return wrap("route", err)
	}
	if err := accountableNow(ctx, tx, item.ID, service.ID); err != nil {
		return err
	}
	if err := s.arrive(ctx, tx, item); err != nil {
		return err
	}
	if _, err := s.record(ctx, tx, actor, e.withDays(item)); err != nil {
		return err
	}
	return s.tellService(ctx, tx, item.ID, service.ID)
}
