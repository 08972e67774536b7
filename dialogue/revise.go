package dialogue

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// changedAtMost is how long the words may be that say what is different about a revised answer.
const changedAtMost = 1000

// Revise gives an item another outcome or answer than was told. Everybody who was told hears it again, with what is different, and the
// next digest tells it. A promise isn't revised: it is kept, moved or dropped. Of who may not release it becomes a draft, and where the panel
// holds its answers it waits for the coordinator; version is as in SaveAnswer.
func (s *Store) Revise(ctx context.Context, actor panel.Actor, id uuid.UUID, version int, in OutcomeInput, changed string) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.revisable(ctx, tx, actor, id); err != nil {
			return err
		}
		if in, changed, err = s.revision(ctx, tx, item, in, changed); err != nil {
			return err
		}
		may, err := s.mayRelease(ctx, tx, actor, *item.ServiceID)
		if err != nil {
			return err
		}
		if !may {
			_, err = s.saveAnswer(ctx, tx, actor, &item, &version, in, changed)
			return err
		}
		there, err := s.mayWrite(ctx, tx, actor, item, &version, in)
		if err != nil {
			return err
		}
		holds, err := holdsAnswers(ctx, tx, item)
		if err != nil {
			return err
		}
		if holds {
			return s.hold(ctx, tx, actor, &item, s.replacing(item.ID, there, actor, in, changed))
		}
		return s.revise(ctx, tx, actor, &item, in, changed)
	})
	return item, err
}

// revisable reads and holds an item whose outcome its service may revise.
func (s *Store) revisable(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Item, error) {
	item, err := s.accountable(ctx, tx, actor, id)
	switch {
	case err != nil:
		return item, err
	case item.State != HasOutcome:
		return item, panel.Refuse(panel.Conflict, "error.no_outcome_yet")
	case !item.Revisable():
		return item, panel.Refuse(panel.Conflict, "error.promise_not_revised")
	case !item.ReadyAt.IsZero():
		return item, panel.Refuse(panel.Conflict, "error.answer_ready")
	}
	return item, nil
}

// Revisable reports whether the item has an outcome that another one may take the place of.
func (i Item) Revisable() bool {
	return i.Outcome == Changed || i.Outcome == Explained || i.Outcome == Thanked
}

// revision is complete for a revised outcome: it differs, and says what is different.
func (s *Store) revision(ctx context.Context, tx bun.Tx, item Item, in OutcomeInput, changed string) (OutcomeInput, string, error) {
	in, err := s.complete(ctx, tx, item, in)
	ps := problemsOf(err)
	if err != nil && ps == nil {
		return in, "", err
	}
	changed = ps.Text("changed", changed, 1, changedAtMost)
	if blank := unfilled(changed); blank != "" {
		ps.Add("changed", "error.fill_in", "Blank", blank)
	}
	if err := inOwnWords(ctx, tx, &ps, "changed", item, changed); err != nil {
		return in, changed, err
	}
	if err == nil && in.Outcome == item.Outcome && in.Answer == item.Answer {
		ps.Add("answer", "error.same_answer")
	}
	return in, changed, ps.Err()
}

func (s *Store) revise(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, in OutcomeInput, changed string) error {
	if err := untally(ctx, tx, *item.ServiceID, item.Outcome); err != nil {
		return err
	}
	item.Outcome, item.Answer, item.RevisedAt, item.RevisedIn, item.ReadyAt = in.Outcome, in.Answer, bun.NullTime{Time: s.Clock()}, nil, bun.NullTime{}
	if _, err := tx.NewUpdate().Model(item).Column("outcome", "answer", "revised_at", "revised_in", "ready_at").WherePK().Exec(ctx); err != nil {
		return wrap("revise", err)
	}
	if err := dropAnswer(ctx, tx, item.ID); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, item.Outcome, 1); err != nil {
		return err
	}
	if err := s.promise(ctx, tx, item, in.DueOn); err != nil {
		return err
	}
	return s.announce(ctx, tx, actor, item, Event{Kind: WasRevised, Outcome: item.Outcome, DueOn: in.DueOn, Text: item.Answer, Why: changed})
}

// problemsOf is what is wrong with a form according to err; nil when that is something else.
func problemsOf(err error) panel.Problems {
	ps := panel.Problems{}
	if err == nil || errors.As(err, &ps) {
		return ps
	}
	return nil
}
