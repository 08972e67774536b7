package scheduler

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const cronPrefix = "cron:"

var (
	chosenForm = regexp.MustCompile(`^every (?:([0-9]{1,3}) )?(week|month|quarter)s? on (?:the ([a-z]+) )?([a-z]+)(?: ([0-9]{1,2}))? at ([0-9:]+)$`)
	nthWords   = map[int]string{1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
)

// ParseRecurrence reads the text form; its case and spaces don't matter. The error is a *Fault.
func ParseRecurrence(text string) (Recurrence, error) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) >= len(cronPrefix) && strings.EqualFold(text[:len(cronPrefix)], cronPrefix) {
		r := Recurrence{Cron: strings.TrimSpace(text[len(cronPrefix):])}
		if r.Cron == "" {
			return Recurrence{}, &Fault{"cron", "recurrence_cron", ""}
		}
		return checked(r)
	}
	part := chosenForm.FindStringSubmatch(strings.ToLower(text))
	if part == nil {
		return Recurrence{}, &Fault{"", "recurrence_text", text}
	}
	r := Recurrence{Every: 1, Period: part[2], Clock: part[6]}
	if part[1] != "" {
		r.Every, _ = strconv.Atoi(part[1])
	}
	if !r.readDay(part[3], part[4], part[5]) {
		return Recurrence{}, &Fault{"", "recurrence_text", text}
	}
	return checked(r)
}

// readDay takes "the first monday" (nth and name), "monday" (name) or "day 31" (name and number).
func (r *Recurrence) readDay(nth, name, number string) bool {
	if name == "day" {
		r.Day, _ = strconv.Atoi(number)
		return number != "" && nth == "" && r.Period != Week
	}
	for n, word := range nthWords {
		if word == nth {
			r.Nth = n
		}
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.ToLower(day.String()) == name {
			r.Weekday = day
			return number == "" && (r.Nth == 0) == (r.Period == Week) && (r.Nth != 0) == (nth != "")
		}
	}
	return false
}

func checked(r Recurrence) (Recurrence, error) {
	if err := r.Validate(); err != nil {
		return Recurrence{}, err
	}
	return r, nil
}
