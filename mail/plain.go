package mail

import (
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

// setPlain underlines headings, breaks long lines, and leaves one empty line where parts that say nothing left several.
func setPlain(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	empty := false
	for line := range strings.SplitSeq(text, "\n") {
		if line = trimLine(line); line == "" {
			empty = true
			continue
		}
		if empty && b.Len() > 0 {
			b.WriteByte('\n')
		}
		empty = false
		switch {
		case strings.HasPrefix(line, headingMark):
			underline(&b, line[1:], "=")
		case strings.HasPrefix(line, subheadingMark):
			underline(&b, line[1:], "-")
		default:
			wrap(&b, line)
		}
	}
	return b.String()
}

// trimLine keeps the space of "-- ", by which mail programs know where the letter ends and its footer begins.
func trimLine(line string) string {
	if line == "-- " {
		return line
	}
	return strings.TrimRight(line, " \t\r")
}

func underline(b *strings.Builder, heading, with string) {
	from := b.Len()
	wrap(b, heading)
	widest := 0
	for line := range strings.Lines(b.String()[from:]) {
		widest = max(widest, utf8.RuneCountInString(line)-1)
	}
	b.WriteString(strings.Repeat(with, widest))
	b.WriteByte('\n')
}

// wrap writes a line in as many as it needs. Those that follow stand under its words, and stay quoted.
func wrap(b *strings.Builder, line string) {
	if len(line) <= columns || utf8.RuneCountInString(line) <= columns {
		b.WriteString(line)
		b.WriteByte('\n')
		return
	}
	words := strings.TrimLeft(line, " ")
	lead := line[:len(line)-len(words)]
	hang := lead
	if len(words) > 1 && words[1] == ' ' {
		switch words[0] {
		case '>':
			hang += "> "
		case '-', '*':
			hang += "  "
		}
		lead, words = lead+words[:2], words[2:]
	}
	b.WriteString(lead)
	column, first := len(hang), true
	for word := range strings.FieldsSeq(words) {
		width := utf8.RuneCountInString(word)
		switch {
		case first:
		case column+1+width > columns:
			b.WriteByte('\n')
			b.WriteString(hang)
			column = len(hang)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column, first = column+width, false
	}
	b.WriteByte('\n')
}
