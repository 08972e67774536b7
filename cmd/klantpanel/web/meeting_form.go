package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// pointParts are the fields of a point. _made is its text as the notes were split, _sure a number of people that was asked about.
var pointParts = []string{"text", "people", "question", "unquoted", "_made", "_sure"}

// emptyMeeting is the form as it is first shown.
func emptyMeeting() *Form {
	form := NewForm("_submission", uuid.New())
	setPoints(form, []map[string]string{newPoint("", "")})
	return form
}

// newPoint is one that only the ambassador stands behind so far.
func newPoint(text, made string) map[string]string {
	return map[string]string{"text": text, "people": "1", "_made": made}
}

// Raw is a field as it was typed, with the spaces around it; line ends are \n.
func (f *Form) Raw(name string) string {
	if len(f.Values[name]) == 0 {
		return ""
	}
	return strings.ReplaceAll(f.Values[name][0], "\r\n", "\n")
}

// pointNames are the names of the points in a form, in their order. With one taken away they have gaps.
func pointNames(form *Form) []string {
	numbers := map[int]bool{}
	for name := range form.Values {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "text.")); err == nil && name == dialogue.PointField("text", strconv.Itoa(n)) {
			numbers[n] = true
		}
	}
	var names []string
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		names = append(names, strconv.Itoa(n))
	}
	return names
}

// points are those of a form, part by part.
func points(form *Form) []map[string]string {
	var all []map[string]string
	for _, name := range pointNames(form) {
		p := map[string]string{}
		for _, part := range pointParts {
			p[part] = form.Value(dialogue.PointField(part, name))
		}
		all = append(all, p)
	}
	return all
}

// setPoints puts these points in the place of those that the form holds, numbered from 1.
func setPoints(form *Form, all []map[string]string) {
	for _, name := range pointNames(form) {
		for _, part := range pointParts {
			delete(form.Values, dialogue.PointField(part, name))
		}
	}
	for i, p := range all {
		for _, part := range pointParts {
			form.Values[dialogue.PointField(part, strconv.Itoa(i+1))] = []string{p[part]}
		}
	}
}

// pointsOf reads the points that say something. What is no number is noted as a problem of the form.
func (r *Request) pointsOf(form *Form) []dialogue.Answer {
	var answers []dialogue.Answer
	for _, name := range pointNames(form) {
		a := dialogue.Answer{Point: name, People: 1, Text: form.Value(dialogue.PointField("text", name)), Unquoted: form.Checked(dialogue.PointField("unquoted", name))}
		if a.Text == "" {
			continue
		}
		if people := dialogue.PointField("people", name); form.Value(people) != "" {
			a.People = form.Int(r, people)
		}
		if question, err := uuid.Parse(form.Value(dialogue.PointField("question", name))); err == nil {
			a.QuestionID = &question
		}
		answers = append(answers, a)
	}
	return answers
}

// typedInMeeting reports whether the form says anything.
func typedInMeeting(form *Form) bool {
	return strings.TrimSpace(form.Raw("notes")) != "" || slices.ContainsFunc(points(form), func(p map[string]string) bool { return p["text"] != "" })
}

// forgetSentPoints takes out of the form what its submission already brought in, and gives it a new key when there was anything; see
// forgetSent.
func (r *Request) forgetSentPoints(form *Form) (again bool, err error) {
	sent, err := r.sentWith(form)
	if err != nil || len(sent) == 0 {
		return false, err
	}
	all := points(form)
	taken := map[string]bool{}
	for _, a := range r.pointsOf(&Form{Values: form.Values}) {
		if print := fingerprint(a); sent[print] > 0 {
			sent[print]--
			taken[a.Point] = true
		}
	}
	left := []map[string]string{}
	for i, name := range pointNames(form) {
		if !taken[name] {
			left = append(left, all[i])
		}
	}
	if len(left) == 0 {
		left = append(left, newPoint("", ""))
	}
	setPoints(form, left)
	form.Values["_before"] = nil // what was split is sent
	return true, nil
}
