package dialogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The kinds of nudge that one person gets at most one of on a day: that of the week is the letter of its day.
const (
	nudgeDay  = "norm"
	nudgeWeek = "week"
)

var letterKinds = map[string]string{nudgeDay: mail.KindNudge, nudgeWeek: mail.KindWeek,
	nudgeKinds[panel.ToOwners]: mail.KindEscalation, nudgeKinds[panel.ToCoordinators]: mail.KindEscalation}

// tellOfDay sees to it that these people hear of an item in their letter of a day.
func (s *Store) tellOfDay(ctx context.Context, tx bun.Tx, item uuid.UUID, people *bun.SelectQuery) error {
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	to, err := panel.Recipients(ctx, tx, people)
	if err != nil {
		return err
	}
	for _, person := range to {
		if err := s.dayLetter(ctx, tx, d, person, item); err != nil {
			return err
		}
	}
	return nil
}

// tellService has those who answer for a service hear of an item in their letter of a day.
func (s *Store) tellService(ctx context.Context, tx bun.Tx, item, service uuid.UUID) error {
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	return s.tellResponders(ctx, tx, d, service, item)
}

// tellResponders has those who answer for a service hear of these items in their letter of a day. When nobody does, its owner and the
// coordinators hear what waits there.
func (s *Store) tellResponders(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID, items ...uuid.UUID) error {
	told, err := panel.Recipients(ctx, tx, panel.AnswerFor(tx, service, d.today))
	if err != nil {
		return err
	}
	if len(told) == 0 {
		return s.tellUnmanned(ctx, tx, d, service)
	}
	for _, person := range told {
		if err := s.dayLetter(ctx, tx, d, person, items...); err != nil {
			return err
		}
	}
	return nil
}

// dayLetter sees to it that somebody has a letter that says all that waits, with these items among it. Who is to get one today hears of them
// there; after that went out they are for the next working day, since nobody gets two of them on one.
func (s *Store) dayLetter(ctx context.Context, tx bun.Tx, d workingDay, to mail.Recipient, items ...uuid.UUID) error {
	return s.letterOfDay(ctx, tx, d, nudgeDay, to, items...)
}

// letterOfDay is dayLetter for any kind of nudge but that of the week.
func (s *Store) letterOfDay(ctx context.Context, tx bun.Tx, d workingDay, kind string, to mail.Recipient, items ...uuid.UUID) error {
	day := d.today
	if !d.calendar.IsWorkday(day) {
		day = d.calendar.AddWorkdays(day, 1)
	}
	for {
		n := Nudge{ID: newID(), Kind: kind, PersonID: to.PersonID, Day: day, Points: items}
		there, waits, err := s.takenUp(ctx, tx, n)
		switch {
		case err != nil:
			return err
		case !there:
			return s.startLetter(ctx, tx, d, n, to)
		case waits:
			return nil
		}
		day = d.calendar.AddWorkdays(day, 1)
	}
}

// takenUp adds the points of a letter to the one that its person gets on that day already. there says whether there is one, waits whether it
// still is to be sent.
func (s *Store) takenUp(ctx context.Context, tx bun.Tx, n Nudge) (there, waits bool, err error) {
	var letters []Nudge
	kinds := []string{n.Kind}
	if n.toResponder() {
		kinds = []string{nudgeDay, nudgeWeek}
	}
	q := tx.NewSelect().Model(&letters).Where("nu.person_id = ? AND nu.day = ? AND nu.kind IN (?)", n.PersonID, n.Day, bun.In(kinds)).Order("nu.id")
	if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
		return false, false, wrap("nudges", err)
	}
	for _, letter := range letters {
		// Held until the end: who sends it passes over it meanwhile.
		var state string
		mine := tx.NewSelect().Model((*mail.Mail)(nil)).Column("state").Where("m.kind = ? AND m.subject_id = ? AND m.person_id = ?", letterKinds[letter.Kind], letter.ID, letter.PersonID)
		if err := unlessNone(migrations.ForUpdate(mine).Scan(ctx, &state)); err != nil {
			return true, false, wrap("letter", err)
		}
		if state == mail.Queued || state == mail.Retry {
			letter.Points = append(letter.Points, n.Points...)
			return true, true, s.numberPoints(ctx, tx, letter)
		}
	}
	return len(letters) > 0, false, nil
}

// startLetter queues a letter about what waits, for the hour that its reader chose, or else the next whole one: what follows within the hour
// stands in it too. One about what is late today goes at once.
func (s *Store) startLetter(ctx context.Context, tx bun.Tx, d workingDay, n Nudge, to mail.Recipient) error {
	r, err := tx.NewInsert().Model(&n).On("CONFLICT (kind, person_id, day) DO NOTHING").Returning("NULL").Exec(ctx)
	if err != nil {
		return wrap("nudge", err)
	}
	if added, err := r.RowsAffected(); err != nil || added == 0 {
		return wrap("nudge", err)
	}
	if err := s.numberPoints(ctx, tx, n); err != nil {
		return err
	}
	var due time.Time
	if n.toResponder() || n.Day > d.today {
		if due, err = s.letterHour(ctx, tx, n); err != nil {
			return err
		}
	}
	_, err = s.Outbox.Queue(ctx, tx, mail.Draft{Kind: letterKinds[n.Kind], Subject: n.ID, To: to, Due: due})
	return wrap("letters", err)
}

// letterHour is when a letter about what waits goes out.
func (s *Store) letterHour(ctx context.Context, tx bun.Tx, n Nudge) (time.Time, error) {
	var hour int
	if err := tx.NewSelect().Table("people").Column("week_hour").Where("id = ?", n.PersonID).Scan(ctx, &hour); err != nil {
		return time.Time{}, wrap("letter hour", err)
	}
	zone, err := organisationZone(ctx, tx)
	if err != nil {
		return time.Time{}, err
	}
	chosen := atHour(n.Day, hour, zone)
	now := s.Clock()
	if next := now.Add(time.Hour - time.Nanosecond).Truncate(time.Hour); next.After(chosen) {
		return next, nil
	}
	return chosen, nil
}

// numberPoints gives the points of a letter to a responder their numbers. One that has its number keeps it: an answer may name it.
func (s *Store) numberPoints(ctx context.Context, tx bun.Tx, nudge Nudge) (err error) {
	var n nudging
	if n.day, err = organisationDay(ctx, tx, s.Clock()); err != nil {
		return err
	}
	if err := n.read(ctx, tx, []Nudge{nudge}); err != nil {
		return err
	}
	points, _, _ := n.of(nudge)
	numbered := []uuid.UUID{}
	for _, id := range nudge.Points {
		listed := slices.ContainsFunc(points, func(p waiting) bool { return p.ID == id })
		if _, gone := n.merged[id]; (listed || gone) && !slices.Contains(numbered, id) {
			numbered = append(numbered, id)
		}
	}
	for _, p := range points {
		if !slices.Contains(numbered, p.ID) {
			numbered = append(numbered, p.ID)
		}
	}
	nudge.Points = numbered
	_, err = tx.NewUpdate().Model(&nudge).Column("points").WherePK().Exec(ctx)
	return wrap("nudge", err)
}

// atHour is the moment at which clocks in zone show this hour, also on a day on which they change.
func atHour(day scheduler.Date, hour int, zone *time.Location) time.Time {
	return day.At(fmt.Sprintf("%02d:00", hour), zone)
}

// organisationZone is where the organisation is; doctor names one that this machine doesn't know.
func organisationZone(ctx context.Context, db bun.IDB) (*time.Location, error) {
	var name string
	if err := db.NewSelect().Table("organisations").Column("time_zone").Where("id = 1").Scan(ctx, &name); err != nil {
		return nil, wrap("organisation", err)
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone, nil
	}
	return time.UTC, nil
}
