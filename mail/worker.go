package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// defaultConnections is how many connections deliver side by side when Worker.Connections isn't set.
const defaultConnections = 4

// Worker delivers what is due in the outbox. Several may work on one database, each with a Holder of its own.
type Worker struct {
	Outbox      *Outbox
	Transport   Transport
	Connections int    // side by side; 0 is 4
	Holder      string // names this worker in leases; no two running workers may share it
	Log         *slog.Logger
}

// Deliver sends everything that is due until nothing is, and returns how many mails it came to an outcome for. Mails that become due
// while it works are sent too. An error means that it stopped early, because the database or the mail server can't be reached; the
// mails it had claimed are waiting again.
func (w *Worker) Deliver(ctx context.Context, now time.Time) (handled int, err error) {
	r := &run{Worker: w, now: now, lanes: make([]*lane, max(w.Connections, 0))}
	if len(r.lanes) == 0 {
		r.lanes = make([]*lane, defaultConnections)
	}
	for i := range r.lanes {
		r.lanes[i] = &lane{run: r}
	}
	defer r.hangUp()
	if err := r.expire(ctx); err != nil {
		return 0, err
	}
	for {
		claimed, err := r.batch(ctx)
		if err != nil || claimed == 0 {
			return r.handled, err
		}
	}
}

// run is one call of Deliver.
type run struct {
	*Worker
	now    time.Time
	sender Sender
	lanes  []*lane

	mu      sync.Mutex
	waiting []*Mail // claimed and not yet taken by a lane
	failure error   // of the database: no lane takes another mail
	handled int
	leased  time.Time // when the lease was last renewed, on this process's stopwatch
	writing sync.Mutex
	pending []*result // outcomes waiting for the one transaction that records them
}

// batch claims some hundreds of mails and has the lanes send them.
func (r *run) batch(ctx context.Context) (claimed int, err error) {
	if later := r.Outbox.Clock(); later.After(r.now) {
		r.now = later
	}
	if r.waiting, err = r.claim(ctx); err != nil || len(r.waiting) == 0 {
		return 0, err
	}
	// Only now: before the set-up there is no sender, and nothing to send either.
	if r.sender, err = r.Outbox.Sender(ctx, r.Outbox.DB); err != nil {
		return 0, errors.Join(fmt.Errorf("deliver: sender: %w", err), r.release(context.WithoutCancel(ctx), r.waiting, r.now))
	}
	claimed = len(r.waiting)
	stop := r.renewing(ctx)
	refused := r.drain(ctx)
	stop()
	// What was decided about the claimed rows has to be written down even when the program is asked to stop.
	ctx, kept := context.WithoutCancel(ctx), ctx.Err()
	switch {
	case len(r.waiting) == 0:
		return claimed, errors.Join(r.failure, kept)
	case r.failure != nil || kept != nil:
		return claimed, errors.Join(r.failure, kept, r.release(ctx, r.waiting, r.now))
	}
	return claimed, errors.Join(fmt.Errorf("deliver: the mail server can't be reached: %w", refused), r.postpone(ctx, refused))
}

// drain runs the lanes until nothing waits, or no lane gets a connection; then it returns why. A lane without a connection leaves its
// mail to the others: some servers allow fewer connections than we have lanes.
func (r *run) drain(ctx context.Context) (refused error) {
	lanes := r.lanes[:min(len(r.lanes), len(r.waiting))]
	for len(lanes) > 0 && r.more(ctx) {
		var wg sync.WaitGroup
		errs := make([]error, len(lanes))
		for i, l := range lanes {
			wg.Go(func() { errs[i] = l.work(ctx) })
		}
		wg.Wait()
		var connected []*lane
		for i, l := range lanes {
			if errs[i] != nil {
				refused = errs[i]
			}
			if l.conn != nil {
				connected = append(connected, l)
			}
		}
		lanes = connected
	}
	return refused
}

// next takes a mail off the batch; nil when there is none, or when this run has to stop.
func (r *run) next(ctx context.Context) *Mail {
	if err := r.keepLease(ctx); err != nil {
		r.fail(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.moreLocked(ctx) {
		return nil
	}
	m := r.waiting[0]
	r.waiting = r.waiting[1:]
	return m
}

func (r *run) more(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.moreLocked(ctx)
}

func (r *run) moreLocked(ctx context.Context) bool {
	return len(r.waiting) > 0 && r.failure == nil && ctx.Err() == nil
}

func (r *run) putBack(m *Mail) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append([]*Mail{m}, r.waiting...)
}

func (r *run) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		r.failure = err
	}
}

func (r *run) hangUp() {
	for _, l := range r.lanes {
		l.close()
	}
}
