package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// compile says what the digest has to tell: each item of this and earlier rounds that no digest told the outcome of, each promise
// that is still open, and each promise that ended since.
func (s *Store) compile(ctx context.Context, db bun.IDB, d Digest, p panel.Panel) ([]Entry, error) {
	var items []Item
	err := db.NewSelect().Model(&items).Relation("Service").Relation("Promise").
		Where("i.id IN (?)", toTell(db, d)).
		Order("i.people_shown DESC", "i.id").Scan(ctx)
	if err != nil {
		return nil, wrap("digest", err)
	}
	calendar, err := panel.CalendarIn(ctx, db)
	if err != nil {
		return nil, err
	}
	today := scheduler.DateOf(s.Clock(), p.Zone())
	late := func(due scheduler.Date) int { return max(0, calendar.WorkdaysBetween(due, today)) }
	entries := make([]Entry, len(items))
	for i, item := range items {
		entries[i] = entry(d.ID, item, late, p.SmallestGroup)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return slices.Index(Sections, a.Section) - slices.Index(Sections, b.Section)
	})
	for i := range entries {
		entries[i].Position = i + 1
	}
	return entries, nil
}

// toTell selects the ids of a panel's items, of a digest's round and earlier ones or from outside the rounds, with something that no digest
// told yet. Who stood behind one that is dissolved hears of another.
func toTell(db bun.IDB, d Digest) *bun.SelectQuery {
	unended := db.NewSelect().Table("promises").Column("item_id").Where("panel_id = ? AND told_in IS NULL", d.PanelID)
	untold := db.NewSelect().Table("items").Column("id").Where("panel_id = ? AND told_in IS NULL", d.PanelID).Union(unended)
	return db.NewSelect().TableExpr("items AS it").Join("JOIN cycles AS round ON round.id = it.cycle_id").Column("it.id").
		Where("COALESCE(round.number, 0) <= (SELECT number FROM cycles WHERE id = ?)", d.CycleID).Where("it.outcome <> ?", Dissolved).Where("it.id IN (?)", untold)
}

// entry is one item in a digest; late counts the working days since a day.
func entry(digest uuid.UUID, item Item, late func(due scheduler.Date) int, smallestGroup int) Entry {
	e := Entry{DigestID: digest, ItemID: item.ID, Section: item.Outcome, Title: item.Title, Said: item.Said, Answer: item.Answer,
		People: item.Shown(smallestGroup), ServiceID: item.ServiceID}
	if item.Service != nil {
		e.Service = item.Service.Name
	}
	switch pr := item.Promise; {
	case item.State != HasOutcome:
		e.Section, e.DueOn = SectionUnanswered, item.DueOn
		if item.DueOn != "" {
			e.LateDays = late(item.DueOn)
		}
	case item.Outcome != Promised:
	case pr.State == PromiseOpen:
		e.DueOn, e.FirstDueOn, e.LateDays = pr.DueOn, pr.FirstDueOn, late(pr.DueOn)
		if item.ToldIn != nil {
			e.Section = SectionOpenPromise
		}
	case pr.State == Delivered:
		e.Section, e.Answer, e.FirstDueOn = SectionKept, pr.Ending, pr.FirstDueOn
	default:
		e.Section, e.Answer, e.FirstDueOn = SectionDropped, pr.Ending, pr.FirstDueOn
	}
	return e
}
