package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ItemAnswer is an answer that colleagues can't read yet: a draft, or released by its service and waiting to be published. Of an item
// that has its outcome it is a revision. It is gone once it is published; the timeline keeps all that was ever written. When its item goes up
// in another one it stays, see MergedDrafts.
type ItemAnswer struct {
	bun.BaseModel `bun:"table:item_answers,alias:ia"`

	ItemID     uuid.UUID      `bun:"item_id,pk"`
	Outcome    string         `bun:"outcome"` // "" while it isn't chosen
	Answer     string         `bun:"answer"`
	DueOn      scheduler.Date `bun:"due_on"`
	Changed    string         `bun:"changed"` // of a revision: what is different
	Version    int            `bun:"version"` // grows with each writing
	WrittenBy  *uuid.UUID     `bun:"written_by"`
	WrittenAt  time.Time      `bun:"written_at"`
	ReleasedBy *uuid.UUID     `bun:"released_by"`
	ReleasedAt bun.NullTime   `bun:"released_at"`

	Writer   *panel.Person `bun:"rel:belongs-to,join:written_by=id"`
	Releaser *panel.Person `bun:"rel:belongs-to,join:released_by=id"`
	Item     *Item         `bun:"rel:belongs-to,join:item_id=id"`
}

// Written reports whether anything is written; without that only Version says something.
func (a ItemAnswer) Written() bool { return a.ItemID != uuid.Nil }

// SaveAnswer keeps a draft, or of an item with an outcome the draft of a revision with what is different. version is that of the answer
// which the writer had before them. When somebody else wrote since, it is refused as a Conflict and theirs stays: AnswerOf gives it, with
// the version that replaces it.
func (s *Store) SaveAnswer(ctx context.Context, actor panel.Actor, id uuid.UUID, version int, in OutcomeInput) (ItemAnswer, error) {
	var a ItemAnswer
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.answerable(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		a, err = s.saveAnswer(ctx, tx, actor, &item, &version, in, "")
		return err
	})
	return a, err
}

// saveAnswer keeps a draft of an answer or a revision; a nil version replaces the writer's own draft and nobody else's.
func (s *Store) saveAnswer(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, version *int, in OutcomeInput, changed string) (ItemAnswer, error) {
	there, err := s.mayWrite(ctx, tx, actor, *item, version, in)
	if err != nil {
		return there, err
	}
	var ps panel.Problems
	a := ItemAnswer{ItemID: item.ID, Outcome: in.Outcome, Answer: ps.Text("answer", in.Answer, 1, answerAtMost), Changed: ps.Text("changed", changed, 0, changedAtMost),
		Version: there.Version + 1, WrittenBy: actor.PersonID(), WrittenAt: s.Clock()}
	switch {
	case in.Outcome == Promised && in.DueOn.Valid():
		a.DueOn = in.DueOn
	case in.Outcome != "" && !isOutcome(in.Outcome):
		ps.Add("outcome", "error.choose")
	}
	if err := ps.Err(); err != nil {
		return there, err
	}
	if there.says(a) && isSame(there.WrittenBy, a.WrittenBy) {
		return there, nil // the same form once more
	}
	if err := putAnswer(ctx, tx, a); err != nil {
		return there, err
	}
	_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasDrafted, ServiceID: item.ServiceID, Outcome: a.Outcome, DueOn: a.DueOn, Text: a.Answer, Why: a.Changed})
	return a, err
}

// mayWrite reads what is written and refuses to replace what the writer didn't see.
func (s *Store) mayWrite(ctx context.Context, tx bun.Tx, actor panel.Actor, item Item, version *int, in OutcomeInput) (ItemAnswer, error) {
	there, err := answerIn(ctx, tx, item.ID)
	if err != nil {
		return there, err
	}
	own := there.Written() && isSame(there.WrittenBy, actor.PersonID())
	switch {
	case version == nil && (own || !there.Written()), version != nil && *version == there.Version:
		return there, nil
	case own && there.Answer == in.Answer && there.Outcome == in.Outcome: // the form that was saved already
		return there, nil
	}
	return there, panel.Refuse(panel.Conflict, "error.answer_written")
}

// replacing is the answer or revision that takes the place of what is there. A colleague's draft that goes out as it is stays theirs.
func (s *Store) replacing(item uuid.UUID, there ItemAnswer, actor panel.Actor, in OutcomeInput, changed string) ItemAnswer {
	a := ItemAnswer{ItemID: item, Outcome: in.Outcome, Answer: in.Answer, DueOn: in.DueOn, Changed: changed, Version: there.Version + 1,
		WrittenBy: actor.PersonID(), WrittenAt: s.Clock()}
	if there.says(a) {
		a.WrittenBy, a.WrittenAt = there.WrittenBy, there.WrittenAt
	}
	return a
}

// AnswerOf is what is written of an answer to an item. Without anything only its Version is set, to be given with the first writing.
func (s *Store) AnswerOf(ctx context.Context, item uuid.UUID) (ItemAnswer, error) {
	return answerIn(ctx, s.DB, item)
}

// answerIn reads what is written. Before anything is, the version counts the answers that were told: so a revision of what somebody
// revised meanwhile is noticed too.
func answerIn(ctx context.Context, db bun.IDB, item uuid.UUID) (ItemAnswer, error) {
	var a ItemAnswer
	err := db.NewSelect().Model(&a).Relation("Writer").Relation("Releaser").Where("ia.item_id = ?", item).Scan(ctx)
	if !isNone(err) {
		return a, wrap("answer", err)
	}
	told, err := db.NewSelect().Model((*Event)(nil)).Where("e.item_id = ? AND e.kind IN (?, ?)", item, WasAnswered, WasRevised).Count(ctx)
	return ItemAnswer{Version: int(told)}, wrap("answer", err)
}

// MergedDrafts are the answers that were written to what went up in an item, with that Item. They wait there for who answers this one.
func (s *Store) MergedDrafts(ctx context.Context, item uuid.UUID) ([]ItemAnswer, error) {
	var drafts []ItemAnswer
	q := s.DB.NewSelect().Model(&drafts).Relation("Writer").Relation("Item")
	err := withLineage(s.DB, q, []uuid.UUID{item}).Join("JOIN lineage AS l ON l.id = ia.item_id AND l.id <> l.root").Order("ia.written_at", "ia.item_id").Scan(ctx)
	return drafts, wrap("merged drafts", err)
}

func putAnswer(ctx context.Context, tx bun.Tx, a ItemAnswer) error {
	_, err := tx.NewInsert().Model(&a).On("CONFLICT (item_id) DO UPDATE").
		Set("outcome = EXCLUDED.outcome, answer = EXCLUDED.answer, due_on = EXCLUDED.due_on, changed = EXCLUDED.changed, version = EXCLUDED.version").
		Set("written_by = EXCLUDED.written_by, written_at = EXCLUDED.written_at, released_by = EXCLUDED.released_by, released_at = EXCLUDED.released_at").Exec(ctx)
	return wrap("answer", err)
}

func dropAnswer(ctx context.Context, tx bun.Tx, item uuid.UUID) error {
	_, err := tx.NewDelete().Model((*ItemAnswer)(nil)).Where("item_id = ?", item).Exec(ctx)
	return wrap("answer", err)
}

// answerable reads and holds an item to which the actor may still write an answer.
func (s *Store) answerable(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Item, error) {
	item, err := s.accountable(ctx, tx, actor, id)
	switch {
	case err != nil:
		return item, err
	case item.State == HasOutcome:
		return item, panel.Refuse(panel.Conflict, "error.item_answered")
	case !item.ReadyAt.IsZero():
		return item, panel.Refuse(panel.Conflict, "error.answer_ready")
	}
	return item, nil
}

func (a ItemAnswer) input() OutcomeInput { return OutcomeInput{a.Outcome, a.Answer, a.DueOn} }

func (a ItemAnswer) says(b ItemAnswer) bool {
	return a.Written() && a.input() == b.input() && a.Changed == b.Changed
}

func isSame(a, b *uuid.UUID) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func isOutcome(o string) bool { return o == Changed || o == Promised || o == Explained || o == Thanked }

// holdAnswer reads and holds what is written about an item.
func holdAnswer(ctx context.Context, tx bun.Tx, item uuid.UUID) (ItemAnswer, error) {
	var a ItemAnswer
	err := migrations.ForUpdate(tx.NewSelect().Model(&a).Where("ia.item_id = ?", item)).Scan(ctx)
	if isNone(err) {
		return a, panel.Refuse(panel.Conflict, "error.answer_gone")
	}
	return a, wrap("answer", err)
}
