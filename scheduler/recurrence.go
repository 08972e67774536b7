package scheduler

import (
	"fmt"
	"strings"
	"time"
)

// The periods of a Recurrence.
const (
	Week    = "week"
	Month   = "month"
	Quarter = "quarter"
)

// Recurrence says when a panel comes round. It is either a choice that needs no manual, or an expert's cron line. Fields that don't
// belong to the choice are ignored, so that a form may fill all of them.
//
// Its text form, made by String and read by ParseRecurrence, is one of
//
//	every 2 weeks on monday at 09:00
//	every month on the first monday at 09:00
//	every 3 months on the last friday at 16:30
//	every quarter on day 31 at 09:00
//	cron: 0 9 * * 1
//
// The last day of a month stands in for a day that the month doesn't have. A cron line has five fields (minute, hour, day of the
// month, month, day of the week) or is one of @yearly, @monthly, @weekly, @daily and @hourly; one that fires several times a day
// counts once, the first time.
type Recurrence struct {
	Every   int          // each nth period: up to 52 weeks, 24 months or 8 quarters
	Period  string       // Week, Month or Quarter
	Weekday time.Weekday // of Week, and of Month and Quarter unless Nth is 0
	Nth     int          // of Month and Quarter: 1 to 4, the nth Weekday of the month; -1, the last; 0, Day instead
	Day     int          // of the month, 1 to 31
	Clock   string       // HH:MM, local time
	Cron    string       // replaces all of the above unless empty
}

// Fault is what is wrong with a Recurrence.
type Fault struct {
	Field string // every, period, weekday, nth, day, clock, cron, or "" for the text as a whole
	Code  string // one of FaultCodes, for a text in the reader's language
	Value string // what was given
}

func (f *Fault) Error() string { return fmt.Sprintf("%s: %q", f.Code, f.Value) }

// FaultCodes are all codes that a Fault can have.
var FaultCodes = []string{
	"recurrence_text",            // the text has none of the forms above
	"recurrence_period",          // not week, month or quarter
	"recurrence_every",           // less than 1 or too many periods
	"recurrence_weekday",         // no day of the week
	"recurrence_nth",             // not first to fourth or last
	"recurrence_day",             // not 1 to 31
	"recurrence_clock",           // not HH:MM
	"recurrence_cron",            // no cron line of five fields
	"recurrence_cron_interval",   // @every: it has no calendar days
	"recurrence_cron_zone",       // TZ= or CRON_TZ=: the zone is the panel's
	"recurrence_cron_impossible", // a date that never comes, such as 31 February
}

// longest is how many periods may pass between two rounds.
var longest = map[string]int{Week: 52, Month: 24, Quarter: 8}

// Validate returns a *Fault when r can't be planned.
func (r Recurrence) Validate() error {
	if r.Cron != "" {
		_, err := parseCron(r.Cron)
		return err
	}
	limit, known := longest[r.Period]
	_, clock := parseClock(r.Clock)
	byDay := r.Period != Week && r.Nth == 0
	switch {
	case !known:
		return &Fault{"period", "recurrence_period", r.Period}
	case r.Every < 1 || r.Every > limit:
		return &Fault{"every", "recurrence_every", fmt.Sprint(r.Every)}
	case r.Period != Week && (r.Nth < -1 || r.Nth > 4):
		return &Fault{"nth", "recurrence_nth", fmt.Sprint(r.Nth)}
	case byDay && (r.Day < 1 || r.Day > 31):
		return &Fault{"day", "recurrence_day", fmt.Sprint(r.Day)}
	case !byDay && (r.Weekday < time.Sunday || r.Weekday > time.Saturday):
		return &Fault{"weekday", "recurrence_weekday", fmt.Sprint(int(r.Weekday))}
	case !clock:
		return &Fault{"clock", "recurrence_clock", r.Clock}
	}
	return nil
}

// String is the text form of a valid r.
func (r Recurrence) String() string {
	if r.Cron != "" {
		return cronPrefix + " " + strings.Join(strings.Fields(r.Cron), " ")
	}
	every := r.Period
	if r.Every != 1 {
		every = fmt.Sprintf("%d %ss", r.Every, r.Period)
	}
	on := strings.ToLower(r.Weekday.String())
	if r.Period != Week {
		on = "the " + nthWords[r.Nth] + " " + on
		if r.Nth == 0 {
			on = fmt.Sprintf("day %d", r.Day)
		}
	}
	return fmt.Sprintf("every %s on %s at %s", every, on, r.Clock)
}

// Moment is the moment in UTC that the planned day d stands for in loc.
func (r Recurrence) Moment(d Date, loc *time.Location) time.Time {
	if r.Cron == "" {
		return d.At(r.Clock, loc)
	}
	line, err := parseCron(r.Cron)
	if err != nil {
		return time.Time{}
	}
	return d.At(line.clock, loc)
}
