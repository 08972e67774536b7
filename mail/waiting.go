package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// signInAtOnce is how many sign-in letters one claim takes.
const signInAtOnce = 100

// fill claims what goes out next, and returns how many mails it took. While more than half of the last claim waits, it takes only what
// somebody sits waiting for. At most some thousand mails are in memory, whatever the size of the outbox.
func (r *run) fill(ctx context.Context) (taken int, err error) {
	now := r.Outbox.Clock()
	r.mu.Lock()
	if now.After(r.now) {
		r.now = now
	}
	now = r.now
	inMemory, busy := mailsOf(r.waiting), len(r.waiting)+r.unsaved > 0
	r.mu.Unlock()
	held, err := r.heldNow(ctx)
	if err != nil {
		return 0, err
	}
	if !busy { // before the set-up there is no sender, and nothing to send either
		if due, err := r.due(ctx, now); err != nil || !due {
			return 0, err
		}
	}
	sender, err := r.Outbox.Sender(ctx, r.Outbox.DB)
	if err != nil {
		return 0, fmt.Errorf("deliver: sender: %w", err)
	}
	closed := sender.Paused != "" || !sender.Hours.Open(now)
	if closed {
		if err := r.holdBack(ctx, now); err != nil {
			return 0, err
		}
	}
	mails, err := r.claimSignIn(ctx, now)
	if err != nil {
		return 0, err
	}
	r.add(ctx, mails, sender, now, true)
	if taken = len(mails); closed || len(inMemory) > claimAtOnce/2 {
		return taken, nil
	}
	mails, err = r.claim(ctx, now)
	if err != nil {
		return taken, err
	}
	taken += len(mails)
	if mails, err = r.withoutHeld(ctx, held, mails); err == nil {
		mails, err = r.withoutSuppressed(ctx, mails)
	}
	if err == nil {
		mails, err = r.withoutLater(ctx, now, inMemory, mails)
	}
	if err != nil {
		return taken, errors.Join(err, r.release(context.WithoutCancel(ctx), mails, now))
	}
	r.add(ctx, mails, sender, now, false)
	return taken, nil
}

// add lets claimed mails wait for a lane.
func (r *run) add(ctx context.Context, mails []*Mail, sender Sender, now time.Time, first bool) {
	if len(mails) == 0 {
		return
	}
	l := &lot{sender: sender, letter: r.Outbox.letters(ctx, mails), at: now}
	fresh := make([]claimed, len(mails))
	for i, m := range mails {
		fresh[i] = claimed{m, l}
	}
	r.update(func() {
		if first {
			fresh, r.waiting = r.waiting, fresh
		}
		r.waiting = append(r.waiting, fresh...)
	})
}

// pick takes the first mail that the limits allow. Without one it returns how long until there is, 0 when none waits.
func (r *run) pick() (m *claimed, wait time.Duration) {
	if len(r.waiting) == 0 {
		return nil, 0
	}
	if r.Limits == (Limits{}) {
		first := r.waiting[0]
		r.waiting = r.waiting[1:]
		return &first, 0
	}
	now := r.Watch.now()
	for i, c := range r.waiting {
		pause := r.pace.wait(now, c.Address)
		if pause == 0 {
			r.pace.take(now, c.Address)
			r.waiting = slices.Delete(r.waiting, i, i+1)
			return &c, 0
		}
		if wait == 0 || pause < wait {
			wait = pause
		}
	}
	return nil, wait
}

// withoutSuppressed records the mails to addresses that get none.
func (r *run) withoutSuppressed(ctx context.Context, mails []*Mail) ([]*Mail, error) {
	addresses := make([]string, len(mails))
	for i, m := range mails {
		addresses[i] = m.Address
	}
	why, err := r.Outbox.suppressedAmong(ctx, addresses)
	if err != nil || len(why) == 0 {
		return mails, err
	}
	var stopped []result
	mails = slices.DeleteFunc(mails, func(m *Mail) bool {
		words, is := why[m.Address]
		if is = is && m.Kind != KindSignIn; is {
			stopped = append(stopped, result{mail: m, outcome: Try{State: Suppressed, Words: words}})
		}
		return is
	})
	r.update(func() { r.unsaved += len(stopped) })
	r.save(stopped...)
	return mails, nil
}

// withoutLater puts back the mails whose domain is at its limit, until their turns come.
func (r *run) withoutLater(ctx context.Context, now time.Time, ahead, mails []*Mail) ([]*Mail, error) {
	r.mu.Lock()
	later := r.pace.later(r.Watch.now(), ahead, mails)
	r.mu.Unlock()
	if len(later) == 0 {
		return mails, nil
	}
	byDue := map[time.Time][]*Mail{}
	for m, wait := range later {
		due := now.Add(wait).Truncate(time.Second).Add(time.Second)
		byDue[due] = append(byDue[due], m)
	}
	for due, of := range byDue {
		if err := r.release(ctx, of, due); err != nil {
			return mails, err
		}
	}
	return slices.DeleteFunc(mails, func(m *Mail) bool { return later[m] != 0 }), nil
}

// holdBack puts back what was claimed before the mail was paused, or the hours ended.
func (r *run) holdBack(ctx context.Context, now time.Time) error {
	return r.takeBack(ctx, func(m *Mail) bool { return m.Kind != KindSignIn }, func(ctx context.Context, mails []*Mail) error {
		return r.release(ctx, mails, now)
	})
}

// takeBack takes from the waiting those that may no longer go out, for put to put back.
func (r *run) takeBack(ctx context.Context, which func(m *Mail) bool, put func(ctx context.Context, mails []*Mail) error) error {
	var back []*Mail
	r.mu.Lock()
	r.waiting = slices.DeleteFunc(r.waiting, func(c claimed) bool {
		if which(c.Mail) {
			back = append(back, c.Mail)
			return true
		}
		return false
	})
	r.mu.Unlock()
	return put(ctx, back)
}

func mailsOf(waiting []claimed) []*Mail {
	mails := make([]*Mail, len(waiting))
	for i, c := range waiting {
		mails[i] = c.Mail
	}
	return mails
}
