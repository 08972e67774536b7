package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// absenceAtMost is how many days an absence lasts at most: who is away longer is no responder meanwhile.
const absenceAtMost = 366

// Absence is a time in which somebody is away. Their stand-in answers for the same services then, and what waits is told to the stand-in.
type Absence struct {
	bun.BaseModel `bun:"table:absences,alias:ab"`

	ID        uuid.UUID      `bun:"id,pk"`
	PersonID  uuid.UUID      `bun:"person_id"`
	StandInID *uuid.UUID     `bun:"stand_in_id"` // nil: the others of the service see to it
	FromOn    scheduler.Date `bun:"from_on"`
	UntilOn   scheduler.Date `bun:"until_on"` // the last day

	Person  *Person `bun:"rel:belongs-to,join:person_id=id"`
	StandIn *Person `bun:"rel:belongs-to,join:stand_in_id=id"`
}

// AbsenceInput is what somebody says of being away. StandIn is an address, or "".
type AbsenceInput struct {
	From, Until scheduler.Date
	StandIn     string
}

// Absences lists a person's absences that aren't over, and those in which the person stands in for somebody.
func (s *Store) Absences(ctx context.Context, person uuid.UUID) (own, standsIn []Absence, err error) {
	today, err := todayIn(ctx, s.DB, s.Clock())
	if err != nil {
		return nil, nil, fmt.Errorf("absences: %w", err)
	}
	var all []Absence
	err = s.DB.NewSelect().Model(&all).Relation("Person").Relation("StandIn").Where("ab.until_on >= ?", today).
		Where("(ab.person_id = ? OR ab.stand_in_id = ?)", person, person).Order("ab.from_on", "ab.id").Scan(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("absences: %w", err)
	}
	for _, a := range all {
		if a.PersonID == person {
			own = append(own, a)
		} else {
			standsIn = append(standsIn, a)
		}
	}
	return own, standsIn, nil
}

// SaveAbsence notes that the actor is away. A stand-in is in service and there all that time; the same absence twice is noted once.
func (s *Store) SaveAbsence(ctx context.Context, actor Actor, in AbsenceInput) (Absence, error) {
	a := Absence{ID: newID(), PersonID: actor.Person.ID, FromOn: in.From, UntilOn: in.Until}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		today, err := todayIn(ctx, tx, s.Clock())
		if err != nil {
			return err
		}
		var ps Problems
		ps.period(in, today)
		standIns, err := peopleByEmail(ctx, tx, &ps, "stand_in", in.StandIn)
		if err != nil {
			return err
		}
		switch {
		case len(standIns) > 1:
			ps.Add("stand_in", "error.one_stand_in")
		case len(standIns) == 1 && standIns[0] == a.PersonID:
			ps.Add("stand_in", "error.own_stand_in")
		case len(standIns) == 1:
			a.StandInID = &standIns[0]
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := holdPeople(ctx, tx, append(standIns, a.PersonID)); err != nil {
			return err
		}
		return saveAbsence(ctx, tx, &a)
	})
	if err != nil {
		return a, fmt.Errorf("save absence: %w", err)
	}
	return a, nil
}

// period checks the days of an absence.
func (ps *Problems) period(in AbsenceInput, today scheduler.Date) {
	if !in.From.Valid() {
		ps.Add("from_on", "error.date")
	}
	switch {
	case !in.Until.Valid():
		ps.Add("until_on", "error.date")
	case !in.From.Valid(): // nothing to compare with
	case in.Until < in.From:
		ps.Add("until_on", "error.absence_order")
	case in.Until < today:
		ps.Add("until_on", "error.absence_over")
	case in.Until > in.From.AddDays(absenceAtMost):
		ps.Add("until_on", "error.absence_long")
	}
}

// holdPeople holds these people, in one order, so that of two who name each other at once the second sees what the first said.
func holdPeople(ctx context.Context, tx bun.Tx, ids []uuid.UUID) error {
	_, err := migrations.ForUpdate(tx.NewSelect().Table("people").Column("id").Where("id IN (?)", bun.In(ids)).Order("id")).Exec(ctx)
	return err
}

// saveAbsence notes an absence unless its person or its stand-in is away in that time already.
func saveAbsence(ctx context.Context, tx bun.Tx, a *Absence) error {
	var others []Absence
	who := []uuid.UUID{a.PersonID}
	if a.StandInID != nil {
		who = append(who, *a.StandInID)
	}
	err := tx.NewSelect().Model(&others).Relation("Person").Where("ab.person_id IN (?) AND ab.from_on <= ? AND ab.until_on >= ?", bun.In(who), a.UntilOn, a.FromOn).Scan(ctx)
	if err != nil {
		return err
	}
	for _, o := range others {
		switch {
		case o.PersonID == a.PersonID && o.FromOn == a.FromOn && o.UntilOn == a.UntilOn && samePerson(o.StandInID, a.StandInID):
			*a = o
			return nil
		case o.PersonID == a.PersonID:
			return Problems{problem(Invalid, "from_on", "error.absence_twice", nil)}
		default:
			return Problems{problem(Invalid, "stand_in", "error.stand_in_away", []any{"Name", o.Person.Name})}
		}
	}
	_, err = tx.NewInsert().Model(a).Exec(ctx)
	return err
}

// EndAbsence takes an absence of the actor back: they are there again, or they don't go. Doing it twice is no error.
func (s *Store) EndAbsence(ctx context.Context, actor Actor, id uuid.UUID) error {
	_, err := s.DB.NewDelete().Model((*Absence)(nil)).Where("id = ? AND person_id = ?", id, actor.Person.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end absence: %w", err)
	}
	return nil
}

// awayOn are the people who are away on a day.
func awayOn(db bun.IDB, day scheduler.Date) *bun.SelectQuery {
	return db.NewSelect().TableExpr("absences AS aw").Column("aw.person_id").Where("aw.from_on <= ? AND aw.until_on >= ?", day, day)
}

// Answering selects who answers for which service on a day, as person_id and service_id: the responders who are there, and who stands in
// for the others. Who left is among them.
func Answering(db bun.IDB, day scheduler.Date) *bun.SelectQuery {
	own, standIns := answering(db, day)
	return own.Union(standIns)
}

// Releasing selects in the same way whose answers for a service go out: those whom it chose, and who stands in for them.
func Releasing(db bun.IDB, day scheduler.Date) *bun.SelectQuery {
	own, standIns := answering(db, day)
	return own.Where("r.releases").Union(standIns.Where("r.releases"))
}

func answering(db bun.IDB, day scheduler.Date) (own, standIns *bun.SelectQuery) {
	own = db.NewSelect().TableExpr("responders AS r").Column("r.person_id", "r.service_id").Where("r.person_id NOT IN (?)", awayOn(db, day))
	standIns = db.NewSelect().TableExpr("absences AS ab").Join("JOIN responders AS r ON r.person_id = ab.person_id").
		ColumnExpr("ab.stand_in_id AS person_id, r.service_id").
		Where("ab.stand_in_id IS NOT NULL AND ab.from_on <= ? AND ab.until_on >= ?", day, day).
		Where("ab.stand_in_id NOT IN (?)", awayOn(db, day))
	return own, standIns
}
