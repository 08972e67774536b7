package theme

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxFile is the most bytes that a theme file may have.
const MaxFile = 64 << 10

// Theme is what an organisation changes about the look. Values are ours to write: understood, and put into one form.
type Theme struct {
	Light  map[string]string // by token; fonts and radii, which hold in the dark too, are here
	Dark   map[string]string // colours only; empty leaves the dark look as it is
	Unused []string          // names in the file that we have no use for, in the order of the alphabet
}

// Parse reads a theme file: rules for the whole page with custom properties, which may refer to each other. It returns Problems that
// name all that is wrong; what isn't known here is no problem but counted as unused. Contrast is a question of its own.
func Parse(css []byte) (Theme, error) {
	text := strings.TrimPrefix(string(css), "\ufeff")
	switch {
	case len(css) > MaxFile:
		return Theme{}, Problems{problem("error.theme_large", 0, "", "Most", MaxFile>>10)}
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Theme{}, Problems{problem("error.theme_no_text", 0, "")}
	}
	sheet, problems := scan(text)
	file := &effort{referred: map[string]bool{}}
	t, wrong := sheet.theme(file)
	problems = append(problems, wrong...)
	t.Unused = sheet.unused(file.referred)
	if len(problems) == 0 && len(t.Light)+len(t.Dark) == 0 {
		problems = append(problems, problem("error.theme_nothing", 0, ""))
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	if len(problems) > 0 {
		return Theme{}, problems
	}
	return t, nil
}

// theme reads the value of each token. A file that takes too much work is left at the token where it did.
func (s sheet) theme(file *effort) (Theme, Problems) {
	t := Theme{Light: map[string]string{}, Dark: map[string]string{}}
	var problems Problems
	for _, token := range Tokens {
		for _, scheme := range []Scheme{Light, Dark} {
			value, p := s.value(token, scheme, file)
			switch {
			case p != nil:
				problems = append(problems, *p)
			case value != "" && scheme == Dark:
				t.Dark[token.Name] = value
			case value != "":
				t.Light[token.Name] = value
			}
			if file.steps > maxWork {
				return t, problems
			}
		}
	}
	return t, problems
}

// value is what the file says about a token in a scheme, or "". A dark value is one in which something of the dark block plays a part.
func (s sheet) value(token Token, scheme Scheme, file *effort) (string, *Problem) {
	d, declared := s.light[token.Name]
	if dark, ok := s.dark[token.Name]; ok && scheme == Dark {
		d, declared = dark, true
	}
	if !declared || scheme == Dark && (token.Kind != Paint || len(s.dark) == 0) {
		return "", nil
	}
	e := expansion{sheet: s, scheme: scheme, file: file}
	text, err := e.of(token.Name, d)
	if scheme == Dark && !e.darkened && file.steps <= maxWork {
		return "", nil
	}
	value := ""
	if err == nil {
		value, err = parseValue(token.Kind, text)
	}
	if err != nil {
		p := wrong(token, d, err)
		return "", &p
	}
	return value, nil
}

// parseValue gives a value in the form in which it is written out.
func parseValue(kind Kind, text string) (string, error) {
	switch kind {
	case Radius:
		return parseRadius(text)
	case Font:
		return parseFont(text)
	}
	c, err := parseColour(text)
	return c.Hex(), err
}

// wrong says what is wrong with a token's value, and where.
func wrong(token Token, d declaration, err error) Problem {
	messages := map[error]string{errColour: "error.theme_colour", errTransparent: "error.theme_transparent", errLength: "error.theme_length",
		errFont: "error.theme_font", errCircle: "error.theme_circle", errLong: "error.theme_long"}
	var unknown unknownReference
	if errors.As(err, &unknown) {
		return problem("error.theme_reference", d.line, token.Name, "Reference", clip(string(unknown)))
	}
	return problem(messages[err], d.line, token.Name, "Value", clip(d.value))
}

// unused are the names that no token of ours is or refers to.
func (s sheet) unused(referred map[string]bool) []string {
	unused := slices.Clone(s.others)
	for _, declared := range []map[string]declaration{s.light, s.dark} {
		for name := range declared {
			if _, ours := byName[name]; !ours && !referred[name] {
				unused = append(unused, clip(name))
			}
		}
	}
	slices.Sort(unused)
	return slices.Compact(unused)
}
