package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
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

// HandOver makes another service accountable, for a reason that the receiving service reads. The day on which an outcome is due
// stays: a hand-over is the organisation's burden, not the employee's. Each one is counted.
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
		switch {
		case item.State == New:
			return panel.Refuse(panel.Conflict, "error.not_routed")
		case item.State == HasOutcome:
			return panel.Refuse(panel.Conflict, "error.item_answered")
		case *item.ServiceID == service:
			ps.Add("service", "error.same_service")
			return ps
		}
		return s.route(ctx, tx, actor, &item, service, reason)
	})
	return item, err
}

// route makes a service accountable; a reason means that another one was before.
func (s *Store) route(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, id uuid.UUID, reason string) error {
	service, err := panel.ServiceIn(ctx, tx, id)
	if err != nil {
		return err
	}
	if !service.ClosedAt.IsZero() {
		return panel.Problems{{Kind: panel.Invalid, Field: "service", Message: "error.service_closed", Data: map[string]any{"Service": service.Name}}}
	}
	kind := WasRouted
	if item.State == New {
		item.RoutedAt = bun.NullTime{Time: s.Clock()}
	} else {
		kind = WasHandedOver
		item.HandOvers++
	}
	item.ServiceID, item.State, item.AcknowledgedAt = &service.ID, Routed, bun.NullTime{}
	_, err = tx.NewUpdate().Model(item).Column("service_id", "state", "routed_at", "acknowledged_at", "hand_overs").WherePK().Exec(ctx)
	if err != nil {
		return wrap("route", err)
	}
	if err := s.arrive(ctx, tx, item); err != nil {
		return err
	}
	event, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: kind, ServiceID: &service.ID, DueOn: item.DueOn, Text: reason})
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, mail.KindRouted, event.ID, panel.AnswerFor(tx, service.ID))
}
