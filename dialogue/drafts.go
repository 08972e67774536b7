package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// SaveDraft keeps the form as it is typed so far, whatever is in it.
func (s *Store) SaveDraft(ctx context.Context, actor panel.Actor, cycle uuid.UUID, form []byte) error {
	return s.saveDraft(ctx, s.DB, actor, cycle, form, "drafts")
}

func (s *Store) saveDraft(ctx context.Context, db bun.IDB, actor panel.Actor, cycle uuid.UUID, form []byte, table string) error {
	if len(form) > 200_000 {
		return panel.Refuse(panel.Invalid, "error.draft_too_long")
	}
	if _, _, err := s.collecting(ctx, db, actor, cycle); err != nil {
		return err
	}
	d := Draft{CycleID: cycle, PersonID: actor.Person.ID, Form: form, UpdatedAt: s.Clock()}
	_, err := db.NewInsert().Model(&d).ModelTableExpr(table).On("CONFLICT (cycle_id, person_id) DO UPDATE").
		Set("form = EXCLUDED.form, updated_at = EXCLUDED.updated_at").Exec(ctx)
	return wrap("draft", err)
}

// Draft reads the actor's draft for a cycle; one without a Form when there is none.
func (s *Store) Draft(ctx context.Context, actor panel.Actor, cycle uuid.UUID) (Draft, error) {
	return s.draft(ctx, actor, cycle, "drafts")
}

func (s *Store) draft(ctx context.Context, actor panel.Actor, cycle uuid.UUID, table string) (Draft, error) {
	var d Draft
	err := s.DB.NewSelect().Model(&d).ModelTableExpr(table+" AS d").Where("d.cycle_id = ? AND d.person_id = ?", cycle, actor.Person.ID).Scan(ctx)
	if isNone(err) {
		return Draft{CycleID: cycle, PersonID: actor.Person.ID}, nil
	}
	return d, wrap("draft", err)
}
