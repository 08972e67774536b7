package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// WeekDue starts the letters of the week of those whose day it is: all that waits at the services that they answer for. One person a
// transaction. The day of the next one is saved, so that none is lost: when nobody works on it, when the program was down or when its reader
// was away, the letter is for the first working day after it on which they are there. Several that were missed are one.
func (s *Store) WeekDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || d.today == "" {
		return wrap("week due", err)
	}
	return wrap("week due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var person panel.Person
		err := migrations.SkipLocked(scheduler.Except(d.weekly(tx, &person), "p.id", except)).Scan(ctx)
		if err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return person.ID, s.startWeek(ctx, tx, d, person)
	}))
}

// weekly selects somebody who answers for a service and whose letter of the week is due today, or isn't planned yet.
func (d workingDay) weekly(tx bun.Tx, person *panel.Person) *bun.SelectQuery {
	until := d.today
	if !d.calendar.IsWorkday(d.today) {
		until = ""
	}
	answering := tx.NewSelect().TableExpr("(?) AS an", panel.Answering(tx, d.today)).Column("an.person_id")
	return tx.NewSelect().Model(person).Where("p.active AND p.week_next_on <= ? AND p.id IN (?)", until, answering).Order("p.id").Limit(1)
}

// startWeek starts the letter of the week of a person when it is due and something waits for them, and plans the next one.
func (s *Store) startWeek(ctx context.Context, tx bun.Tx, d workingDay, p panel.Person) error {
	next := p.WeekNextOn
	if next == "" {
		next = d.today.OnOrAfter(time.Weekday(p.WeekDay))
	}
	if next <= d.today && d.calendar.IsWorkday(d.today) {
		next = d.today.AddDays(1).OnOrAfter(time.Weekday(p.WeekDay))
		waits, err := s.Waits(ctx, tx, []uuid.UUID{p.ID}, d.today)
		if err != nil {
			return err
		}
		to, err := panel.Recipients(ctx, tx, tx.NewSelect().Table("people").Column("id").Where("id = ? AND ?", p.ID, len(waits[p.ID]) > 0))
		if err != nil {
			return err
		}
		for _, person := range to {
			if err := s.startLetter(ctx, tx, d, Nudge{ID: newID(), Kind: nudgeWeek, PersonID: p.ID, Day: d.today}, person); err != nil {
				return err
			}
		}
	}
	_, err := tx.NewUpdate().Table("people").Set("week_next_on = ?", next).Where("id = ?", p.ID).Exec(ctx)
	return wrap("week planned", err)
}
