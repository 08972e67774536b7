package panel

import (
	"fmt"
	"slices"
)

// Problem is what an operation returns when it refuses: one of four kinds, a text for the reader by its message id, and the field
// it is about. Nothing was changed. Any other error is internal and never shown to a reader.
type Problem struct {
	Kind    Kind
	Field   string         // name of the form's field, "" when it is about the whole
	Message string         // id of the text in the locales, "error.…"
	Data    map[string]any // values for the text
}

// Kind tells who can do something about a Problem.
type Kind int

const (
	Invalid   Kind = iota + 1 // what was typed can't be right: change it
	NotFound                  // there is no such thing, or not for this reader
	Conflict                  // it was right, but the world moved on: look again
	Forbidden                 // the reader's role doesn't reach this far
)

func (p *Problem) Error() string {
	if p.Field == "" {
		return p.Message
	}
	return p.Field + ": " + p.Message
}

// Problems are all that is wrong with a form, so that a reader mends it in one go.
type Problems []*Problem

func (ps Problems) Error() string {
	if len(ps) == 1 {
		return ps[0].Error()
	}
	return fmt.Sprintf("%d problems, first: %v", len(ps), ps[0])
}

// Unwrap lets errors.As find the first Problem.
func (ps Problems) Unwrap() error { return ps[0] }

// Err is ps as an error: nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Add notes one invalid field; pairs are names and values for the text.
func (ps *Problems) Add(field, message string, pairs ...any) {
	*ps = append(*ps, problem(Invalid, field, message, pairs))
}

// has reports whether something is wrong with the field already.
func (ps Problems) has(field string) bool {
	return slices.ContainsFunc(ps, func(p *Problem) bool { return p.Field == field })
}

// Refuse is a Problem of the given kind; pairs are names and values for the text.
func Refuse(kind Kind, message string, pairs ...any) *Problem {
	return problem(kind, "", message, pairs)
}

func problem(kind Kind, field, message string, pairs []any) *Problem {
	p := &Problem{Kind: kind, Field: field, Message: message, Data: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Data[pairs[i].(string)] = pairs[i+1]
	}
	return p
}
