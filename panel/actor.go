package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// Actor is a person with the roles in force now. Every operation takes one and decides by it.
type Actor struct {
	Person      Person
	Coordinates map[uuid.UUID]bool      // panels
	Ambassadors map[uuid.UUID]uuid.UUID // panel → the ambassadorship in office
	Responds    map[uuid.UUID]bool      // services, those included of which a responder is away whom the person stands in for
	System      bool                    // the program itself or the command line: may do everything
}

// System acts for the program: the scheduler, the command line.
var System = Actor{System: true}

// PersonID is the actor's id for a timeline: nil for the program.
func (a Actor) PersonID() *uuid.UUID {
	if a.System {
		return nil
	}
	return &a.Person.ID
}

// Administers reports whether the actor runs the organisation's settings.
func (a Actor) Administers() bool { return a.System || a.Person.Administrator }

// Manages reports whether the actor sees the cross-section of all services.
func (a Actor) Manages() bool { return a.Administers() || a.Person.Manager }

// CoordinatesPanel reports whether the actor runs this panel. An administrator sets panels up and so runs all of them.
func (a Actor) CoordinatesPanel(id uuid.UUID) bool { return a.Administers() || a.Coordinates[id] }

// CoordinatesAny reports whether the actor runs some panel.
func (a Actor) CoordinatesAny() bool { return a.Administers() || len(a.Coordinates) > 0 }

// RespondsFor reports whether the actor answers for this service.
func (a Actor) RespondsFor(service *uuid.UUID) bool {
	return a.System || (service != nil && a.Responds[*service])
}

// Act loads the active person with this id and the roles in force today.
func (s *Store) Act(ctx context.Context, id uuid.UUID) (Actor, error) {
	return ActIn(ctx, s.DB, id, s.Clock())
}

// ActIn is Act within a transaction.
func ActIn(ctx context.Context, db bun.IDB, id uuid.UUID, now time.Time) (Actor, error) {
	today, err := todayIn(ctx, db, now)
	if err != nil {
		return Actor{}, fmt.Errorf("actor: %w", err)
	}
	var p Person
	err = db.NewSelect().Model(&p).Where("id = ? AND active", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Actor{}, Refuse(NotFound, "error.person_not_found")
	}
	if err != nil {
		return Actor{}, fmt.Errorf("actor: %w", err)
	}
	roles, err := rolesIn(ctx, db, id)
	return roles.Of(p, today), err
}

// Roles are what a person is and ever was to panels and services.
type Roles []struct {
	Role     string
	Thing    uuid.UUID
	Own      *uuid.UUID // the ambassadorship
	StartsOn scheduler.Date
	EndsOn   scheduler.Date // "" for none
}

// Roles reads those of a person: an id, or a query that gives one.
func (s *Store) Roles(ctx context.Context, person any) (Roles, error) {
	return rolesIn(ctx, s.DB, person)
}

func rolesIn(ctx context.Context, db bun.IDB, person any) (Roles, error) {
	var roles Roles
	of := func(table, columns string) *bun.SelectQuery {
		return db.NewSelect().TableExpr(table).ColumnExpr(columns).Where("person_id = (?)", person)
	}
	err := of("ambassadors", "'ambassador' AS role, panel_id AS thing, id AS own, starts_on, ends_on").
		UnionAll(of("panel_coordinators", "'coordinator', panel_id, NULL, '', ''")).
		UnionAll(of("responders", "'responder', service_id, NULL, '', ''")).
		UnionAll(db.NewSelect().TableExpr("absences AS ab").Join("JOIN responders AS r ON r.person_id = ab.person_id").
			ColumnExpr("'stand_in', r.service_id, NULL, ab.from_on, ab.until_on").Where("ab.stand_in_id = (?)", person)).Scan(ctx, &roles)
	if err != nil {
		return nil, fmt.Errorf("roles: %w", err)
	}
	return roles, nil
}

// Of is the person with the roles in force on a day.
func (roles Roles) Of(p Person, day scheduler.Date) Actor {
	a := Actor{Person: p, Coordinates: map[uuid.UUID]bool{}, Ambassadors: map[uuid.UUID]uuid.UUID{}, Responds: map[uuid.UUID]bool{}}
	for _, r := range roles {
		switch r.Role {
		case "coordinator":
			a.Coordinates[r.Thing] = true
		case "responder":
			a.Responds[r.Thing] = true
		case "stand_in": // of a responder who is away
			if r.StartsOn <= day && r.EndsOn >= day {
				a.Responds[r.Thing] = true
			}
		case "ambassador":
			if r.StartsOn <= day && (r.EndsOn == "" || r.EndsOn >= day) {
				a.Ambassadors[r.Thing] = *r.Own
			}
		}
	}
	return a
}

func inTx(ctx context.Context, db *bun.DB, do func(ctx context.Context, tx bun.Tx) error) error {
	return db.RunInTx(ctx, nil, do)
}
