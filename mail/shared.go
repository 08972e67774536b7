package mail

import (
	"bytes"
	htmltemplate "html/template"
	"io"
	"sync"
)

// sharedAtMost digests are kept rendered at a time; more than a few never go out together.
const sharedAtMost = 32

// shared keeps the part of a digest that every reader gets, rendered once per language and form: it is most of the letter, and goes to tens
// of thousands of people. Digests are the same when they carry the very same slice of sections.
type shared struct {
	execute func(w io.Writer, name string, data any) error

	mu   sync.Mutex
	done map[sharedKey]string
}

// sharedKey holds the first section's address, which also keeps it from being used for another digest.
type sharedKey struct {
	first *DigestSection
	count int
}

func (s *shared) render(sections []DigestSection) (string, error) {
	if len(sections) == 0 {
		return "", nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sharedKey{&sections[0], len(sections)}
	if text, ok := s.done[key]; ok {
		return text, nil
	}
	var b bytes.Buffer
	if err := s.execute(&b, "sections", sections); err != nil {
		return "", err
	}
	if len(s.done) >= sharedAtMost {
		clear(s.done)
	}
	if s.done == nil {
		s.done = map[sharedKey]string{}
	}
	s.done[key] = b.String()
	return s.done[key], nil
}

// html is render for the HTML letter; what it returns went through html/template.
func (s *shared) html(sections []DigestSection) (htmltemplate.HTML, error) {
	text, err := s.render(sections)
	return htmltemplate.HTML(text), err
}
