package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// Approval is the form with which a draft is approved.
type Approval struct {
	IntroNL, IntroEN string
	SeenIntro        string // Digest.SeenIntro as its reader saw it, and
	SeenDraft        string // DigestView.SeenDraft; "" for who looked at nothing
}

// SeenIntro stands for the opening words.
func (d Digest) SeenIntro() string { return Seen(d.IntroNL, d.IntroEN) }

// SeenDraft stands for the points as a draft tells them, in its order. How late something is may pass meanwhile, and how many stand behind it.
func (v DigestView) SeenDraft() string { return seenDraft(v.Entries) }

func seenDraft(entries []Entry) string {
	var words []any
	for _, e := range entries {
		words = append(words, e.ItemID, e.Section, e.Title, e.Said, e.Service, e.Answer, e.DueOn, e.FirstDueOn, e.EarlierOn, e.Changed)
	}
	return Seen(words...)
}

// SaveIntro keeps the coordinator's opening words while the digest is a draft.
func (s *Store) SaveIntro(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	return s.SaveSeenIntro(ctx, actor, id, Approval{IntroNL: introNL, IntroEN: introEN})
}

// SaveSeenIntro is SaveIntro by somebody who saw the words there were. It refuses with Conflict when these were changed meanwhile.
func (s *Store) SaveSeenIntro(ctx context.Context, actor panel.Actor, id uuid.UUID, in Approval) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := s.saveIntro(ctx, tx, actor, id, in)
		return err
	})
}

// holdDraft is a digest that the actor may still change; its row is held.
func holdDraft(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Digest, error) {
	var d Digest
	err := migrations.ForUpdate(tx.NewSelect().Model(&d).Where("di.id = ?", id)).Scan(ctx)
	switch {
	case isNone(err):
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	case err != nil:
		return d, wrap("digest", err)
	case !actor.CoordinatesPanel(d.PanelID):
		return d, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	case d.State != DigestDraft:
		return d, panel.Refuse(panel.Conflict, "error.digest_approved")
	}
	return d, nil
}

func (s *Store) saveIntro(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID, in Approval) (Digest, error) {
	d, err := holdDraft(ctx, tx, actor, id)
	if err != nil {
		return d, err
	}
	var ps panel.Problems
	before := d.SeenIntro()
	d.IntroNL, d.IntroEN = ps.Text("intro_nl", in.IntroNL, 0, 2000), ps.Text("intro_en", in.IntroEN, 0, 2000)
	if err := ps.Err(); err != nil {
		return d, err
	}
	if changed := d.SeenIntro() != before; changed && in.SeenIntro != "" && in.SeenIntro != before {
		return d, panel.Refuse(panel.Conflict, "error.digest_intro_changed")
	} else if changed {
		if _, err = tx.NewUpdate().Model(&d).Column("intro_nl", "intro_en").WherePK().Exec(ctx); err != nil {
			return d, wrap("digest", err)
		}
		if err := s.withdrawApproval(ctx, tx, d.ID); err != nil {
			return d, err
		}
	}
	_, err = usedAnswer(tx, MailAnswerUsed).Where("subject_id = ? AND person_id = ?", d.ID, actor.Person.ID).Exec(ctx) // what came by mail stood in the form
	return d, wrap("digest", err)
}

// Approve is ApproveSeen by somebody who looked at nothing.
func (s *Store) Approve(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	_, err := s.ApproveSeen(ctx, actor, id, Approval{IntroNL: introNL, IntroEN: introEN})
	return err
}

// ApproveSeen freezes the digest as it stands and lets it go out, or asks a second person to do that where the panel wants one: then out is
// false. It refuses with Conflict when somebody changed the words since the actor saw them. What is still unanswered stays in it as
// unanswered. It holds the panel, so that of two digests approved at once only one tells an outcome.
func (s *Store) ApproveSeen(ctx context.Context, actor panel.Actor, id uuid.UUID, in Approval) (out bool, err error) {
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		d, err := s.saveIntro(ctx, tx, actor, id, in)
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
		entries, err := s.toLetOut(ctx, tx, &d, c)
		if err != nil {
			return err
		}
		seen := seenDraft(entries)
		if in.SeenDraft != "" && in.SeenDraft != seen {
			return panel.Refuse(panel.Conflict, "error.digest_changed")
		}
		if out, err = s.lastApprover(ctx, tx, actor, d, seen); err != nil || !out {
			return err
		}
		d.ApprovedBy = actor.PersonID()
		return s.letOut(ctx, tx, d, entries)
	})
	return out, err
}

// toLetOut is what a digest that is held tells when it goes out now.
func (s *Store) toLetOut(ctx context.Context, tx bun.Tx, d *Digest, c panel.Cycle) ([]Entry, error) {
	if err := panel.HoldStanding(ctx, tx, d.PanelID); err != nil { // what is said outside a round is told too
		return nil, err
	}
	p, err := panel.PanelIn(ctx, tx, d.PanelID)
	if err != nil {
		return nil, err
	}
	d.Panel, d.Cycle = &p, &c
	return s.compile(ctx, tx, *d, p)
}

// letOut freezes a digest with these entries and notes who let it go out: its ApprovedBy, or nobody when it goes ByItself.
func (s *Store) letOut(ctx context.Context, tx bun.Tx, d Digest, entries []Entry) error {
	if err := freeze(ctx, tx, d.ID, entries); err != nil {
		return err
	}
	if err := s.sayAround(ctx, tx, &d); err != nil {
		return err
	}
	d.State, d.Waiting, d.ApprovedAt = DigestSending, d.Cycle.Waiting, bun.NullTime{Time: s.Clock()}
	_, err := tx.NewUpdate().Model(&d).Column("state", "waiting", "approved_at", "approved_by", "by_itself", "people", "next_on", "next_nl", "next_en").WherePK().Exec(ctx)
	if err != nil {
		return wrap("approve", err)
	}
	return s.noteApproval(ctx, tx, d.ID, d.ApprovedBy, true)
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
		if err := keepTopics(ctx, tx, digest, chunk); err != nil {
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
	stands := "state = 'outcome'" // it may have been reopened since the entries were compiled
	if table == "promises" {
		stands = "NOT past"
	}
	_, err := tx.NewUpdate().Table(table).Set("told_in = ?", digest).Where("? IN (?) AND told_in IS NULL", bun.Ident(key), bun.In(ids)).Where(stands).Exec(ctx)
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
