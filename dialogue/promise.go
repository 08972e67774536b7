package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Deliver ends a promise: it was done. The words tell the contributors what.
func (s *Store) Deliver(ctx context.Context, actor panel.Actor, item uuid.UUID, words string) error {
	return s.endPromise(ctx, actor, item, words, Delivered, WasDelivered)
}

// Drop ends a promise that won't be kept; the words explain why.
func (s *Store) Drop(ctx context.Context, actor panel.Actor, item uuid.UUID, words string) error {
	return s.endPromise(ctx, actor, item, words, Dropped, WasDropped)
}

func (s *Store) endPromise(ctx context.Context, actor panel.Actor, id uuid.UUID, words, state, event string) error {
	return s.changePromise(ctx, actor, id, func(ctx context.Context, tx bun.Tx, item *Item, p *Promise) error {
		var ps panel.Problems
		p.State, p.Ending, p.EndedAt = state, ps.Text("words", words, 1, 2000), bun.NullTime{Time: s.Clock()}
		if err := inOwnWords(ctx, tx, &ps, "words", *item, p.Ending); err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := tally(ctx, tx, p.ServiceID, state, 1); err != nil {
			return err
		}
		return s.savePromise(ctx, tx, actor, item, p, Event{Kind: event, DueOn: p.DueOn, Text: p.Ending})
	})
}

// Reschedule moves a promise to another day, for a reason. The first day stays visible.
func (s *Store) Reschedule(ctx context.Context, actor panel.Actor, id uuid.UUID, due scheduler.Date, reason string) error {
	return s.changePromise(ctx, actor, id, func(ctx context.Context, tx bun.Tx, item *Item, p *Promise) error {
		today, err := s.todayOf(ctx, tx, *item)
		if err != nil {
			return err
		}
		calendar, err := panel.CalendarIn(ctx, tx)
		if err != nil {
			return err
		}
		var ps panel.Problems
		reason = ps.Text("reason", reason, 1, 2000)
		if err := inOwnWords(ctx, tx, &ps, "reason", *item, reason); err != nil {
			return err
		}
		if due == p.DueOn {
			ps.Add("due_on", "error.same_date")
		} else {
			checkDue(&ps, calendar, due, today)
		}
		if err := ps.Err(); err != nil {
			return err
		}
		p.DueOn, p.Nudged, p.NudgedOn = due, 0, today // its letters begin again
		return s.savePromise(ctx, tx, actor, item, p, Event{Kind: WasRescheduled, DueOn: due, Text: reason})
	})
}

func (s *Store) changePromise(ctx context.Context, actor panel.Actor, id uuid.UUID, change func(context.Context, bun.Tx, *Item, *Promise) error) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.accountable(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		var p Promise
		err = migrations.ForUpdate(tx.NewSelect().Model(&p).Where("pr.item_id = ? AND NOT pr.past", id)).Scan(ctx)
		if isNone(err) {
			return panel.Refuse(panel.NotFound, "error.promise_not_found")
		}
		if err != nil {
			return wrap("promise", err)
		}
		if p.State != PromiseOpen {
			return panel.Refuse(panel.Conflict, "error.promise_ended")
		}
		return change(ctx, tx, &item, &p)
	})
}

func (s *Store) savePromise(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, p *Promise, e Event) error {
	if _, err := tx.NewUpdate().Model(p).Column("state", "due_on", "ending", "ended_at", "nudged", "nudged_on").WherePK().Exec(ctx); err != nil {
		return wrap("promise", err)
	}
	return s.announce(ctx, tx, actor, item, e)
}
