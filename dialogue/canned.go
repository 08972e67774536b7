package dialogue

import (
	"cmp"
	"context"
	"database/sql"
	"regexp"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// CannedText is a text that a service starts its answers from. What stands between [ and ] has to be filled in before an answer goes out.
type CannedText struct {
	bun.BaseModel `bun:"table:canned_texts,alias:ct"`

	ID        uuid.UUID    `bun:"id,pk"`
	ServiceID uuid.UUID    `bun:"service_id"`
	Name      string       `bun:"name"`
	Text      string       `bun:"text"`
	RemovedAt bun.NullTime `bun:"removed_at"`
}

// CannedTexts are those of a service by name.
func (s *Store) CannedTexts(ctx context.Context, service uuid.UUID) ([]CannedText, error) {
	var texts []CannedText
	err := s.DB.NewSelect().Model(&texts).Where("ct.service_id = ? AND ct.removed_at IS NULL", service).Order("ct.name", "ct.id").Scan(ctx)
	return texts, wrap("canned texts", err)
}

// CannedText reads one of a service; NotFound when it isn't there or was removed.
func (s *Store) CannedText(ctx context.Context, service, id uuid.UUID) (CannedText, error) {
	var t CannedText
	err := s.DB.NewSelect().Model(&t).Where("ct.id = ? AND ct.service_id = ? AND ct.removed_at IS NULL", id, service).Scan(ctx)
	if isNone(err) {
		return t, panel.Refuse(panel.NotFound, "error.canned_text_not_found")
	}
	return t, wrap("canned text", err)
}

// SaveCannedText adds a text (id uuid.Nil) or changes one. Its service's responders share them.
func (s *Store) SaveCannedText(ctx context.Context, actor panel.Actor, service, id uuid.UUID, name, text string) (CannedText, error) {
	t := CannedText{ID: id, ServiceID: service}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if !actor.RespondsFor(&service) {
			return panel.Refuse(panel.Forbidden, "error.responders_only")
		}
		var ps panel.Problems
		t.Name, t.Text = ps.Text("name", name, 1, 80), ps.Text("text", text, 1, answerAtMost)
		if err := ps.Err(); err != nil {
			return err
		}
		return putCannedText(ctx, tx, &t)
	})
	return t, err
}

// putCannedText gives a removed text that had the name back its place: names are unique within a service.
func putCannedText(ctx context.Context, tx bun.Tx, t *CannedText) error {
	_, err := tx.NewDelete().Model((*CannedText)(nil)).Where("service_id = ? AND name = ? AND removed_at IS NOT NULL", t.ServiceID, t.Name).Exec(ctx)
	if err != nil {
		return wrap("canned text", err)
	}
	var stored sql.Result
	if t.ID == uuid.Nil {
		t.ID = newID()
		stored, err = tx.NewInsert().Model(t).Exec(ctx)
	} else {
		stored, err = tx.NewUpdate().Model(t).Column("name", "text").Where("id = ? AND service_id = ? AND removed_at IS NULL", t.ID, t.ServiceID).Exec(ctx)
	}
	if migrations.IsUnique(err) {
		return panel.Problems{{Kind: panel.Invalid, Field: "name", Message: "error.name_taken"}}
	}
	if err != nil {
		return wrap("canned text", err)
	}
	if n, err := stored.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(wrap("canned text", err), error(panel.Refuse(panel.NotFound, "error.canned_text_not_found")))
	}
	return nil
}

// RemoveCannedText takes a text away. Twice is no error.
func (s *Store) RemoveCannedText(ctx context.Context, actor panel.Actor, service, id uuid.UUID) error {
	if !actor.RespondsFor(&service) {
		return panel.Refuse(panel.Forbidden, "error.responders_only")
	}
	_, err := s.DB.NewUpdate().Model((*CannedText)(nil)).Set("removed_at = ?", s.Clock()).
		Where("id = ? AND service_id = ? AND removed_at IS NULL", id, service).Exec(ctx)
	return wrap("canned text", err)
}

var toFillIn = regexp.MustCompile(`\[[^\[\]\n]*\pL[^\[\]\n]*\]`)

// unfilled is the first blank that still has to be filled in, with its brackets; "" for none. Brackets without a letter, as of a
// reference [1], are no blank.
func unfilled(text string) string { return toFillIn.FindString(text) }
