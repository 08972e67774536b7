package mail

import (
	"strings"
	"time"
)

// Limits are how many mails go out in a second at most: what a provider's contract or a neighbour's patience allows. 0 is as many as
// there are. Each instance keeps them for itself.
type Limits struct {
	PerSecond int
	PerDomain int // of recipients
}

// Watch is the time that limits are kept by. The zero Watch is the machine's.
type Watch struct {
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

func (w Watch) now() time.Time {
	if w.Now == nil {
		return time.Now()
	}
	return w.Now()
}

func (w Watch) after(d time.Duration) <-chan time.Time {
	if w.After == nil {
		return time.After(d)
	}
	return w.After(d)
}

const (
	// burst is how much of a second's mails may go out at once.
	burst = time.Second / 10
	// soon is how far ahead a mail's turn may be for it to be kept in memory; the others wait in the database.
	soon = 10 * time.Second
	// domainsAtMost are remembered before those that have rested are forgotten.
	domainsAtMost = 1000
)

// bucket is one limit: the moment at which it is full again (the generic cell rate algorithm, a token bucket in one number).
type bucket struct{ next time.Time }

// wait is how long until another mail may go; 0 is now.
func (b *bucket) wait(now time.Time, perSecond int) time.Duration {
	if perSecond == 0 || !b.next.After(now.Add(burst)) {
		return 0
	}
	return b.next.Sub(now) - burst
}

// take counts a mail. The turn is the moment that it counts for, which lies ahead when more are taken than may go.
func (b *bucket) take(now time.Time, perSecond int) (turn time.Time) {
	turn = now
	if b.next.After(now) {
		turn = b.next
	}
	if perSecond > 0 {
		b.next = turn.Add(time.Second / time.Duration(perSecond))
	}
	return turn
}

// pace are the buckets of a worker.
type pace struct {
	Limits
	all     bucket
	domains map[string]*bucket
	booked  map[string]*bucket // turns of mails that wait for them in the database
}

func newPace(limits Limits) *pace {
	return &pace{Limits: limits, domains: map[string]*bucket{}, booked: map[string]*bucket{}}
}

// wait is how long until a mail to this address may go.
func (p *pace) wait(now time.Time, address string) time.Duration {
	wait := p.all.wait(now, p.PerSecond)
	if p.PerDomain > 0 {
		wait = max(wait, of(p.domains, address, now).wait(now, p.PerDomain))
	}
	return wait
}

// take counts a mail that goes.
func (p *pace) take(now time.Time, address string) {
	p.all.take(now, p.PerSecond)
	if p.PerDomain > 0 {
		of(p.domains, address, now).take(now, p.PerDomain)
	}
}

// of is the bucket of an address's domain.
func of(buckets map[string]*bucket, address string, now time.Time) *bucket {
	domain := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	if b, ok := buckets[domain]; ok {
		return b
	}
	if len(buckets) >= domainsAtMost {
		for known, b := range buckets {
			if !b.next.After(now) {
				delete(buckets, known)
			}
		}
	}
	b := &bucket{}
	buckets[domain] = b
	return b
}

// later are those of the claimed mails whose domain has more than may go soon, each with how long until its turn comes: a domain at its
// limit doesn't hold up the others. ahead are the mails that wait in memory already.
func (p *pace) later(now time.Time, ahead, claimed []*Mail) map[*Mail]time.Duration {
	if p.PerDomain == 0 {
		return nil
	}
	turns := map[string]*bucket{}
	for _, m := range ahead {
		of(turns, m.Address, now).take(now, p.PerDomain)
	}
	later := map[*Mail]time.Duration{}
	for _, m := range claimed {
		if b := of(turns, m.Address, now); !b.next.After(now.Add(soon)) {
			b.take(now, p.PerDomain)
		} else {
			later[m] = of(p.booked, m.Address, now).take(now.Add(soon), p.PerDomain).Sub(now)
		}
	}
	return later
}
