package web

import (
	"slices"
	"time"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// freeDays names the days on which the organisation doesn't work: public holidays and its closed periods. Each year's holidays are
// looked up once.
type freeDays struct {
	r        *Request
	closed   []scheduler.Period
	holidays map[int]map[scheduler.Date]string
}

func (r *Request) freeDays() freeDays {
	closed, err := panel.ParseClosedPeriods(r.Organisation.ClosedPeriods)
	if err != nil {
		closed = nil // doctor names what can't be read
	}
	return freeDays{r, closed, map[int]map[scheduler.Date]string{}}
}

// name is "Koningsdag", what the organisation calls a closed period, or "" for any other day.
// ids: holiday.new_year holiday.easter_monday holiday.kings_day holiday.liberation_day holiday.ascension holiday.whit_monday holiday.christmas
// ids: holiday.boxing_day
func (f freeDays) name(d scheduler.Date) string {
	year := d.Time().Year()
	if f.holidays[year] == nil {
		f.holidays[year] = map[scheduler.Date]string{}
		for _, h := range scheduler.Holidays(year) {
			if f.holidays[year][h.On] == "" { // Ascension can fall on Liberation Day
				f.holidays[year][h.On] = f.r.T("holiday." + h.Name)
			}
		}
	}
	if name := f.holidays[year][d]; name != "" {
		return name
	}
	for _, p := range f.closed {
		if p.From <= d && d <= p.Until {
			if p.Name == "" {
				return f.r.T("year.closed")
			}
			return p.Name
		}
	}
	return ""
}

// reason is why nobody works on d: its name, or the day of the week.
func (f freeDays) reason(d scheduler.Date) string {
	name := f.name(d)
	if name == "" && isWeekend(d) {
		return f.r.T("year.weekday", "Weekday", f.r.weekday(d.Weekday()))
	}
	return name
}

// names are those of the days after one day and before another, each once, without the name of the first and without weekends.
func (f freeDays) names(after, before scheduler.Date) []string {
	var names []string
	for d := after.AddDays(1); d < before; d = d.AddDays(1) {
		if name := f.name(d); name != "" && name != f.name(after) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func isWeekend(d scheduler.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
