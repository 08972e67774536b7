package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// OutcomeInput is a service's answer. DueOn is the day of a promise.
type OutcomeInput struct {
	Outcome string
	Answer  string
	DueOn   scheduler.Date
}

// AcknowledgeItem notes that a responder has seen the item and will see to it.
func (s *Store) AcknowledgeItem(ctx context.Context, actor panel.Actor, id uuid.UUID) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if item, err = s.accountable(ctx, tx, actor, id); err != nil {
			return err
		}
		if item.State != Routed {
			return panel.Refuse(panel.Conflict, "error.already_acknowledged")
		}
		item.State, item.AcknowledgedAt = ItemAcknowledged, bun.NullTime{Time: s.Clock()}
		s.responded(&item)
		if _, err = tx.NewUpdate().Model(&item).Column("state", "acknowledged_at", "responded_at").WherePK().Exec(ctx); err != nil {
			return wrap("acknowledge", err)
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: WasAcknowledged, ServiceID: item.ServiceID})
		return err
	})
	return item, err
}

// GiveOutcome answers an item: changed, promised (with a day), explained or thanked. Everybody behind it who can be reached is told.
func (s *Store) GiveOutcome(ctx context.Context, actor panel.Actor, id uuid.UUID, in OutcomeInput) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		item, err = s.giveOutcomeIn(ctx, tx, actor, id, in)
		return err
	})
	return item, err
}

// giveOutcomeIn is GiveOutcome within a transaction. When it refuses, nothing has changed.
func (s *Store) giveOutcomeIn(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID, in OutcomeInput) (Item, error) {
	item, err := s.accountable(ctx, tx, actor, id)
	if err != nil {
		return item, err
	}
	if item.State == HasOutcome {
		return item, panel.Refuse(panel.Conflict, "error.item_answered")
	}
	today, err := s.todayOf(ctx, tx, item)
	if err != nil {
		return item, err
	}
	calendar, err := panel.CalendarIn(ctx, tx)
	if err != nil {
		return item, err
	}
	var ps panel.Problems
	item.Outcome, item.Answer = in.Outcome, ps.Text("answer", in.Answer, 1, answerAtMost)
	switch in.Outcome {
	case Changed, Explained, Thanked:
		in.DueOn = ""
	case Promised:
		checkDue(&ps, calendar, in.DueOn, today)
	default:
		ps.Add("outcome", "error.choose")
	}
	if err = ps.Err(); err != nil {
		return item, err
	}
	return item, s.giveOutcome(ctx, tx, actor, &item, in.DueOn)
}

func (s *Store) giveOutcome(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, due scheduler.Date) error {
	item.State, item.AnsweredAt = HasOutcome, bun.NullTime{Time: s.Clock()}
	s.responded(item)
	if _, err := tx.NewUpdate().Model(item).Column("state", "outcome", "answer", "answered_at", "responded_at").WherePK().Exec(ctx); err != nil {
		return wrap("outcome", err)
	}
	if err := tally(ctx, tx, *item.ServiceID, item.Outcome, 1); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, tallyHandOvers, item.HandOvers); err != nil {
		return err
	}
	if item.Outcome == Promised {
		p := Promise{ID: newID(), ItemID: item.ID, ServiceID: *item.ServiceID, PanelID: item.PanelID, State: PromiseOpen, DueOn: due, FirstDueOn: due, CreatedAt: s.Clock()}
		if _, err := tx.NewInsert().Model(&p).Exec(ctx); err != nil {
			return wrap("promise", err)
		}
	}
	return s.announce(ctx, tx, actor, item, Event{Kind: WasAnswered, Outcome: item.Outcome, DueOn: due, Text: item.Answer})
}

// announce records an event that contributors are told about, and queues a letter to each of them: once per event.
func (s *Store) announce(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, e Event) error {
	e.ItemID, e.ServiceID = item.ID, item.ServiceID
	e, err := s.record(ctx, tx, actor, e)
	if err != nil {
		return err
	}
	contributors := tx.NewSelect().Table("contributions").Column("person_id").Where("item_id = ? AND person_id IS NOT NULL", item.ID)
	to, err := panel.Addressees(ctx, tx, contributors)
	if err != nil {
		return err
	}
	return s.queue(ctx, tx, mail.KindOutcome, e.ID, to)
}

// accountable reads and holds an item for whose service the actor answers.
func (s *Store) accountable(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Item, error) {
	item, err := s.item(ctx, tx, id)
	if err != nil {
		return item, err
	}
	if !actor.RespondsFor(item.ServiceID) {
		return item, panel.Refuse(panel.Forbidden, "error.responders_only")
	}
	if item.State == New {
		return item, panel.Refuse(panel.Conflict, "error.not_routed")
	}
	return item, nil
}

// todayOf is the current day in the time zone of the item's panel.
func (s *Store) todayOf(ctx context.Context, db bun.IDB, item Item) (scheduler.Date, error) {
	var p panel.Panel
	if err := db.NewSelect().Model(&p).Column("time_zone").Where("pa.id = ?", item.PanelID).Scan(ctx); err != nil {
		return "", wrap("panel", err)
	}
	return scheduler.DateOf(s.Clock(), p.Zone()), nil
}

// checkDue refuses a day that isn't one, lies behind us, more than two years ahead, or on a day that nobody works.
func checkDue(ps *panel.Problems, calendar scheduler.Calendar, due, today scheduler.Date) {
	switch {
	case !due.Valid():
		ps.Add("due_on", "error.date")
	case due <= today:
		ps.Add("due_on", "error.date_past")
	case due > today.AddDays(2*365):
		ps.Add("due_on", "error.date_far")
	case !calendar.IsWorkday(due):
		ps.Add("due_on", "error.date_not_workday", "Next", calendar.AddWorkdays(due, 0))
	}
}
