package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Reopen brings back, once, an item of which somebody said that its outcome didn't help: it has no outcome any more, its clock starts anew
// today, and its service hears of it with these words. Until it is answered again it stands in each digest as unanswered; the new outcome is
// told once to everybody. A promise that ended stays what it was. The item of a service that closed goes to the coordinator, who routes it.
func (s *Store) Reopen(ctx context.Context, actor panel.Actor, id uuid.UUID, words string) (Item, error) {
	var item Item
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		var ps panel.Problems
		if item, err = s.unhelped(ctx, tx, actor, id); err != nil {
			return err
		}
		if words = ps.Text("words", words, 1, 1000); len(ps) > 0 {
			return ps
		}
		switch {
		case !item.ReopenedAt.IsZero():
			return panel.Refuse(panel.Conflict, "error.reopened_before")
		case !item.ReadyAt.IsZero():
			return panel.Refuse(panel.Conflict, "error.answer_ready")
		}
		return s.reopen(ctx, tx, actor, &item, words)
	})
	return item, err
}

// LeaveHeard notes that a coordinator read that an item's outcome didn't help somebody, and leaves it as it is: the timeline says why to
// everybody who may read it. The next "no" asks for attention again, until the item was reopened.
func (s *Store) LeaveHeard(ctx context.Context, actor panel.Actor, id uuid.UUID, words string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.unhelped(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		var ps panel.Problems
		if words = ps.Text("words", words, 1, 1000); len(ps) > 0 {
			return ps
		}
		if err := seen(ctx, tx, id); err != nil {
			return err
		}
		_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasLeft, ServiceID: item.ServiceID, Text: words})
		return err
	})
}

// unhelped reads and holds an item of the coordinator's of which somebody said that its outcome, as it stands, didn't help.
func (s *Store) unhelped(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Item, error) {
	item, err := s.item(ctx, tx, id)
	if err != nil {
		return item, err
	}
	if !actor.CoordinatesPanel(item.PanelID) {
		return item, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	told, err := tellingEvents(ctx, tx, id)
	if err != nil {
		return item, err
	}
	event, ended := told[id]
	if !ended {
		return item, panel.Refuse(panel.Conflict, "error.no_outcome_yet")
	}
	no, err := tx.NewSelect().Model((*Heard)(nil)).Where("hc.event_id = ? AND NOT hc.helped", event.ID).Exists(ctx)
	if err == nil && !no {
		return item, panel.Refuse(panel.Conflict, "error.nobody_unhelped")
	}
	return item, wrap("heard checks", err)
}

func seen(ctx context.Context, tx bun.Tx, item uuid.UUID) error {
	_, err := tx.NewUpdate().Model((*heardFigure)(nil)).Set("attend = ?", false).Where("item_id = ?", item).Exec(ctx)
	return wrap("attend", err)
}

func (s *Store) reopen(ctx context.Context, tx bun.Tx, actor panel.Actor, item *Item, words string) error {
	if err := untallyOutcome(ctx, tx, *item); err != nil {
		return err
	}
	if err := seen(ctx, tx, item.ID); err != nil {
		return err
	}
	if _, err := tx.NewUpdate().Model((*Promise)(nil)).Set("past = ?", true).Where("item_id = ?", item.ID).Exec(ctx); err != nil {
		return wrap("reopen", err)
	}
	if _, err := tx.NewUpdate().Model((*ItemAnswer)(nil)).Set("changed = ''").Where("item_id = ?", item.ID).Exec(ctx); err != nil {
		return wrap("reopen", err) // a revision that somebody was writing is the draft of the new answer
	}
	if _, err := tx.NewDelete().Model((*Help)(nil)).Where("item_id = ? AND given_at IS NULL", item.ID).Exec(ctx); err != nil {
		return wrap("reopen", err)
	}
	today, err := s.todayOf(ctx, tx, *item)
	if err != nil {
		return err
	}
	now := bun.NullTime{Time: s.Clock()}
	service, err := panel.ServiceIn(ctx, tx, *item.ServiceID)
	if err != nil {
		return err
	}
	item.again(now, today)
	if !service.ClosedAt.IsZero() {
		item.State, item.ServiceID, item.RoutedAt = New, nil, bun.NullTime{}
	}
	if _, err := tx.NewUpdate().Model(item).Column("state", "outcome", "answer", "service_id", "routed_at", "acknowledged_at", "responded_at", "answered_at", "revised_at",
		"revised_in", "told_in", "told_before", "reopened_at", "taken_by", "wanted_id", "paused_on", "paused_days", "late_on", "looked_on", "response_late_on",
		"nudged", "nudged_on", "response_nudged", "response_nudged_on").WherePK().Exec(ctx); err != nil {
		return wrap("reopen", err)
	}
	if err := s.arrive(ctx, tx, item); err != nil {
		return err
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasReopened, ServiceID: item.ServiceID, Text: words}.withDays(item)); err != nil || item.ServiceID == nil {
		return err
	}
	return s.tellService(ctx, tx, item.ID, *item.ServiceID)
}

// again makes of an item with an outcome one that came to its service now.
func (i *Item) again(now bun.NullTime, today scheduler.Date) {
	none := bun.NullTime{}
	i.State, i.Outcome, i.Answer, i.TakenBy, i.WantedID = Routed, "", "", nil, nil
	i.RoutedAt, i.ReopenedAt = now, now
	i.AcknowledgedAt, i.RespondedAt, i.AnsweredAt, i.RevisedAt = none, none, none, none
	i.ToldBefore, i.ToldIn, i.RevisedIn = i.ToldIn, nil, nil
	i.ArrivedOn, i.RespondOn, i.DueOn = today, "", ""
	i.PausedOn, i.PausedDays, i.LateOn, i.ResponseLateOn, i.LookedOn = "", 0, "", "", ""
	i.Nudged, i.NudgedOn, i.ResponseNudged, i.ResponseNudgedOn = 0, "", 0, ""
}

// untallyOutcome takes an item away of what its service did: it is counted when it is answered again.
func untallyOutcome(ctx context.Context, tx bun.Tx, item Item) error {
	if err := untally(ctx, tx, *item.ServiceID, item.Outcome); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, tallyHandOvers, -item.HandOvers); err != nil {
		return err
	}
	return tallyNorms(ctx, tx, item, -1)
}

// reopenings are the events by which items were reopened, by item.
func reopenings(ctx context.Context, db bun.IDB, of tellings) (map[uuid.UUID]uuid.UUID, error) {
	items := []uuid.UUID{uuid.Nil}
	for _, t := range of {
		items = append(items, t.item.ID)
	}
	var events []Event
	err := db.NewSelect().Model(&events).Column("id", "item_id").Where("e.item_id IN (?) AND e.kind = ?", bun.In(items), WasReopened).Scan(ctx)
	again := map[uuid.UUID]uuid.UUID{}
	for _, e := range events {
		again[e.ItemID] = e.ID
	}
	return again, wrap("reopenings", err)
}
