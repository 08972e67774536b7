package theme

import (
	"errors"
	"regexp"
	"strings"
)

var (
	errCircle = errors.New("values that refer to each other in a circle, or too often")
	errLong   = errors.New("a value that is too long")
)

// unknownReference is a name that stands neither in the file nor in our table.
type unknownReference string

func (u unknownReference) Error() string { return "no value " + string(u) }

const (
	maxDepth = 16   // references on references
	maxValue = 1024 // bytes of a value, before and after references are filled in
	maxSteps = 256  // of one value
	maxWork  = 4096 // steps of a whole file; that of a municipality takes a few hundred
)

// effort is what it takes to fill in the references of a file.
type effort struct {
	referred map[string]bool // names that were needed
	steps    int
}

// expansion fills in references the way a browser would for one scheme.
type expansion struct {
	sheet  sheet
	scheme Scheme
	file   *effort

	darkened bool // something of the dark block played a part
	depth    int
	steps    int
}

var reference = regexp.MustCompile(`(?i)var\(`)

// of is a declaration's value without references.
func (e *expansion) of(name string, d declaration) (string, error) {
	if _, ok := e.sheet.dark[name]; ok && e.scheme == Dark {
		e.darkened = true
	}
	e.depth++
	defer func() { e.depth-- }()
	if e.depth > maxDepth || !e.step() {
		return "", errCircle
	}
	if len(d.value) > maxValue {
		return "", errLong
	}
	text := d.value
	if important := strings.LastIndexByte(text, '!'); important >= 0 && strings.EqualFold(strings.TrimSpace(text[important+1:]), "important") {
		text = strings.TrimSpace(text[:important])
	}
	for {
		at := reference.FindStringIndex(text)
		if at == nil {
			return text, nil
		}
		length := closing(text[at[1]:])
		if length < 0 {
			return "", errColour
		}
		value, err := e.refer(text[at[1] : at[1]+length])
		if err != nil {
			return "", err
		}
		text = text[:at[0]] + value + text[at[1]+length+1:]
		if len(text) > maxValue {
			return "", errLong
		}
		if !e.step() {
			return "", errCircle
		}
	}
}

// step counts one, and reports whether that isn't too many for the value or the file.
func (e *expansion) step() bool {
	e.steps++
	e.file.steps++
	return e.steps <= maxSteps && e.file.steps <= maxWork
}

// refer is what a reference leads to: the file's own value, our standard one, or what stands behind its comma.
func (e *expansion) refer(inside string) (string, error) {
	name, fallback, has := strings.Cut(inside, ",")
	name = strings.TrimSpace(name)
	e.file.referred[name] = true
	if d, ok := e.sheet.dark[name]; ok && e.scheme == Dark {
		return e.of(name, d)
	}
	token, ours := byName[name]
	if d, ok := e.sheet.light[name]; ok {
		lit := expansion{sheet: e.sheet, scheme: e.scheme, file: e.file, depth: e.depth, steps: e.steps}
		text, err := lit.of(name, d)
		e.steps = lit.steps
		if e.scheme == Light || !ours || token.Kind != Paint || lit.darkened || err != nil {
			e.darkened = e.darkened || lit.darkened
			return text, err
		} // a light colour of ours doesn't hold in the dark
	}
	if ours {
		return e.of(name, declaration{value: token.standard(e.scheme)})
	}
	if has {
		return e.of("", declaration{value: strings.TrimSpace(fallback)})
	}
	return "", unknownReference(name)
}

// closing is the place of the bracket that closes one opened before text, or -1.
func closing(text string) int {
	open := 1
	for i := range len(text) {
		switch text[i] {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			return i
		}
	}
	return -1
}
