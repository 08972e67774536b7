package mail

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"
)

//go:embed templates
var files embed.FS

// Envelope is what every letter says around its own text.
type Envelope struct {
	Sender      Sender
	Name        string // of the reader, "" when unknown
	Unsubscribe string // stops the digest; "" on a direct answer to the reader
}

// Rendered is a letter as text in one language.
type Rendered struct{ Subject, Text, HTML string }

// page is what the templates see.
type page struct {
	Envelope
	Letter  Letter
	Subject string
}

// set holds the templates of one kind of letter in one language.
type set struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

// sets are parsed once: a digest goes to tens of thousands of people.
var sets = sync.OnceValue(func() map[string]set {
	all := map[string]set{}
	for _, language := range []string{"nl", "en"} {
		for _, letter := range Examples(language) {
			all[letter.Kind()+"."+language] = parse(letter.Kind(), language)
		}
	}
	return all
})

// parse panics when an embedded template is wrong, which no reader can cause and the first test finds.
func parse(kind, language string) set {
	functions := map[string]any{
		"date":       func(t time.Time) string { return LongDate(language, t) },
		"shortdate":  func(t time.Time) string { return ShortDate(language, t) },
		"paragraphs": paragraphs,
		"indent":     indent,
		"button":     func(url, label string) map[string]string { return map[string]string{"URL": url, "Label": label} },
	}
	s := set{html: htmltemplate.New("").Funcs(functions), text: texttemplate.New("").Funcs(functions)}
	html, text := shared{execute: s.html.ExecuteTemplate}, shared{execute: s.text.ExecuteTemplate}
	s.html.Funcs(map[string]any{"shared": html.html})
	s.text.Funcs(map[string]any{"shared": text.render})
	words := source("words." + language + ".txt")
	htmltemplate.Must(s.html.Parse(words))
	texttemplate.Must(s.text.Parse(words))
	own := source(kind + "." + language + ".txt") // the subject, title and reason stand there for both; the HTML has a body of its own
	texttemplate.Must(s.text.Parse(source("layout." + language + ".txt")))
	texttemplate.Must(s.text.Parse(own))
	htmltemplate.Must(s.html.Parse(own))
	for _, name := range []string{"layout.", kind + "."} {
		htmltemplate.Must(s.html.Parse(inline.Replace(source(name + language + ".html"))))
	}
	if s.html.Lookup("sections") != nil {
		// Escaping changes the templates; here no other letter is being rendered yet.
		if err := s.html.ExecuteTemplate(io.Discard, "sections", nil); err != nil {
			panic(err)
		}
	}
	return s
}

func source(name string) string {
	content, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err)
	}
	return string(content)
}

// Render is the letter in the language, nl or en.
func Render(letter Letter, language string, envelope Envelope) (Rendered, error) {
	s, ok := sets()[letter.Kind()+"."+language]
	if !ok {
		return Rendered{}, fmt.Errorf("render: no templates for %s in %q", letter.Kind(), language)
	}
	p := page{Envelope: envelope, Letter: letter}
	r := Rendered{}
	var b bytes.Buffer
	for _, step := range []struct {
		execute func(w io.Writer, name string, data any) error
		name    string
		into    *string
	}{{s.text.ExecuteTemplate, "subject", &r.Subject}, {s.text.ExecuteTemplate, "layout", &r.Text}, {s.html.ExecuteTemplate, "layout", &r.HTML}} {
		b.Reset()
		if err := step.execute(&b, step.name, p); err != nil {
			return Rendered{}, fmt.Errorf("render: %s: %w", letter.Kind(), err)
		}
		*step.into = strings.TrimSpace(b.String())
		if step.name == "subject" {
			r.Subject = oneLine(r.Subject)
			p.Subject = r.Subject
		}
	}
	r.Text = tidy(r.Text) + "\n"
	r.HTML += "\n"
	return r, nil
}

// tidy leaves one empty line where parts that say nothing left several.
func tidy(text string) string {
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}

// paragraphs are the non-empty lines of what a person typed.
func paragraphs(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// indent sets quoted words apart in a text mail.
func indent(text string) string {
	return "  > " + strings.Join(paragraphs(text), "\n  > ")
}
