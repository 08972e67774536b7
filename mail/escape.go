package mail

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"strings"
)

// spot is where in a letter a personal part stands.
type spot int

const (
	inText spot = iota // of the text letter
	inHTML             // between tags, or in an attribute that is no address
	inLink             // a whole href
)

// escapers let html/template itself escape what isn't plain, so that nothing is escaped otherwise than in a letter rendered at once.
var escapers = htmltemplate.Must(htmltemplate.New("").Parse(`{{define "html"}}{{.}}{{end}}{{define "link"}}<a href="{{.}}">{{end}}`))

// escaped is the value as html/template writes it there.
func (s spot) escaped(value string) (string, error) {
	switch {
	case s == inHTML && strings.IndexByte(value, 0) < 0 && !strings.ContainsAny(value, `&<>"'+`), s == inLink && isPlainLink(value), s == inText:
		return value, nil
	case s == inLink:
		return execute("link", value, `<a href="`, `">`)
	}
	return execute("html", value, "", "")
}

func execute(name, value, before, after string) (string, error) {
	var b bytes.Buffer
	if err := escapers.ExecuteTemplate(&b, name, value); err != nil {
		return "", fmt.Errorf("escape: %w", err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), before), after), nil
}

// isPlainLink reports whether nothing of the address needs escaping: it is one of ours, not one that somebody made up.
func isPlainLink(link string) bool {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		return false
	}
	for i := range len(link) {
		if !plainInLink[link[i]] {
			return false
		}
	}
	return true
}

var plainInLink = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/") {
		table[c] = true
	}
	return table
}()
