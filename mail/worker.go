package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// defaultConnections is how many connections deliver side by side when Worker.Connections isn't set.
	defaultConnections = 4
	// defaultPerConnection is how many mails go over a connection when Worker.PerConnection isn't set.
	defaultPerConnection = 1000
	// lookEvery is how long a busy delivery may not see that somebody waits for a sign-in letter, or that the mail was paused.
	lookEvery = time.Second
)

// Worker delivers what is due in the outbox. Several may work on one database, each with a Holder of its own.
type Worker struct {
	Outbox        *Outbox
	Transport     Transport
	Connections   int // side by side; 0 is 4
	PerConnection int // mails, then a new one is opened; 0 is 1000
	Limits        Limits
	Watch         Watch
	Holder        string // names this worker in leases; no two running workers may share it
	Log           *slog.Logger

	pace *pace // kept from one Deliver to the next
}

// Deliver sends everything that is due until nothing is, and returns how many mails it came to an outcome for. Mails that become due
// while it works are sent too. An error means that it stopped early, because the database or the mail server can't be reached; the
// mails it had claimed are waiting again. A worker delivers once at a time.
func (w *Worker) Deliver(ctx context.Context, now time.Time) (handled int, err error) {
	r := w.run(now)
	if err := r.expire(ctx); err != nil {
		return 0, err
	}
	if claimed, err := r.fill(ctx); err != nil || claimed == 0 {
		return 0, errors.Join(err, r.release(context.WithoutCancel(ctx), mailsOf(r.waiting), r.now))
	}
	return r.deliver(ctx)
}

// run is one call of Deliver: its own goroutine claims, a lane for each connection sends, and one goroutine records what became of it.
type run struct {
	*Worker
	lanes []*lane
	last  place         // where claiming goes on
	wake  chan struct{} // tells the recorder that there is something to record

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when anything below changed
	now     time.Time
	waiting []claimed // not yet taken by a lane
	pending []result  // outcomes that aren't durable yet
	unsaved int       // mails that were taken and have no durable outcome
	atWork  int       // lanes
	refused error     // why a lane got no connection
	failure error     // of the database: no lane takes another mail
	over    bool      // nothing more is claimed
	leased  time.Time // when the lease was last renewed, on this process's stopwatch
	handled int       // mails with an outcome

	writing sync.Mutex // one statement at a time changes the rows of this run: two could wait for each other
}

// claimed is a mail with what its letter is made of.
type claimed struct {
	*Mail
	lot *lot
}

// lot is what mails that were claimed together have in common.
type lot struct {
	sender Sender
	letter func(m *Mail) (Letter, error)
	at     time.Time
}

func (w *Worker) run(now time.Time) *run {
	if w.pace == nil || w.pace.Limits != w.Limits {
		w.pace = newPace(w.Limits)
	}
	r := &run{Worker: w, now: now, changed: make(chan struct{}), wake: make(chan struct{}, 1), lanes: make([]*lane, max(w.Connections, 0))}
	if len(r.lanes) == 0 {
		r.lanes = make([]*lane, defaultConnections)
	}
	for i := range r.lanes {
		r.lanes[i] = &lane{run: r}
	}
	return r
}

// deliver sends what was claimed, and what can be claimed meanwhile.
func (r *run) deliver(ctx context.Context) (handled int, err error) {
	kept := context.WithoutCancel(ctx) // what was decided about a claimed row is written down even when the program is asked to stop
	stopRenewing, stopRecording := r.renewing(kept), r.recording(kept)
	var lanes sync.WaitGroup
	r.supervise(ctx, &lanes)
	r.update(func() { r.over = true })
	lanes.Wait()
	stopRecording()
	stopRenewing()
	switch {
	case len(r.waiting) == 0:
		err = errors.Join(r.failure, ctx.Err())
	case r.failure != nil || ctx.Err() != nil:
		err = errors.Join(r.failure, ctx.Err(), r.release(kept, mailsOf(r.waiting), r.now))
	default:
		err = errors.Join(fmt.Errorf("deliver: the mail server can't be reached: %w", r.refused), r.postpone(kept, r.refused))
	}
	return r.handled, err
}

// supervise claims what the lanes send next, before they have sent the last, until nothing is due or they can't go on. Then it leaves
// them to finish. A lane that got no connection is sent for one again with each claim: some servers allow fewer than we have lanes.
func (r *run) supervise(ctx context.Context, lanes *sync.WaitGroup) {
	for more := true; ; {
		r.launch(ctx, lanes)
		if !r.await(ctx, more) {
			return
		}
		n, err := r.fill(ctx)
		if err != nil {
			r.fail(err)
			return
		}
		if more = n > 0; !more && r.idle() {
			return
		}
	}
}

// await waits for the moment to claim again: when little waits, when nothing is under way, or when it is time to look. False means
// that the lanes can't go on. more says that the last claim found something.
func (r *run) await(ctx context.Context, more bool) bool {
	look := time.NewTimer(lookEvery)
	defer look.Stop()
	for {
		r.mu.Lock()
		idle := len(r.waiting) == 0 && r.unsaved == 0
		low := more && len(r.waiting) <= claimAtOnce/2
		stuck := r.failure != nil || ctx.Err() != nil || r.atWork == 0 && len(r.waiting) > 0
		changed := r.changed
		r.mu.Unlock()
		switch {
		case stuck:
			return false
		case idle || low:
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
		case <-look.C:
			return true
		}
	}
}

// launch sets each lane to work that isn't.
func (r *run) launch(ctx context.Context, lanes *sync.WaitGroup) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.lanes {
		if !l.atWork {
			l.atWork = true
			r.atWork++
			lanes.Go(func() { l.work(ctx) })
		}
	}
}

// update changes the run and tells everybody who waits.
func (r *run) update(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	r.tell()
}

func (r *run) tell() {
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *run) fail(err error) {
	r.update(func() {
		if r.failure == nil {
			r.failure = err
		}
	})
}

func (r *run) idle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.waiting) == 0 && r.unsaved == 0
}
