package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

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
		today, err := s.todayOf(ctx, tx, item)
		if err != nil {
			return err
		}
		if err := s.noteLate(ctx, tx, &item, today); err != nil {
			return err
		}
		item.State, item.AcknowledgedAt, item.TakenBy = ItemAcknowledged, bun.NullTime{Time: s.Clock()}, actor.PersonID()
		s.responded(&item)
		if _, err = tx.NewUpdate().Model(&item).Column("state", "acknowledged_at", "responded_at", "taken_by").WherePK().Exec(ctx); err != nil {
			return wrap("acknowledge", err)
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: WasAcknowledged, ServiceID: item.ServiceID})
		return err
	})
	return item, err
}

// GiveOutcome answers an item: changed, promised (with a day), explained or thanked. It writes, releases and publishes in one, as far as
// the actor and the panel let it: of who may not release it becomes a draft, and where the panel holds its answers it waits for the
// coordinator. Once it is published, everybody behind the item who can be reached is told. What somebody else wrote isn't replaced.
func (s *Store) GiveOutcome(ctx context.Context, actor panel.Actor, id uuid.UUID, in OutcomeInput) (Item, error) {
	return s.giveOutcome(ctx, actor, id, nil, in)
}

// SendAnswer is GiveOutcome for who saw this version of what was written before, and replaces it. Somebody else's later one is a Conflict,
// as in SaveAnswer.
func (s *Store) SendAnswer(ctx context.Context, actor panel.Actor, id uuid.UUID, version int, in OutcomeInput) (Item, error) {
	return s.giveOutcome(ctx, actor, id, &version, in)
}

func (s *Store) giveOutcome(ctx context.Context, actor panel.Actor, id uuid.UUID, version *int, in OutcomeInput) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		item, err = s.giveOutcomeIn(ctx, tx, actor, id, version, in)
		return err
	})
	return item, err
}

// giveOutcomeIn is GiveOutcome within a transaction. When it refuses, nothing has changed.
func (s *Store) giveOutcomeIn(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID, version *int, in OutcomeInput) (Item, error) {
	item, err := s.answerable(ctx, tx, actor, id)
	if err != nil {
		return item, err
	}
	if in, err = s.complete(ctx, tx, item, in); err != nil {
		return item, err
	}
	may, err := s.mayRelease(ctx, tx, actor, *item.ServiceID)
	if err != nil {
		return item, err
	}
	if !may {
		_, err = s.saveAnswer(ctx, tx, actor, &item, version, in, "")
		return item, err
	}
	there, err := s.mayWrite(ctx, tx, actor, item, version, in)
	if err != nil {
		return item, err
	}
	return item, s.release(ctx, tx, actor, &item, s.replacing(item.ID, there, actor, in, ""))
}

// complete is an answer as colleagues may read it: an outcome, words without anything left to fill in, and for a promise a day that can be.
func (s *Store) complete(ctx context.Context, tx bun.Tx, item Item, in OutcomeInput) (OutcomeInput, error) {
	today, err := s.todayOf(ctx, tx, item)
	if err != nil {
		return in, err
	}
	calendar, err := panel.CalendarIn(ctx, tx)
	if err != nil {
		return in, err
	}
	var ps panel.Problems
	in.Answer = ps.Text("answer", in.Answer, 1, answerAtMost)
	if blank := unfilled(in.Answer); blank != "" {
		ps.Add("answer", "error.fill_in", "Blank", blank)
	}
	if err := inOwnWords(ctx, tx, &ps, "answer", item, in.Answer); err != nil {
		return in, err
	}
	switch in.Outcome {
	case Changed, Explained, Thanked:
		in.DueOn = ""
	case Promised:
		checkDue(&ps, calendar, in.DueOn, today)
	default:
		ps.Add("outcome", "error.choose")
	}
	return in, ps.Err()
}

// publish gives an item the outcome that was written and released, and tells it.
func (s *Store) publish(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, in OutcomeInput) error {
	item.State, item.Outcome, item.Answer, item.AnsweredAt = HasOutcome, in.Outcome, in.Answer, bun.NullTime{Time: s.Clock()}
	item.ReadyAt, item.PausedOn = bun.NullTime{}, ""
	s.responded(item)
	_, err := tx.NewUpdate().Model(item).Column("state", "outcome", "answer", "answered_at", "responded_at", "ready_at", "paused_on").WherePK().Exec(ctx)
	if err != nil {
		return wrap("outcome", err)
	}
	if err := dropAnswer(ctx, tx, item.ID); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, item.Outcome, 1); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, tallyHandOvers, item.HandOvers); err != nil {
		return err
	}
	if err := tallyNorms(ctx, tx, *item, 1); err != nil {
		return err
	}
	if err := s.promise(ctx, tx, item, in.DueOn); err != nil {
		return err
	}
	return s.announce(ctx, tx, actor, item, Event{Kind: WasAnswered, Outcome: item.Outcome, DueOn: in.DueOn, Text: item.Answer})
}

// promise makes the promise of an item with that outcome.
func (s *Store) promise(ctx context.Context, tx bun.Tx, item *Item, due scheduler.Date) error {
	if item.Outcome != Promised {
		return nil
	}
	p := Promise{ID: newID(), ItemID: item.ID, ServiceID: *item.ServiceID, PanelID: item.PanelID, State: PromiseOpen, DueOn: due, FirstDueOn: due, CreatedAt: s.Clock()}
	_, err := tx.NewInsert().Model(&p).Exec(ctx)
	return wrap("promise", err)
}

// announce records an event that contributors are told about, and has each of them hear of it in their letter of the day: once per event.
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
	return s.tellOutcome(ctx, tx, e.ID, to)
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
