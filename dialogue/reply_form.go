package dialogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Form is what an ambassador wrote by mail as the values of the form on the site, by the names of its fields. Of a person who says several
// things unasked the form has one field.
func (u Understood) Form() map[string][]string {
	form := map[string][]string{}
	put := func(name string, value *int) {
		if value != nil {
			form[name] = []string{strconv.Itoa(*value)}
		}
	}
	for _, a := range u.Answers {
		put(Field("people", a.QuestionID), &a.People)
		put(Field("mark", a.QuestionID), a.Mark)
		put(Field("importance", a.QuestionID), a.Importance)
		put(Field("experience", a.QuestionID), a.Experience)
		put(Field("choice", a.QuestionID), a.Choice)
		if a.Text != "" {
			form[Field("text", a.QuestionID)] = []string{a.Text}
		}
	}
	return form
}

// sameForm reports whether two forms say the same. Fields that are empty, or the page's own, say nothing; neither does one person.
func sameForm(a, b map[string][]string) bool {
	said := func(form map[string][]string) map[string]string {
		values := map[string]string{}
		for name, all := range form {
			value := strings.TrimSpace(strings.ReplaceAll(strings.Join(all, "\n"), "\r\n", "\n"))
			if value != "" && !strings.HasPrefix(name, "_") && !(strings.HasPrefix(name, "people.") && value == "1") {
				values[name] = value
			}
		}
		return values
	}
	return maps.Equal(said(a), said(b))
}

// AddTo adds what was written by mail to a form that says something already: a mark where there is none, and words under the others.
func (u Understood) AddTo(form map[string][]string) {
	for name, values := range u.Form() {
		now := strings.TrimSpace(strings.Join(form[name], "\n"))
		switch {
		case now == "" || strings.HasPrefix(name, "people.") && now == "1":
			form[name] = slices.Clone(values)
		case strings.HasPrefix(name, "text.") && !strings.Contains(now, values[0]):
			form[name] = []string{now + "\n\n" + values[0]}
		}
	}
}
