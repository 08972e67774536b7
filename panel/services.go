package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// ServiceInput is the form of a service; Responders are e-mail addresses separated by spaces, commas or lines, Owner is one or none.
type ServiceInput struct {
	Name, Purpose, Expectation, Words string
	WorkingOn, Priorities             string
	NormDays                          int // working days
	RespondDays                       int // working days to a first response; 0 is the usual number
	Responders, Owner                 string
}

// UsualResponse is within how many working days a service responds if it doesn't say so itself.
const UsualResponse = 3

// Services lists the services that are open, in the order of their names.
func (s *Store) Services(ctx context.Context) ([]Service, error) {
	var services []Service
	if err := s.DB.NewSelect().Model(&services).Where("closed_at IS NULL").Order("name").Scan(ctx); err != nil {
		return nil, fmt.Errorf("services: %w", err)
	}
	return services, nil
}

// Service reads one service, open or closed.
func (s *Store) Service(ctx context.Context, id uuid.UUID) (Service, error) {
	return ServiceIn(ctx, s.DB, id)
}

// ServiceIn is Service inside a transaction; the row is held until it ends, so that a service can't close while an item comes to it.
func ServiceIn(ctx context.Context, db bun.IDB, id uuid.UUID) (Service, error) {
	var service Service
	q := db.NewSelect().Model(&service).Where("id = ?", id)
	if _, held := db.(bun.Tx); held {
		q = migrations.ForUpdate(q)
	}
	err := q.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return service, Refuse(NotFound, "error.service_not_found")
	}
	if err != nil {
		return service, fmt.Errorf("service: %w", err)
	}
	return service, nil
}

// Responders lists who answers for a service.
func (s *Store) Responders(ctx context.Context, service uuid.UUID) ([]Person, error) {
	return s.peopleOf(ctx, s.DB.NewSelect().Table("responders").Column("person_id").Where("service_id = ?", service))
}

// peopleOf reads the people whose ids the query selects, in the order of their names.
func (s *Store) peopleOf(ctx context.Context, ids *bun.SelectQuery) ([]Person, error) {
	var people []Person
	if err := s.DB.NewSelect().Model(&people).Where("p.id IN (?)", ids).Order("p.name", "p.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	return people, nil
}

// SaveService adds a service (id uuid.Nil) or changes one with its responders.
func (s *Store) SaveService(ctx context.Context, actor Actor, id uuid.UUID, in ServiceInput) (Service, error) {
	if !actor.CoordinatesAny() {
		return Service{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var ps Problems
	service := Service{ID: id, Name: ps.name("name", in.Name), Purpose: ps.Text("purpose", in.Purpose, 0, 2000),
		Expectation: ps.Text("expectation", in.Expectation, 0, 2000), Words: ps.Text("words", in.Words, 0, 2000),
		WorkingOn: ps.Text("working_on", in.WorkingOn, 0, 2000), Priorities: ps.Text("priorities", in.Priorities, 0, 2000),
		NormDays: ps.between("norm_days", in.NormDays, 1, 250), RespondDays: UsualResponse, CreatedAt: s.Clock()}
	if in.RespondDays != 0 {
		service.RespondDays = ps.between("respond_days", in.RespondDays, 1, 250)
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		responders, err := peopleByEmail(ctx, tx, &ps, "responders", in.Responders)
		if err != nil {
			return err
		}
		if len(responders) == 0 && !ps.has("responders") {
			ps.Add("responders", "error.responder_needed")
		}
		if service.OwnerID, err = ownerByEmail(ctx, tx, &ps, in.Owner); err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := store(ctx, tx, &service, &service.ID, "name", "purpose", "expectation", "words", "working_on", "priorities", "norm_days", "respond_days", "owner_id"); err != nil {
			return err
		}
		return replaceLinks(ctx, tx, "responders", "service_id", service.ID, "person_id", responders)
	})
	return service, err
}

// ownerByEmail finds who is told when the service is late: one person, or nobody.
func ownerByEmail(ctx context.Context, tx bun.Tx, ps *Problems, address string) (*uuid.UUID, error) {
	found, err := peopleByEmail(ctx, tx, ps, "owner", address)
	switch {
	case err != nil || len(found) == 0:
		return nil, err
	case len(found) > 1:
		ps.Add("owner", "error.one_address")
	}
	return &found[0], nil
}

// OwnersOf reads who is told when these services are late, by the service's id. Who left is still there, and is told nothing.
func (s *Store) OwnersOf(ctx context.Context, services ...Service) (map[uuid.UUID]Person, error) {
	ids := []uuid.UUID{uuid.Nil}
	for _, service := range services {
		if service.OwnerID != nil {
			ids = append(ids, *service.OwnerID)
		}
	}
	people, err := s.peopleOf(ctx, s.DB.NewSelect().Table("people").Column("id").Where("id IN (?)", bun.In(ids)))
	owners := map[uuid.UUID]Person{}
	for _, service := range services {
		for _, p := range people {
			if service.OwnerID != nil && *service.OwnerID == p.ID {
				owners[service.ID] = p
			}
		}
	}
	return owners, err
}

// CloseService takes a service out of use. It stays accountable for what it still has to answer, so it must hand that over first.
func (s *Store) CloseService(ctx context.Context, actor Actor, id uuid.UUID) error {
	if !actor.CoordinatesAny() {
		return Refuse(Forbidden, "error.coordinators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := ServiceIn(ctx, tx, id); err != nil {
			return err
		}
		open, err := tx.NewSelect().Table("items").Where("service_id = ? AND state <> 'outcome'", id).Count(ctx)
		if err != nil {
			return fmt.Errorf("close service: %w", err)
		}
		promised, err := tx.NewSelect().Table("promises").Where("service_id = ? AND state = 'open'", id).Count(ctx)
		if err != nil {
			return fmt.Errorf("close service: %w", err)
		}
		if open+promised > 0 {
			return Refuse(Conflict, "error.service_has_items", "Items", open, "Promises", promised)
		}
		if err := endAsked(ctx, tx, id, s.Clock()); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Table("services").Set("closed_at = ?", s.Clock()).Where("id = ? AND closed_at IS NULL", id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("close service: %w", err)
		}
		return nil
	})
}

// store inserts model under a new id when *id is uuid.Nil, else updates these columns. A name that exists is a problem of the form.
func store(ctx context.Context, tx bun.Tx, model any, id *uuid.UUID, columns ...string) error {
	var err error
	if *id == uuid.Nil {
		*id = newID()
		_, err = tx.NewInsert().Model(model).Exec(ctx)
	} else {
		var r sql.Result
		r, err = tx.NewUpdate().Model(model).Column(columns...).WherePK().Exec(ctx)
		if err == nil && touched(r) == 0 {
			return Refuse(NotFound, "error.not_found")
		}
	}
	if migrations.IsUnique(err) {
		return Problems{problem(Invalid, "name", "error.name_taken", nil)}
	}
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

// AnswerFor selects who answers for these services on a day: the person_id of people, in service or not.
func AnswerFor(db bun.IDB, services any, day scheduler.Date) *bun.SelectQuery {
	return db.NewSelect().TableExpr("(?) AS an", Answering(db, day)).Column("an.person_id").Where("an.service_id IN (?)", services)
}

// replaceLinks makes the rows of a table that hold owner exactly these. Rows that stay keep what else they hold.
func replaceLinks(ctx context.Context, tx bun.IDB, table, ownerColumn string, owner uuid.UUID, column string, ids []uuid.UUID) error {
	gone := tx.NewDelete().Table(table).Where("? = ?", bun.Ident(ownerColumn), owner)
	if len(ids) > 0 {
		gone.Where("? NOT IN (?)", bun.Ident(column), bun.In(ids))
	}
	if _, err := gone.Exec(ctx); err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	for _, id := range ids {
		row := map[string]any{ownerColumn: owner, column: id}
		if err := link(ctx, tx, table, row); err != nil {
			return err
		}
	}
	return nil
}

// link adds a row of a table that ties two things together; doing it twice is no error, tying to what isn't there is the form's.
func link(ctx context.Context, tx bun.IDB, table string, row map[string]any) error {
	_, err := tx.NewInsert().Model(&row).Table(table).On("CONFLICT DO NOTHING").Exec(ctx)
	if migrations.IsForeignKey(err) {
		return Refuse(Invalid, "error.not_found")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}
