package dialogue

import (
	"iter"
	"maps"
	"sync"
	"time"
)

const (
	// mostCounted is how many counts are remembered. A forgotten one begins anew, and is asked of the database when it is noticeable again.
	mostCounted = 50_000

	// noticeable is how many tries are worth a row. As long as no limit is near, who sends a form or two leaves nothing in the database, not
	// even a key, and costs it nothing.
	noticeable = 20

	// unwrittenFor is how long a noticeable number of tries stays in memory alone.
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
	known     map[stretch]int  // as the database said last, and what was tried since
	unwritten map[stretch]int  // of these, what the database doesn't know yet
	due       map[stretch]bool // those of them that are noticeable
}

// try tells how much room there is. A try that is within all limits is counted, and soon is called when something has to be written.
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
	c.makeRoom()
	for _, at := range stretches {
		c.known[at]++
		if c.unwritten[at]++; c.unwritten[at] == noticeable {
			if c.due[at] = true; len(c.due) == 1 {
				soon()
			}
		}
	}
	return roomy
}

// makeRoom forgets what was written, and small numbers, when too much is remembered.
func (c *localCounts) makeRoom() {
	if c.known != nil && len(c.known) < mostCounted {
		return
	}
	unwritten := map[stretch]int{}
	for at := range c.due {
		unwritten[at] = c.unwritten[at]
	}
	c.unwritten, c.known = unwritten, maps.Clone(unwritten)
	if c.due == nil {
		c.due = map[stretch]bool{}
	}
}

// take hands out what is to be written: noticeable numbers, and those that are asked about now.
func (c *localCounts) take(asked map[stretch]int) map[stretch]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := map[stretch]int{}
	for _, from := range []iter.Seq[stretch]{maps.Keys(asked), maps.Keys(c.due)} {
		for at := range from {
			if n := c.unwritten[at]; n > 0 {
				taken[at] = n
				delete(c.unwritten, at)
			}
		}
	}
	clear(c.due)
	return taken
}

// learn takes over what the database says.
func (c *localCounts) learn(counts map[stretch]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.makeRoom()
	for at, n := range counts {
		c.known[at] = n + c.unwritten[at]
	}
}

// forget drops the counts of stretches that are over.
func (c *localCounts) forget(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	over := func(at stretch, _ int) bool {
		lasts := longestStretch
		if at.what == MissedOnce {
			lasts = dayStretch
		}
		return time.Unix(at.starts, 0).Before(now.Add(-lasts))
	}
	maps.DeleteFunc(c.known, over)
	maps.DeleteFunc(c.unwritten, over)
}
