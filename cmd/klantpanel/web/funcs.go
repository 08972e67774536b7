package web

import (
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"time"

	"klantpanel/scheduler"
)

// funcs are the words of the templates in one language; doc.go lists them for whoever writes a page.
func (s *Server) funcs(lang string) template.FuncMap {
	at := func(v any) (time.Time, bool) { return moment(v, s.zone.Load()) }
	return template.FuncMap{
		"t":  func(id string, pairs ...any) string { return s.texts.text(lang, id, nil, pairs) },
		"tn": func(id string, n int, pairs ...any) string { return s.texts.text(lang, id, &n, pairs) },
		"date": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return longDate(lang, t, false) })
		},
		"longdate": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return longDate(lang, t, true) })
		},
		"yearday": func(v any) string { // under the year as a heading
			t, ok := at(v)
			return ifOK(ok, func() string { return strings.TrimSuffix(longDate(lang, t, true), t.Format(" 2006")) })
		},
		"shortdate": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return shortDate(lang, t, s.Clock()) })
		},
		"datetime": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return longDate(lang, t, false) + t.Format(", 15:04") })
		},
		"machinetime": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return t.Format(time.RFC3339) })
		},
		"daysleft": func(v any) string {
			t, ok := at(v)
			return ifOK(ok, func() string { return s.daysLeft(lang, scheduler.DateOf(t, t.Location())) })
		},
		"when":    func(v any) template.HTML { return s.when(lang, v) },
		"round":   func(number int) string { return s.roundName(lang, number) },
		"roundof": func(panel string, number int) string { return s.roundOf(lang, panel, number) },
		"num":     func(n any) string { return number(lang, n) },
		"asset":   s.assets.path,
		"icon":    icon,
		"favicon": func() template.URL { return template.URL(s.assets.icon) },
		"field":   newField,
		"options": optionsOf,
		"badge":   newBadge,
		"told":    func(section string) Badge { return s.toldBadge(lang, section) },
		"toldurl": toldPointPath,
		"pages":   newPages,
		"dict":    dict,
		"list":    func(v ...any) []any { return v },
		"lines":   func(v string) []string { return strings.Split(v, "\n") },
		"upto":    upTo,
		"query":   escapeQuery,
		"contact": foldAddress,
		"other":   func() string { return map[string]string{"nl": "en", "en": "nl"}[lang] },
	}
}

func ifOK(ok bool, text func() string) string {
	if !ok {
		return ""
	}
	return text()
}

// dict passes several things to a part: {{template "x" (dict "Name" .Name "Open" true)}}.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values are no pairs", len(pairs))
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

// upTo counts from..to, for a scale.
func upTo(from, to int) []int {
	var n []int
	for i := from; i <= to; i++ {
		n = append(n, i)
	}
	return n
}

var address = regexp.MustCompile(`[^\s<>"(),;:]+@[^\s<>"(),;:]+`)

// foldAddress keeps each e-mail address in a text together: one that is too long for a line goes on at its @, not within a word.
func foldAddress(s string) template.HTML {
	var b strings.Builder
	end := 0
	for _, at := range address.FindAllStringIndex(s, -1) {
		b.WriteString(template.HTMLEscapeString(s[end:at[0]]))
		folded := strings.ReplaceAll(template.HTMLEscapeString(s[at[0]:at[1]]), "@", "<wbr>@")
		b.WriteString(`<span class="address">` + folded + `</span>`)
		end = at[1]
	}
	b.WriteString(template.HTMLEscapeString(s[end:]))
	return template.HTML(b.String())
}

func escapeQuery(s string) string { return url.QueryEscape(s) }
