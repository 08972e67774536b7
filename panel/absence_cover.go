package panel

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// Manned selects the services for which somebody in service answers on a day.
func Manned(db bun.IDB, day scheduler.Date) *bun.SelectQuery {
	return db.NewSelect().TableExpr("(?) AS an", Answering(db, day)).Join("JOIN people AS p ON p.id = an.person_id AND p.active").Column("an.service_id")
}

// Uncovered are the names of the services of a person for which nobody answers on some day of an absence of theirs from today on.
func (s *Store) Uncovered(ctx context.Context, a Absence) ([]string, error) {
	today, err := todayIn(ctx, s.DB, s.Clock())
	if err != nil {
		return nil, fmt.Errorf("uncovered: %w", err)
	}
	from := max(a.FromOn, today)
	var others []Absence
	mine := s.DB.NewSelect().Table("responders").Column("service_id").Where("person_id = ?", a.PersonID)
	beside := s.DB.NewSelect().Table("responders").Column("person_id").Where("service_id IN (?)", mine)
	standIns := s.DB.NewSelect().Table("absences").Column("stand_in_id").Where("stand_in_id IS NOT NULL AND person_id IN (?)", beside)
	err = s.DB.NewSelect().Model(&others).Where("ab.from_on <= ? AND ab.until_on >= ?", a.UntilOn, from).
		Where("(ab.person_id IN (?) OR ab.person_id IN (?))", beside, standIns).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("uncovered: %w", err)
	}
	days := []scheduler.Date{from} // on which somebody goes or comes back
	for _, o := range others {
		days = append(days, o.FromOn, o.UntilOn.AddDays(1))
	}
	slices.Sort(days)
	var names []string
	for _, day := range slices.Compact(days) {
		if day < from || day > a.UntilOn {
			continue
		}
		found, err := s.unmannedOf(ctx, a.PersonID, day)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// unmannedOf are the names of the services of a person for which nobody answers on a day.
func (s *Store) unmannedOf(ctx context.Context, person uuid.UUID, day scheduler.Date) ([]string, error) {
	var names []string
	err := s.DB.NewSelect().TableExpr("services AS s").Column("s.name").Join("JOIN responders AS r ON r.service_id = s.id AND r.person_id = ?", person).
		Where("s.closed_at IS NULL AND s.id NOT IN (?)", Manned(s.DB, day)).Scan(ctx, &names)
	if err != nil {
		return nil, fmt.Errorf("unmanned: %w", err)
	}
	return names, nil
}
