package mail

import (
	"bytes"
	htmltemplate "html/template"
	"io"
	"sync"
)

// sharedAtMost digests are kept rendered at a time; more than a few never go out together. ownAtOnce entries are: those of a digest.
const (
	sharedAtMost = 32
	ownAtOnce    = 512
)

// shared keeps the parts of a digest that several readers get, rendered once per language and form: they are most of the letter, and go
// to tens of thousands of people. Digests are the same when they carry the very same slice of sections.
type shared struct {
	execute func(w io.Writer, name string, data any) error

	mu       sync.Mutex
	sections map[sharedKey]string
	entries  map[DigestEntry]string
}

// sharedKey holds the first section's address, which also keeps it from being used for another digest.
type sharedKey struct {
	first *DigestSection
	count int
}

// all is what every reader gets.
func (s *shared) all(sections []DigestSection) (string, error) {
	if len(sections) == 0 {
		return "", nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return once(&s.sections, sharedAtMost, sharedKey{&sections[0], len(sections)}, func(b *bytes.Buffer) error {
		return s.execute(b, "sections", cut(sections))
	})
}

// own is an entry as it stands among the reader's own: several people brought in the same point.
func (s *shared) own(e DigestEntry) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return once(&s.entries, ownAtOnce, e, func(b *bytes.Buffer) error { return s.execute(b, "own", e) })
}

// once makes what isn't kept yet.
func once[K comparable](kept *map[K]string, most int, key K, render func(*bytes.Buffer) error) (string, error) {
	if text, ok := (*kept)[key]; ok {
		return text, nil
	}
	var b bytes.Buffer
	if err := render(&b); err != nil {
		return "", err
	}
	if *kept == nil || len(*kept) >= most {
		*kept = map[K]string{}
	}
	(*kept)[key] = b.String()
	return b.String(), nil
}

// trusted takes what went through html/template already.
func trusted[T any](render func(T) (string, error)) func(T) (htmltemplate.HTML, error) {
	return func(part T) (htmltemplate.HTML, error) {
		text, err := render(part)
		return htmltemplate.HTML(text), err
	}
}
