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
// transaction. When nobody works on somebody's day, the next working day is theirs. A day on which the program was down all day is passed
// over: the letters of a day told what was urgent, and a week later comes the next.
func (s *Store) WeekDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("week due", err)
	}
	return wrap("week due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var id uuid.UUID
		if err := migrations.SkipLocked(scheduler.Except(d.weekly(tx), "p.id", except)).Scan(ctx, &id); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		to, err := panel.Recipients(ctx, tx, tx.NewSelect().Table("people").Column("id").Where("id = ?", id))
		if err != nil {
			return id, err
		}
		for _, person := range to {
			if err := s.startLetter(ctx, tx, Nudge{ID: newID(), Kind: nudgeWeek, PersonID: id, Day: d.today}, person); err != nil {
				return id, err
			}
		}
		return id, nil
	}))
}

// weekly selects somebody who is to get the letter of the week today and has none yet: something waited for them when the day began.
func (d workingDay) weekly(db bun.IDB) *bun.SelectQuery {
	answers := unpaused(db.NewSelect().TableExpr("(?) AS an", panel.Answering(db, d.today)).Join("JOIN items AS i ON i.service_id = an.service_id")).
		Column("an.person_id").Where("i.routed_at < ?", d.began)
	promises := db.NewSelect().TableExpr("(?) AS an", panel.Answering(db, d.today)).Join("JOIN promises AS pr ON pr.service_id = an.service_id").
		Column("an.person_id").Where("pr.state = ? AND pr.created_at < ?", PromiseOpen, d.began)
	return db.NewSelect().TableExpr("people AS p").Column("p.id").Where("p.active AND p.week_day IN (?)", bun.In(d.weekDays())).
		Where("NOT EXISTS (SELECT 1 FROM nudges AS nu WHERE nu.kind = ? AND nu.person_id = p.id AND nu.day = ?)", nudgeWeek, d.today).
		Where("(p.id IN (?) OR p.id IN (?))", answers, promises).Order("p.id").Limit(1)
}

// weekDays are the days of the week, 1 is Monday, whose letter goes out today: its own, and those before it on which nobody worked.
func (d workingDay) weekDays() []int {
	days := []int{0} // nobody's
	for day := d.today; day == d.today || !d.calendar.IsWorkday(day); day = day.AddDays(-1) {
		if w := int(day.Time().Weekday()); w >= 1 && w <= 5 {
			days = append(days, w)
		}
		if len(days) > 5 {
			break
		}
	}
	return days
}
