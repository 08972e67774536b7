package panel

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// What a table may hold at most; beyond it a line is bad and its text is passed over without being kept.
const (
	maxField   = 64 << 10 // bytes of UTF-8, as the next
	maxRow     = 1 << 20
	maxColumns = 1000
)

// BadLine says what is wrong with a line of an imported file.
type BadLine struct {
	Line   int    `json:"line"`             // in the file, from 1, counting the line breaks inside quotes
	Column string `json:"column,omitempty"` // its heading, "" when it is about the whole line
	Reason string `json:"reason"`
}

func (b BadLine) String() string {
	if b.Column == "" {
		return fmt.Sprintf("line %d: %s", b.Line, b.Reason)
	}
	return fmt.Sprintf("line %d, column %s: %s", b.Line, b.Column, b.Reason)
}

// ImportError is why a file as a whole can't be imported, in words for the administrator. Nothing was changed.
type ImportError struct{ Reason string }

func (e *ImportError) Error() string { return e.Reason }

// table reads a CSV file (RFC 4180) row by row as office programs write it: any of three delimiters, any line end, quotes in the
// middle of a value taken as they are. encoding/csv keeps a whole record in memory, however long it is; this doesn't.
type table struct {
	in      *text
	comma   rune
	heading []string
	row     row
	state   int
	opened  int // line of the last opening quote
}

// openTable reads the heading.
func openTable(r io.Reader) (*table, error) {
	t := &table{in: newText(r)}
	heading, err := t.headingLine()
	if err != nil {
		return nil, err
	}
	if hint, ok := strings.CutPrefix(strings.ToLower(heading), "sep="); ok && len(hint) == 1 && strings.Contains(",;\t|", hint) { // Excel's own mark
		t.comma = rune(hint[0])
		if heading, err = t.headingLine(); err != nil {
			return nil, err
		}
	} else {
		t.comma = likelyDelimiter(heading)
	}
	first, err := (&table{in: newText(strings.NewReader(heading)), comma: t.comma}).next()
	if err != nil {
		return nil, &ImportError{"the first line holds no column names"}
	}
	if len(first.bad) > 0 {
		return nil, &ImportError{"the line with column names can't be read: " + first.bad[0].Reason}
	}
	if first.count > maxColumns {
		return nil, &ImportError{"the first line holds more than 1,000 columns; this doesn't look like a CSV file"}
	}
	for i := range first.count {
		t.heading = append(t.heading, tidy(first.field(i)))
	}
	return t, nil
}

// headingLine reads up to the end of the first line that holds something, not counting line ends inside quotes.
func (t *table) headingLine() (string, error) {
	var line strings.Builder
	for quoted := false; ; {
		c, err := t.in.next()
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("import: read: %w", err)
		}
		if err == io.EOF || (!quoted && (c == '\n' || c == '\r')) {
			if s := strings.TrimSpace(line.String()); s != "" {
				return strings.Trim(line.String(), " "), nil
			}
			if err == io.EOF {
				return "", &ImportError{"the file is empty"}
			}
			line.Reset()
			continue
		}
		if c == '"' {
			quoted = !quoted
		}
		line.WriteRune(c)
		if strings.HasPrefix(line.String(), "PK\x03\x04") {
			return "", &ImportError{"this is an Excel workbook; save it as CSV first"}
		}
		if line.Len() > maxField && quoted {
			return "", &ImportError{"a quote in the first line is never closed"}
		}
		if line.Len() > maxField {
			return "", &ImportError{"the first line is longer than 64 kB; this doesn't look like a CSV file"}
		}
	}
}

// likelyDelimiter is the one that the heading holds most of, outside quotes.
func likelyDelimiter(heading string) rune {
	best, most := ',', 0
	for _, c := range ",;\t" {
		n, quoted := 0, false
		for _, h := range heading {
			if h == '"' {
				quoted = !quoted
			} else if h == c && !quoted {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// delimiterName is what to call the delimiter to the administrator.
func (t *table) delimiterName() string {
	switch t.comma {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	}
	return fmt.Sprintf("%q", t.comma)
}

// next reads the next row that holds something; io.EOF after the last. A row with bad lines has fields that can't be trusted.
func (t *table) next() (*row, error) {
	for {
		err := t.read()
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("import: read: %w", err)
		}
		r := &t.row
		if !r.filled {
			return nil, io.EOF
		}
		blank := len(r.bad) == 0 && !r.extra && len(bytes.TrimSpace(r.data)) == 0
		if !blank {
			t.checkCount(r)
			return r, nil
		}
		if err == io.EOF {
			return nil, io.EOF
		}
	}
}

func (t *table) checkCount(r *row) {
	if t.heading == nil || len(r.bad) > 0 || (r.count >= len(t.heading) && !r.extra) {
		return
	}
	reason := fmt.Sprintf("has %d columns where the first line has %d", r.count, len(t.heading))
	if r.extra {
		reason += "; a value that holds the separator must stand in quotes"
	}
	r.bad = append(r.bad, BadLine{Line: r.line, Reason: reason})
}
