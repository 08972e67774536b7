package dialogue

import (
	"maps"
	"sync"
	"time"
)

const (
	// mostCounted is how many counts are remembered; a forgotten one is asked of the database again.
	mostCounted = 50_000

	// unwrittenFor is how long a try stays in memory alone.
	unwrittenFor = 50 * time.Millisecond

	// doubt is how many tries against one limit an instance answers from memory before it asks, and how far from the limit it begins to ask each
	// time. So a limit is passed by no more than this for each instance that begins to count late.
	doubt = 100
)

// room is how far a try is from its limits, as far as one instance knows.
type room int

const (
	unsure  room = iota // only the database can tell
	roomy               // within all of them
	reached             // one is reached
)

// localCounts are what one instance knows of the counts. The zero value is ready to use.
type localCounts struct {
	mu        sync.Mutex
	known     map[stretch]int // as the database said last, and what was tried since
	unwritten map[stretch]int // of these, what the database doesn't know yet
}

// try tells how much room there is. A try that is within all limits is counted, and soon is called when it is the first that has to be written.
func (c *localCounts) try(limits []Limit, stretches []stretch, soon func()) room {
	c.mu.Lock()
	defer c.mu.Unlock()
	room := roomy
	for i, at := range stretches {
		switch known := c.known[at]; {
		case known >= limits[i].Most:
			return reached
		case known+doubt >= limits[i].Most || c.unwritten[at] >= doubt:
			room = unsure
		}
	}
	if room == unsure {
		return unsure
	}
	if len(c.unwritten) == 0 {
		c.unwritten = map[stretch]int{}
		soon()
	}
	if c.known == nil || len(c.known) >= mostCounted {
		c.known = maps.Clone(c.unwritten)
	}
	for _, at := range stretches {
		c.known[at]++
		c.unwritten[at]++
	}
	return roomy
}

// take hands out what is to be written.
func (c *localCounts) take() map[stretch]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	unwritten := c.unwritten
	c.unwritten = nil
	if unwritten == nil {
		unwritten = map[stretch]int{}
	}
	return unwritten
}

// learn takes over what the database says.
func (c *localCounts) learn(counts map[stretch]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[stretch]int{}
	}
	for at, n := range counts {
		c.known[at] = n + c.unwritten[at]
	}
}

// forget drops the counts of stretches that are over.
func (c *localCounts) forget(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.known, func(at stretch, _ int) bool {
		lasts := longestStretch
		if at.what == MissedOnce {
			lasts = dayStretch
		}
		return time.Unix(at.starts, 0).Before(now.Add(-lasts))
	})
}
