package mailtest

import (
	"hash/fnv"
	"strconv"
)

// Fault is what happens to one try.
type Fault int

const (
	Accept          Fault = iota
	RefuseForNow          // 451 to the recipient
	RefuseForGood         // 550 to the recipient
	RefuseDataNow         // 452 after the final dot
	RefuseDataGood        // 554 after the final dot
	DropBefore            // hang up at the recipient: it can't have arrived
	DropAfter             // hang up after the final dot, mail accepted
	DropAndForget         // hang up after the final dot, mail not accepted
	Silence               // no answer after the final dot, mail accepted
	AcceptAndHangUp       // 250, and the connection is gone before the next command
	Goodbye               // 421 to the recipient, and hang up
	DropHalfway           // hang up in the middle of the content: it can't have arrived
)

// Seeded are faults by chance, in percent: lost connections (half of them before the content, half after it), 4xx and 5xx. The same seed,
// address and try give the same fault, in whatever order they come.
func Seeded(seed uint64, drops, refusedForNow, refusedForGood int) func(to string, try int) Fault {
	return func(to string, try int) Fault {
		h := fnv.New64a()
		h.Write([]byte(strconv.FormatUint(seed, 10) + " " + to + " " + strconv.Itoa(try)))
		sum := h.Sum64()
		sum = (sum ^ sum>>33) * 0xff51afd7ed558ccd // fnv alone hardly mixes its last bytes
		sum ^= sum >> 33
		draw := int(sum % 100)
		switch {
		case draw < drops/4:
			return DropBefore
		case draw < drops/2:
			return Goodbye
		case draw < drops*3/4:
			return DropAfter
		case draw < drops:
			return DropAndForget
		case draw < drops+refusedForNow:
			return RefuseForNow
		case draw < drops+refusedForNow+refusedForGood:
			return RefuseForGood
		}
		return Accept
	}
}
