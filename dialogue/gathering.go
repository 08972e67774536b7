package dialogue

import "sync"

const (
	mostTogether = 256   // in one transaction
	mostQueued   = 4_000 // who comes after them is sent away: the program would only fall further behind
)

// gathering has many requests share one transaction: whatever comes while one is being written goes into the next one together. One
// goroutine writes, and it runs only while something waits. The zero value is ready to use.
type gathering[T any] struct {
	mu      sync.Mutex
	waiting []T
	writing bool
}

// add puts one into the queue and reports whether there was room. write gets what waits, some at a time, and tells each what came of it.
func (g *gathering[T]) add(one T, write func([]T)) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) >= mostQueued {
		return false
	}
	g.waiting = append(g.waiting, one)
	if !g.writing {
		g.writing = true
		go g.write(write)
	}
	return true
}

func (g *gathering[T]) write(write func([]T)) {
	for batch := g.next(); len(batch) > 0; batch = g.next() {
		write(batch)
	}
}

// next takes what waits; when that is nothing, the writer is done.
func (g *gathering[T]) next() []T {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), mostTogether)
	batch := g.waiting[:n:n]
	if g.waiting = g.waiting[n:]; len(g.waiting) == 0 {
		g.waiting = nil
	}
	g.writing = n > 0
	return batch
}
