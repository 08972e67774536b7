package dialogue

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The kinds of Wait.
const (
	WaitAnswer  = "answer"  // an item without an outcome, at a service that the person answers for
	WaitPromise = "promise" // a promise that runs, of such a service
	WaitHelp    = "help"    // such a service was asked to help another one
	WaitMention = "mention" // a colleague named the person in a note
	WaitRevise  = "revise"  // what such a service wrote in place of its answer promises a day that has passed
	WaitDecide  = "decide"  // a service wants to hand an item of the person's panel over
	WaitTold    = "told"    // what was said outside a round waits for the coordinators of its panel
)

// Wait is one thing that waits for somebody. Who said what the item is about is nobody's business here.
type Wait struct {
	Kind      string         `bun:"kind"`
	PersonID  uuid.UUID      `bun:"person_id"`
	ItemID    uuid.UUID      `bun:"item_id"`    // of what was said outside a round, its cycle
	ServiceID uuid.UUID      `bun:"service_id"` // of the person, as which they are asked; for a decision the one that asks; uuid.Nil for a mention
	Service   string         `bun:"service"`
	Title     string         `bun:"title"`  // of what was said outside a round, the name of its panel
	DueOn     scheduler.Date `bun:"due_on"` // "" when it has no day
	Count     int            `bun:"count"`  // of contributions outside a round
}

// Waits is all that waits for these people on a day, what is due first first. Of a round that is paused no answers and no decisions do.
func (s *Store) Waits(ctx context.Context, db bun.IDB, people []uuid.UUID, day scheduler.Date) (map[uuid.UUID][]Wait, error) {
	waits := map[uuid.UUID][]Wait{}
	if len(people) == 0 {
		return waits, nil
	}
	for _, q := range []*bun.SelectQuery{answerWaits(db, people, day), promiseWaits(db, people, day), reviseWaits(db, people, day), helpWaits(db, people, day),
		mentionWaits(db, people), decideWaits(db, people), toldWaits(db, people)} {
		var found []Wait
		if err := q.Scan(ctx, &found); err != nil {
			return nil, wrap("waits", err)
		}
		for _, w := range found {
			waits[w.PersonID] = append(waits[w.PersonID], w)
		}
	}
	for _, w := range waits {
		slices.SortStableFunc(w, func(a, b Wait) int {
			return cmp.Or(cmp.Compare(lastDay(a.DueOn), lastDay(b.DueOn)), cmp.Compare(a.Title, b.Title))
		})
	}
	return waits, nil
}

// lastDay puts what has no day behind what has one.
func lastDay(d scheduler.Date) scheduler.Date { return cmp.Or(d, "9999-12-31") }

// answeringFor are the services that these people answer for on a day.
func answeringFor(db bun.IDB, q *bun.SelectQuery, people []uuid.UUID, day scheduler.Date, service string) *bun.SelectQuery {
	return q.Join("JOIN (?) AS an ON an.service_id = ?", panel.Answering(db, day), bun.Ident(service)).
		Join("JOIN services AS s ON s.id = an.service_id").Where("an.person_id IN (?)", bun.In(people)).
		ColumnExpr("an.person_id, an.service_id, s.name AS service")
}

func answerWaits(db bun.IDB, people []uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	q := answeringFor(db, db.NewSelect().TableExpr("items AS i"), people, day, "i.service_id")
	return unpaused(q).ColumnExpr("? AS kind, i.id AS item_id, i.title, i.due_on", WaitAnswer).Order("i.due_on", "i.id")
}

func promiseWaits(db bun.IDB, people []uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	q := answeringFor(db, db.NewSelect().TableExpr("promises AS pr").Join("JOIN items AS i ON i.id = pr.item_id"), people, day, "pr.service_id")
	return q.ColumnExpr("? AS kind, i.id AS item_id, i.title, pr.due_on", WaitPromise).Where("pr.state = ?", PromiseOpen).Order("pr.due_on", "i.id")
}

func reviseWaits(db bun.IDB, people []uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	q := answeringFor(db, db.NewSelect().TableExpr("item_answers AS ia").Join("JOIN items AS i ON i.id = ia.item_id"), people, day, "i.service_id")
	return q.ColumnExpr("? AS kind, i.id AS item_id, i.title", WaitRevise).Where("i.state = ? AND i.outcome <> ?", HasOutcome, Dissolved).
		Where("ia.released_at IS NULL AND ia.outcome = ? AND ia.due_on <= ?", Promised, day).Order("i.id")
}

func helpWaits(db bun.IDB, people []uuid.UUID, day scheduler.Date) *bun.SelectQuery {
	q := answeringFor(db, db.NewSelect().TableExpr("item_services AS he").Join("JOIN items AS i ON i.id = he.item_id"), people, day, "he.service_id")
	return q.ColumnExpr("? AS kind, i.id AS item_id, i.title, i.due_on", WaitHelp).
		Where("he.given_at IS NULL AND i.state <> ?", HasOutcome).Order("i.due_on", "i.id")
}

func mentionWaits(db bun.IDB, people []uuid.UUID) *bun.SelectQuery {
	return db.NewSelect().TableExpr("mentions AS me").Join("JOIN items AS i ON i.id = me.item_id").
		ColumnExpr("DISTINCT ? AS kind, me.person_id, i.id AS item_id, i.title", WaitMention).
		Where("me.person_id IN (?) AND me.seen_at IS NULL", bun.In(people))
}

func decideWaits(db bun.IDB, people []uuid.UUID) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("items AS i").Join("JOIN panel_coordinators AS pc ON pc.panel_id = i.panel_id").Join("JOIN services AS s ON s.id = i.service_id")
	return undecided(q).ColumnExpr("? AS kind, pc.person_id, i.id AS item_id, i.service_id, s.name AS service, i.title, i.due_on", WaitDecide).
		Where("pc.person_id IN (?)", bun.In(people)).Order("i.due_on", "i.id")
}

func toldWaits(db bun.IDB, people []uuid.UUID) *bun.SelectQuery {
	return db.NewSelect().TableExpr("cycles AS c").Join("JOIN panels AS pa ON pa.id = c.panel_id").Join("JOIN panel_coordinators AS pc ON pc.panel_id = c.panel_id").
		ColumnExpr("? AS kind, pc.person_id, c.id AS item_id, pa.name AS title, c.waiting AS count", WaitTold).
		Where("c.phase = ? AND c.waiting > 0 AND pc.person_id IN (?)", panel.Standing, bun.In(people)).Order("pa.name")
}
