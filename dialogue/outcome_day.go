package dialogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// toldWithin is how long an outcome waits for others to the same people: a coordinator who publishes a round's answers at once, or a service
// that answers five points in a row, is one letter.
const toldWithin = 15 * time.Minute

// dayTelling is the letter about outcomes that somebody gets on a day: at most one. What is decided after it went out is for the next day.
type dayTelling struct {
	bun.BaseModel `bun:"table:tellings,alias:te"`

	ID       uuid.UUID      `bun:"id,pk"` // the subject of its mail
	PersonID uuid.UUID      `bun:"person_id"`
	Day      scheduler.Date `bun:"day"` // where the organisation is; "" for a letter of before they were gathered
}

// toldEvent is an event that such a letter tells. An event is told to somebody once.
type toldEvent struct {
	bun.BaseModel `bun:"table:told_events,alias:toe"`

	EventID   uuid.UUID `bun:"event_id,pk"`
	PersonID  uuid.UUID `bun:"person_id,pk"`
	TellingID uuid.UUID `bun:"telling_id"`
}

// tellOutcome has these people hear of an event in their letter of the day, which waits a little for what else is decided; who had theirs
// today hears of it in the next day's.
func (s *Store) tellOutcome(ctx context.Context, tx bun.Tx, event uuid.UUID, to []mail.Recipient) error {
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	for len(to) > 0 { // again for those whose letter of a day somebody else started meanwhile
		begun, err := tellingsFrom(ctx, tx, d.today, to)
		if err != nil {
			return err
		}
		var told []toldEvent
		var fresh []dayTelling
		for _, person := range to {
			letter, open := begun.next(person.PersonID, d.today)
			if open {
				told = append(told, toldEvent{EventID: event, PersonID: person.PersonID, TellingID: letter.ID})
			} else {
				fresh = append(fresh, letter)
			}
		}
		started, err := s.startTellings(ctx, tx, d.today, fresh, to)
		if err != nil {
			return err
		}
		for _, letter := range started {
			told = append(told, toldEvent{EventID: event, PersonID: letter.PersonID, TellingID: letter.ID})
		}
		if err := putTold(ctx, tx, told); err != nil {
			return err
		}
		to = slices.DeleteFunc(slices.Clone(to), func(r mail.Recipient) bool {
			return slices.ContainsFunc(told, func(t toldEvent) bool { return t.PersonID == r.PersonID })
		})
	}
	return nil
}

func putTold(ctx context.Context, tx bun.Tx, told []toldEvent) error {
	for chunk := range slices.Chunk(told, 200) {
		if _, err := tx.NewInsert().Model(&chunk).On("CONFLICT (event_id, person_id) DO NOTHING").Exec(ctx); err != nil {
			return wrap("told", err)
		}
	}
	return nil
}

// keptWaiting is how many days a letter may have waited for an hour at which letters go out.
const keptWaiting = 14

// begunTellings are the letters that people get from today on, and which of these can still say more.
type begunTellings struct {
	of   map[uuid.UUID][]dayTelling // by person, the first day first
	open map[uuid.UUID]bool
}

// next is the letter of a person that can still say more, or else a new one for the first day without one.
func (b begunTellings) next(person uuid.UUID, today scheduler.Date) (letter dayTelling, open bool) {
	day := today
	for _, letter := range b.of[person] {
		if b.open[letter.ID] {
			return letter, true
		}
		if letter.Day >= day {
			day = letter.Day.AddDays(1)
		}
	}
	return dayTelling{ID: newID(), PersonID: person, Day: day}, false
}

// tellingsFrom reads them, held until the end: who sends one passes over it meanwhile. What was begun on an earlier day and waits still, for
// letters don't go out at all hours, can say more too; what went out today, or is going out, is today's.
func tellingsFrom(ctx context.Context, tx bun.Tx, today scheduler.Date, to []mail.Recipient) (b begunTellings, err error) {
	people := make([]uuid.UUID, len(to))
	for i, r := range to {
		people[i] = r.PersonID
	}
	var begun []dayTelling
	if err := tx.NewSelect().Model(&begun).Where("te.person_id IN (?) AND te.day >= ?", bun.In(people), today.AddDays(-keptWaiting)).Order("te.day").Scan(ctx); err != nil {
		return b, wrap("tellings", err)
	}
	b.of, b.open = map[uuid.UUID][]dayTelling{}, map[uuid.UUID]bool{}
	if len(begun) == 0 {
		return b, nil
	}
	ids := make([]uuid.UUID, len(begun))
	for i, letter := range begun {
		ids[i] = letter.ID
	}
	zone, err := organisationZone(ctx, tx)
	if err != nil {
		return b, err
	}
	letters := func() *bun.SelectQuery {
		return tx.NewSelect().Model((*mail.Mail)(nil)).Column("subject_id").Where("m.kind = ? AND m.subject_id IN (?)", mail.KindOutcome, bun.In(ids))
	}
	var waiting, gone []uuid.UUID
	q := letters().Where("m.state IN (?)", bun.In([]string{mail.Queued, mail.Retry})).Order("m.person_id")
	if err := migrations.ForUpdate(q).Scan(ctx, &waiting); err != nil {
		return b, wrap("letters", err)
	}
	for _, id := range waiting {
		b.open[id] = true
	}
	// After those: what somebody began to send meanwhile is gone too.
	err = letters().Where("(m.state = ? AND m.sent_at >= ? OR m.state IN (?))", mail.Sent, today.At("00:00", zone), bun.In([]string{mail.Sending, mail.Unknown})).Scan(ctx, &gone)
	for _, letter := range begun {
		if letter.Day < today && slices.Contains(gone, letter.ID) {
			letter.Day = today
		}
		b.of[letter.PersonID] = append(b.of[letter.PersonID], letter)
	}
	return b, wrap("letters", err)
}

// startTellings queues these letters, and gives those whose day nobody else started one for meanwhile.
func (s *Store) startTellings(ctx context.Context, tx bun.Tx, today scheduler.Date, fresh []dayTelling, to []mail.Recipient) ([]dayTelling, error) {
	var started []dayTelling
	for chunk := range slices.Chunk(fresh, 200) {
		var ids []uuid.UUID
		if _, err := tx.NewInsert().Model(&chunk).On("CONFLICT (person_id, day) WHERE day <> '' DO NOTHING").Returning("id").Exec(ctx, &ids); err != nil {
			return nil, wrap("telling", err)
		}
		for _, letter := range chunk {
			if slices.Contains(ids, letter.ID) {
				started = append(started, letter)
			}
		}
	}
	if len(started) == 0 {
		return nil, nil
	}
	due, err := s.tellingsDue(ctx, tx, today, started)
	if err != nil {
		return nil, err
	}
	byPerson := make(map[uuid.UUID]mail.Recipient, len(to))
	for _, r := range to {
		byPerson[r.PersonID] = r
	}
	drafts := make([]mail.Draft, len(started))
	for i, letter := range started {
		drafts[i] = mail.Draft{Kind: mail.KindOutcome, Subject: letter.ID, To: byPerson[letter.PersonID], Due: due[letter.ID]}
	}
	_, err = s.Outbox.Queue(ctx, tx, drafts...)
	return started, wrap("letters", err)
}

// tellingsDue is when each of these letters goes out: one of today soon, one of a later day at the hour that its reader chose for letters.
func (s *Store) tellingsDue(ctx context.Context, tx bun.Tx, today scheduler.Date, letters []dayTelling) (map[uuid.UUID]time.Time, error) {
	due, later := map[uuid.UUID]time.Time{}, []uuid.UUID{}
	for _, letter := range letters {
		due[letter.ID] = s.Clock().Add(toldWithin)
		if letter.Day > today {
			later = append(later, letter.PersonID)
		}
	}
	if len(later) == 0 {
		return due, nil
	}
	zone, err := organisationZone(ctx, tx)
	if err != nil {
		return nil, err
	}
	var people []panel.Person
	if err := tx.NewSelect().Model(&people).Column("id", "week_hour").Where("p.id IN (?)", bun.In(later)).Scan(ctx); err != nil {
		return nil, wrap("letter hours", err)
	}
	hours := map[uuid.UUID]int{}
	for _, p := range people {
		hours[p.ID] = p.WeekHour
	}
	for _, letter := range letters {
		if letter.Day > today {
			due[letter.ID] = atHour(letter.Day, hours[letter.PersonID], zone)
		}
	}
	return due, nil
}
