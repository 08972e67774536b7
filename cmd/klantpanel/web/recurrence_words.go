package web

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// mostNamed is how many days of the month, or months, a sentence names before it becomes a list that nobody reads.
const mostNamed = 4

// recurrenceWords says when a panel comes round as people do: "elke maand op de tweede dinsdag van de maand, om 09:00 uur". The time
// zone is only said where it isn't the organisation's.
func (r *Request) recurrenceWords(p panel.Panel) string {
	rec, err := scheduler.ParseRecurrence(p.Recurrence)
	var fault *scheduler.Fault
	if errors.As(err, &fault) {
		return r.T("error." + fault.Code)
	}
	words := ""
	if rec.Cron != "" {
		words = r.cronWords(rec)
	} else {
		words = r.chosenWords(rec, p.StartsOn)
	}
	if p.TimeZone != r.Organisation.TimeZone {
		words = r.T("recurrence.in_zone", "Words", words, "Zone", p.TimeZone)
	}
	return words
}

// chosenWords says what was chosen without a cron line. Rhythms of several months name the months, which follow from the first.
// ids: recurrence.every_week recurrence.every_month recurrence.every_quarter recurrence.every_year
func (r *Request) chosenWords(rec scheduler.Recurrence, anchor scheduler.Date) string {
	if rec.Period == scheduler.Week {
		return r.TN("recurrence.every_week", rec.Every, "On", r.weekday(rec.Weekday), "Clock", rec.Clock)
	}
	period, every, step := rec.Period, rec.Every, rec.Every
	if period == scheduler.Quarter {
		step = 3 * every
	}
	if step%12 == 0 {
		period, every = "year", step/12
	}
	return r.TN("recurrence.every_"+period, every, "On", r.dayOfMonth(rec, monthsFrom(anchor, step)), "Clock", rec.Clock)
}

// monthsFrom are the months of the year in which a rhythm of so many months comes round; none when they are many, or others each year.
func monthsFrom(anchor scheduler.Date, step int) []time.Month {
	if !anchor.Valid() || step%12 != 0 && (12%step != 0 || 12/step > mostNamed) {
		return nil
	}
	var months []time.Month
	for month := int(anchor.Time().Month()) - 1; len(months) < max(1, 12/step); month += step {
		months = append(months, time.Month(month%12+1))
	}
	slices.Sort(months)
	return months
}

// months are names with "en" between the last two, or "de maand" for all.
func (r *Request) months(months []time.Month) string {
	if len(months) == 0 {
		return r.T("recurrence.the_month")
	}
	var names []string
	for _, m := range months {
		names = append(names, monthName(r.Language, m))
	}
	return r.and(names)
}

// dayOfMonth is "de tweede dinsdag van de maand". Where a month may lack the 29th or 30th, its last day stands in.
func (r *Request) dayOfMonth(rec scheduler.Recurrence, months []time.Month) string {
	for _, n := range nthChoices {
		if n.nth == rec.Nth && n.nth != 0 {
			day := r.T("recurrence.nth_weekday", "Nth", r.T("recurrence."+n.word), "Weekday", r.weekday(rec.Weekday))
			return r.T("recurrence.on", "Day", day, "Of", r.months(months))
		}
	}
	if rec.Day == 31 {
		return r.T("recurrence.on", "Day", r.T("recurrence.last_day"), "Of", r.months(months))
	}
	on := r.T("recurrence.on", "Day", r.T("recurrence.date", "Day", r.ordinal(rec.Day)), "Of", r.months(months))
	if missesSome([]int{rec.Day}, months) {
		return r.T("recurrence.or_last", "On", on)
	}
	return on
}

// missesSome reports whether one of the months (none is all) can be too short for one of the days.
func missesSome(days []int, months []time.Month) bool {
	if len(months) == 0 {
		months = []time.Month{time.February}
		for m := time.March; m <= time.December; m++ {
			months = append(months, m)
		}
	}
	const common = 2027 // no leap year
	return slices.ContainsFunc(months, func(m time.Month) bool {
		return slices.Max(days) > time.Date(common, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
	})
}

// cronWords says a cron line where its days are few; else it gives the line itself.
func (r *Request) cronWords(rec scheduler.Recurrence) string {
	line, ok := rec.CronDays()
	if !ok || len(line.Days) > mostNamed || len(line.Days) > 0 && len(line.Weekdays) > 0 {
		return r.T("recurrence.by_cron", "Line", rec.Cron)
	}
	clock := rec.Moment("2027-01-01", time.UTC).Format("15:04") // the same on each of its days
	words := ""
	switch {
	case len(line.Weekdays) > 0:
		var names []string
		for _, day := range line.Weekdays {
			names = append(names, r.weekday(day))
		}
		words = r.TN("recurrence.every_week", 1, "On", r.and(names), "Clock", clock)
	case len(line.Days) > 0:
		words = r.cronDates(line, clock)
	default:
		words = r.T("recurrence.daily", "Clock", clock)
	}
	if len(line.Months) > mostNamed || len(line.Months) > 0 && len(line.Days) == 0 {
		words = r.T("recurrence.only_in", "Words", words, "Months", r.months(line.Months))
	}
	return words
}

// cronDates is "elke maand op de 1e en de 15e van de maand". Unlike our own choices, cron passes over a month without the day.
func (r *Request) cronDates(line scheduler.CronDays, clock string) string {
	var dates []string
	for _, day := range line.Days {
		dates = append(dates, r.T("recurrence.date", "Day", r.ordinal(day)))
	}
	rhythm, months := "recurrence.every_month", []time.Month(nil)
	if n := len(line.Months); n > 0 && n <= mostNamed {
		rhythm, months = "recurrence.every_year", line.Months
	}
	words := r.TN(rhythm, 1, "On", r.T("recurrence.on", "Day", r.and(dates), "Of", r.months(months)), "Clock", clock)
	if missesSome(line.Days, line.Months) {
		return r.T("recurrence.if_it_has", "Words", words)
	}
	return words
}

// ordinal is "15e" in Dutch, "15th" in English.
func (r *Request) ordinal(n int) string {
	if r.Language == "nl" {
		return strconv.Itoa(n) + "e"
	}
	ending := "th"
	if n/10 != 1 && n%10 >= 1 && n%10 <= 3 {
		ending = []string{"st", "nd", "rd"}[n%10-1]
	}
	return strconv.Itoa(n) + ending
}
