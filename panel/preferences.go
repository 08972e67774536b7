package panel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// What a person may want of "you said, we did": the digests of the panels that they are in the audience of.
const (
	EachRound   = "round"
	EachQuarter = "quarter" // of each panel at most one in a calendar quarter
	OnlyOwn     = "own"     // only one that holds something of their own, or came through them as an ambassador
	NoDigest    = "none"
)

// DigestWishes are the choices, from most mail to none.
var DigestWishes = []string{EachRound, EachQuarter, OnlyOwn, NoDigest}

// SavePreferences is a person's own choice of language ("" follows the organisation) and of digests.
func (s *Store) SavePreferences(ctx context.Context, actor Actor, language, wish string) error {
	var ps Problems
	ps.language("language", language)
	ps.wish("digest_wish", wish)
	if err := ps.Err(); err != nil {
		return err
	}
	return s.savePreference(ctx, actor.Person.ID, "language = ?, digest_wish = ?", language, wish)
}

// SaveLetterTime is a person's own choice of when letters about what waits go out: the day of that of the week, 1 is Monday, and the hour
// from which they do, in the organisation's zone. Of a week in which that of the week went out there is no second one.
func (s *Store) SaveLetterTime(ctx context.Context, actor Actor, day, hour int) error {
	var ps Problems
	if day < 1 || day > 5 {
		ps.Add("week_day", "error.choose")
	}
	if hour < 1 || hour > 23 {
		ps.Add("week_hour", "error.choose")
	}
	if err := ps.Err(); err != nil {
		return err
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		today, err := todayIn(ctx, tx, s.Clock())
		if err != nil {
			return err
		}
		var p Person
		if err := migrations.ForUpdate(tx.NewSelect().Model(&p).Where("id = ?", actor.Person.ID)).Scan(ctx); err != nil {
			return fmt.Errorf("letter time: %w", err)
		}
		if day != p.WeekDay && p.WeekNextOn != "" {
			week := p.WeekNextOn.AddDays(1 - int(p.WeekNextOn.Weekday()))
			p.WeekNextOn = max(week, today.AddDays(1)).OnOrAfter(time.Weekday(day))
		}
		p.WeekDay, p.WeekHour = day, hour
		if _, err := tx.NewUpdate().Model(&p).Column("week_day", "week_hour", "week_next_on").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("letter time: %w", err)
		}
		return nil
	})
}

// SaveLanguage is the choice of a language alone.
func (s *Store) SaveLanguage(ctx context.Context, actor Actor, language string) error {
	var ps Problems
	ps.language("language", language)
	if err := ps.Err(); err != nil {
		return err
	}
	return s.savePreference(ctx, actor.Person.ID, "language = ?", language)
}

// SaveWish is the choice of digests by who holds the link that stands in a person's letters. Doing it twice is no error.
func (s *Store) SaveWish(ctx context.Context, person uuid.UUID, wish string) error {
	var ps Problems
	ps.wish("digest_wish", wish)
	if err := ps.Err(); err != nil {
		return err
	}
	return s.savePreference(ctx, person, "digest_wish = ?", wish)
}

func (s *Store) savePreference(ctx context.Context, person uuid.UUID, set string, values ...any) error {
	if _, err := s.DB.NewUpdate().Table("people").Set(set, values...).Where("id = ?", person).Exec(ctx); err != nil {
		return fmt.Errorf("save preferences: %w", err)
	}
	return nil
}

// wish is one of DigestWishes.
func (ps *Problems) wish(field, value string) {
	if !slices.Contains(DigestWishes, value) {
		ps.Add(field, "error.digest_wish")
	}
}

// QuarterAt is the calendar quarter of a moment in the organisation's zone: when it began, and when the next does.
func QuarterAt(ctx context.Context, db bun.IDB, at time.Time) (from, until time.Time, err error) {
	var name string
	if err := db.NewSelect().Table("organisations").Column("time_zone").Where("id = 1").Scan(ctx, &name); err != nil {
		return from, until, fmt.Errorf("quarter: %w", err)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return from, until, fmt.Errorf("quarter: %w", err)
	}
	first, next := scheduler.DateOf(at, zone).Quarter()
	return first.At("00:00", zone), next.At("00:00", zone), nil
}
