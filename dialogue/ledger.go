package dialogue

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// LedgerLine is a promise of a service as a reader may know it. Dates are the events that named its day, the first first: when it moved,
// the days before stay to be seen. Inside says that the reader may know all of its point; Digest is the last that told of it, uuid.Nil for none.
type LedgerLine struct {
	Promise
	Item   Item
	Dates  []Event
	Inside bool
	Digest uuid.UUID
}

// LedgerStates are the parts of a ledger, in the order of reading.
var LedgerStates = []string{PromiseOpen, Delivered, Dropped}

// tellsPromise are the sections of a digest that tell of a promise.
var tellsPromise = []string{Promised, SectionOpenPromise, SectionKept, SectionDropped}

// Ledger reads up to limit promises of a service in one of the LedgerStates, after one of them: those that run by their day, those that
// ended from the last on. Who answers for the service, runs the point's panel or manages sees all of it. Everybody else sees what a digest
// told, as that said it.
func (s *Store) Ledger(ctx context.Context, actor panel.Actor, service uuid.UUID, state string, after uuid.UUID, limit int) ([]LedgerLine, error) {
	var promises []Promise
	q := s.DB.NewSelect().Model(&promises).Where("pr.service_id = ?", service).Limit(int64(limit))
	mine := slices.AppendSeq([]uuid.UUID{uuid.Nil}, maps.Keys(actor.Coordinates))
	inside := "pr.panel_id IN (?)"
	told := "EXISTS (SELECT 1 FROM digest_entries de JOIN digests di ON di.id = de.digest_id WHERE de.item_id = pr.item_id AND de.section IN (?)" +
		" AND di.approved_at >= pr.created_at)" // of this promise, and not of one from before its point was reopened
	switch {
	case actor.RespondsFor(&service) || actor.Manages():
		q.Where("pr.state = ?", state)
	case state == PromiseOpen:
		q.Where("("+inside+" AND pr.state = ? OR NOT "+inside+" AND pr.told_in IS NULL AND NOT pr.past AND "+told+")", bun.In(mine), state, bun.In(mine), bun.In(tellsPromise))
	default:
		q.Where("pr.state = ? AND ("+inside+" OR pr.told_in IS NOT NULL)", state, bun.In(mine))
	}
	if err := inLedgerOrder(q, state, after).Scan(ctx); err != nil || len(promises) == 0 {
		return nil, wrap("ledger", err)
	}
	return s.ledgerLines(ctx, actor, promises)
}

func inLedgerOrder(q *bun.SelectQuery, state string, after uuid.UUID) *bun.SelectQuery {
	if state == PromiseOpen {
		if after != uuid.Nil {
			q.Where("(pr.due_on, pr.id) > (SELECT a.due_on, a.id FROM promises a WHERE a.id = ?)", after)
		}
		return q.Order("pr.due_on", "pr.id")
	}
	if after != uuid.Nil {
		q.Where("(pr.ended_at, pr.id) < (SELECT a.ended_at, a.id FROM promises a WHERE a.id = ?)", after)
	}
	return q.Order("pr.ended_at DESC", "pr.id DESC")
}

func (s *Store) ledgerLines(ctx context.Context, actor panel.Actor, promises []Promise) ([]LedgerLine, error) {
	ids := make([]uuid.UUID, len(promises))
	for i, p := range promises {
		ids[i] = p.ItemID
	}
	var items []Item
	if err := s.DB.NewSelect().Model(&items).Where("i.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
		return nil, wrap("ledger", err)
	}
	dates, past, err := allDates(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	told, err := s.toldOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]LedgerLine, len(promises))
	for i, p := range promises {
		item := items[slices.IndexFunc(items, func(item Item) bool { return item.ID == p.ItemID })]
		last := lastOf(told[p.ItemID], item, p)
		l := LedgerLine{Promise: p, Item: item, Dates: dates[p.ItemID], Digest: last.DigestID}
		if p.Past {
			l.Dates = past[p.ItemID]
			l.Item.Answer = answerOf(l.Dates)
		}
		l.Inside = actor.RespondsFor(&p.ServiceID) || actor.Manages() || actor.CoordinatesPanel(p.PanelID)
		if !l.Inside {
			l.asTold(last)
		}
		lines[i] = l
	}
	return lines, nil
}

// toldEntry is what a digest told of a promise, and when.
type toldEntry struct {
	Entry      `bun:",extend"`
	ApprovedAt bun.NullTime `bun:"approved_at"`
}

// lastOf is what was told last of an item's promise.
func lastOf(told []toldEntry, item Item, p Promise) (last toldEntry) {
	for _, e := range told {
		if !e.ApprovedAt.Before(p.CreatedAt) && !(p.Past && e.ApprovedAt.After(item.ReopenedAt.Time)) {
			last = e
		}
	}
	return last
}

// answerOf is the answer that promised something, for these days.
func answerOf(dates []Event) (answer string) {
	for _, e := range dates {
		if e.Kind != WasRescheduled {
			answer = e.Text
		}
	}
	return answer
}

// toldOf is what was told of the promises of these items, by item, the last last.
func (s *Store) toldOf(ctx context.Context, items []uuid.UUID) (map[uuid.UUID][]toldEntry, error) {
	var entries []toldEntry
	err := s.DB.NewSelect().Model(&entries).ColumnExpr("de.*, di.approved_at").Join("JOIN digests AS di ON di.id = de.digest_id").
		Where("de.item_id IN (?) AND de.section IN (?)", bun.In(items), bun.In(tellsPromise)).Order("di.approved_at", "di.id").Scan(ctx)
	told := map[uuid.UUID][]toldEntry{}
	for _, e := range entries {
		told[e.ItemID] = append(told[e.ItemID], e)
	}
	return told, wrap("ledger", err)
}

// asTold takes from the line what no digest told.
func (l *LedgerLine) asTold(e toldEntry) {
	l.Item.Title, l.Item.Said = e.Title, e.Said
	l.Dates = slices.DeleteFunc(slices.Clone(l.Dates), func(d Event) bool { return d.At.After(e.ApprovedAt.Time) })
	if e.Section == SectionKept || e.Section == SectionDropped {
		return
	}
	l.Promise.State, l.Promise.DueOn, l.Promise.Ending, l.Promise.EndedAt = PromiseOpen, e.DueOn, "", bun.NullTime{}
	l.Item.Answer = e.Answer
	for i, d := range slices.Backward(l.Dates) { // what was named in the second of the approval, after it
		if d.DueOn == e.DueOn {
			l.Dates = l.Dates[:i+1]
			break
		}
	}
}

// DatesOf are the events that named the day of an item's promise, the first first.
func (s *Store) DatesOf(ctx context.Context, item uuid.UUID) ([]Event, error) {
	dates, err := datesOf(ctx, s.DB, []uuid.UUID{item})
	return dates[item], err
}

// datesOf leaves out the days of a promise that ended before its item was reopened.
func datesOf(ctx context.Context, db bun.IDB, items []uuid.UUID) (map[uuid.UUID][]Event, error) {
	now, _, err := allDates(ctx, db, items)
	return now, err
}

// allDates are the events that named the days of these items' promises, by item: since they were reopened, and before.
func allDates(ctx context.Context, db bun.IDB, items []uuid.UUID) (now, past map[uuid.UUID][]Event, err error) {
	now, past = map[uuid.UUID][]Event{}, map[uuid.UUID][]Event{}
	if len(items) == 0 {
		return now, past, nil
	}
	var events []Event
	err = db.NewSelect().Model(&events).Where("e.item_id IN (?)", bun.In(items)).
		Where("(e.kind = ? OR e.due_on <> '' AND (e.kind = ? OR e.kind IN (?) AND e.outcome = ?))", WasReopened, WasRescheduled,
			bun.In([]string{WasAnswered, WasRevised}), Promised).Order("e.id").Scan(ctx)
	for _, e := range events {
		if e.Kind == WasReopened {
			past[e.ItemID] = now[e.ItemID]
			delete(now, e.ItemID)
			continue
		}
		now[e.ItemID] = append(now[e.ItemID], e)
	}
	return now, past, wrap("dates", err)
}
