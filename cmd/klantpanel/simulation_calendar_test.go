package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file says when rounds come once more, as somebody with a paper calendar would: by walking over the days one at a time. It shares
// nothing with the scheduler package, so that the simulation doesn't compare that package with itself.

// naiveDay is a calendar day at midnight UTC.
type naiveDay = time.Time

func dayOf(t time.Time, zone *time.Location) naiveDay {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func nextDay(d naiveDay) naiveDay { return d.AddDate(0, 0, 1) }

// naiveRule is a recurrence as its meaning: on which days it falls, at what hour. text is how the program is told.
type naiveRule struct {
	text   string
	clock  string
	fallen func(day, anchor naiveDay) bool
	byDay  bool // it is a day of the month, which in a weekend counts as closed: nobody chose the weekend
	free   bool // it only falls on public holidays
}

func everyWeeks(n int, weekday time.Weekday, clock string) naiveRule {
	text := fmt.Sprintf("every %d weeks on %s at %s", n, strings.ToLower(weekday.String()), clock)
	if n == 1 {
		text = fmt.Sprintf("every week on %s at %s", strings.ToLower(weekday.String()), clock)
	}
	return naiveRule{text: text, clock: clock, fallen: func(day, anchor naiveDay) bool {
		monday := anchor
		for monday.Weekday() != time.Monday {
			monday = monday.AddDate(0, 0, -1)
		}
		weeks := int(day.Sub(monday).Hours()) / (24 * 7)
		return day.Weekday() == weekday && weeks%n == 0
	}}
}

var naiveNth = map[int]string{1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}

// everyMonths falls on the nth weekday of each so many months after that of the anchor; nth -1 is the last.
func everyMonths(n, nth int, weekday time.Weekday, clock string) naiveRule {
	text := fmt.Sprintf("every %s on the %s %s at %s", monthsText(n), naiveNth[nth], strings.ToLower(weekday.String()), clock)
	return naiveRule{text: text, clock: clock,
		fallen: func(day, anchor naiveDay) bool {
			if monthsApart(anchor, day)%n != 0 || day.Weekday() != weekday {
				return false
			}
			if nth == -1 {
				return day.AddDate(0, 0, 7).Month() != day.Month()
			}
			return (day.Day()-1)/7+1 == nth
		}}
}

// everyMonthsOnDay falls on a day of the month, or on the last one of a month that is shorter.
func everyMonthsOnDay(n, of int, clock string) naiveRule {
	text := fmt.Sprintf("every %s on day %d at %s", monthsText(n), of, clock)
	return naiveRule{text: text, clock: clock, byDay: true, fallen: func(day, anchor naiveDay) bool {
		last := nextDay(day).Month() != day.Month()
		return monthsApart(anchor, day)%n == 0 && (day.Day() == of || last && day.Day() < of)
	}}
}

func monthsText(n int) string {
	switch {
	case n == 1:
		return "month"
	case n == 3:
		return "quarter"
	case n%3 == 0:
		return fmt.Sprintf("%d quarters", n/3)
	}
	return fmt.Sprintf("%d months", n)
}

func monthsApart(from, to naiveDay) int {
	return (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
}

// cronRule is an expert's line and what it means.
func cronRule(line, clock string, fallen func(day naiveDay) bool) naiveRule {
	return naiveRule{text: "cron: " + line, clock: clock, fallen: func(day, _ naiveDay) bool { return fallen(day) }}
}

// naiveMoment is when clocks in zone first show this time of a day, or have just jumped over it, found by looking at a clock each quarter
// of an hour; all times and all jumps of the simulation lie on one.
func naiveMoment(day naiveDay, clock string, zone *time.Location) time.Time {
	wanted := day.Format("20060102") + clock
	for t := day.Add(-15 * time.Hour); ; t = t.Add(15 * time.Minute) {
		if t.In(zone).Format("2006010215:04") >= wanted {
			return t
		}
	}
}

// naiveEnd is the last second of a day.
func naiveEnd(day naiveDay, zone *time.Location) time.Time {
	return naiveMoment(nextDay(day), "00:00", zone).Add(-time.Second)
}

// naiveClosure is a period in which the organisation is closed, both days included.
type naiveClosure struct{ from, until naiveDay }

func isWorkday(day naiveDay, closed []naiveClosure) bool {
	return !isWeekend(day) && !isClosed(day, closed)
}

func isWeekend(day naiveDay) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// isClosed knows Dutch public holidays and these periods.
func isClosed(day naiveDay, closed []naiveClosure) bool {
	return slices.Contains(naiveHolidays(day.Year()), day) ||
		slices.ContainsFunc(closed, func(c naiveClosure) bool { return !day.Before(c.from) && !day.After(c.until) })
}

func naiveHolidays(year int) []naiveDay {
	on := func(month time.Month, day int) naiveDay { return time.Date(year, month, day, 0, 0, 0, 0, time.UTC) }
	king := on(time.April, 27)
	if king.Weekday() == time.Sunday {
		king = on(time.April, 26)
	}
	easter := easterSunday(year)
	days := []naiveDay{on(time.January, 1), easter.AddDate(0, 0, 1), king, easter.AddDate(0, 0, 39), easter.AddDate(0, 0, 50),
		on(time.December, 25), on(time.December, 26)}
	if year%5 == 0 {
		days = append(days, on(time.May, 5))
	}
	return days
}

// easterSunday is the Gregorian one, after Butcher.
func easterSunday(year int) naiveDay {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// workdaysLater is the nth working day after a day.
func workdaysLater(day naiveDay, n int, closed []naiveClosure) naiveDay {
	for n > 0 {
		day = nextDay(day)
		if isWorkday(day, closed) {
			n--
		}
	}
	return day
}
