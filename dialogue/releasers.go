package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

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

// Releasers are those in service whose answers for a service go out today, by name: whom it chose and who are there, and who stands in for
// the others of them. There may be none.
func (s *Store) Releasers(ctx context.Context, service uuid.UUID) ([]panel.Person, error) {
	return s.releasers(ctx, s.DB, service)
}

func (s *Store) releasers(ctx context.Context, db bun.IDB, service uuid.UUID) ([]panel.Person, error) {
	d, err := organisationDay(ctx, db, s.Clock())
	if err != nil {
		return nil, err
	}
	var people []panel.Person
	chosen := db.NewSelect().TableExpr("(?) AS re", panel.Releasing(db, d.today)).Column("re.person_id").Where("re.service_id = ?", service)
	err = db.NewSelect().Model(&people).Where("p.active AND p.id IN (?)", chosen).Order("p.name", "p.id").Scan(ctx)
	return people, wrap("releasers", err)
}

// MayRelease reports whether the actor's answers for a service may go out.
func (s *Store) MayRelease(ctx context.Context, actor panel.Actor, service uuid.UUID) (bool, error) {
	return s.mayRelease(ctx, s.DB, actor, service)
}

// mayRelease: whom the service chose, and its Releasers of today. Where there are none each who answers for it does, so that an answer never
// waits for nobody.
func (s *Store) mayRelease(ctx context.Context, db bun.IDB, actor panel.Actor, service uuid.UUID) (bool, error) {
	if actor.System {
		return true, nil
	}
	rs, err := responders(ctx, db, service)
	if err != nil || slices.ContainsFunc(rs, func(r Responder) bool { return r.Releases && r.ID == actor.Person.ID }) {
		return err == nil, err
	}
	there, err := s.releasers(ctx, db, service)
	if err != nil || len(there) == 0 {
		return err == nil && actor.RespondsFor(&service), err
	}
	return slices.ContainsFunc(there, func(p panel.Person) bool { return p.ID == actor.Person.ID }), nil
}

// MayChooseReleasers reports whether the actor says whose answers for a service go out.
func (s *Store) MayChooseReleasers(ctx context.Context, actor panel.Actor, service uuid.UUID) (bool, error) {
	rs, err := responders(ctx, s.DB, service)
	return mayChoose(rs, actor), err
}

// mayChoose: who was chosen; where none of those is in service any more each of these. Who stands in for one of them doesn't.
func mayChoose(rs []Responder, actor panel.Actor) bool {
	chosen := slices.ContainsFunc(rs, func(r Responder) bool { return r.Releases })
	return actor.System || slices.ContainsFunc(rs, func(r Responder) bool { return r.ID == actor.Person.ID && (r.Releases || !chosen) })
}

// ChooseReleasers says who of a service's responders may release its answers: at least one. Who was chosen, decides.
func (s *Store) ChooseReleasers(ctx context.Context, actor panel.Actor, service uuid.UUID, people []uuid.UUID) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		rs, err := responders(ctx, tx, service)
		if err != nil {
			return err
		}
		if !mayChoose(rs, actor) {
			return panel.Refuse(panel.Forbidden, "error.releasers_only")
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
