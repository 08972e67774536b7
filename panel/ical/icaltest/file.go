// Package icaltest reads calendars for tests as strictly as RFC 5545 is written, without the library that wrote them.
package icaltest

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// Component is a calendar, an event, a time zone or a part of one.
type Component struct {
	Name       string
	Properties []Property
	Parts      []*Component
}

// Property is one line, unfolded.
type Property struct {
	Name       string
	Parameters map[string]string
	Value      string // as it stands there
}

// Text is the value without the backslashes of a text.
func (p Property) Text() string {
	return strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, "\n", `\N`, "\n").Replace(p.Value)
}

// Get is the one property of that name, empty when there is none.
func (c *Component) Get(name string) Property {
	for _, p := range c.Properties {
		if p.Name == name {
			return p
		}
	}
	return Property{}
}

// All are the parts of that name.
func (c *Component) All(name string) []*Component {
	var found []*Component
	for _, p := range c.Parts {
		if p.Name == name {
			found = append(found, p)
		}
	}
	return found
}

// Events are a calendar's events by their UID.
func (c *Component) Events() map[string]*Component {
	events := map[string]*Component{}
	for _, e := range c.All("VEVENT") {
		events[e.Get("UID").Text()] = e
	}
	return events
}

// Parse reads a calendar and fails the test when it isn't as it should be.
func Parse(tb testing.TB, file []byte) *Component {
	tb.Helper()
	root := &Component{}
	open := []*Component{root}
	for _, line := range lines(tb, file) {
		p := property(tb, line)
		top := open[len(open)-1]
		switch p.Name {
		case "BEGIN":
			part := &Component{Name: p.Value}
			top.Parts = append(top.Parts, part)
			open = append(open, part)
		case "END":
			if top.Name != p.Value {
				tb.Fatalf("END:%s closes a %s", p.Value, top.Name)
			}
			open = open[:len(open)-1]
		default:
			top.Properties = append(top.Properties, p)
		}
	}
	if len(open) != 1 || len(root.Parts) != 1 || len(root.Properties) != 0 || root.Parts[0].Name != "VCALENDAR" {
		tb.Fatalf("not one calendar:\n%s", file)
	}
	checkCalendar(tb, root.Parts[0])
	return root.Parts[0]
}

// lines are the unfolded lines. Each ends in CRLF, has 75 octets at most, and cuts no character (section 3.1).
func lines(tb testing.TB, file []byte) []string {
	tb.Helper()
	text, ended := strings.CutSuffix(string(file), "\r\n")
	if !ended {
		tb.Fatalf("the last line doesn't end in CRLF: %q", file[max(0, len(file)-40):])
	}
	var out []string
	for _, line := range strings.Split(text, "\r\n") {
		switch {
		case strings.ContainsAny(line, "\r\n"):
			tb.Fatalf("a CR or LF alone in %q", line)
		case len(line) > 75:
			tb.Fatalf("%d octets: %q", len(line), line)
		case !utf8.ValidString(line):
			tb.Fatalf("a character is cut, or isn't UTF-8: %q", line)
		case strings.IndexFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) >= 0:
			tb.Fatalf("a control character in %q", line)
		case line == "":
			tb.Fatal("an empty line")
		}
		if line[0] == ' ' {
			if len(out) == 0 {
				tb.Fatal("the first line continues another")
			}
			out[len(out)-1] += line[1:]
			continue
		}
		out = append(out, line)
	}
	return out
}

var (
	grammar   = regexp.MustCompile(`^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$`)
	parameter = regexp.MustCompile(`;([A-Z0-9-]+)=("[^"]*"|[^";:,]*)`)
)

func property(tb testing.TB, line string) Property {
	tb.Helper()
	m := grammar.FindStringSubmatch(line)
	if m == nil {
		tb.Fatalf("no property: %q", line)
	}
	p := Property{m[1], map[string]string{}, m[3]}
	for _, q := range parameter.FindAllStringSubmatch(m[2], -1) {
		if _, twice := p.Parameters[q[1]]; twice {
			tb.Fatalf("two parameters %s in %q", q[1], line)
		}
		p.Parameters[q[1]] = strings.Trim(q[2], `"`)
	}
	return p
}
