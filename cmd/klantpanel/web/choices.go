package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// unitOptions are the units as checkboxes.
func unitOptions(r *Request) ([]Option, error) {
	units, err := r.Panel.Units(r.Context())
	if err != nil {
		return nil, err
	}
	options := make([]Option, len(units))
	for i, u := range units {
		options[i] = Option{Value: u.ID.String(), Text: u.Name}
	}
	return options, nil
}

// serviceOptions are the open services as checkboxes or a select.
func serviceOptions(r *Request) ([]Option, error) {
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return nil, err
	}
	return openServices(services), nil
}

func openServices(services []panel.Service) []Option {
	options := make([]Option, len(services))
	for i, s := range services {
		options[i] = Option{Value: s.ID.String(), Text: s.Name}
	}
	return options
}

// chosen are the ids that the form ticks and that are offered; what was closed or archived meanwhile falls away.
func chosen(form *Form, name string, offered []Option) []uuid.UUID {
	var ids []uuid.UUID
	for _, o := range offered {
		if form.Has(name, o.Value) {
			ids = append(ids, uuid.MustParse(o.Value))
		}
	}
	return ids
}

// ticked are the values of the checkboxes that stand for these things.
func ticked[T any](things []T, id func(T) uuid.UUID) []string {
	values := make([]string, len(things))
	for i, t := range things {
		values[i] = id(t).String()
	}
	return values
}

// idsOf are the ids of these things.
func idsOf[T any](things []T, id func(T) uuid.UUID) []uuid.UUID {
	ids := make([]uuid.UUID, len(things))
	for i, t := range things {
		ids[i] = id(t)
	}
	return ids
}

func unitID(u panel.Unit) uuid.UUID                    { return u.ID }
func serviceID(s panel.Service) uuid.UUID              { return s.ID }
func questionID(q panel.Question) uuid.UUID            { return q.ID }
func panelID(p panel.Panel) uuid.UUID                  { return p.ID }
func cycleID(c panel.Cycle) uuid.UUID                  { return c.ID }
func ambassadorID(a panel.Ambassador) uuid.UUID        { return a.ID }
func contributionID(c dialogue.Contribution) uuid.UUID { return c.ID }
func itemID(i dialogue.Item) uuid.UUID                 { return i.ID }

// addresses puts people into a field, one a line. Those who left are not there any more: the operation wouldn't know them.
func addresses(people []panel.Person) string {
	var lines []string
	for _, p := range people {
		if p.Active {
			lines = append(lines, p.Email)
		}
	}
	return strings.Join(lines, "\n")
}

// wholeNumber leaves the judgement to the operation: what is no number becomes -1, which none of its fields takes.
func wholeNumber(form *Form, name string) int {
	n, err := strconv.Atoi(form.Value(name))
	if err != nil {
		return -1
	}
	return n
}

// knownOrNew is a name chosen from the known ones, or typed because it is new.
func knownOrNew(form *Form, known, typed string) string {
	if v := form.Value(typed); v != "" {
		return v
	}
	return form.Value(known)
}

// nameOptions are names as a select, each once, after an empty first line.
func nameOptions(empty string, names []string) []Option {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	options := []Option{{Text: empty}}
	for _, n := range names {
		options = append(options, Option{Value: n, Text: n})
	}
	return options
}
