package scheduler

import "time"

// horizon is how far Next looks ahead, in years: 29 February can be that far away (2096, 2104).
const horizon = 8

// Next is the first planned local day strictly after after and on or after anchor, the day from which weeks, months and quarters are
// counted (a week starts on Monday). It is false when there is none within 8 years, or when r or anchor is invalid. With after
// "" it is the first of all.
func (r Recurrence) Next(after, anchor Date) (Date, bool) {
	if r.Validate() != nil || !anchor.Valid() {
		return "", false
	}
	from := anchor
	if after >= anchor {
		from = after.AddDays(1)
	}
	if from == "" {
		return "", false
	}
	var next Date
	switch {
	case r.Cron != "":
		next = r.nextOfCron(from)
	case r.Period == Week:
		next = r.nextOfWeeks(from, anchor)
	default:
		next = r.nextOfMonths(from, anchor)
	}
	return next, next != ""
}

func (r Recurrence) nextOfWeeks(from, anchor Date) Date {
	first := anchor.AddDays(sinceMonday(r.Weekday) - sinceMonday(anchor.Weekday()))
	step := 7 * r.Every
	if first == "" { // the very first or last week of the calendar
		return ""
	}
	steps := 0
	if from > first {
		days := int(from.Time().Unix()-first.Time().Unix()) / (24 * 60 * 60) // a time.Duration is too short for a start in the year 226
		steps = (days + step - 1) / step
	}
	return first.AddDays(steps * step)
}

func (r Recurrence) nextOfMonths(from, anchor Date) Date {
	step := r.Every
	if r.Period == Quarter {
		step = 3 * r.Every
	}
	first, month := monthNumber(anchor), monthNumber(from)
	month -= (month - first) % step // the month of a round at or before from
	for day := r.dayIn(month); ; day = r.dayIn(month) {
		if day >= from || day == "" {
			return day
		}
		month += step
	}
}

// dayIn is the planned day in a month, counted as monthNumber does.
func (r Recurrence) dayIn(month int) Date {
	start := time.Date(0, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 1, -1)
	switch {
	case r.Nth == 0:
		return dateOf(start.AddDate(0, 0, min(r.Day, end.Day())-1))
	case r.Nth == -1:
		return dateOf(end.AddDate(0, 0, -(int(end.Weekday()-r.Weekday)+7)%7))
	default:
		return dateOf(start.AddDate(0, 0, (int(r.Weekday-start.Weekday())+7)%7+7*(r.Nth-1)))
	}
}

func (r Recurrence) nextOfCron(from Date) Date {
	line, err := parseCron(r.Cron)
	if err != nil {
		return ""
	}
	return line.firstDay(from, horizon)
}

func sinceMonday(day time.Weekday) int { return (int(day) + 6) % 7 }

// monthNumber counts months from January of the year 0.
func monthNumber(d Date) int {
	t := d.Time()
	return t.Year()*12 + int(t.Month()) - 1
}
