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

// AmbassadorInput is the form of an ambassador. The constituency is whole units, and people by their e-mail addresses.
type AmbassadorInput struct {
	Email            string // of the ambassador; not changed afterwards
	StartsOn, EndsOn scheduler.Date
	Units            []uuid.UUID
	People           string
}

// Constituency is whom an ambassador speaks for.
type Constituency struct {
	Units  []Unit
	People []Person
}

// Ambassadors lists a panel's ambassadors, past and present, in the order of their names.
func (s *Store) Ambassadors(ctx context.Context, panel uuid.UUID) ([]Ambassador, error) {
	var out []Ambassador
	err := s.DB.NewSelect().Model(&out).Relation("Person").Relation("Person.Unit").Where("a.panel_id = ?", panel).Order("person.name", "a.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("ambassadors: %w", err)
	}
	return out, nil
}

// Ambassador reads one ambassador.
func (s *Store) Ambassador(ctx context.Context, id uuid.UUID) (Ambassador, error) {
	var a Ambassador
	err := s.DB.NewSelect().Model(&a).Relation("Person").Where("a.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return a, Refuse(NotFound, "error.ambassador_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("ambassador: %w", err)
	}
	return a, nil
}

// Constituency reads whom an ambassador speaks for.
func (s *Store) Constituency(ctx context.Context, ambassador uuid.UUID) (Constituency, error) {
	var c Constituency
	err := s.DB.NewSelect().Model(&c.Units).Where("u.id IN (SELECT unit_id FROM constituency_units WHERE ambassador_id = ?)", ambassador).Order("u.name").Scan(ctx)
	if err != nil {
		return c, fmt.Errorf("constituency: %w", err)
	}
	c.People, err = s.peopleOf(ctx, s.DB.NewSelect().Table("constituency_people").Column("person_id").Where("ambassador_id = ?", ambassador))
	return c, err
}

// ConstituenciesOf reads whom each of these ambassadors speaks for, by the ambassador's id.
func (s *Store) ConstituenciesOf(ctx context.Context, ambassadors []uuid.UUID) (map[uuid.UUID]Constituency, error) {
	all := map[uuid.UUID]Constituency{}
	if len(ambassadors) == 0 {
		return all, nil
	}
	var units []struct {
		AmbassadorID uuid.UUID
		Unit
	}
	var people []struct {
		AmbassadorID uuid.UUID
		Person
	}
	err := migrations.Together(s.DB,
		func() error {
			return s.DB.NewSelect().TableExpr("constituency_units AS cu").Join("JOIN units AS u ON u.id = cu.unit_id").
				ColumnExpr("cu.ambassador_id, u.*").Where("cu.ambassador_id IN (?)", bun.In(ambassadors)).Order("u.name").Scan(ctx, &units)
		},
		func() error {
			return s.DB.NewSelect().TableExpr("constituency_people AS cp").Join("JOIN people AS p ON p.id = cp.person_id").
				ColumnExpr("cp.ambassador_id, p.*").Where("cp.ambassador_id IN (?)", bun.In(ambassadors)).Order("p.name", "p.id").Scan(ctx, &people)
		},
	)
	if err != nil {
		return nil, fmt.Errorf("constituencies: %w", err)
	}
	for _, u := range units {
		c := all[u.AmbassadorID]
		c.Units = append(c.Units, u.Unit)
		all[u.AmbassadorID] = c
	}
	for _, p := range people {
		c := all[p.AmbassadorID]
		c.People = append(c.People, p.Person)
		all[p.AmbassadorID] = c
	}
	return all, nil
}

// SaveAmbassador adds an ambassador to a panel (id uuid.Nil) or changes term and constituency. A person can come back for another term; the
// terms of one person in a panel don't overlap.
func (s *Store) SaveAmbassador(ctx context.Context, actor Actor, panel, id uuid.UUID, in AmbassadorInput) (Ambassador, error) {
	if !actor.CoordinatesPanel(panel) {
		return Ambassador{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var ps Problems
	a := Ambassador{ID: id, PanelID: panel, StartsOn: in.StartsOn, EndsOn: in.EndsOn, CreatedAt: s.Clock()}
	if !in.StartsOn.Valid() {
		ps.Add("starts_on", "error.date")
	}
	if in.EndsOn != "" && !in.EndsOn.Valid() {
		ps.Add("ends_on", "error.date")
	} else if in.EndsOn != "" && in.EndsOn < in.StartsOn {
		ps.Add("ends_on", "error.ends_before_start")
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := PanelIn(ctx, tx, panel); err != nil { // held: of two terms at once the second finds the first
			return err
		}
		people, err := peopleByEmail(ctx, tx, &ps, "people", in.People)
		if err != nil {
			return err
		}
		if err := ambassadorPerson(ctx, tx, &ps, &a, in.Email); err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := s.storeAmbassador(ctx, tx, &a); err != nil {
			return err
		}
		if err := settleTerm(ctx, tx, a, id == uuid.Nil); err != nil {
			return err
		}
		if err := replaceLinks(ctx, tx, "constituency_units", "ambassador_id", a.ID, "unit_id", in.Units); err != nil {
			return err
		}
		return replaceLinks(ctx, tx, "constituency_people", "ambassador_id", a.ID, "person_id", people)
	})
	return a, err
}

// ambassadorPerson finds who is meant: by address for a new ambassador, by the row for one that exists in this panel.
func ambassadorPerson(ctx context.Context, tx bun.Tx, ps *Problems, a *Ambassador, address string) error {
	if a.ID != uuid.Nil {
		err := tx.NewSelect().Table("ambassadors").Column("person_id").Where("id = ? AND panel_id = ?", a.ID, a.PanelID).Scan(ctx, &a.PersonID)
		if errors.Is(err, sql.ErrNoRows) {
			return Refuse(NotFound, "error.ambassador_not_found")
		}
		if err != nil {
			return fmt.Errorf("ambassador: %w", err)
		}
		return nil
	}
	found, err := peopleByEmail(ctx, tx, ps, "email", ps.email("email", address))
	if err != nil {
		return err
	}
	if len(found) == 1 {
		a.PersonID = found[0]
	}
	return nil
}

func (s *Store) storeAmbassador(ctx context.Context, tx bun.Tx, a *Ambassador) error {
	var err error
	if a.ID == uuid.Nil {
		a.ID = newID()
		_, err = tx.NewInsert().Model(a).Exec(ctx)
	} else if err = s.endTerm(ctx, tx, a.ID, a.EndsOn); err == nil {
		_, err = tx.NewUpdate().Model(a).Column("starts_on").WherePK().Exec(ctx)
	}
	if migrations.IsUnique(err) {
		return Problems{problem(Invalid, "email", "error.already_ambassador", nil)}
	}
	if err != nil {
		return fmt.Errorf("save ambassador: %w", err)
	}
	return nil
}

// inOffice selects the ids of the active people who are ambassador of the panel on this day.
func inOffice(db bun.IDB, panel uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	return officers(db, panel, day).Column("a.person_id")
}

// officers are the ambassadors of the panel, as alias a, who are active and in office on this day.
func officers(db bun.IDB, panel uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	return db.NewSelect().TableExpr("ambassadors AS a").Join("JOIN people AS who ON who.id = a.person_id AND who.active").
		Where("a.panel_id = ? AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", panel, day, day)
}

// Unanswered selects the ids of the active people in office on this day who sent nothing themselves in the round yet. What they typed and didn't send
// is no answer.
func Unanswered(db bun.IDB, c Cycle, day scheduler.Date) *bun.SelectQuery {
	return inOffice(db, c.PanelID, day).
		Where("NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.cycle_id = ? AND s.ambassador_id = a.id AND s.link_id IS NULL)", c.ID)
}

// Audience selects, as alias p, the active people whom the panel's digests are for and who want any, on this day. Which of them get a
// certain digest is dialogue's to say.
func Audience(db bun.IDB, p Panel, day scheduler.Date) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("people AS p").Where("p.active AND p.digest_wish <> ?", NoDigest)
	switch p.Audience {
	case ChosenUnits:
		q.Where("(p.unit_id IN (SELECT unit_id FROM panel_units WHERE panel_id = ?) OR p.id IN (?))", p.ID, inOffice(db, p.ID, day))
	case Constituencies:
		of := "SELECT id FROM ambassadors WHERE panel_id = ? AND starts_on <= ? AND (ends_on = '' OR ends_on >= ?)"
		q.Where("(p.unit_id IN (SELECT unit_id FROM constituency_units WHERE ambassador_id IN ("+of+")) OR "+
			"p.id IN (SELECT person_id FROM constituency_people WHERE ambassador_id IN ("+of+")) OR p.id IN (?))",
			p.ID, day, day, p.ID, day, day, inOffice(db, p.ID, day))
	}
	return q
}
