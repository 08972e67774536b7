package dialogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// MissedOnce is the one limit that counts for a whole day in UTC, as its keys do: who searches the same again later that day is no other one.
const MissedOnce = "missed once"

// Limit is how often something may be tried in a stretch of time, over all instances.
type Limit struct {
	What, Key string // which limit, and whose: an id, an AddressKey or a SearchKey
	Most      int
	Per       time.Duration // the stretches lie side by side; longestStretch at most, or a day for MissedOnce
}

// limitCount is how often something was tried in the stretch that begins at StartsAt. It tells no time finer than that.
type limitCount struct {
	bun.BaseModel `bun:"table:limits,alias:li"`

	What     string    `bun:"what,pk"`
	Key      string    `bun:"key,pk"`
	StartsAt time.Time `bun:"starts_at,pk"`
	Count    int       `bun:"count"`
	Unwaited string    `bun:"unwaited,scanonly"` // see migrations.Unwaited
}

// stretch names one count.
type stretch struct {
	what, key string
	starts    int64 // in seconds since 1970
}

func (l Limit) stretchAt(now time.Time) stretch {
	return stretch{l.What, l.Key, now.Truncate(l.Per).Unix()}
}

// try is something that is close to a limit, and waits for what the database says.
type try struct {
	limits    []Limit
	stretches []stretch // of each limit
	done      chan tried
}

type tried struct {
	allowed bool
	err     error
}

// Allow counts a try and reports whether it is within a limit: at most so often per stretch of time.
func (s *Store) Allow(ctx context.Context, what, key string, most int, per time.Duration) (bool, error) {
	return s.AllowAll(ctx, Limit{what, key, most, per})
}

// AllowAll counts a try against several limits at once and reports whether it is within all of them. What is far from its limits is
// answered from memory, and counted soon after when there are a few of them: of a limit of hundreds each instance may let a hundred more
// pass, of a small one none. So is what is known to have reached one, and the others aren't counted then: a flood costs no question to the
// database, and one address doesn't use up the limit of a link. Counts may be lost when the program stops or the database crashes.
func (s *Store) AllowAll(ctx context.Context, limits ...Limit) (bool, error) {
	stretches := make([]stretch, len(limits))
	for i, l := range limits {
		stretches[i] = l.stretchAt(s.Clock())
	}
	switch s.local.try(limits, stretches, s.countSoon) {
	case reached:
		return false, nil
	case roomy:
		return true, nil
	}
	one := &try{limits, stretches, make(chan tried, 1)}
	if !s.tries.add(one, 0, s.countTries) {
		return false, fmt.Errorf("limits: too many wait: %w", context.DeadlineExceeded)
	}
	select {
	case t := <-one.done:
		return t.allowed, t.err
	case <-ctx.Done():
		return false, wrap("limits", ctx.Err())
	}
}

// countSoon writes what was answered from memory. What can't be written is lost with the database.
func (s *Store) countSoon() {
	time.AfterFunc(unwrittenFor, func() { migrations.Recovered(func() error { s.countTries(nil); return nil }) })
}

// countTries counts a batch in one transaction, with what was answered from memory, and tells each try whether it was within its limits.
func (s *Store) countTries(batch []*try) {
	tries := map[stretch]int{}
	for _, one := range batch {
		for _, at := range one.stretches {
			tries[at]++
		}
	}
	added := s.local.take(tries)
	for at, n := range tries {
		added[at] += n
	}
	if len(added) == 0 {
		return
	}
	counts, err := s.addTries(added)
	s.local.learn(counts)
	for at, n := range tries {
		counts[at] -= n // before this batch
	}
	for _, one := range batch {
		t := tried{err == nil, wrap("limits", err)}
		for i, at := range one.stretches {
			if counts[at]++; counts[at] > one.limits[i].Most {
				t.allowed = false
			}
		}
		one.done <- t
	}
}

// addTries adds to counts and gives what they are by now. The rows go in by their keys: so they tell no order, and instances don't wait for
// each other.
func (s *Store) addTries(added map[stretch]int) (counts map[stretch]int, err error) {
	counts = map[stretch]int{}
	var rows, now []limitCount
	for at, n := range added {
		rows = append(rows, limitCount{What: at.what, Key: at.key, StartsAt: time.Unix(at.starts, 0).UTC(), Count: n})
	}
	slices.SortFunc(rows, func(a, b limitCount) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Key, b.Key), a.StartsAt.Compare(b.StartsAt))
	})
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	err = migrations.Fleeting(ctx, s.DB, func(ctx context.Context, db bun.IDB) error {
		return db.NewInsert().Model(&rows).On("CONFLICT (what, key, starts_at) DO UPDATE").Set("count = li.count + EXCLUDED.count").
			Returning("*, "+migrations.Unwaited(db)).Scan(ctx, &now)
	})
	for _, c := range now {
		counts[stretch{c.What, c.Key, c.StartsAt.Unix()}] = c.Count
	}
	return counts, err
}
