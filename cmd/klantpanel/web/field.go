package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
)

// Field is one field of a form with all that belongs to it, for the parts "field", "textarea", "select", "radios", "radios10"
// and "checkbox".
type Field struct {
	Name, Label, Hint, Value, Error string
	Type, Autocomplete, Inputmode   string
	Low, High, None                 string // words at the ends of a scale, and for giving no mark
	Group                           string // what several fields with one label stand under; only the error summary says it
	Required, Checked, Short, Tall  bool
	Plain                           bool // not required, which another line of the page says already
	Quiet                           bool // the label is for who can't see what stands around the field
	Min, Max, Maxlength             int
	Options                         []Option
	Describe                        string // aria-describedby: hint and error
}

// Option is one choice of a select or of radios.
type Option struct {
	Value, Text, Hint string
	Chosen            bool
}

// optionsOf are the options of a select.
func optionsOf(options []Option) template.HTML {
	var m markup
	for _, o := range options {
		m.raw(`<option value="`).text(o.Value).raw(`"`)
		if o.Chosen {
			m.raw(` selected`)
		}
		m.raw(`>`).text(o.Text).raw(`</option>`)
	}
	return m.html()
}

// newField is {{field .Form "email" (t "x.email") "type" "email" "required" true}}. An unknown option is an error, so a typing
// mistake fails the page's test.
func newField(form *Form, name, label string, pairs ...any) (Field, error) {
	f := Field{Name: name, Label: label, Type: "text", Value: form.Value(name), Error: form.Error(name), Checked: form.Checked(name)}
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := f.set(fmt.Sprint(pairs[i]), pairs[i+1]); err != nil {
			return f, fmt.Errorf("field %s: %w", name, err)
		}
	}
	form.note(name, f.Group, label)
	for i := range f.Options {
		v := f.Options[i].Value
		f.Options[i].Chosen = form.Has(name, v) || v == "" && f.Value == ""
	}
	if f.Hint != "" {
		f.Describe = name + "-hint"
	}
	if f.Error != "" {
		f.Describe += " " + name + "-error"
	}
	return f, nil
}

func (f *Field) set(option string, v any) error {
	texts := map[string]*string{"hint": &f.Hint, "type": &f.Type, "autocomplete": &f.Autocomplete, "inputmode": &f.Inputmode, "low": &f.Low, "high": &f.High, "none": &f.None, "group": &f.Group}
	flags := map[string]*bool{"required": &f.Required, "short": &f.Short, "tall": &f.Tall, "plain": &f.Plain, "quiet": &f.Quiet}
	numbers := map[string]*int{"min": &f.Min, "max": &f.Max, "maxlength": &f.Maxlength}
	switch v := v.(type) {
	case string:
		if p := texts[option]; p != nil {
			*p = v
			return nil
		}
	case bool:
		if p := flags[option]; p != nil {
			*p = v
			return nil
		}
	case int:
		if p := numbers[option]; p != nil {
			*p = v
			return nil
		}
	case []Option:
		if option == "options" {
			f.Options = append([]Option(nil), v...)
			return nil
		}
	case []any: // {{list "nl" "Nederlands" "en" "English"}}: values and texts by turns
		for i := 0; option == "options" && i+1 < len(v); i += 2 {
			f.Options = append(f.Options, Option{Value: fmt.Sprint(v[i]), Text: fmt.Sprint(v[i+1])})
		}
		if option == "options" {
			return nil
		}
	}
	return fmt.Errorf("no option %q of %T", option, v)
}

// Pages is a place in a long list.
type Pages struct {
	Page           int
	Previous, Next string // addresses, "" at the ends
}

// newPages is {{template "pager" (pages .Page .More "/people?q=x")}}; more says whether another page follows.
func newPages(page int, more bool, address string) (Pages, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Pages{}, err
	}
	to := func(n int) string {
		q := u.Query()
		q.Set("page", strconv.Itoa(n))
		u.RawQuery = q.Encode()
		return u.String()
	}
	p := Pages{Page: page}
	if page > 1 {
		p.Previous = to(page - 1)
	}
	if more {
		p.Next = to(page + 1)
	}
	return p, nil
}
