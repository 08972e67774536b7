package ical

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// change is a moment at which the clocks of a zone are put forward or back, or its standard time becomes another.
type change struct {
	at       time.Time // UTC
	from, to int       // seconds east of UTC
	daylight bool      // to the summer's time: what is ahead, also where a zone's data calls the winter's the exception
	name     string    // of the time that begins
}

// wall is what the clocks show at the change, before they are changed, in the fields of a UTC time.
func (c change) wall() time.Time { return c.at.Add(time.Duration(c.from) * time.Second) }

// ruleYears is how long a rule is tried before it is taken for one: in so many years each date has fallen on each day of the week.
const ruleYears = 28

// timezone is the zone in the years from first to last: by yearly rules where these say all that happens, which is what Outlook
// understands best, else change by change.
func timezone(zone *time.Location, first, last int) *ics.VTimezone {
	out := ics.NewTimezone(zone.String())
	begin := yearBegin(first - 1) // so that a change of the year before holds for the first event
	if rules := yearlyRules(changes(zone, begin, yearBegin(first-1+ruleYears))); len(rules) > 0 {
		for _, r := range rules {
			observe(out, r.first, r.text)
		}
		return out
	}
	all := changes(zone, begin, yearBegin(last+2))
	if len(all) == 0 || all[0].at.After(yearBegin(first)) {
		name, offset := begin.In(zone).Zone()
		observe(out, change{at: begin.Add(-time.Duration(offset) * time.Second), from: offset, to: offset, name: name}, "")
	}
	for _, c := range all {
		observe(out, c, "")
	}
	return out
}

func yearBegin(year int) time.Time { return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC) }

// observe adds a change, and the rule by which it comes back.
func observe(out *ics.VTimezone, c change, rule string) {
	var part ics.ComponentBase
	part.AddProperty(ics.ComponentPropertyDtStart, c.wall().Format(local))
	part.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(c.from))
	part.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(c.to))
	if rule != "" {
		part.AddProperty(ics.ComponentPropertyRrule, rule)
	}
	part.AddProperty(ics.ComponentProperty(ics.PropertyTzname), c.name)
	if c.daylight {
		out.Components = append(out.Components, &ics.Daylight{ComponentBase: part})
	} else {
		out.Components = append(out.Components, &ics.Standard{ComponentBase: part})
	}
}

// offset is seconds east of UTC as RFC 5545 section 3.3.14 writes them.
func offset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	text := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}

// changes are those of a zone from one moment until another.
func changes(zone *time.Location, from, until time.Time) []change {
	var found []change
	for t := from; t.Before(until); {
		before := t.In(zone)
		_, end := before.ZoneBounds()
		if end.IsZero() {
			break
		}
		if !end.After(t) {
			end = t.Add(time.Hour) // Go 1.26 ends each year of a zone's standing rule after 365 days: on 31 December of a leap year, in the past
		}
		after := end.In(zone)
		_, was := before.Zone()
		name, is := after.Zone()
		if was != is && end.Before(until) {
			found = append(found, change{end.UTC(), was, is, before.IsDST() != after.IsDST() && is > was, name})
		}
		t = end.UTC()
	}
	return found
}

// rule is a change that comes back each year.
type rule struct {
	first change
	text  string
	dates []time.Time // on which it fell
}

// yearlyRules are those that say all of these changes, none when there are changes that no rule says.
func yearlyRules(all []change) []rule {
	type same struct {
		month    time.Month
		weekday  time.Weekday
		clock    string
		from, to int
		name     string
	}
	var rules []rule
	at := map[same]int{}
	for _, c := range all {
		w := c.wall()
		key := same{w.Month(), w.Weekday(), w.Format("150405"), c.from, c.to, c.name}
		i, known := at[key]
		if !known {
			i = len(rules)
			at[key], rules = i, append(rules, rule{first: c})
		}
		rules[i].dates = append(rules[i].dates, w)
	}
	for i := range rules {
		if rules[i].text = rules[i].write(); rules[i].text == "" {
			return nil
		}
	}
	return rules
}

// write is the rule as RRULE; "" when it misses a year or falls now in this week of the month, now in that.
func (r rule) write() string {
	if len(r.dates) != ruleYears {
		return ""
	}
	last, nth := true, (r.dates[0].Day()-1)/7+1
	for i, d := range r.dates {
		if d.Year() != r.dates[0].Year()+i {
			return ""
		}
		last = last && d.AddDate(0, 0, 7).Month() != d.Month()
		if (d.Day()-1)/7+1 != nth {
			nth = 0
		}
	}
	switch {
	case last:
		nth = -1
	case nth == 0:
		return ""
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", r.dates[0].Month(), nth, strings.ToUpper(r.dates[0].Weekday().String()[:2]))
}
