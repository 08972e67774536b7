package dialogue

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// The parts of an inbox. The first four have no outcome yet, but what waits for others may have one that is revised.
const (
	InboxMine     = "mine"     // somebody took it
	InboxOpen     = "open"     // of the service, whoever took it
	InboxOthers   = "others"   // waits for somebody else than the service
	InboxLate     = "late"     // the norm of its first response or of its outcome passed
	InboxPromised = "promised" // promises that run
	InboxDone     = "done"
)

// InboxParts are those in the order in which a responder looks at them.
var InboxParts = []string{InboxMine, InboxOpen, InboxOthers, InboxLate, InboxPromised, InboxDone}

// InboxView is what an inbox shows: a part of what these services have, as it is today. Person is whose InboxMine is.
type InboxView struct {
	Part     string
	Services []uuid.UUID
	Person   uuid.UUID
	Today    scheduler.Date
}

// InboxPage lists the items of a view, the earliest due first (done: the latest first), a page at a time. after is the last item of the page
// before, or nil. Of service and panel an item has what a list shows.
func (s *Store) InboxPage(ctx context.Context, v InboxView, after *Item, limit int) ([]Item, error) {
	var items []Item
	for _, service := range v.Services { // each by itself, for together a database sorts all that they ever answered
		found, err := s.inboxOf(ctx, service, v, after, limit)
		if err != nil {
			return nil, wrap("inbox", err)
		}
		items = append(items, found...)
	}
	if err := s.addRare(ctx, items); err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b Item) int {
		byID := bytes.Compare(a.ID[:], b.ID[:])
		switch v.Part {
		case InboxDone:
			return -byID
		case InboxPromised:
			return cmp.Or(cmp.Compare(a.Promise.DueOn, b.Promise.DueOn), byID)
		}
		return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), byID)
	})
	return items[:min(limit, len(items))], nil
}

// inboxOf is InboxPage of one service, in no order.
func (s *Store) inboxOf(ctx context.Context, service uuid.UUID, v InboxView, after *Item, limit int) ([]Item, error) {
	page := s.DB.NewSelect().TableExpr("items AS i").ColumnExpr("i.*").Limit(int64(limit))
	switch v.Part {
	case InboxDone:
		page.Join("LEFT JOIN promises AS pr ON pr.item_id = i.id AND NOT pr.past").
			Where("i.service_id = ? AND i.state = ? AND i.outcome <> ? AND (pr.id IS NULL OR pr.state <> ?)", service, HasOutcome, Dissolved, PromiseOpen).Order("i.id DESC")
		if after != nil {
			page.Where("i.id < ?", after.ID)
		}
	case InboxPromised:
		page.Join("JOIN promises AS pr ON pr.item_id = i.id").Where("pr.service_id = ? AND pr.state = ?", service, PromiseOpen).Order("pr.due_on", "i.id")
		if after != nil && after.Promise != nil {
			page.Where("(pr.due_on, i.id) > (?, ?)", after.Promise.DueOn, after.ID)
		}
	default:
		v.narrow(page.Where("i.service_id = ?", service)).Order("i.due_on", "i.id")
		if after != nil {
			page.Where("(i.due_on, i.id) > (?, ?)", after.DueOn, after.ID)
		}
	}
	var items []Item
	err := s.DB.NewSelect().Model(&items).ModelTableExpr("(?) AS i", page).Relation("Service", named).Relation("Panel", grouped).Scan(ctx)
	return items, err
}

// narrow narrows items down to those of a part that mostly have no outcome.
func (v InboxView) narrow(q *bun.SelectQuery) *bun.SelectQuery {
	if v.Part == InboxOthers {
		return q.Where("(i.ready_at IS NOT NULL OR i.state <> ? AND (i.paused_on <> '' OR i.wanted_id IS NOT NULL OR "+
			"EXISTS (SELECT 1 FROM item_services AS he WHERE he.item_id = i.id AND he.given_at IS NULL)))", HasOutcome)
	}
	q.Where("i.state <> ?", HasOutcome)
	switch v.Part {
	case InboxMine:
		return q.Where("i.taken_by = ?", v.Person)
	case InboxLate:
		return unpaused(q).Where("(i.due_on < ? OR i.responded_at IS NULL AND i.respond_on > '' AND i.respond_on < ?)", v.Today, v.Today)
	}
	return q
}

// Awaits is whom an item waits for beside its service.
type Awaits string

// Whom an item waits for.
const (
	AwaitsNobody      Awaits = ""
	AwaitsColleagues  Awaits = "colleagues"  // who were asked something: the clock stands still
	AwaitsDecision    Awaits = "decision"    // of a coordinator, about whose it is
	AwaitsPublication Awaits = "publication" // by a coordinator, of the answer that is ready
	AwaitsHelp        Awaits = "help"        // of another service
)

// Awaits says of each of these items whom it waits for; those that wait for nobody else aren't in it.
func (s *Store) Awaits(ctx context.Context, items []Item) (map[uuid.UUID]Awaits, error) {
	awaits, ids := map[uuid.UUID]Awaits{}, []uuid.UUID{uuid.Nil}
	for _, i := range items {
		if i.State != HasOutcome {
			ids = append(ids, i.ID)
		}
	}
	var helped []uuid.UUID
	err := s.DB.NewSelect().Table("item_services").Column("item_id").Where("item_id IN (?) AND given_at IS NULL", bun.In(ids)).Scan(ctx, &helped)
	for _, i := range items {
		switch {
		case !i.ReadyAt.IsZero(): // its answer, or what takes the place of that
			awaits[i.ID] = AwaitsPublication
		case i.State == HasOutcome:
		case i.WantedID != nil:
			awaits[i.ID] = AwaitsDecision
		case i.PausedOn != "":
			awaits[i.ID] = AwaitsColleagues
		case slices.Contains(helped, i.ID):
			awaits[i.ID] = AwaitsHelp
		}
	}
	return awaits, wrap("awaits", err)
}
