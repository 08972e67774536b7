package dialogue

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Heard is the heard check of one sending: whether the outcome of its point helped.
type Heard struct {
	bun.BaseModel `bun:"table:heard_checks,alias:hc"`

	EventID      uuid.UUID `bun:"event_id,pk"` // the event that told the outcome
	SubmissionID uuid.UUID `bun:"submission_id,pk"`
	ItemID       uuid.UUID `bun:"item_id"`
	Helped       bool      `bun:"helped"`
	Clear        *bool     `bun:"clear"` // an explanation; nil: not said
	Text         string    `bun:"text"`
	CheckedAt    time.Time `bun:"checked_at"` // of a colleague whom nobody can name: when the outcome was told
}

// HeardCheck says for whoever stands behind an item whether its outcome helped, and why. It can be said once the outcome is there, of a
// promise once it was delivered or dropped, and again: the last word counts. clear says whether an explanation was; nil for no word on that.
func (s *Store) HeardCheck(ctx context.Context, by Voice, id uuid.UUID, helped bool, text string, clear *bool) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id) // held: the checks of one outcome take turns
		if err != nil {
			return err
		}
		mine, err := standings(ctx, tx, by, id)
		if err != nil {
			return err
		}
		var ps panel.Problems
		text = ps.Text("text", text, 0, 1000)
		if err := ps.Err(); err != nil {
			return err
		}
		told, err := tellingEvents(ctx, tx, id)
		if err != nil {
			return err
		}
		event, ok := told[id]
		if !ok {
			return panel.Refuse(panel.Conflict, "error.no_outcome_yet")
		}
		if event.Outcome != Explained {
			clear = nil
		}
		return s.heard(ctx, tx, item, Heard{EventID: event.ID, SubmissionID: mine[0].SubmissionID, ItemID: id, Helped: helped, Clear: clear, Text: text,
			CheckedAt: mine[0].at(s.Clock(), event.At)}, mine)
	})
}

func (s *Store) heard(ctx context.Context, tx bun.Tx, item Item, check Heard, mine []standing) error {
	var checks []Heard
	if err := tx.NewSelect().Model(&checks).Where("hc.event_id = ?", check.EventID).Scan(ctx); err != nil {
		return wrap("heard checks", err)
	}
	clear := anyClear(checks) || check.Clear != nil
	own := func(c Heard) bool { return speaksBy(mine, c.SubmissionID) }
	if i := slices.IndexFunc(checks, own); i >= 0 && checks[i].Helped == check.Helped && checks[i].Text == check.Text && sameWord(checks[i].Clear, check.Clear) {
		return nil // the same form once more
	}
	checks = append(slices.DeleteFunc(checks, own), check)
	// All are written anew by their random keys, as the answers of Clarify are.
	slices.SortFunc(checks, func(a, b Heard) int { return strings.Compare(a.SubmissionID.String(), b.SubmissionID.String()) })
	if _, err := tx.NewDelete().Model((*Heard)(nil)).Where("event_id = ?", check.EventID).Exec(ctx); err != nil {
		return wrap("heard checks", err)
	}
	if _, err := tx.NewInsert().Model(&checks).Exec(ctx); err != nil {
		return wrap("heard checks", err)
	}
	if err := s.countHeard(ctx, tx, item, checks, !check.Helped); err != nil || !clear {
		return err
	}
	return countClear(ctx, tx, item, check.EventID)
}

func sameWord(a, b *bool) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func anyClear(checks []Heard) bool {
	return slices.ContainsFunc(checks, func(c Heard) bool { return c.Clear != nil })
}

// tellingEvents are the events that told the outcomes of these items as they stand, by item. A promise has told nothing until it ends, and an
// item that was reopened nothing until it is answered again.
func tellingEvents(ctx context.Context, db bun.IDB, items ...uuid.UUID) (map[uuid.UUID]Event, error) {
	told := map[uuid.UUID]Event{}
	if len(items) == 0 {
		return told, nil
	}
	events, err := outcomesTold(ctx, db, items...)
	for _, e := range events {
		if e.Kind == WasReopened || e.promises() {
			delete(told, e.ItemID)
		} else {
			told[e.ItemID] = e // the last one
		}
	}
	return told, err
}

// outcomesTold are the events that told the outcomes of these items or promised them, and those that took them back.
func outcomesTold(ctx context.Context, db bun.IDB, items ...uuid.UUID) ([]Event, error) {
	var events []Event
	err := db.NewSelect().Model(&events).Where("e.item_id IN (?)", bun.In(items)).
		Where("e.kind IN (?)", bun.In([]string{WasAnswered, WasRevised, WasDelivered, WasDropped, WasReopened})).Order("e.id").Scan(ctx)
	return events, wrap("outcomes", err)
}

// promises reports whether the event made a promise: an answer that did, or a revision that made one of what was told before.
func (e Event) promises() bool {
	return (e.Kind == WasAnswered || e.Kind == WasRevised) && e.Outcome == Promised
}
