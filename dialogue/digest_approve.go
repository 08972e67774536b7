package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// SaveIntro keeps the coordinator's opening words while the digest is a draft.
func (s *Store) SaveIntro(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := s.saveIntro(ctx, tx, actor, id, introNL, introEN)
		return err
	})
}

func (s *Store) saveIntro(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID, introNL, introEN string) (Digest, error) {
	var d Digest
	err := migrations.ForUpdate(tx.NewSelect().Model(&d).Where("di.id = ?", id)).Scan(ctx)
	if isNone(err) {
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	if err != nil {
		return d, wrap("digest", err)
	}
	if !actor.CoordinatesPanel(d.PanelID) {
		return d, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	if d.State != DigestDraft {
		return d, panel.Refuse(panel.Conflict, "error.digest_approved")
	}
	var ps panel.Problems
	d.IntroNL, d.IntroEN = ps.Text("intro_nl", introNL, 0, 2000), ps.Text("intro_en", introEN, 0, 2000)
	if err := ps.Err(); err != nil {
		return d, err
	}
	if _, err = tx.NewUpdate().Model(&d).Column("intro_nl", "intro_en").WherePK().Exec(ctx); err != nil {
		return d, wrap("digest", err)
	}
	_, err = usedAnswer(tx, MailAnswerUsed).Where("subject_id = ? AND person_id = ?", d.ID, actor.Person.ID).Exec(ctx) // what came by mail stood in the form
	return d, wrap("digest", err)
}

// Approve freezes the digest as it stands and lets it go out. What is still unanswered stays in it as unanswered. It holds the panel, so
// that of two digests approved at once only one tells an outcome.
func (s *Store) Approve(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		d, err := s.saveIntro(ctx, tx, actor, id, introNL, introEN)
		if err != nil {
			return err
		}
		c, err := panel.CycleIn(ctx, tx, d.CycleID)
		if err != nil {
			return err
		}
		switch {
		case c.Phase == panel.Cancelled:
			return panel.Refuse(panel.Conflict, "error.cycle_cancelled")
		case c.Paused():
			return panel.Refuse(panel.Conflict, "error.cycle_paused")
		}
		if err := panel.HoldStanding(ctx, tx, d.PanelID); err != nil { // what is said outside a round is told too
			return err
		}
		p, err := panel.PanelIn(ctx, tx, d.PanelID)
		if err != nil {
			return err
		}
		entries, err := s.compile(ctx, tx, d, p)
		if err != nil {
			return err
		}
		if err := freeze(ctx, tx, d.ID, entries); err != nil {
			return err
		}
		d.State, d.Waiting, d.ApprovedAt, d.ApprovedBy = DigestSending, c.Waiting, bun.NullTime{Time: s.Clock()}, actor.PersonID()
		_, err = tx.NewUpdate().Model(&d).Column("state", "waiting", "approved_at", "approved_by").WherePK().Exec(ctx)
		return wrap("approve", err)
	})
}

// freeze keeps the entries, and notes on items and promises what these entries tell: an answer that came after they were compiled is for
// the next digest.
func freeze(ctx context.Context, tx bun.Tx, digest uuid.UUID, entries []Entry) error {
	for chunk := range slices.Chunk(entries, 200) {
		if _, err := tx.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return wrap("freeze", err)
		}
		answered := func(e Entry) bool { return e.Section != SectionUnanswered }
		ended := func(e Entry) bool { return e.Section == SectionKept || e.Section == SectionDropped }
		if err := markTold(ctx, tx, "items", "id", digest, chunk, answered); err != nil {
			return err
		}
		if err := markTold(ctx, tx, "promises", "item_id", digest, chunk, ended); err != nil {
			return err
		}
		if err := markRevised(ctx, tx, digest, chunk); err != nil {
			return err
		}
	}
	return nil
}

// markTold notes the digest on the rows of the entries that tell of them, unless an earlier one told it.
func markTold(ctx context.Context, tx bun.Tx, table, key string, digest uuid.UUID, entries []Entry, tells func(Entry) bool) error {
	var ids []uuid.UUID
	for _, e := range entries {
		if tells(e) {
			ids = append(ids, e.ItemID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Table(table).Set("told_in = ?", digest).Where("? IN (?) AND told_in IS NULL", bun.Ident(key), bun.In(ids)).Exec(ctx)
	return wrap("freeze", err)
}

// markRevised notes the digest on items that were revised, as far as it tells that very revision.
func markRevised(ctx context.Context, tx bun.Tx, digest uuid.UUID, entries []Entry) error {
	for _, e := range entries {
		if e.revisedAt.IsZero() || e.Section == SectionUnanswered {
			continue
		}
		_, err := tx.NewUpdate().Table("items").Set("revised_in = ?", digest).
			Where("id = ? AND revised_at = ? AND revised_in IS NULL", e.ItemID, e.revisedAt).Exec(ctx)
		if err != nil {
			return wrap("freeze", err)
		}
	}
	return nil
}
