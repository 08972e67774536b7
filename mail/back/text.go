package back

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
)

// text reads at most textAtMost bytes of a part. What isn't UTF-8 all the same is what Windows writes.
func text(r io.Reader) string { return atMost(r, textAtMost) }

func atMost(r io.Reader, bytes int64) string {
	raw, _ := io.ReadAll(io.LimitReader(r, bytes)) // what is broken further on doesn't unsay what came before
	for cut := 0; cut < utf8.UTFMax && int64(len(raw)) == bytes && !utf8.Valid(raw[len(raw)-min(len(raw), utf8.UTFMax):]); cut++ {
		raw = raw[:len(raw)-1] // the limit fell within a character
	}
	if !utf8.Valid(raw) {
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			raw = decoded
		}
	}
	return clean(string(raw))
}

// clean leaves line breaks and tabs of all control characters: PostgreSQL refuses some, and no reader sees any.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\u00a0':
			return ' '
		case unicode.IsControl(r) && r != '\n' && r != '\t', r == '\u200b', r == '\ufeff':
			return -1
		}
		return r
	}, s)
}

// join puts a second text part under the first, and stays within the limit.
func join(a, b string) string {
	if a == "" {
		return b
	}
	a += "\n" + b
	if len(a) > textAtMost {
		a = strings.ToValidUTF8(a[:textAtMost], "")
	}
	return a
}

// unflow joins the lines that a mail program broke to fit its window (RFC 3676).
func unflow(s string, deleteSpace bool) string {
	var b strings.Builder
	open, depth := false, 0
	for line := range strings.SplitSeq(s, "\n") {
		quotes := len(line) - len(strings.TrimLeft(line, ">"))
		words := strings.TrimPrefix(line[quotes:], " ")
		signature := words == "-- "
		if open && (quotes != depth || signature) {
			b.WriteByte('\n')
			open = false
		}
		if !open && quotes > 0 {
			b.WriteString(strings.Repeat(">", quotes) + " ")
		}
		depth, open = quotes, strings.HasSuffix(words, " ") && !signature
		if open && deleteSpace {
			words = words[:len(words)-1]
		}
		b.WriteString(words)
		if !open {
			b.WriteByte('\n')
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// blocks begin on a line of their own.
var blocks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Tr: true, atom.Table: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.H1: true,
	atom.H2: true, atom.H3: true, atom.H4: true, atom.Blockquote: true, atom.Hr: true, atom.Pre: true, atom.Section: true, atom.Article: true}

// unseen holds nothing for a reader.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Template: true, atom.Noscript: true}

// fromHTML is the text of a page as it reads. What is quoted gets "> " before it, as in plain mail.
func fromHTML(page string) string {
	w := &writing{}
	tokens := html.NewTokenizer(strings.NewReader(page))
	hidden := 0
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(w.String())
		case html.TextToken:
			if hidden == 0 {
				w.words(clean(tokens.Token().Data))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			switch {
			case tag == atom.Body:
				hidden = 0
			case unseen[tag]:
				hidden++
			case tag == atom.Br:
				w.end()
			case blocks[tag]:
				w.block()
				w.open(tag)
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			if unseen[tag] {
				hidden = max(0, hidden-1)
			}
			if blocks[tag] {
				w.block()
			}
			if tag == atom.P {
				w.end()
			}
			w.close(tag)
		}
	}
}

// writing is text that comes together word by word.
type writing struct {
	strings.Builder
	begun  bool // something stands on this line
	space  bool // owed before the next word
	quoted int
	lists  []int // that are open, each with the number of its next line; 0 for one without numbers
}

// open begins what sets its lines apart: a quotation, or a list, whose lines get the numbers that a reader sees.
func (w *writing) open(tag atom.Atom) {
	switch tag {
	case atom.Blockquote:
		w.quoted++
	case atom.Ol:
		w.lists = append(w.lists, 1)
	case atom.Ul:
		w.lists = append(w.lists, 0)
	case atom.Li:
		if last := len(w.lists) - 1; last >= 0 && w.lists[last] > 0 {
			w.words(strconv.Itoa(w.lists[last]) + ". ")
			w.lists[last]++
		}
	}
}

func (w *writing) close(tag atom.Atom) {
	switch tag {
	case atom.Blockquote:
		w.quoted = max(0, w.quoted-1)
	case atom.Ol, atom.Ul:
		w.lists = w.lists[:max(0, len(w.lists)-1)]
	}
}

func (w *writing) words(s string) {
	if s != "" && unicode.IsSpace(rune(s[0])) {
		w.space = true
	}
	for i, word := range strings.Fields(s) {
		if !w.begun && w.quoted > 0 {
			w.WriteString(strings.Repeat(">", min(w.quoted, 9)) + " ")
		}
		if w.begun && (w.space || i > 0) {
			w.WriteByte(' ')
		}
		w.WriteString(word)
		w.begun, w.space = true, false
	}
	if s != "" && unicode.IsSpace(rune(s[len(s)-1])) {
		w.space = true
	}
}

func (w *writing) end() {
	w.WriteByte('\n')
	w.begun, w.space = false, false
}

func (w *writing) block() {
	if w.begun {
		w.end()
	}
}
