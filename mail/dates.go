package mail

import (
	"strconv"
	"strings"
	"time"
)

var dutchDays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

var dutchMonths = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
	"november", "december"}

var dutchShortMonths = [...]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}

// LongDate is the day of t in its own zone: "maandag 3 maart 2027", "Monday 3 March 2027". The zero time is "".
func LongDate(language string, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case language == "en":
		return t.Format("Monday 2 January 2006")
	}
	return dutchDays[t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + dutchMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// ShortDate is the day of t in its own zone: "3 mrt 2027", "3 Mar 2027". The zero time is "".
func ShortDate(language string, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case language == "en":
		return t.Format("2 Jan 2006")
	}
	return strconv.Itoa(t.Day()) + " " + dutchShortMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Days are days in a row, kept in one value so that what holds them can be compared.
type Days string

// DaysOf are these days, in their order.
func DaysOf(days ...time.Time) Days {
	var all []string
	for _, day := range days {
		all = append(all, day.Format(time.DateOnly))
	}
	return Days(strings.Join(all, " "))
}

// All are the days, each as midnight in UTC.
func (d Days) All() (days []time.Time) {
	for _, day := range strings.Fields(string(d)) {
		if t, err := time.Parse(time.DateOnly, day); err == nil {
			days = append(days, t)
		}
	}
	return days
}
