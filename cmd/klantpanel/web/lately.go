package web

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/panel"
)

const (
	latelyFor  = 5 * time.Second
	latelyMost = 1_000 // things of a kind
)

// lately is what each sending of a colleague has to know and what hardly ever changes, as it was read five seconds ago at most. It decides
// nothing: whether a link still takes anything dialogue.Store.Receive makes sure of itself.
type lately struct {
	organisation remembered[bool, panel.Organisation]
	links        remembered[string, panel.Link]
	questions    remembered[uuid.UUID, []panel.CycleQuestion]
}

type remembered[K comparable, V any] struct {
	mu   sync.Mutex
	seen map[K]seen[V]
}

type seen[V any] struct {
	value V
	at    time.Time
}

// get is what was read lately, or reads it. The value is shared: nobody may change what it points to.
func (m *remembered[K, V]) get(key K, read func() (V, error)) (V, error) {
	m.mu.Lock()
	known, ok := m.seen[key]
	m.mu.Unlock()
	if ok && time.Since(known.at) < latelyFor {
		return known.value, nil
	}
	value, err := read()
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen == nil || len(m.seen) >= latelyMost {
		m.seen = map[K]seen[V]{}
	}
	m.seen[key] = seen[V]{value, time.Now()}
	return value, nil
}

func (m *remembered[K, V]) forget(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.seen, key)
}

// sending reports whether a colleague sends something, of whom there may be thousands in a minute.
func (r *Request) sending() bool { return r.nameless && r.Ctx.Method() == fiber.MethodPost }

// organisation reads it, or what it was a second ago for somebody who sends.
func (r *Request) organisation() (panel.Organisation, error) {
	read := func() (panel.Organisation, error) { return r.Panel.Organisation(r.Context(), r.DB) }
	if r.sending() {
		return r.lately.organisation.get(true, read)
	}
	return read()
}

// linkOf is the same for the link that a code opens, as long as it does.
func (r *Request) linkOf(code string) (panel.Link, error) {
	read := func() (panel.Link, error) { return r.Panel.LinkOf(r.Context(), code) }
	if !r.sending() {
		return read()
	}
	link, err := r.lately.links.get(code, read)
	if err == nil && !(link.ClosedAt.IsZero() && link.Cycle.Collects(r.Now())) {
		r.lately.links.forget(code)
		return read()
	}
	return link, err
}

// askedIn is the same for the questions of the round.
func (r *Request) askedIn(cycle uuid.UUID) ([]panel.CycleQuestion, error) {
	read := func() ([]panel.CycleQuestion, error) { return r.Panel.CycleQuestions(r.Context(), cycle) }
	if r.sending() {
		return r.lately.questions.get(cycle, read)
	}
	return read()
}
