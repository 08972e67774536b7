package dialogue

import "sync"

const (
	mostTogether = 256   // in one transaction
	mostQueued   = 4_000 // who comes after them is sent away: the program would only fall further behind
)

// gathering has many requests share one transaction: whatever comes while one is being written goes into the next one together. A writer is
// a goroutine that runs only while something waits. The zero value is ready to use.
type gathering[T any] struct {
	mu      sync.Mutex
	waiting []T
	writers int
	second  int
}

// add puts one into the queue and reports whether there was room. write gets what waits, some at a time, and tells each what came of it.
// When so many as second wait, another writer takes them beside the first; 0 is never.
func (g *gathering[T]) add(one T, second int, write func([]T)) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.second = second
	if len(g.waiting) >= mostQueued {
		return false
	}
	g.waiting = append(g.waiting, one)
	if g.writers == 0 || g.writers == 1 && second > 0 && len(g.waiting) >= second {
		g.writers++
		go g.write(write)
	}
	return true
}

func (g *gathering[T]) write(write func([]T)) {
	for batch := g.next(); len(batch) > 0; batch = g.next() {
		write(batch)
	}
}

// next takes what waits; when that is nothing, or too little for two writers, the one that asks is done.
func (g *gathering[T]) next() []T {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), mostTogether)
	if g.writers > 1 && n < g.second {
		n = 0
	}
	if n == 0 {
		g.writers--
		return nil
	}
	batch := g.waiting[:n:n]
	if g.waiting = g.waiting[n:]; len(g.waiting) == 0 {
		g.waiting = nil
	}
	return batch
}
