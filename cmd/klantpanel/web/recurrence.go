package web

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"klantpanel/scheduler"
)

// weekdays in the order of a Dutch week.
// ids: recurrence.monday recurrence.tuesday recurrence.wednesday recurrence.thursday recurrence.friday recurrence.saturday
// ids: recurrence.sunday
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// nthChoices are the values of Recurrence.Nth with the words for them.
// ids: recurrence.first recurrence.second recurrence.third recurrence.fourth recurrence.last recurrence.fixed_day
var nthChoices = []struct {
	nth  int
	word string
}{{1, "first"}, {2, "second"}, {3, "third"}, {4, "fourth"}, {-1, "last"}, {0, "fixed_day"}}

// recurrenceChoices are the selects of the recurrence.
type recurrenceChoices struct{ Periods, Nth, Weekdays []Option }

// ids: recurrence.week recurrence.month recurrence.quarter
func (r *Request) recurrenceChoices() recurrenceChoices {
	var c recurrenceChoices
	for _, period := range []string{scheduler.Week, scheduler.Month, scheduler.Quarter} {
		c.Periods = append(c.Periods, Option{Value: period, Text: r.T("recurrence." + period)})
	}
	for _, n := range nthChoices {
		c.Nth = append(c.Nth, Option{Value: strconv.Itoa(n.nth), Text: r.T("recurrence." + n.word)})
	}
	for _, day := range weekdays {
		c.Weekdays = append(c.Weekdays, Option{Value: strconv.Itoa(int(day)), Text: r.weekday(day)})
	}
	return c
}

func (r *Request) weekday(day time.Weekday) string {
	return r.T("recurrence." + strings.ToLower(day.String()))
}

// showRecurrence puts a stored recurrence into the fields of form.
func showRecurrence(form *Form, text string) {
	rec, err := scheduler.ParseRecurrence(text)
	if err != nil || rec.Cron != "" {
		form.Values["cron"] = []string{rec.Cron}
		rec = usualRecurrence
	}
	day := ""
	if rec.Day > 0 {
		day = strconv.Itoa(rec.Day)
	}
	for name, value := range map[string]string{"every": strconv.Itoa(rec.Every), "period": rec.Period, "nth": strconv.Itoa(rec.Nth),
		"weekday": strconv.Itoa(int(rec.Weekday)), "day": day, "clock": rec.Clock} {
		form.Values[name] = []string{value}
	}
	if rec.Period == scheduler.Week {
		form.Values["nth"] = []string{"1"} // a week has none: the first choice stands there
	}
}

// usualRecurrence is where a new panel's form starts: four rounds a year.
var usualRecurrence = scheduler.Recurrence{Every: 1, Period: scheduler.Quarter, Nth: 1, Weekday: time.Monday, Clock: "09:00"}

// readRecurrence is the recurrence of the form as text. What is wrong with it is noted at the field it is about.
// ids: error.recurrence_text error.recurrence_period error.recurrence_every error.recurrence_weekday error.recurrence_nth
// ids: error.recurrence_day error.recurrence_clock error.recurrence_cron error.recurrence_cron_interval error.recurrence_cron_zone
// ids: error.recurrence_cron_impossible
func readRecurrence(r *Request, form *Form) string {
	rec := scheduler.Recurrence{
		Every: wholeNumber(form, "every"), Period: form.Value("period"), Nth: 9, Weekday: time.Weekday(wholeNumber(form, "weekday")),
		Day: wholeNumber(form, "day"), Clock: form.Value("clock"), Cron: form.Value("cron"),
	}
	if n, err := strconv.Atoi(form.Value("nth")); err == nil {
		rec.Nth = n
	}
	var fault *scheduler.Fault
	if errors.As(rec.Validate(), &fault) {
		form.Problems = append(form.Problems, FieldProblem{fault.Field, r.T("error." + fault.Code)})
		return ""
	}
	return rec.String()
}
