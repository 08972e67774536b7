package mail

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// columns is how wide a line of a text letter may be. Addresses are never broken.
const columns = 76

// Marks before a line of a text template that make it a heading.
const (
	headingMark    = "\x01"
	subheadingMark = "\x02"
)

// indent sets quoted words apart in a text letter.
func indent(text string) string {
	return "  > " + strings.Join(paragraphs(text), "\n  > ")
}

// setPlain underlines headings, breaks long lines, and leaves one empty line where parts that say nothing left several. A line that
// holds the mark of a personal part stays as it is; "" is no mark.
func setPlain(text, mark string) string {
	b := make([]byte, 0, len(text)+len(text)/8)
	empty := false
	for line := range strings.SplitSeq(text, "\n") {
		if line = trimLine(line); line == "" {
			empty = true
			continue
		}
		if empty && len(b) > 0 {
			b = append(b, '\n')
		}
		empty = false
		switch {
		case mark != "" && strings.Contains(line, mark):
			b = append(append(b, line...), '\n')
		case strings.HasPrefix(line, headingMark):
			b = underline(b, line[1:], "=")
		case strings.HasPrefix(line, subheadingMark):
			b = underline(b, line[1:], "-")
		default:
			b = wrap(b, line)
		}
	}
	return string(b)
}

// trimLine keeps the space of "-- ", by which mail programs know where the letter ends and its footer begins.
func trimLine(line string) string {
	if line == "-- " {
		return line
	}
	return strings.TrimRight(line, " \t\r")
}

func underline(b []byte, heading, with string) []byte {
	from := len(b)
	b = wrap(b, heading)
	widest := 0
	for line := range bytes.Lines(b[from:]) {
		widest = max(widest, utf8.RuneCount(line)-1)
	}
	return append(append(b, strings.Repeat(with, widest)...), '\n')
}

// wrap writes a line in as many as it needs. Those that follow stand under its words, and stay quoted.
func wrap(b []byte, line string) []byte {
	if len(line) <= columns || utf8.RuneCountInString(line) <= columns {
		return append(append(b, line...), '\n')
	}
	words := strings.TrimLeft(line, " ")
	lead := line[:len(line)-len(words)]
	hang := lead
	if len(words) > 1 && words[1] == ' ' && strings.IndexByte(">-*", words[0]) >= 0 { // and no word of one letter: "U "
		hang = lead + "  "
		if words[0] == '>' {
			hang = lead + "> "
		}
		lead, words = lead+words[:2], words[2:]
	}
	b = append(b, lead...)
	column, first := len(hang), true
	for word := range strings.FieldsSeq(words) {
		width := utf8.RuneCountInString(word)
		switch {
		case first:
		case column+1+width > columns:
			b = append(append(b, '\n'), hang...)
			column = len(hang)
		default:
			b = append(b, ' ')
			column++
		}
		b = append(b, word...)
		column, first = column+width, false
	}
	return append(b, '\n')
}
