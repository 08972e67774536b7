package scheduler

import (
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// longestCron is more than any sensible line needs, and keeps a line from the outside small.
const longestCron = 200

// cronLine is a cron line as days with one time of day: the first at which it fires, the same on each of its days.
type cronLine struct {
	schedule *cron.SpecSchedule
	clock    string
}

// readLines are the cron lines that were read lately, because a plan asks for its line again for each of its days. However many panels and
// forms ask, it doesn't grow without end.
var (
	readLines   = map[string]cronLine{}
	readLinesMu sync.Mutex
)

const mostReadLines = 1000

// parseCron is readCron, read once for the same text.
func parseCron(text string) (cronLine, error) {
	readLinesMu.Lock()
	line, known := readLines[text]
	readLinesMu.Unlock()
	if known {
		return line, nil
	}
	line, err := readCron(text)
	if err != nil {
		return line, err
	}
	readLinesMu.Lock()
	defer readLinesMu.Unlock()
	if len(readLines) >= mostReadLines {
		clear(readLines)
	}
	readLines[text] = line
	return line, nil
}

// readCron returns a *Fault for a line that can't be planned by days. What robfig/cron would take, panic on or let pass silently (a zone,
// @every, a field that is only commas) is refused before it gets there.
func readCron(text string) (cronLine, error) {
	refuse := func(code string) (cronLine, error) { return cronLine{}, &Fault{"cron", code, text} }
	line := strings.TrimSpace(text)
	switch {
	case strings.Contains(line, "="):
		return refuse("recurrence_cron_zone")
	case strings.HasPrefix(line, "@every"):
		return refuse("recurrence_cron_interval")
	case len(line) > longestCron:
		return refuse("recurrence_cron")
	}
	parsed, err := cron.ParseStandard(line)
	if err != nil {
		return refuse("recurrence_cron")
	}
	schedule, ok := parsed.(*cron.SpecSchedule)
	if !ok || schedule.Minute == 0 || schedule.Hour == 0 || schedule.Dom == 0 || schedule.Month == 0 || schedule.Dow == 0 {
		return refuse("recurrence_cron")
	}
	schedule.Location = time.UTC                                             // a calendar without summer time
	first := schedule.Next(time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)) // any day that exists comes within five years
	if first.IsZero() {
		return refuse("recurrence_cron_impossible")
	}
	return cronLine{schedule, first.Format("15:04")}, nil
}

// firstDay is the first day on or after from, within years, on which the line fires; "" when there is none. robfig/cron itself gives
// up after five years, so the second half is asked for apart.
func (l cronLine) firstDay(from Date, years int) Date {
	limit := from.Time().AddDate(years, 0, 0)
	for _, start := range []time.Time{from.Time(), from.Time().AddDate(years/2, 0, 0)} {
		next := l.schedule.Next(start.Add(-time.Second))
		if !next.IsZero() {
			if !next.Before(limit) {
				return ""
			}
			return dateOf(next)
		}
	}
	return ""
}
