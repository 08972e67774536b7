package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
)

// Form is what stands in the fields of a page, typed or stored, and what is wrong with it.
type Form struct {
	Values   map[string][]string
	Problems []FieldProblem
	labels   map[string]string // of the fields as the page names them, noted while it is rendered
}

// FieldProblem is one line of the error summary.
type FieldProblem struct {
	Field string // "" when it is about the whole
	Text  string
}

// Form is what the reader sent.
func (r *Request) Form() *Form { return &Form{Values: r.posted()} }

// NewForm shows stored values; pairs are field names and values. A bool is a ticked checkbox, a []string several.
func NewForm(pairs ...any) *Form {
	f := &Form{Values: map[string][]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		name := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case []string:
			f.Values[name] = v
		case bool:
			if v {
				f.Values[name] = []string{"on"}
			}
		default:
			f.Values[name] = []string{fmt.Sprint(v)}
		}
	}
	return f
}

// Value is a field without the spaces around it; line ends are \n.
func (f *Form) Value(name string) string {
	if f == nil || len(f.Values[name]) == 0 {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(f.Values[name][0], "\r\n", "\n"))
}

// All are the values of a field that may be given several times.
func (f *Form) All(name string) []string {
	if f == nil {
		return nil
	}
	return f.Values[name]
}

// Checked reports whether a checkbox is ticked.
func (f *Form) Checked(name string) bool { return f.Value(name) != "" }

// Has reports whether value is among the values of the field.
func (f *Form) Has(name, value string) bool {
	return f != nil && slices.Contains(f.Values[name], value)
}

// Int is a whole number, 0 when nothing was typed. What is no number is noted as a problem of the field: check Refused(r, nil).
func (f *Form) Int(r *Request, name string) int {
	v := f.Value(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		f.Problems = append(f.Problems, FieldProblem{name, r.T("error.whole_number")})
	}
	return n
}

// Error is the text beside a field, "" when nothing is wrong with it.
func (f *Form) Error(name string) string {
	if f == nil {
		return ""
	}
	for _, p := range f.Problems {
		if p.Field == name {
			return p.Text
		}
	}
	return ""
}

// note remembers what the page calls a field; group is what several fields with this label stand under.
func (f *Form) note(name, group, label string) {
	if f == nil {
		return
	}
	if f.labels == nil {
		f.labels = map[string]string{}
	}
	if group != "" {
		label = group + " – " + label
	}
	f.labels[name] = label
}

// Summary are the problems, each with the label of its field: "Titel: vul dit in." A page that has one is rendered twice, because
// the summary stands before the fields.
func (f *Form) Summary() []FieldProblem {
	named := slices.Clone(f.Problems)
	for i, p := range named {
		label := f.labels[p.Field]
		switch {
		case label == "":
		case strings.HasSuffix(label, "?"):
			named[i].Text = label + " " + p.Text
		default:
			first, size := utf8.DecodeRuneInString(p.Text)
			named[i].Text = label + ": " + string(unicode.ToLower(first)) + p.Text[size:]
		}
	}
	return named
}

// Refused reports whether the reader has to look at the form again: the operation refused what was typed (422), or the world
// moved on meanwhile (409). The page is then shown again with f in it. Other errors are the caller's to return.
func (f *Form) Refused(r *Request, err error) bool {
	var many panel.Problems
	var one *panel.Problem
	if errors.As(err, &many) {
		for _, p := range many {
			f.add(r, p)
		}
		r.Status(fiber.StatusUnprocessableEntity)
		return true
	}
	if errors.As(err, &one) && (one.Kind == panel.Invalid || one.Kind == panel.Conflict) {
		f.add(r, one)
		r.Status(statusOf(one.Kind))
		return true
	}
	if err == nil && len(f.Problems) > 0 {
		r.Status(fiber.StatusUnprocessableEntity)
		return true
	}
	return false
}

func (f *Form) add(r *Request, p *panel.Problem) {
	f.Problems = append(f.Problems, FieldProblem{p.Field, r.problemText(p)})
}

// problemText is a problem in the reader's words.
func (r *Request) problemText(p *panel.Problem) string {
	return r.texts.data(r.Language, p.Message, p.Data)
}
