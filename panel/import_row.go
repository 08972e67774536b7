package panel

import (
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// row is one line of a table; the next call of next uses it again.
type row struct {
	line   int
	bad    []BadLine // at most one for each field
	data   []byte    // the fields one after another
	ends   []int     // of each field in data
	count  int       // fields read, also those beyond the heading
	start  int       // of the current field in data
	over   bool      // the current field is bad: pass over the rest of it
	full   bool      // the row is too long: keep no more of it
	extra  bool      // there is text beyond the heading
	filled bool      // any character was read
}

// Where in a row the reader is.
const (
	fieldStart = iota
	inPlain
	inQuotes
	afterQuote // a quote was closed, or it is the first of two that stand for one
)

// read fills t.row up to a line end or the end of the file.
func (t *table) read() error {
	r := &t.row
	*r = row{data: r.data[:0], ends: r.ends[:0], bad: nil}
	t.state = fieldStart
	for {
		if r.over || r.full {
			t.in.skip(t.comma)
		}
		c, err := t.in.next()
		if err != nil {
			if errors.Is(err, io.EOF) && t.state == inQuotes {
				r.over = false // name it even in a field that was refused already: it explains what follows
				t.refuseAt(t.opened, "the quote that opens here is never closed; is this only part of a file?")
			}
			if r.filled {
				t.endField()
			}
			return err
		}
		if t.in.second && !r.filled {
			continue // it belongs to the line end before this row
		}
		if !r.filled {
			r.filled, r.line = true, t.in.line
		}
		if t.step(c) {
			t.endField()
			return nil
		}
	}
}

// step takes one character; true when it ends the row.
func (t *table) step(c rune) bool {
	if t.state != inQuotes {
		switch {
		case c == '\n' || c == '\r':
			return true
		case c == t.comma:
			t.endField()
			t.state = fieldStart
			return false
		}
	}
	switch {
	case c == '"' && t.state == fieldStart:
		t.state, t.opened = inQuotes, t.in.line
	case c == '"' && t.state == inQuotes:
		t.state = afterQuote
	case c == '"' && t.state == afterQuote:
		t.state = inQuotes
		t.keep(c)
	case t.state == afterQuote:
		if c != ' ' {
			t.refuse("there is text after the closing quote")
			t.state = inPlain // so that the row ends where its line ends
		}
	default:
		if t.state == fieldStart {
			t.state = inPlain
		}
		t.keep(c)
	}
	return false
}

// keep adds a character to the current field unless the field may not hold it.
func (t *table) keep(c rune) {
	r := &t.row
	switch {
	case r.over || r.full:
	case c == 0:
		t.refuse("holds a NUL character; save the file as “CSV UTF-8”")
	case c == utf8.RuneError:
		t.refuse("holds a character that can't be read; save the file as “CSV UTF-8”")
	case unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t':
		t.refuse(fmt.Sprintf("holds a control character (U+%04X)", c))
	case t.heading != nil && r.count >= len(t.heading):
		r.extra = r.extra || !unicode.IsSpace(c)
	case len(r.data)-r.start >= maxField:
		t.refuse("is longer than 64 kB")
	case len(r.data) >= maxRow:
		t.refuse("the line is longer than 1 MB")
		r.full = true
	default:
		r.data = utf8.AppendRune(r.data, c)
	}
}

// refuse makes the current field bad, once, and forgets its text.
func (t *table) refuse(reason string) { t.refuseAt(t.row.line, reason) }

func (t *table) refuseAt(line int, reason string) {
	r := &t.row
	if r.over || len(r.bad) >= maxColumns {
		return
	}
	r.over = true
	r.data = r.data[:r.start]
	r.bad = append(r.bad, BadLine{Line: line, Column: t.columnName(r.count), Reason: reason})
}

func (t *table) endField() {
	r := &t.row
	if r.count < maxColumns {
		r.ends = append(r.ends, len(r.data))
	}
	r.count++
	r.start, r.over = len(r.data), false
}

// columnName is the heading of column i, or its number where there is none.
func (t *table) columnName(i int) string {
	if i < len(t.heading) && t.heading[i] != "" {
		return t.heading[i]
	}
	return fmt.Sprint(i + 1)
}

// field is the text of field i, "" when the row is shorter.
func (r *row) field(i int) string {
	if i >= len(r.ends) {
		return ""
	}
	from := 0
	if i > 0 {
		from = r.ends[i-1]
	}
	return string(r.data[from:r.ends[i]])
}
