package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

const (
	mostClosedPeriods = 200
	longestClosed     = 62 // days of one period
)

// ParseClosedPeriods reads the text form of closed periods, one a line: the first day, the last day, and a name that may be missing.
func ParseClosedPeriods(text string) ([]scheduler.Period, error) {
	var periods []scheduler.Period
	for line := range strings.Lines(text) {
		from, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if from == "" {
			continue
		}
		until, name, _ := strings.Cut(rest, " ")
		p := scheduler.Period{From: scheduler.Date(from), Until: scheduler.Date(until), Name: strings.TrimSpace(name)}
		if !p.Valid() {
			return nil, fmt.Errorf("no closed period: %q", line)
		}
		periods = append(periods, p)
	}
	return periods, nil
}

func closedPeriodsText(periods []scheduler.Period) string {
	var text strings.Builder
	for _, p := range periods {
		fmt.Fprintf(&text, "%s %s %s\n", p.From, p.Until, p.Name)
	}
	return text.String()
}

// lastCalendar spares each page and each letter the reading of a text that hardly ever changes.
var lastCalendar atomic.Pointer[readCalendar]

type readCalendar struct {
	text     string
	calendar scheduler.Calendar
}

// Calendar is the organisation's working days.
func (o Organisation) Calendar() scheduler.Calendar {
	if known := lastCalendar.Load(); known != nil && known.text == o.ClosedPeriods {
		return known.calendar
	}
	periods, err := ParseClosedPeriods(o.ClosedPeriods)
	if err != nil {
		return scheduler.Calendar{} // only operations write this text; doctor names one that can't be read
	}
	known := &readCalendar{o.ClosedPeriods, scheduler.NewCalendar(periods)}
	lastCalendar.Store(known)
	return known.calendar
}

// CalendarIn is the organisation's working days, as they are for this database or transaction; before the set-up those of everybody. Who
// plans a panel by them reads them after holding the panel's row, because a closed period that is added replans the panels.
func CalendarIn(ctx context.Context, db bun.IDB) (scheduler.Calendar, error) {
	var o Organisation
	err := db.NewSelect().Model(&o).Column("closed_periods").Where("id = 1").Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return scheduler.Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	return o.Calendar(), nil
}

// AddClosedPeriod notes that nobody works on these days: rounds, phases and norms that are planned from now on pass over them, and
// letters wait. The next moments of panels move with it; rounds that are open keep their deadlines.
func (s *Store) AddClosedPeriod(ctx context.Context, actor Actor, period scheduler.Period) error {
	return s.changeClosedPeriods(ctx, actor, func(periods []scheduler.Period) ([]scheduler.Period, error) {
		var ps Problems
		period.Name = ps.Text("name", period.Name, 0, 100)
		switch {
		case !period.From.Valid():
			ps.Add("from", "error.date")
		case !period.Until.Valid():
			ps.Add("until", "error.date")
		case period.Until < period.From:
			ps.Add("until", "error.ends_before_start")
		case period.Until > period.From.AddDays(longestClosed-1):
			ps.Add("until", "error.closed_too_long", "Most", longestClosed)
		case slices.ContainsFunc(periods, func(p scheduler.Period) bool { return sameDays(p, period) }):
			ps.Add("from", "error.closed_twice")
		case len(periods) >= mostClosedPeriods:
			ps.Add("from", "error.closed_too_many", "Most", mostClosedPeriods)
		}
		return append(periods, period), ps.Err()
	})
}

// RemoveClosedPeriod takes back a closed period: the one with these days, whatever its name. A panel whose round waited for its end has it
// at its own day again: when that is over, at once, unless it is too late for the panel to catch up.
func (s *Store) RemoveClosedPeriod(ctx context.Context, actor Actor, period scheduler.Period) error {
	return s.changeClosedPeriods(ctx, actor, func(periods []scheduler.Period) ([]scheduler.Period, error) {
		left := slices.DeleteFunc(slices.Clone(periods), func(p scheduler.Period) bool { return sameDays(p, period) })
		if len(left) == len(periods) {
			return nil, Refuse(NotFound, "error.closed_not_found")
		}
		return left, nil
	})
}

// NextMoved lists panels whose next round begins on another day than its rhythm's own, from a day on, by that day: up to limit.
func (s *Store) NextMoved(ctx context.Context, from scheduler.Date, limit int) ([]Panel, error) {
	var planned, moved []Panel
	err := s.DB.NewSelect().Model(&planned).Where("pa.next_at IS NOT NULL AND pa.next_on >= ?", from).Order("pa.next_on", "pa.name").Limit(int64(10 * limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("moved rounds: %w", err)
	}
	for _, p := range planned {
		if p.NextDay() != p.NextOn && len(moved) < limit {
			moved = append(moved, p)
		}
	}
	return moved, nil
}

func sameDays(a, b scheduler.Period) bool { return a.From == b.From && a.Until == b.Until }

func (s *Store) changeClosedPeriods(ctx context.Context, actor Actor, change func([]scheduler.Period) ([]scheduler.Period, error)) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil {
			return fmt.Errorf("closed periods: %w", err)
		}
		o, err := s.Organisation(ctx, tx)
		if err != nil {
			return err
		}
		before := o.Calendar()
		periods, err := ParseClosedPeriods(o.ClosedPeriods)
		if err != nil {
			return fmt.Errorf("closed periods: %w", err)
		}
		if periods, err = change(periods); err != nil {
			return err
		}
		slices.SortStableFunc(periods, func(a, b scheduler.Period) int {
			return strings.Compare(string(a.From+a.Until), string(b.From+b.Until))
		})
		o.ClosedPeriods = closedPeriodsText(periods)
		if _, err := tx.NewUpdate().Model(&o).Column("closed_periods").Where("id = 1").Exec(ctx); err != nil {
			return fmt.Errorf("closed periods: %w", err)
		}
		return s.replanAll(ctx, tx, before, o.Calendar())
	})
}
