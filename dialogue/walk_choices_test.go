package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func oneOf[T any](w *walk, from []T) T { return from[w.random.IntN(len(from))] }

// words are some in one time out of twelve none, which nobody accepts.
func (w *walk) words(said string) string {
	if w.random.IntN(12) == 0 {
		return " "
	}
	w.said++
	return fmt.Sprintf("%s (%d)", said, w.said)
}

// item is some point: mostly one of these.
func (w *walk) item(which string) dialogue.Item {
	w.t.Helper()
	var ids []uuid.UUID
	q := w.db.NewSelect().Table("items").Column("id").Order("id")
	if w.random.IntN(8) > 0 {
		q.Where(which)
	}
	ok(w.t, q.Scan(context.Background(), &ids))
	item := dialogue.Item{ID: uuid.New(), Title: "Onbekend"}
	if len(ids) > 0 {
		item = w.itemNow(w.t, oneOf(w, ids))
	}
	w.note("  %s %s (%s, %d hand-overs)", item.Title, item.ID, item.State, item.HandOvers)
	return item
}

func (w *walk) service() uuid.UUID { return oneOf(w, w.services).ID }

// anybody is somebody with the roles that they have now.
func (w *walk) as(id uuid.UUID) panel.Actor {
	a, err := w.Waterveld.Store.Act(context.Background(), id)
	ok(w.t, err)
	w.note("  by %s", a.Person.Name)
	return a
}

func (w *walk) anybody() panel.Actor { return w.as(oneOf(w, w.people).ID) }

// lead is the coordinator, or somebody who isn't.
func (w *walk) lead() panel.Actor {
	if w.random.IntN(12) == 0 {
		return w.anybody()
	}
	return w.as(w.Joris.ID)
}

// responder is somebody of the service that has the point, or somebody else.
func (w *walk) responder(item dialogue.Item) panel.Actor {
	if item.ServiceID == nil || w.random.IntN(8) == 0 {
		return w.anybody()
	}
	return w.of(*item.ServiceID)
}

// of is a responder of a service.
func (w *walk) of(service uuid.UUID) panel.Actor {
	of, err := w.Responders(context.Background(), service)
	if err != nil || len(of) == 0 {
		return w.anybody()
	}
	return w.as(oneOf(w, of).ID)
}

// round is the cycle of some panel or other.
func (w *walk) round() uuid.UUID { return oneOf(w, w.rounds).ID }

// day is one on which something may be promised, or not.
func (w *walk) day() scheduler.Date {
	return scheduler.DateOf(w.clock.Now(), w.Panel.Zone()).AddDays(w.random.IntN(30) - 3)
}

func (w *walk) outcome() dialogue.OutcomeInput {
	return dialogue.OutcomeInput{Outcome: oneOf(w, []string{dialogue.Changed, dialogue.Promised, dialogue.Explained, dialogue.Thanked, dialogue.Promised}),
		Answer: w.words("Wij hebben het nagekeken."), DueOn: w.day()}
}

// version is that of the answer as it is, or an old one.
func (w *walk) version(item dialogue.Item) int {
	a, err := w.AnswerOf(context.Background(), item.ID)
	if err != nil || w.random.IntN(6) == 0 {
		return 0
	}
	return a.Version
}

// waiting are contributions that wait in a cycle, in the order in which they were said.
func (w *walk) waiting(cycle uuid.UUID) []uuid.UUID {
	w.t.Helper()
	found, err := w.WaitingPage(context.Background(), cycle, uuid.Nil, 200)
	ok(w.t, err)
	slices.SortFunc(found, func(a, b dialogue.Contribution) int { return strings.Compare(a.Text, b.Text) })
	var ids []uuid.UUID
	for _, c := range found {
		ids = append(ids, c.ID)
	}
	w.random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids[:min(len(ids), 1+w.random.IntN(4))]
}
