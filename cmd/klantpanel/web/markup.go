package web

import (
	"html/template"
	"strings"
)

// markup puts together the rows of lists that a page may hold a hundred of, where a template takes ten times as long. Only what stands in
// this program goes in raw.
type markup struct{ b strings.Builder }

func (m *markup) raw(html ...string) *markup {
	for _, s := range html {
		m.b.WriteString(s)
	}
	return m
}

// text escapes what somebody typed, for between tags and within quotes.
func (m *markup) text(words string) *markup {
	template.HTMLEscape(&m.b, []byte(words))
	return m
}

func (m *markup) html() template.HTML { return template.HTML(m.b.String()) }
