package web

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// pointQuestion is what a point asks back of a reader who stands behind it, as a form. A page may have several, so their fields bear the
// question's id.
type pointQuestion struct {
	ID, Item              uuid.UUID
	Title, From, Question string
	Path                  string // where the answer goes
	Answered              bool
}

// Field is the name of the answer.
func (q pointQuestion) Field() string { return "answer." + q.ID.String() }

// pointHeard asks whether the outcome of a point helped.
type pointHeard struct {
	Item    uuid.UUID
	Title   string
	Answer  string // what the service said
	Path    string
	Checked bool
	Helped  bool
	Clears  bool // it explains something: was that clear?
}

// ClearField is the name of the choice whether it was clear.
func (h pointHeard) ClearField() string { return "clear." + h.Item.String() }

// HelpedField is the name of the choice.
func (h pointHeard) HelpedField() string { return "helped." + h.Item.String() }

// TextField is the name of the words that may go with it.
func (h pointHeard) TextField() string { return "text." + h.Item.String() }

// exchangeForms are the two forms of a point, below the page at base: either may be nil. What was said before stands in the form, unless
// something else was typed.
func exchangeForms(form *Form, base string, item dialogue.Item, x dialogue.Exchange) (*pointQuestion, *pointHeard) {
	var q *pointQuestion
	var h *pointHeard
	if x.Asked != nil {
		q = &pointQuestion{ID: x.Asked.ID, Item: item.ID, Title: item.Title, From: dialogue.Asker(item), Question: x.Asked.Question,
			Path: base + "/clarifications/" + x.Asked.ID.String(), Answered: x.Answer() != ""}
		form.begin(q.Field(), x.Answer())
	}
	if x.Told != nil {
		h = &pointHeard{Item: item.ID, Title: item.Title, Answer: x.Told.Text, Clears: x.Told.Outcome == dialogue.Explained}
		if x.Check != nil {
			h.Checked, h.Helped = true, x.Check.Helped
			form.begin(h.HelpedField(), map[bool]string{true: "yes", false: "no"}[h.Helped])
			form.begin(h.TextField(), x.Check.Text)
			if x.Check.Clear != nil {
				form.begin(h.ClearField(), map[bool]string{true: "yes", false: "no"}[*x.Check.Clear])
			}
		}
	}
	return q, h
}

// begin fills in a field that nothing was typed into.
func (f *Form) begin(name, value string) {
	if f.Values == nil {
		f.Values = map[string][]string{}
	}
	if _, typed := f.Values[name]; !typed && value != "" {
		f.Values[name] = []string{value}
	}
}

// clarify takes the answer to the question that the path names.
func (r *Request) clarify(by dialogue.Voice, form *Form) error {
	id, err := r.ID("clarification")
	if err != nil {
		return err
	}
	field := pointQuestion{ID: id}.Field()
	return underFields(r.Dialogue.Clarify(r.Context(), by, id, form.Value(field)), map[string]string{"answer": field})
}

// heardCheck takes the heard check of a point.
func (r *Request) heardCheck(by dialogue.Voice, item uuid.UUID, form *Form) error {
	h := pointHeard{Item: item}
	helped := form.Value(h.HelpedField())
	if helped != "yes" && helped != "no" {
		var ps panel.Problems
		ps.Add(h.HelpedField(), "error.choose")
		return ps
	}
	var clear *bool
	if said := form.Value(h.ClearField()); said == "yes" || said == "no" {
		yes := said == "yes"
		clear = &yes
	}
	return underFields(r.Dialogue.HeardCheck(r.Context(), by, item, helped == "yes", form.Value(h.TextField()), clear), map[string]string{"text": h.TextField()})
}

// underFields gives problems the names that their fields have on the page.
func underFields(err error, names map[string]string) error {
	var ps panel.Problems
	if !errors.As(err, &ps) {
		return err
	}
	ps = slices.Clone(ps)
	for i, p := range ps {
		if name := names[p.Field]; name != "" {
			renamed := *p
			renamed.Field = name
			ps[i] = &renamed
		}
	}
	return ps
}
