package mail

import (
	"bytes"
	"fmt"
	"io"
)

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

// Render is the letter in the language, nl or en.
func Render(letter Letter, language string, envelope Envelope) (Rendered, error) {
	s, ok := setOf(letter.Kind(), language, envelope.Sender.Look)
	if !ok {
		return Rendered{}, fmt.Errorf("render: no templates for %s in %q", letter.Kind(), language)
	}
	r, err := s.render(page{Envelope: envelope, Letter: letter})
	if err != nil {
		return Rendered{}, fmt.Errorf("render: %s: %w", letter.Kind(), err)
	}
	r.Text = setPlain(r.Text, "")
	return r, nil
}

// render executes the templates. The lines of the text are as long as they come.
func (s *set) render(p page) (r Rendered, err error) {
	if r.Subject, err = written(s.text.ExecuteTemplate, "subject", p); err != nil {
		return r, err
	}
	r.Subject = oneLine(r.Subject)
	p.Subject = r.Subject
	if r.Text, err = written(s.text.ExecuteTemplate, "layout", p); err != nil {
		return r, err
	}
	r.HTML, err = written(s.html.ExecuteTemplate, "layout", p)
	return r, err
}

// written is a template's text without the empty space around it.
func written(execute func(w io.Writer, name string, data any) error, name string, data any) (string, error) {
	var b bytes.Buffer
	err := execute(&b, name, data)
	return string(append(bytes.TrimSpace(b.Bytes()), '\n')), err
}
