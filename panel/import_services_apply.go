package panel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// apply compares with the services there are. Bad lines of the file and unknown responders come out in one run.
func (f *servicesFile) apply(ctx context.Context, tx bun.Tx, s *Store) error {
	var existing []Service
	if err := tx.NewSelect().Model(&existing).Scan(ctx); err != nil {
		return fmt.Errorf("services: %w", err)
	}
	byName := map[string]Service{}
	for _, e := range existing {
		byName[strings.ToLower(e.Name)] = e
	}
	for _, in := range f.services {
		ids, err := f.people(ctx, tx, in.line, useResponders, in.responders)
		if err != nil {
			return err
		}
		if in.service.OwnerID, err = f.owner(ctx, tx, in); err != nil {
			return err
		}
		old, known := byName[strings.ToLower(in.service.Name)]
		if !known && !f.has(useResponders) {
			f.refuse(in.line, useResponders, "a new service needs at least one responder")
		}
		if f.report.Bad > 0 {
			continue // go on looking, change nothing
		}
		if !known {
			err = f.add(ctx, tx, s, in, ids)
		} else {
			err = f.change(ctx, tx, old, in, ids)
		}
		if err != nil {
			return fmt.Errorf("service %q: %w", in.service.Name, err)
		}
	}
	if f.report.Bad > 0 {
		return ErrBadLines
	}
	return nil
}

// people finds those with these addresses, in the order of their ids.
func (f *servicesFile) people(ctx context.Context, tx bun.Tx, line int, use string, addresses []string) ([]uuid.UUID, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	var found []Person
	err := tx.NewSelect().Model(&found).Column("id", "email").Where("email IN (?) AND active", bun.In(addresses)).Order("id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", use, err)
	}
	known := map[string]bool{}
	var ids []uuid.UUID
	for _, p := range found {
		known[p.Email] = true
		ids = append(ids, p.ID)
	}
	for _, address := range addresses {
		if !known[address] {
			f.refuse(line, use, fmt.Sprintf("nobody in service has the address %s", address))
		}
	}
	return ids, nil
}

// owner finds who the file names, nil for nobody.
func (f *servicesFile) owner(ctx context.Context, tx bun.Tx, in importedService) (*uuid.UUID, error) {
	if in.owner == "" {
		return nil, nil
	}
	found, err := f.people(ctx, tx, in.line, useOwner, []string{in.owner})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (f *servicesFile) add(ctx context.Context, tx bun.Tx, s *Store, in importedService, responders []uuid.UUID) error {
	in.service.ID, in.service.CreatedAt = newID(), s.Clock()
	if in.service.NormDays == 0 {
		in.service.NormDays = defaultNorm
	}
	if in.service.RespondDays == 0 {
		in.service.RespondDays = UsualResponse
	}
	if _, err := tx.NewInsert().Model(&in.service).Exec(ctx); err != nil {
		return err
	}
	f.report.Added++
	return replaceLinks(ctx, tx, "responders", "service_id", in.service.ID, "person_id", responders)
}

func (f *servicesFile) change(ctx context.Context, tx bun.Tx, old Service, in importedService, responders []uuid.UUID) error {
	was := old
	old.Name = in.service.Name
	if f.has(usePurpose) {
		old.Purpose = in.service.Purpose
	}
	if f.has(useExpectation) {
		old.Expectation = in.service.Expectation
	}
	if f.has(useWords) {
		old.Words = in.service.Words
	}
	if f.has(useWorkingOn) {
		old.WorkingOn = in.service.WorkingOn
	}
	if f.has(usePriorities) {
		old.Priorities = in.service.Priorities
	}
	if in.service.RespondDays != 0 {
		old.RespondDays = in.service.RespondDays
	}
	if in.service.NormDays != 0 {
		old.NormDays = in.service.NormDays
	}
	newOwner := f.has(useOwner) && !samePerson(old.OwnerID, in.service.OwnerID)
	if newOwner {
		old.OwnerID = in.service.OwnerID
	}
	old.ClosedAt = bun.NullTime{}
	var now []uuid.UUID
	if err := tx.NewSelect().Table("responders").Column("person_id").Where("service_id = ?", old.ID).Order("person_id").Scan(ctx, &now); err != nil {
		return err
	}
	newResponders := f.has(useResponders) && !slices.Equal(now, responders)
	switch {
	case !was.ClosedAt.IsZero():
		f.report.Reactivated++
	case was != old || newOwner || newResponders:
		f.report.Changed++
	default:
		f.report.Unchanged++
		return nil
	}
	if _, err := tx.NewUpdate().Model(&old).Column("name", "purpose", "expectation", "words", "working_on", "priorities", "norm_days", "respond_days", "owner_id", "closed_at").WherePK().Exec(ctx); err != nil {
		return err
	}
	if !newResponders {
		return nil
	}
	return replaceLinks(ctx, tx, "responders", "service_id", old.ID, "person_id", responders)
}

func samePerson(a, b *uuid.UUID) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
