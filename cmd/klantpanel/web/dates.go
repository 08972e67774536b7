package web

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"klantpanel/scheduler"
)

// x/text knows no dates, so the Dutch names stand here.
var (
	dutchMonths = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	dutchShort  = [...]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
	dutchDays   = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
)

// moment reads whatever a model holds as a date or a time; ok is false for none.
func moment(v any, zone *time.Location) (t time.Time, ok bool) {
	switch v := v.(type) {
	case time.Time:
		t = v
	case *time.Time:
		if v != nil {
			t = *v
		}
	case bun.NullTime:
		t = v.Time
	case scheduler.Date:
		d, err := time.ParseInLocation(time.DateOnly, string(v), zone)
		return d, err == nil
	}
	return t.In(zone), !t.IsZero()
}

// longDate is "27 november 2026", with the day of the week where that helps to plan.
func longDate(lang string, t time.Time, weekday bool) string {
	if lang == "nl" {
		s := fmt.Sprintf("%d %s %d", t.Day(), dutchMonths[t.Month()-1], t.Year())
		if weekday {
			return dutchDays[t.Weekday()] + " " + s
		}
		return s
	}
	if weekday {
		return t.Format("Monday 2 January 2006")
	}
	return t.Format("2 January 2006")
}

// monthName is "november".
func monthName(lang string, m time.Month) string {
	if lang == "nl" {
		return dutchMonths[m-1]
	}
	return m.String()
}

// shortDate is "27 nov", with the year when it isn't this one.
func shortDate(lang string, t, now time.Time) string {
	s := t.Format("2 Jan")
	if lang == "nl" {
		s = fmt.Sprintf("%d %s", t.Day(), dutchShort[t.Month()-1])
	}
	if t.Year() != now.Year() {
		s += t.Format(" 2006")
	}
	return s
}

// daysLeft says a due day as people do: "nog 3 werkdagen", "vandaag", "2 werkdagen te laat".
func (s *Server) daysLeft(lang string, due scheduler.Date) string {
	today, calendar := scheduler.DateOf(s.Clock(), s.zone.Load()), s.calendar.Load()
	count := func(id string, n int) string { return s.texts.text(lang, id, &n, nil) }
	switch {
	case due == today:
		return s.texts.text(lang, "days.today", nil, nil)
	case due < today:
		return count("days.late", max(1, calendar.WorkdaysBetween(due, today))) // ids: days.late
	}
	return count("days.left", max(1, calendar.WorkdaysBetween(today, due))) // ids: days.left days.today
}

var printers = map[string]*message.Printer{
	"nl": message.NewPrinter(language.Dutch),
	"en": message.NewPrinter(language.BritishEnglish),
}

// number has the thousands separator of the language.
func number(lang string, n any) string { return printers[lang].Sprint(n) }
