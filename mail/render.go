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
	p := page{Envelope: envelope, Letter: letter}
	r := Rendered{}
	var b bytes.Buffer
	b.Grow(16 << 10) // as much as a digest often takes
	for _, step := range []struct {
		execute func(w io.Writer, name string, data any) error
		name    string
		into    *string
	}{{s.text.ExecuteTemplate, "subject", &r.Subject}, {s.text.ExecuteTemplate, "layout", &r.Text}, {s.html.ExecuteTemplate, "layout", &r.HTML}} {
		b.Reset()
		if err := step.execute(&b, step.name, p); err != nil {
			return Rendered{}, fmt.Errorf("render: %s: %w", letter.Kind(), err)
		}
		*step.into = string(append(bytes.TrimSpace(b.Bytes()), '\n'))
		if step.name == "subject" {
			r.Subject = oneLine(r.Subject)
			p.Subject = r.Subject
		}
	}
	r.Text = setPlain(r.Text)
	return r, nil
}
