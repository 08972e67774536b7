package mail

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// delays between tries: quick at first for greylisting and restarts, then slow enough to sit out a server that is being repaired.
var delays = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// giveUpAfter tries a mail is dead: with the delays above that is two days after the first.
const giveUpAfter = 16

// nextDelay is how long a mail waits after this many tries; false when it was the last. A fifth more or less, by the mail's key,
// keeps ten thousand mails that failed together from coming back together, and a repeated run the same.
func nextDelay(id uuid.UUID, attempts int) (time.Duration, bool) {
	if attempts >= giveUpAfter {
		return 0, false
	}
	h := fnv.New32a()
	h.Write(id[:])
	h.Write(strconv.AppendInt(nil, int64(attempts), 10))
	base := delays[min(max(attempts, 1), len(delays))-1]
	return (base*4/5 + base*2/5*time.Duration(h.Sum32()%1000)/1000).Round(time.Second), true
}
