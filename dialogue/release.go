package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// release publishes an answer that is complete, or lets it wait where the panel holds its answers.
func (s *Store) release(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, a ItemAnswer) error {
	if err := s.stopClock(ctx, tx, item); err != nil {
		return err
	}
	holds, err := tx.NewSelect().Model((*panel.Panel)(nil)).Where("pa.id = ? AND pa.holds_answers", item.PanelID).Exists(ctx)
	if err != nil {
		return wrap("panel", err)
	}
	if !holds {
		return s.publish(ctx, tx, actor, item, a.input())
	}
	a.ReleasedBy, a.ReleasedAt = actor.PersonID(), bun.NullTime{Time: s.Clock()}
	if err := putAnswer(ctx, tx, a); err != nil {
		return err
	}
	item.ReadyAt = a.ReleasedAt
	s.responded(item)
	if err := saveReady(ctx, tx, item); err != nil {
		return err
	}
	_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasReleased, ServiceID: item.ServiceID, Outcome: a.Outcome, DueOn: a.DueOn, Text: a.Answer})
	return err
}

func saveReady(ctx context.Context, tx bun.Tx, item *Item) error {
	_, err := tx.NewUpdate().Model(item).Column("ready_at", "responded_at").WherePK().Exec(ctx)
	return wrap("ready", err)
}

// RecallAnswer takes a released answer back while it waits to be published. It is a draft again.
func (s *Store) RecallAnswer(ctx context.Context, actor panel.Actor, id uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.accountable(ctx, tx, actor, id); err != nil {
			return err
		}
		switch {
		case item.State == HasOutcome:
			return panel.Refuse(panel.Conflict, "error.item_answered")
		case item.ReadyAt.IsZero():
			return panel.Refuse(panel.Conflict, "error.answer_not_ready")
		}
		a, err := holdAnswer(ctx, tx, id)
		if err != nil {
			return err
		}
		a.ReleasedBy, a.ReleasedAt, item.ReadyAt = nil, bun.NullTime{}, bun.NullTime{}
		if err := putAnswer(ctx, tx, a); err != nil {
			return err
		}
		if err := saveReady(ctx, tx, &item); err != nil {
			return err
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: WasRecalled, ServiceID: item.ServiceID})
		return err
	})
	return item, err
}

// Responder is somebody who answers for a service.
type Responder struct {
	panel.Person
	Releases bool `bun:"releases"` // what anyone of the service writes
}

// Responders are those in service who answer for a service, by name.
func (s *Store) Responders(ctx context.Context, service uuid.UUID) ([]Responder, error) {
	return responders(ctx, s.DB, service)
}

func responders(ctx context.Context, db bun.IDB, service uuid.UUID) ([]Responder, error) {
	var rs []Responder
	err := db.NewSelect().TableExpr("responders AS r").Join("JOIN people AS p ON p.id = r.person_id AND p.active").ColumnExpr("p.*, r.releases").
		Where("r.service_id = ?", service).OrderExpr("p.name, p.id").Scan(ctx, &rs)
	return rs, wrap("responders", err)
}

// MayRelease reports whether the actor's answers for a service may go out.
func (s *Store) MayRelease(ctx context.Context, actor panel.Actor, service uuid.UUID) (bool, error) {
	return mayRelease(ctx, s.DB, actor, service)
}

// mayRelease: whom the service chose. Where none of those is in service any more each of its responders does, so that an answer never
// waits for nobody.
func mayRelease(ctx context.Context, db bun.IDB, actor panel.Actor, service uuid.UUID) (bool, error) {
	if actor.System {
		return true, nil
	}
	rs, err := responders(ctx, db, service)
	if err != nil {
		return false, err
	}
	chosen := func(r Responder) bool { return r.Releases }
	if !slices.ContainsFunc(rs, chosen) {
		return actor.RespondsFor(&service), nil
	}
	return slices.ContainsFunc(rs, func(r Responder) bool { return r.Releases && r.ID == actor.Person.ID }), nil
}

// ChooseReleasers says who of a service's responders may release its answers: at least one. Who may already, decides.
func (s *Store) ChooseReleasers(ctx context.Context, actor panel.Actor, service uuid.UUID, people []uuid.UUID) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		may, err := mayRelease(ctx, tx, actor, service)
		if err != nil {
			return err
		}
		if !may {
			return panel.Refuse(panel.Forbidden, "error.releasers_only")
		}
		rs, err := responders(ctx, tx, service)
		if err != nil {
			return err
		}
		rs = slices.DeleteFunc(rs, func(r Responder) bool { return !slices.Contains(people, r.ID) })
		if len(rs) == 0 {
			return panel.Problems{{Kind: panel.Invalid, Field: "releaser", Message: "error.releaser_needed"}}
		}
		chosen := make([]uuid.UUID, len(rs))
		for i, r := range rs {
			chosen[i] = r.ID
		}
		_, err = tx.NewUpdate().Table("responders").Set("releases = (person_id IN (?))", bun.In(chosen)).Where("service_id = ?", service).Exec(ctx)
		return wrap("releasers", err)
	})
}
