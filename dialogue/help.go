package dialogue

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// Help is what the accountable service asks of another one. That one reads the item and gives its part; it never answers for it.
type Help struct {
	bun.BaseModel `bun:"table:item_services,alias:he"`

	ItemID    uuid.UUID    `bun:"item_id,pk"`
	ServiceID uuid.UUID    `bun:"service_id,pk"`
	AskedBy   *uuid.UUID   `bun:"asked_by"`
	Request   string       `bun:"request"`
	AskedAt   time.Time    `bun:"asked_at"`
	GivenBy   *uuid.UUID   `bun:"given_by"`
	Given     string       `bun:"given"`
	GivenAt   bun.NullTime `bun:"given_at"`

	Service *panel.Service `bun:"rel:belongs-to,join:service_id=id"`
	Asker   *panel.Person  `bun:"rel:belongs-to,join:asked_by=id"`
	Giver   *panel.Person  `bun:"rel:belongs-to,join:given_by=id"`
}

// Waits reports whether the help is still to come.
func (h Help) Waits() bool { return h.GivenAt.IsZero() }

// HelpOf lists the services that were asked to help with an item, in the order of asking.
func (s *Store) HelpOf(ctx context.Context, item uuid.UUID) ([]Help, error) {
	var helps []Help
	err := s.DB.NewSelect().Model(&helps).Relation("Service", named).Relation("Asker", named).Relation("Giver", named).
		Where("he.item_id = ?", item).Order("he.asked_at", "service.name").Scan(ctx)
	return helps, wrap("help", err)
}

// AskHelp asks another service to contribute to an item. Asking the same service again, after it gave its part, replaces the request.
func (s *Store) AskHelp(ctx context.Context, actor panel.Actor, id, service uuid.UUID, request string) (Help, error) {
	h := Help{ItemID: id, ServiceID: service, AskedBy: actor.PersonID(), AskedAt: s.Clock()}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return err
		}
		if !actor.RespondsFor(item.ServiceID) && !actor.CoordinatesPanel(item.PanelID) {
			return panel.Refuse(panel.Forbidden, "error.responders_only")
		}
		var ps panel.Problems
		h.Request = ps.Text("request", request, 1, 1000)
		if item.ServiceID != nil && *item.ServiceID == service {
			ps.Add("service", "error.same_service")
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := handsOver(item); err != nil {
			return err
		}
		to, err := openService(ctx, tx, service)
		if err != nil {
			return err
		}
		if err := s.answered(ctx, tx, to); err != nil {
			return err
		}
		if err := s.askHelp(ctx, tx, actor, h); err != nil {
			return err
		}
		return s.tellService(ctx, tx, id, service)
	})
	return h, err
}

// answered refuses a service for which nobody answers now: nobody would read what is asked of it.
func (s *Store) answered(ctx context.Context, tx bun.Tx, service panel.Service) error {
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	there, err := tx.NewSelect().TableExpr("(?) AS ma", panel.Manned(tx, d.today)).Where("ma.service_id = ?", service.ID).Exists(ctx)
	if err != nil || there {
		return wrap("manned", err)
	}
	return panel.Problems{{Kind: panel.Invalid, Field: "service", Message: "error.service_unmanned", Data: map[string]any{"Service": service.Name}}}
}

func (s *Store) askHelp(ctx context.Context, tx bun.Tx, actor panel.Actor, h Help) error {
	before, err := heldHelp(ctx, tx, h.ItemID, h.ServiceID)
	switch {
	case isNone(err):
		_, err = tx.NewInsert().Model(&h).Exec(ctx)
	case err == nil && before.Waits():
		return panel.Refuse(panel.Conflict, "error.help_asked")
	case err == nil:
		_, err = tx.NewUpdate().Model(&h).WherePK().Exec(ctx)
	}
	if err != nil {
		return wrap("ask help", err)
	}
	_, err = s.record(ctx, tx, actor, Event{ItemID: h.ItemID, Kind: WasHelpAsked, ServiceID: &h.ServiceID, Text: h.Request})
	return err
}

// GiveHelp contributes a service's part to an item of another one. Whoever answers for the item reads it; colleagues don't.
func (s *Store) GiveHelp(ctx context.Context, actor panel.Actor, id, service uuid.UUID, given string) (Help, error) {
	var h Help
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return err
		}
		if !actor.RespondsFor(&service) {
			return panel.Refuse(panel.Forbidden, "error.responders_only")
		}
		var ps panel.Problems
		given = ps.Text("given", given, 1, 2000)
		if err := ps.Err(); err != nil {
			return err
		}
		h, err = heldHelp(ctx, tx, id, service)
		switch {
		case isNone(err):
			return panel.Refuse(panel.NotFound, "error.help_gone")
		case err != nil:
			return wrap("help", err)
		case !h.Waits():
			return panel.Refuse(panel.Conflict, "error.help_given")
		case item.State == HasOutcome:
			return panel.Refuse(panel.Conflict, "error.item_answered")
		}
		h.Given, h.GivenBy, h.GivenAt = given, actor.PersonID(), bun.NullTime{Time: s.Clock()}
		if _, err := tx.NewUpdate().Model(&h).Column("given", "given_by", "given_at").WherePK().Exec(ctx); err != nil {
			return wrap("give help", err)
		}
		if _, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: WasHelpGiven, ServiceID: &service, Text: given}); err != nil {
			return err
		}
		return s.tellService(ctx, tx, id, *item.ServiceID)
	})
	return h, err
}

func heldHelp(ctx context.Context, tx bun.Tx, item, service uuid.UUID) (Help, error) {
	var h Help
	err := migrations.ForUpdate(tx.NewSelect().Model(&h).Where("he.item_id = ? AND he.service_id = ?", item, service)).Scan(ctx)
	return h, err
}

// accountableNow ends what was asked of a service that has the item itself by now. The timeline keeps what was asked.
func accountableNow(ctx context.Context, tx bun.Tx, item, service uuid.UUID) error {
	_, err := tx.NewDelete().Model((*Help)(nil)).Where("item_id = ? AND service_id = ? AND given_at IS NULL", item, service).Exec(ctx)
	return wrap("help", err)
}

// Helps reports whether a service for which the actor answers was asked to help with an item.
func (s *Store) Helps(ctx context.Context, actor panel.Actor, item uuid.UUID) (bool, error) {
	if len(actor.Responds) == 0 {
		return false, nil
	}
	yes, err := s.DB.NewSelect().Model((*Help)(nil)).
		Where("item_id = ? AND service_id IN (?)", item, bun.In(slices.Collect(maps.Keys(actor.Responds)))).Exists(ctx)
	return yes, wrap("help", err)
}
