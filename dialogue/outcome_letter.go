package dialogue

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// composeOutcome writes the letters of a day about outcomes.
func (s *Store) composeOutcome(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return nil, wrap("sender", err)
	}
	told, err := toldIn(ctx, db, subjects(mails))
	if err != nil {
		return nil, err
	}
	var events []uuid.UUID
	for _, of := range told {
		events = append(events, of...)
	}
	tellings, err := s.tellings(ctx, db, events)
	if err != nil {
		return nil, err
	}
	again, err := reopenings(ctx, db, tellings)
	return func(m *mail.Mail) (mail.Letter, error) {
		if !readers[m.PersonID].Active {
			return nil, mail.Suppress("the contributor left")
		}
		var letters []mail.Outcome
		for _, t := range inOneLetter(tellings, again, told[m.SubjectID]) {
			letter := t.outcome()
			if t.asksHelped() {
				letter.Heard = mail.HeardLink(sender.BaseURL, sender.Secret, m.ID, t.item.ID)
			}
			letters = append(letters, letter)
		}
		if len(letters) == 0 {
			return nil, mail.Suppress("the point is open again")
		}
		letters[0].Others = letters[1:]
		return letters[0], nil
	}, err
}

// toldIn are the events that these letters tell, in the order in which they happened.
func toldIn(ctx context.Context, db bun.IDB, letters []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	told := map[uuid.UUID][]uuid.UUID{}
	var all []toldEvent
	err := db.NewSelect().Model(&all).Where("toe.telling_id IN (?)", bun.In(letters)).Order("toe.event_id").Scan(ctx)
	for _, t := range all {
		told[t.TellingID] = append(told[t.TellingID], t.EventID)
	}
	return told, wrap("told", err)
}

// inOneLetter are the outcomes that a letter tells of, one of each item: what happened to it last that day. An outcome from before its item
// was reopened doesn't hold any more, and what takes its place will be told.
func inOneLetter(ts tellings, again map[uuid.UUID]uuid.UUID, events []uuid.UUID) []telling {
	var tell []telling
	for _, id := range events {
		t, known := ts[id]
		if after, reopened := again[t.item.ID]; !known || reopened && bytes.Compare(id[:], after[:]) < 0 {
			continue
		}
		if n := slices.IndexFunc(tell, func(earlier telling) bool { return earlier.item.ID == t.item.ID }); n >= 0 {
			tell[n] = t.after(tell[n])
		} else {
			tell = append(tell, t)
		}
	}
	return tell
}

// after is the telling of what happened to an item when nobody heard yet what happened to it earlier: an answer that was revised is told as
// the answer, and a promise that moved as the promise with its new day.
func (t telling) after(earlier telling) telling {
	switch {
	case t.event.Kind == WasRevised && earlier.event.Kind == WasAnswered:
		t.event.Kind, t.before = WasAnswered, ""
	case t.event.Kind == WasRevised:
		t.before = earlier.before
	case t.event.Kind == WasRescheduled && earlier.event.Kind != WasRescheduled:
		earlier.event.DueOn = t.event.DueOn
		return earlier
	}
	return t
}

// asksHelped reports whether whoever hears of it can say whether it helped: not of a promise that runs, and of a compliment it makes no sense.
func (t telling) asksHelped() bool {
	switch t.event.Kind {
	case WasDelivered, WasDropped:
		return true
	case WasAnswered, WasRevised:
		return t.event.Outcome == Changed || t.event.Outcome == Explained
	}
	return false
}

func (t telling) outcome() mail.Outcome {
	e, item := t.event, t.item
	letter := mail.Outcome{Item: item.ID, Title: item.Title, Said: t.said, Outcome: e.Kind, Answer: e.Text, DueOn: moment(e.DueOn), URL: t.url}
	switch e.Kind {
	case WasAnswered:
		letter.Outcome = e.Outcome
	case WasRevised:
		letter.Outcome, letter.Changed, letter.Before = e.Outcome, e.Why, t.before
	}
	var earlier []scheduler.Date
	for _, d := range t.dates {
		if e.Kind == WasRescheduled && bytes.Compare(d.ID[:], e.ID[:]) < 0 {
			earlier = append(earlier, d.DueOn)
		}
	}
	letter.Earlier = days(earlier)
	if e.Service != nil {
		letter.Service = e.Service.Name
	}
	return letter
}

// answersBefore are the answers that these events revised, by event.
func answersBefore(ctx context.Context, db bun.IDB, events []Event) (map[uuid.UUID]string, error) {
	var items []uuid.UUID
	for _, e := range events {
		if e.Kind == WasRevised {
			items = append(items, e.ItemID)
		}
	}
	before := map[uuid.UUID]string{}
	if len(items) == 0 {
		return before, nil
	}
	var told []Event
	err := db.NewSelect().Model(&told).Column("id", "item_id", "kind", "text").Where("e.item_id IN (?) AND e.kind IN (?, ?)", bun.In(items), WasAnswered, WasRevised).
		Order("e.id").Scan(ctx)
	last := map[uuid.UUID]string{}
	for _, e := range told {
		if e.Kind == WasRevised {
			before[e.ID] = last[e.ItemID]
		}
		last[e.ItemID] = e.Text
	}
	return before, wrap("answers before", err)
}
