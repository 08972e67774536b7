package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// LastAct is what the actor did last with the contributions of a cycle, as long as it can be undone: nobody but the program did anything with
// its items since. Without one it is nil.
func (s *Store) LastAct(ctx context.Context, actor panel.Actor, cycle uuid.UUID) (*Act, error) {
	if any, err := actsOf(s.DB.NewSelect().TableExpr("acts AS ac"), actor, cycle).Exists(ctx); err != nil || !any { // most boards are only read
		return nil, wrap("act", err)
	}
	a, err := lastAct(ctx, s.DB, actor, cycle)
	if err != nil || a == nil || a.Overtaken {
		return nil, err
	}
	return a, nil
}

// actsOf are those of an actor that weren't undone.
func actsOf(q *bun.SelectQuery, actor panel.Actor, cycle uuid.UUID) *bun.SelectQuery {
	return q.Where("ac.cycle_id = ? AND ac.person_id = ? AND ac.undone_at IS NULL", cycle, actor.Person.ID)
}

// byTheBoard are the kinds of event that acts make; whether one of these is in the way is seen by the acts themselves.
var byTheBoard = []string{WasCreated, WasBundled, WasUnbundled, WasMerged, WasSplit, WasDissolved, WasRestored}

// lastAct reads it in one query, with whether it was overtaken: somebody did something with its items since, or whom it concerns had a
// letter. That the same coordinator gave a new item to its first service is no hindrance: it goes as a whole. Nor is what a merge did, which
// is undone by itself.
func lastAct(ctx context.Context, db bun.IDB, actor panel.Actor, cycle uuid.UUID) (*Act, error) {
	since := db.NewSelect().TableExpr("events AS e").ColumnExpr("1").Where("e.item_id IN (ac.item_id, ac.other_id) AND e.id > ac.id").
		Where("(e.person_id IS NOT NULL OR e.kind IN (?, ?))", WasClarified, WasResumed). // the latter moved its day
		Where("e.kind NOT IN (?)", bun.In(byTheBoard)).
		Where("NOT (e.kind IN (?, ?) AND e.other_id IS NOT NULL)", WasRouted, WasHandedOver).
		Where("NOT (ac.kind = ? AND e.kind = ? AND e.person_id = ac.person_id)", ActBundled, WasRouted)
	later := db.NewSelect().TableExpr("acts AS l").ColumnExpr("1").Where("l.id > ac.id AND l.undone_at IS NULL").
		Where("(l.item_id IN (ac.item_id, ac.other_id) OR l.other_id IN (ac.item_id, ac.other_id))")
	told := db.NewSelect().Model((*mail.Mail)(nil)).ColumnExpr("1").Where("m.kind = ? AND m.subject_id = ac.id AND m.state NOT IN (?)", mail.KindAcknowledged, bun.In(keptBack))
	var acts []Act
	err := actsOf(db.NewSelect().Model(&acts), actor, cycle).ColumnExpr("ac.*").Relation("Item").ColumnExpr("(EXISTS (?) OR EXISTS (?) OR EXISTS (?)) AS overtaken", since, later, told).
		ColumnExpr("(SELECT COUNT(*) FROM act_contributions AS acc WHERE acc.act_id = ac.id) AS count").Order("ac.id DESC").Limit(1).Scan(ctx)
	if err != nil || len(acts) == 0 {
		return nil, wrap("act", err)
	}
	return &acts[0], nil
}

// UndoLast takes back what the actor did last with the contributions of a cycle: everybody stands again where they stood. The timelines keep
// both.
func (s *Store) UndoLast(ctx context.Context, actor panel.Actor, cycle uuid.UUID) (Act, error) {
	var done Act
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := s.coordinated(ctx, tx, actor, cycle)
		if err != nil {
			return err
		}
		a, items, err := s.holdLast(ctx, tx, actor, cycle)
		if err != nil {
			return err
		}
		contributions, err := actContributions(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := s.undo(ctx, tx, actor, c, *a, items, contributions); err != nil {
			return err
		}
		a.UndoneAt = bun.NullTime{Time: s.Clock()}
		done = *a
		for _, co := range contributions {
			done.Of = append(done.Of, co.ID)
		}
		_, err = tx.NewUpdate().Model(a).Column("undone_at").WherePK().Exec(ctx)
		return wrap("undo", err)
	})
	return done, err
}

// holdLast holds what the actor did last, which nobody went on with.
func (s *Store) holdLast(ctx context.Context, tx bun.Tx, actor panel.Actor, cycle uuid.UUID) (*Act, []Item, error) {
	a, err := lastAct(ctx, tx, actor, cycle)
	if err != nil {
		return nil, nil, err
	}
	if a == nil {
		return nil, nil, panel.Refuse(panel.Conflict, "error.nothing_to_undo")
	}
	items, err := s.actItems(ctx, tx, *a)
	if err != nil {
		return nil, nil, err
	}
	if a, err = lastAct(ctx, tx, actor, cycle); err != nil { // as it is now that nobody else has them
		return nil, nil, err
	}
	switch {
	case a == nil || a.Overtaken && a.Kind != ActAcknowledged:
		return nil, nil, panel.Refuse(panel.Conflict, "error.undo_too_late")
	case a.Overtaken:
		return nil, nil, panel.Refuse(panel.Conflict, "error.undo_told")
	}
	return a, items, nil
}

// actItems holds the items of an act, the one that it is about first.
func (s *Store) actItems(ctx context.Context, tx bun.Tx, a Act) ([]Item, error) {
	if a.ItemID == nil {
		return nil, nil
	}
	items := make([]Item, 1, 2)
	var err error
	other := func() error {
		if a.OtherID == nil {
			return nil
		}
		o, err := s.item(ctx, tx, *a.OtherID)
		items = append(items, o)
		return err
	}
	first := a.OtherID != nil && a.OtherID.String() < a.ItemID.String() // held in the order of their ids
	if first {
		if err := other(); err != nil {
			return nil, err
		}
	}
	if items[0], err = s.item(ctx, tx, *a.ItemID); err != nil {
		return nil, err
	}
	if !first {
		err = other()
	}
	return items, err
}

// actContributions holds what an act was about.
func actContributions(ctx context.Context, tx bun.Tx, act uuid.UUID) ([]Contribution, error) {
	var of []Contribution
	q := tx.NewSelect().Model(&of).Column("id", "people", "cycle_id", "state", "item_id").
		Where("co.id IN (?)", tx.NewSelect().Table("act_contributions").Column("contribution_id").Where("act_id = ?", act))
	return of, wrap("undo", migrations.ForUpdate(q).Scan(ctx))
}

func (s *Store) undo(ctx context.Context, tx bun.Tx, actor panel.Actor, c panel.Cycle, a Act, items []Item, contributions []Contribution) error {
	switch a.Kind {
	case ActAcknowledged:
		if err := keepBack(ctx, tx, a.ID); err != nil {
			return err
		}
		return waitAgain(ctx, tx, contributions, func(co Contribution) bool { return co.State == Acknowledged })
	case ActBundled, ActAdded:
		return s.unbundle(ctx, tx, actor, a, &items[0], contributions)
	case ActSplit:
		return s.unsplit(ctx, tx, actor, a, &items[0], &items[1], c.Panel.SmallestGroup)
	}
	return s.unmerge(ctx, tx, actor, a, &items[0], &items[1], contributions)
}

// waitAgain lets contributions wait as before. One that isn't where it was left may be part of what somebody else did.
func waitAgain(ctx context.Context, tx bun.Tx, contributions []Contribution, left func(Contribution) bool) error {
	ids := make([]uuid.UUID, len(contributions))
	for i, co := range contributions {
		if !left(co) {
			return panel.Refuse(panel.Conflict, "error.undo_too_late")
		}
		ids[i] = co.ID
	}
	_, err := tx.NewUpdate().Table("contributions").Set("state = ?, item_id = NULL, reason = ''", Waiting).Where("id IN (?)", bun.In(ids)).Exec(ctx)
	if err != nil {
		return wrap("undo", err)
	}
	return countWaiting(ctx, tx, contributions, 1)
}

func (s *Store) unbundle(ctx context.Context, tx bun.Tx, actor panel.Actor, a Act, item *Item, contributions []Contribution) error {
	err := waitAgain(ctx, tx, contributions, func(co Contribution) bool { return co.ItemID != nil && *co.ItemID == item.ID })
	if err != nil {
		return err
	}
	item.Contributions -= len(contributions)
	item.People -= peopleIn(contributions)
	if a.Kind == ActBundled {
		item.PeopleShown = 0
		if err := saveCounts(ctx, tx, *item); err != nil {
			return err
		}
		return s.dissolve(ctx, tx, actor, item, nil, "")
	}
	was, err := a.was(item.ID)
	if err != nil {
		return err
	}
	item.PeopleShown = was.PeopleShown
	if err := saveCounts(ctx, tx, *item); err != nil {
		return err
	}
	_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasUnbundled})
	return err
}

// unsplit lets the part go up again in what it was split from.
func (s *Store) unsplit(ctx context.Context, tx bun.Tx, actor panel.Actor, a Act, item, part *Item, smallestGroup int) error {
	was, err := a.was(item.ID)
	if err != nil {
		return err
	}
	if _, err := moveAll(ctx, tx, part, item, smallestGroup); err != nil {
		return err
	}
	item.PeopleShown = was.PeopleShown
	if err := saveCounts(ctx, tx, *item); err != nil {
		return err
	}
	if err := s.dissolve(ctx, tx, actor, part, &item.ID, ""); err != nil {
		return err
	}
	_, err = s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasMerged, OtherID: &part.ID}.withDays(item))
	return err
}

// unmerge gives what went up in an item back to it, with everybody who came along.
func (s *Store) unmerge(ctx context.Context, tx bun.Tx, actor panel.Actor, a Act, item, gone *Item, contributions []Contribution) error {
	ids := make([]uuid.UUID, len(contributions))
	for i, co := range contributions {
		if co.ItemID == nil || *co.ItemID != item.ID {
			return panel.Refuse(panel.Conflict, "error.undo_too_late")
		}
		ids[i] = co.ID
	}
	if len(ids) > 0 {
		if _, err := tx.NewUpdate().Table("contributions").Set("item_id = ?", gone.ID).Where("id IN (?)", bun.In(ids)).Exec(ctx); err != nil {
			return wrap("undo", err)
		}
	}
	n := peopleIn(contributions)
	item.Contributions, item.People = item.Contributions-len(ids), item.People-n
	gone.Contributions, gone.People = len(ids), n
	had := item.ServiceID
	for _, i := range []*Item{item, gone} {
		if err := s.restore(ctx, tx, a, i); err != nil {
			return err
		}
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasUnbundled, OtherID: &gone.ID}.withDays(item)); err != nil {
		return err
	}
	if _, err := s.record(ctx, tx, actor, Event{ItemID: gone.ID, Kind: WasRestored, OtherID: &item.ID}); err != nil {
		return err
	}
	return s.tellRestored(ctx, tx, had, *item, *gone)
}

// restore gives an item back what a merge changed of it. A service that closed meanwhile can't have it back.
func (s *Store) restore(ctx context.Context, tx bun.Tx, a Act, item *Item) error {
	was, err := a.was(item.ID)
	if err != nil {
		return err
	}
	if was.ServiceID != nil {
		if _, err := openService(ctx, tx, *was.ServiceID); err != nil {
			return err
		}
	}
	was.again(item)
	_, err = tx.NewUpdate().Model(item).Column("state", "outcome", "dissolved_into", "service_id", "taken_by", "wanted_id", "hand_overs", "routed_at", "acknowledged_at",
		"arrived_on", "respond_on", "due_on", "late_on", "response_late_on", "contributions", "people", "people_shown").WherePK().Exec(ctx)
	return wrap("undo", err)
}

// tellRestored has the services hear of what came back to them.
func (s *Store) tellRestored(ctx context.Context, tx bun.Tx, had *uuid.UUID, items ...Item) error {
	for _, item := range items {
		if item.ServiceID == nil || sameService(item.ServiceID, had) && item.ID == items[0].ID {
			continue
		}
		if err := s.tellService(ctx, tx, item.ID, *item.ServiceID); err != nil {
			return err
		}
	}
	return nil
}
