package theme

import (
	"errors"
	"regexp"
	"strings"
)

// declaration is one line of a rule as it was written.
type declaration struct {
	value string
	line  int
}

// sheet is a file taken apart: the custom properties that hold for the whole page, and the names of all that isn't one.
type sheet struct {
	light, dark map[string]declaration
	others      []string
}

// scanner walks through CSS (CSS Syntax Level 3, as much of it as theme files use).
type scanner struct {
	text     string
	at, line int
	sheet    *sheet
	problems Problems
}

// scan takes a file apart. Broken CSS ends it, since nothing behind it can be trusted; rules that would fetch something are noted.
func scan(css string) (sheet, Problems) {
	s := &scanner{line: 1, sheet: &sheet{light: map[string]declaration{}, dark: map[string]declaration{}}}
	var err error
	if s.text, err = withoutComments(css); err == nil {
		err = s.rules(Light, 0)
	}
	var broken Problem
	if errors.As(err, &broken) {
		s.problems = append(s.problems, broken)
	}
	return *s.sheet, s.problems
}

// maxNesting of rules in rules is more than any theme has.
const maxNesting = 8

// rules reads rules until the file or the block around them ends.
func (s *scanner) rules(in Scheme, nested int) error {
	opened := s.line
	for {
		s.space()
		switch {
		case s.at == len(s.text) && nested > 0:
			return problem("error.theme_unclosed", opened, "", "What", "{")
		case s.at == len(s.text):
			return nil
		case s.text[s.at] == '}' && nested > 0:
			s.at++
			return nil
		}
		line := s.line
		prelude, stop, err := s.until("{;}")
		if err != nil {
			return err
		}
		switch {
		case strings.HasPrefix(prelude, "@"):
			err = s.atRule(prelude, stop, line, in, nested)
		case stop == '{':
			err = s.block(prelude, in)
		default:
			err = problem("error.theme_broken", line, "", "What", clip(prelude+string(stop)))
		}
		if err != nil {
			return err
		}
	}
}

// schemes are the conditions that a theme may put around its rules, without spaces.
var schemes = map[string]Scheme{
	"(prefers-color-scheme:dark)": Dark, "screenand(prefers-color-scheme:dark)": Dark, "alland(prefers-color-scheme:dark)": Dark,
	"(prefers-color-scheme:light)": Light, "screenand(prefers-color-scheme:light)": Light, "alland(prefers-color-scheme:light)": Light,
	"not(prefers-color-scheme:dark)": Light, "notscreenand(prefers-color-scheme:dark)": Light, "notalland(prefers-color-scheme:dark)": Light,
}

func (s *scanner) atRule(prelude string, stop byte, line int, in Scheme, nested int) error {
	name, rest, _ := strings.Cut(prelude, " ")
	name = strings.ToLower(name)
	condition := strings.ToLower(strings.Join(strings.Fields(rest), ""))
	scheme, known := schemes[condition]
	switch {
	case name == "@charset" && stop == ';', name == "@layer" && stop == ';':
		return nil
	case nested >= maxNesting:
		return problem("error.theme_broken", line, "", "What", clip(prelude))
	case name == "@layer" && stop == '{':
		return s.rules(in, nested+1)
	case name == "@media" && stop == '{' && known:
		return s.rules(scheme, nested+1)
	}
	s.problems = append(s.problems, problem("error.theme_rule", line, "", "What", clip(prelude)))
	if stop == '{' {
		return s.skip(line)
	}
	return nil
}

// whole are the selectors that mean the whole page: a theme's values hang from one of them, by custom .NAME-theme.
var whole = regexp.MustCompile(`^(:root|html|:host|\.[\pL\pN_-]*theme[\pL\pN_-]*)$`)

// block reads the declarations of a rule. What styles a component is nothing to us: it is named and left out.
func (s *scanner) block(selectors string, in Scheme) error {
	ours := true
	for _, one := range strings.Split(selectors, ",") {
		one = strings.TrimSpace(one)
		ours = ours && whole.MatchString(one)
		if strings.Contains(strings.ToLower(one), "dark") {
			in = Dark
		}
	}
	if !ours {
		s.sheet.others = append(s.sheet.others, clip(selectors))
	}
	opened := s.line
	for {
		s.space()
		line := s.line
		text, stop, err := s.until(";}{")
		if err != nil {
			return problem("error.theme_unclosed", opened, "", "What", "{")
		}
		name, value, isDeclaration := strings.Cut(text, ":")
		if stop == '{' || text != "" && !isDeclaration {
			return problem("error.theme_broken", line, "", "What", clip(text))
		}
		if text != "" && ours {
			s.declare(strings.TrimSpace(name), declaration{strings.TrimSpace(value), line}, in)
		}
		if stop == '}' {
			return nil
		}
	}
}

// declare keeps a custom property; a later one replaces an earlier one.
func (s *scanner) declare(name string, d declaration, in Scheme) {
	switch {
	case !strings.HasPrefix(name, "--"):
		s.sheet.others = append(s.sheet.others, clip(name))
	case in == Dark:
		s.sheet.dark[name] = d
	default:
		s.sheet.light[name] = d
	}
}

// skip passes over a block with all the blocks in it.
func (s *scanner) skip(opened int) error {
	for depth := 1; depth > 0; {
		_, stop, err := s.until("{}")
		if err != nil {
			return problem("error.theme_unclosed", opened, "", "What", "{")
		}
		if stop == '{' {
			depth++
		} else {
			depth--
		}
	}
	return nil
}
