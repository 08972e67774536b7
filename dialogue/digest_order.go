package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// MovePoint puts a point of a draft on a place in its section, 1 the first; a place past the end is the last. Doing it twice is harmless.
func (s *Store) MovePoint(ctx context.Context, actor panel.Actor, digest, item uuid.UUID, place int) error {
	if place < 1 {
		return panel.Problems{{Kind: panel.Invalid, Field: "place", Message: "error.digest_place"}}
	}
	return s.changeDraft(ctx, actor, digest, func(ctx context.Context, tx bun.Tx, d Digest) (bool, error) {
		p, err := panel.PanelIn(ctx, tx, d.PanelID)
		if err != nil {
			return false, err
		}
		entries, err := s.compile(ctx, tx, d, p)
		if err != nil {
			return false, err
		}
		at := slices.IndexFunc(entries, func(e Entry) bool { return e.ItemID == item })
		if at < 0 {
			return false, panel.Refuse(panel.NotFound, "error.digest_point_not_found")
		}
		section := DigestView{Entries: entries}.In(entries[at].Section)
		before := itemIDs(section)
		after := slices.DeleteFunc(slices.Clone(before), func(id uuid.UUID) bool { return id == item })
		after = slices.Insert(after, min(place-1, len(after)), item)
		if slices.Equal(before, after) {
			return false, nil
		}
		return true, s.saveOrder(ctx, tx, actor, d.ID, entries[at].Section, after)
	})
}

// RestoreOrder lets the points of a section of a draft stand as they come by themselves: what most people say first.
func (s *Store) RestoreOrder(ctx context.Context, actor panel.Actor, digest uuid.UUID, section string) error {
	return s.changeDraft(ctx, actor, digest, func(ctx context.Context, tx bun.Tx, d Digest) (bool, error) {
		done, err := tx.NewUpdate().Model((*DraftEdit)(nil)).Set("position = 0").Set("section = ''").
			Where("digest_id = ? AND section = ?", d.ID, section).Exec(ctx)
		if err != nil {
			return false, wrap("order", err)
		}
		n, err := done.RowsAffected()
		return n > 0, wrap("order", err)
	})
}

// OrderedSections are those sections of a draft of which a coordinator chose the order.
func (s *Store) OrderedSections(ctx context.Context, digest uuid.UUID) ([]string, error) {
	var sections []string
	err := s.DB.NewSelect().Model((*DraftEdit)(nil)).ColumnExpr("DISTINCT ed.section").Where("ed.digest_id = ? AND ed.position > 0", digest).Scan(ctx, &sections)
	return sections, wrap("order", err)
}

// saveOrder keeps the place of each point of a section, so that one that comes in later stands after them.
func (s *Store) saveOrder(ctx context.Context, tx bun.Tx, actor panel.Actor, digest uuid.UUID, section string, order []uuid.UUID) error {
	rows := make([]DraftEdit, len(order))
	for i, item := range order {
		rows[i] = DraftEdit{DigestID: digest, ItemID: item, Section: section, Position: i + 1, EditedBy: actor.PersonID(), EditedAt: s.Clock()}
	}
	for chunk := range slices.Chunk(rows, 200) {
		_, err := tx.NewInsert().Model(&chunk).On("CONFLICT (digest_id, item_id) DO UPDATE").Set("section = EXCLUDED.section").Set("position = EXCLUDED.position").Exec(ctx)
		if err != nil {
			return wrap("order", err)
		}
	}
	return nil
}

func itemIDs(entries []Entry) []uuid.UUID {
	ids := make([]uuid.UUID, len(entries))
	for i, e := range entries {
		ids[i] = e.ItemID
	}
	return ids
}
