package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// HandOverInput is the form that agrees on a successor: one of the panel's ambassadors, or anybody by e-mail address.
type HandOverInput struct {
	Successor uuid.UUID // an ambassador; uuid.Nil: see Email
	Email     string
	On        scheduler.Date // the successor's first day; the day before is the last of the term
}

// HandOver agrees that a constituency passes to a successor on a day, and ends the term on the day before unless it ended already. Saying
// the same twice is no error; another agreement needs the first one cancelled, unless its successor left.
func (s *Store) HandOver(ctx context.Context, actor Actor, panel, ambassador uuid.UUID, in HandOverInput) (Succession, error) {
	if !actor.CoordinatesPanel(panel) {
		return Succession{}, Refuse(Forbidden, "error.coordinators_only")
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := PanelIn(ctx, tx, panel); err != nil { // held: one agreement at a time
			return err
		}
		a, err := ambassadorOf(ctx, tx, panel, ambassador)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		var ps Problems
		checkHandOverDay(&ps, a, in.On, today)
		person, err := successorPerson(ctx, tx, &ps, a, in)
		if err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		again, endedBefore, err := replaceVoid(ctx, tx, a, person, in.On)
		if err != nil || again {
			return err
		}
		return s.agree(ctx, tx, actor, a, endedBefore, person, in.On)
	})
	if err != nil {
		return Succession{}, err
	}
	return s.Succession(ctx, ambassador)
}

func ambassadorOf(ctx context.Context, tx bun.Tx, panel, id uuid.UUID) (Ambassador, error) {
	var a Ambassador
	err := tx.NewSelect().Model(&a).Where("a.id = ? AND a.panel_id = ?", id, panel).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return a, Refuse(NotFound, "error.ambassador_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("ambassador: %w", err)
	}
	return a, nil
}

func checkHandOverDay(ps *Problems, a Ambassador, on, today scheduler.Date) {
	switch {
	case !on.Valid():
		ps.Add("on", "error.date")
	case on < today:
		ps.Add("on", "error.hand_over_past")
	case on <= a.StartsOn:
		ps.Add("on", "error.hand_over_before_term")
	}
}

// successorPerson finds who takes over: uuid.Nil beside a problem.
func successorPerson(ctx context.Context, tx bun.Tx, ps *Problems, a Ambassador, in HandOverInput) (uuid.UUID, error) {
	var person uuid.UUID
	switch {
	case in.Successor != uuid.Nil:
		err := tx.NewSelect().TableExpr("ambassadors AS a").Join("JOIN people AS p ON p.id = a.person_id AND p.active").Column("a.person_id").
			Where("a.id = ? AND a.panel_id = ?", in.Successor, a.PanelID).Scan(ctx, &person)
		if errors.Is(err, sql.ErrNoRows) {
			ps.Add("successor", "error.choose")
			return person, nil
		}
		if err != nil {
			return person, fmt.Errorf("successor: %w", err)
		}
	default:
		found, err := peopleByEmail(ctx, tx, ps, "email", ps.email("email", in.Email))
		if err != nil || len(found) != 1 {
			return person, err
		}
		person = found[0]
	}
	if person == a.PersonID {
		ps.Add("email", "error.hand_over_same")
	}
	return person, nil
}

// replaceVoid looks at what was agreed before: again says that it is this. What comes to nothing because its successor left makes way.
// endedBefore is how the term ended before anything was agreed.
func replaceVoid(ctx context.Context, tx bun.Tx, a Ambassador, person uuid.UUID, on scheduler.Date) (again bool, endedBefore scheduler.Date, err error) {
	su, err := succession(ctx, tx, a.ID)
	switch {
	case isNotFound(err):
		return false, a.EndsOn, nil
	case err != nil:
		return false, "", err
	case su.Successor.PersonID == person && su.OnDay == on && !su.Void():
		return true, "", nil
	case su.Passed():
		return false, "", Refuse(Conflict, "error.hand_over_passed", "Name", su.Successor.Person.Name)
	case su.Void():
		return false, su.endWithout(a.EndsOn), dropSuccession(ctx, tx, su)
	}
	return false, "", Refuse(Conflict, "error.already_handed_over", "Name", su.Successor.Person.Name)
}

// agree writes the agreement down.
func (s *Store) agree(ctx context.Context, tx bun.Tx, actor Actor, a Ambassador, endedBefore scheduler.Date, person uuid.UUID, on scheduler.Date) error {
	su := Succession{AmbassadorID: a.ID, OnDay: on, EndedBefore: endedBefore, PlannedBy: actor.PersonID(), PlannedAt: s.Clock()}
	var err error
	if su.SuccessorID, su.Made, err = s.successorTerm(ctx, tx, a.PanelID, person, on); err != nil {
		return err
	}
	if last := on.AddDays(-1); a.EndsOn == "" || a.EndsOn > last {
		if err := s.endTerm(ctx, tx, a.ID, last); err != nil {
			return err
		}
	}
	if _, err := tx.NewInsert().Model(&su).Exec(ctx); err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	return nil
}

// successorTerm is the term of a person in which a day lies; a new one from that day when they have none.
func (s *Store) successorTerm(ctx context.Context, tx bun.Tx, panel, person uuid.UUID, on scheduler.Date) (id uuid.UUID, made bool, err error) {
	var later []Ambassador
	err = tx.NewSelect().Model(&later).Where("a.panel_id = ? AND a.person_id = ? AND (a.ends_on = '' OR a.ends_on >= ?)", panel, person, on).
		Order("a.starts_on").Limit(1).Scan(ctx)
	if err != nil {
		return id, false, fmt.Errorf("successor: %w", err)
	}
	if len(later) == 1 && later[0].In(on) {
		return later[0].ID, false, nil
	}
	if len(later) == 1 {
		return id, false, Problems{problem(Invalid, "on", "error.successor_starts", nil)}
	}
	a := Ambassador{ID: newID(), PanelID: panel, PersonID: person, StartsOn: on, CreatedAt: s.Clock()}
	if _, err := tx.NewInsert().Model(&a).Exec(ctx); err != nil {
		return id, false, fmt.Errorf("successor: %w", err)
	}
	return a.ID, true, rememberOwn(ctx, tx, a)
}

// CancelHandOver takes back an agreement that isn't carried out yet: the term ends as it did before, or on the day that somebody chose since.
// Doing it twice is no error. It refuses with Invalid when the person has another term by then, which that one would overlap.
func (s *Store) CancelHandOver(ctx context.Context, actor Actor, panel, ambassador uuid.UUID) error {
	if !actor.CoordinatesPanel(panel) {
		return Refuse(Forbidden, "error.coordinators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := PanelIn(ctx, tx, panel); err != nil {
			return err
		}
		a, err := ambassadorOf(ctx, tx, panel, ambassador)
		if err != nil {
			return err
		}
		su, err := succession(ctx, tx, ambassador)
		switch {
		case isNotFound(err):
			return nil
		case err != nil:
			return err
		case su.Passed():
			return Refuse(Conflict, "error.hand_over_passed", "Name", su.Successor.Person.Name)
		}
		if err := dropSuccession(ctx, tx, su); err != nil {
			return err
		}
		a.EndsOn = su.endWithout(a.EndsOn)
		if err := s.endTerm(ctx, tx, a.ID, a.EndsOn); err != nil {
			return err
		}
		return settleTerm(ctx, tx, a, false) // who came back for another term since can't have both
	})
}

// dropSuccession forgets an agreement. The term that was made for it goes too, unless something came of it by itself.
func dropSuccession(ctx context.Context, tx bun.Tx, su Succession) error {
	if _, err := tx.NewDelete().Model(&su).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("cancel hand-over: %w", err)
	}
	if !su.Made {
		return nil
	}
	unused := tx.NewDelete().Table("ambassadors").Where("id = ?", su.SuccessorID)
	for _, table := range []string{"links", "submissions", "coverage", "constituency_units", "constituency_people"} {
		unused.Where("NOT EXISTS (SELECT 1 FROM ? AS x WHERE x.ambassador_id = ambassadors.id)", bun.Ident(table))
	}
	unused.Where("NOT EXISTS (SELECT 1 FROM successions AS x WHERE x.ambassador_id = ambassadors.id OR x.successor_id = ambassadors.id)")
	if _, err := unused.Exec(ctx); err != nil {
		return fmt.Errorf("cancel hand-over: %w", err)
	}
	return nil
}
