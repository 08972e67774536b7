package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// compile says what the digest has to tell: each item of this and earlier rounds that no digest told the outcome of, each promise
// that is still open, and each promise that ended since.
func (s *Store) compile(ctx context.Context, db bun.IDB, d Digest, p panel.Panel) ([]Entry, error) {
	var items []Item
	err := db.NewSelect().Model(&items).Relation("Service").
		Where("i.id IN (?)", toTell(db, d)).
		Order("i.people_shown DESC", "i.id").Scan(ctx)
	if err != nil {
		return nil, wrap("digest", err)
	}
	if err := addPromises(ctx, db, items); err != nil {
		return nil, err
	}
	changed, err := changes(ctx, db, items)
	if err != nil {
		return nil, err
	}
	earlier, err := earlierDays(ctx, db, items)
	if err != nil {
		return nil, err
	}
	calendar, err := panel.CalendarIn(ctx, db)
	if err != nil {
		return nil, err
	}
	late := lateness{calendar, scheduler.DateOf(s.Clock(), p.Zone()), p.Zone()}
	entries := make([]Entry, len(items))
	for i, item := range items {
		entries[i] = entry(d.ID, item, late, p.SmallestGroup)
		entries[i].Changed, entries[i].revisedAt, entries[i].EarlierOn = changed[item.ID], item.RevisedAt, earlier[item.ID]
	}
	edits, err := draftEdits(ctx, db, d.ID)
	if err != nil {
		return nil, err
	}
	edit(entries, edits)
	for i := range entries {
		entries[i].Position = i + 1
	}
	return entries, leaveOutQuotations(ctx, db, p, entries)
}

// toTell selects the ids of a panel's items, of a digest's round and earlier ones or from outside the rounds, with something that no digest
// told yet. Who stood behind one that is dissolved hears of another.
func toTell(db bun.IDB, d Digest) *bun.SelectQuery {
	unended := db.NewSelect().Table("promises").Column("item_id").Where("panel_id = ? AND told_in IS NULL AND NOT past", d.PanelID)
	revised := db.NewSelect().Table("items").Column("id").Where("panel_id = ? AND revised_at IS NOT NULL AND revised_in IS NULL", d.PanelID)
	untold := db.NewSelect().Table("items").Column("id").Where("panel_id = ? AND told_in IS NULL", d.PanelID).Union(unended).Union(revised)
	return db.NewSelect().TableExpr("items AS it").Join("JOIN cycles AS round ON round.id = it.cycle_id").Column("it.id").
		Where("COALESCE(round.number, 0) <= (SELECT number FROM cycles WHERE id = ?)", d.CycleID).Where("it.outcome <> ?", Dissolved).Where("it.id IN (?)", untold)
}

// revisionUntold reports whether the item was revised since a digest told of it.
func (i Item) revisionUntold() bool { return !i.RevisedAt.IsZero() && i.RevisedIn == nil }

// changes are what is different about the items of which an earlier digest told something else, by item.
func changes(ctx context.Context, db bun.IDB, items []Item) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	for _, item := range items {
		if item.ToldIn != nil && item.revisionUntold() {
			ids = append(ids, item.ID)
		}
	}
	changed := map[uuid.UUID]string{}
	if len(ids) == 0 {
		return changed, nil
	}
	var events []Event
	err := db.NewSelect().Model(&events).Column("item_id", "why").Where("e.item_id IN (?) AND e.kind = ?", bun.In(ids), WasRevised).Order("e.id").Scan(ctx)
	for _, e := range events {
		changed[e.ItemID] = e.Why // of the last one
	}
	return changed, wrap("revisions", err)
}

// earlierDays are those for which the promises of these items were made before, by item.
func earlierDays(ctx context.Context, db bun.IDB, items []Item) (map[uuid.UUID][]scheduler.Date, error) {
	promised := []uuid.UUID{uuid.Nil}
	for _, item := range items {
		if item.Promise != nil {
			promised = append(promised, item.ID)
		}
	}
	dates, err := datesOf(ctx, db, promised)
	earlier := map[uuid.UUID][]scheduler.Date{}
	for item, events := range dates {
		for _, e := range events[:len(events)-1] {
			earlier[item] = append(earlier[item], e.DueOn)
		}
	}
	return earlier, err
}

// lateness counts how many working days something is late today, where a panel is.
type lateness struct {
	calendar scheduler.Calendar
	today    scheduler.Date
	zone     *time.Location
}

func (l lateness) since(due scheduler.Date) int {
	return max(0, l.calendar.WorkdaysBetween(due, l.today))
}

// of counts those of an item without an outcome, until its clock came to stand or its service released an answer.
func (l lateness) of(item Item) int {
	if item.DueOn == "" {
		return 0
	}
	l.today = overdue(item, l.today)
	if !item.ReadyAt.IsZero() {
		l.today = min(l.today, scheduler.DateOf(item.ReadyAt.Time, l.zone))
	}
	return l.since(item.DueOn)
}

// entry is one item in a digest.
func entry(digest uuid.UUID, item Item, late lateness, smallestGroup int) Entry {
	e := Entry{DigestID: digest, ItemID: item.ID, Section: item.Outcome, Title: item.Title, Said: item.Said, Answer: item.Answer,
		People: item.Shown(smallestGroup), ServiceID: item.ServiceID}
	if item.Service != nil {
		e.Service = item.Service.Name
	}
	switch pr := item.Promise; {
	case item.State != HasOutcome:
		e.Section, e.DueOn, e.LateDays = SectionUnanswered, item.DueOn, late.of(item)
	case item.Outcome != Promised:
	case pr.State == PromiseOpen:
		e.DueOn, e.FirstDueOn, e.LateDays = pr.DueOn, pr.FirstDueOn, late.since(pr.DueOn)
		if item.ToldIn != nil && !item.revisionUntold() {
			e.Section = SectionOpenPromise
		}
	case pr.State == Delivered:
		e.Section, e.Answer, e.DueOn, e.FirstDueOn = SectionKept, pr.Ending, pr.DueOn, pr.FirstDueOn
	default:
		e.Section, e.Answer, e.DueOn, e.FirstDueOn = SectionDropped, pr.Ending, pr.DueOn, pr.FirstDueOn
	}
	return e
}
