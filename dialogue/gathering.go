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
	written int // how many the writers have in hand
}

// add puts one into the queue and reports whether there was room. write gets what waits, some at a time, and tells each what came of it.
// When as many wait as are being written, and no fewer than second, another writer takes them beside the first; 0 is never.
func (g *gathering[T]) add(one T, second int, write func([]T)) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) >= mostQueued {
		return false
	}
	g.waiting = append(g.waiting, one)
	if g.writers == 0 || g.writers == 1 && second > 0 && len(g.waiting) >= max(second, g.written) {
		g.writers++
		go g.write(g.next(), second, write)
	}
	return true
}

func (g *gathering[T]) write(batch []T, second int, write func([]T)) {
	for len(batch) > 0 {
		write(batch)
		batch = g.after(batch, second)
	}
}

// after is what is written after a batch; when that is nothing, or too little for two writers, the one that asks is done.
func (g *gathering[T]) after(batch []T, second int) []T {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written -= len(batch)
	if len(g.waiting) == 0 || g.writers > 1 && len(g.waiting) < max(second, g.written) {
		g.writers--
		return nil
	}
	return g.next()
}

func (g *gathering[T]) next() []T {
	n := min(len(g.waiting), mostTogether)
	batch := g.waiting[:n:n]
	if g.waiting = g.waiting[n:]; len(g.waiting) == 0 {
		g.waiting = nil
	}
	g.written += n
	return batch
}
