package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// year is the calendar of twelve months that the part "year" shows: weeks from Monday on with their ISO numbers, the days of each
// phase, the days on which a round opens, and those on which nobody works.
type year struct {
	Months        []yearMonth
	Head          template.HTML // the days of the week, the same above each month
	Moves, Misses bool          // rounds that open later than their own day, or not at all
}

type yearMonth struct {
	Name  string
	Weeks template.HTML // rows of the table
}

// yearDay is what a day of the calendar has to say.
type yearDay struct {
	opens, passed bool // a round begins; one would have, and is skipped or moved
	phases        [len(yearPhases)]bool
	said          []string // for who points at it, and for screen readers
}

// yearPhases are the phases in their order, which is that of their lines in a day.
// ids: year.last_collecting year.last_responding year.last_reporting
var yearPhases = [...]string{panel.Collecting, panel.Responding, panel.Reporting}

// yearMonths is how far the calendar looks ahead.
const yearMonths = 12

// year draws the months from today's on.
func (r *Request) year(today scheduler.Date, rounds []panel.PlannedRound, free freeDays) year {
	first := time.Date(today.Time().Year(), today.Time().Month(), 1, 0, 0, 0, 0, time.UTC)
	y := year{Head: r.yearHead()}
	days := map[scheduler.Date]*yearDay{}
	for _, round := range rounds {
		y.Misses = y.Misses || round.Skipped
		y.Moves = y.Moves || !round.Skipped && round.Day != round.On
		r.markRound(days, round)
	}
	for i := range yearMonths {
		month := first.AddDate(0, i, 0)
		m := yearMonth{Name: monthName(r.Language, month.Month()) + " " + strconv.Itoa(month.Year())}
		m.Weeks = r.yearWeeks(scheduler.DateOf(month, time.UTC), today, days, free)
		y.Months = append(y.Months, m)
	}
	return y
}

// markRound notes what a round means for its days.
func (r *Request) markRound(days map[scheduler.Date]*yearDay, round panel.PlannedRound) {
	at := func(d scheduler.Date) *yearDay {
		if days[d] == nil {
			days[d] = new(yearDay)
		}
		return days[d]
	}
	if round.Skipped {
		day := at(round.On)
		day.passed, day.said = true, append(day.said, r.T("year.skipped"))
		return
	}
	if round.Day != round.On {
		day := at(round.On)
		day.passed, day.said = true, append(day.said, r.T("year.moved_to", "Date", longDate(r.Language, round.Day.Time(), false)))
	}
	opening := at(round.Day)
	opening.opens, opening.said = true, append(opening.said, r.T("year.opens"))
	from := round.Day
	for i, last := range []scheduler.Date{round.Collecting, round.Responding, round.Reporting} {
		for d := from; d <= last && d != ""; d = d.AddDays(1) {
			at(d).phases[i] = true
		}
		end := at(last)
		end.said = append(end.said, r.T("year.last_"+yearPhases[i]))
		from = last.AddDays(1)
	}
}

// yearHead names the days of the week in two letters, in full for who can't see.
// ids: recurrence.mo recurrence.tu recurrence.we recurrence.th recurrence.fr recurrence.sa recurrence.su
func (r *Request) yearHead() template.HTML {
	var m markup
	m.raw(`<tr><th scope="col">`).text(r.T("year.week")).raw("</th>\n")
	for i, id := range []string{"mo", "tu", "we", "th", "fr", "sa", "su"} {
		m.raw(`<th scope="col" abbr="`).text(r.weekday(weekdays[i])).raw(`">`).text(r.T("recurrence." + id)).raw("</th>\n")
	}
	return m.raw(`</tr>`).html()
}

// yearWeeks are the rows of the month that begins on first.
func (r *Request) yearWeeks(first, today scheduler.Date, days map[scheduler.Date]*yearDay, free freeDays) template.HTML {
	var m markup
	month := first.Time().Month()
	for d := first; d.Time().Month() == month; d = d.AddDays(1) {
		column := slices.Index(weekdays, d.Weekday())
		if column == 0 || d == first {
			_, week := d.Time().ISOWeek()
			m.raw(`<tr><th scope="row">`, strconv.Itoa(week), `</th>`)
		}
		if d == first && column > 0 {
			m.raw(`<td colspan="`, strconv.Itoa(column), `"></td>`)
		}
		r.yearCell(&m, d, d == today, days[d], free)
		if column == len(weekdays)-1 {
			m.raw("</tr>\n")
		}
	}
	return m.html() // HTML lets the last row end by itself
}

// yearCell is one day. Its phases are lines at heights of their own, each of its own kind: they can be told apart without colour, and
// where rounds overlap.
func (r *Request) yearCell(m *markup, d scheduler.Date, today bool, day *yearDay, free freeDays) {
	if day == nil {
		day = &yearDay{}
	}
	said, classes := day.said, []string(nil)
	if today {
		said, classes = append([]string{r.T("year.today")}, said...), append(classes, "year__today")
	}
	if name := free.name(d); name != "" {
		said, classes = append([]string{name}, said...), append(classes, "year__free")
	} else if isWeekend(d) {
		classes = append(classes, "year__weekend")
	}
	m.raw(`<td`)
	if len(classes) > 0 {
		m.raw(` class="`, strings.Join(classes, " "), `"`)
	}
	if len(said) > 0 {
		m.raw(` title="`).text(strings.Join(said, ", ")).raw(`"`)
	}
	number := strconv.Itoa(d.Time().Day())
	switch {
	case day.opens:
		m.raw(`><b>`, number, `</b>`)
	case day.passed:
		m.raw(`><s>`, number, `</s>`)
	default:
		m.raw(`>`, number)
	}
	if len(said) > 0 {
		m.raw(`<span class="visually-hidden"> `).text(strings.Join(said, ", ")).raw(`</span>`)
	}
	for i, phase := range yearPhases {
		if day.phases[i] {
			m.raw(`<i class="year__`, phase, `"></i>`)
		}
	}
	m.raw(`</td>`)
}
