package scheduler

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errLeaseLost = errors.New("the lease was lost")

// leaseName keeps jobs apart from other users of the leases.
func leaseName(w *work) string { return "job " + w.Name }

// lease keeps or asks for the lease of a job. It doesn't wait longer than a beat, so that a slow database is noticed in time.
func (l *Loop) lease(ctx context.Context, w *work) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	return Lease(ctx, l.DB, leaseName(w), l.Holder, term)
}

// whileHeld is a context that ends when the lease, asked for at asked, is lost or couldn't be renewed in its term. Until stop is called the
// lease is renewed.
func (l *Loop) whileHeld(ctx context.Context, w *work, asked time.Time) (leased context.Context, stop func()) {
	leased, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	var renewing sync.WaitGroup
	renewing.Go(func() {
		ticks := time.NewTicker(beat)
		defer ticks.Stop()
		l.renew(leased, w, asked, ticks.C, done, cancel)
	})
	return leased, func() {
		close(done)
		renewing.Wait()
		cancel(nil)
	}
}

// renew renews at each tick. An error is no loss yet: the lease lasts until its term is over.
func (l *Loop) renew(ctx context.Context, w *work, asked time.Time, ticks <-chan time.Time, done <-chan struct{}, lose context.CancelCauseFunc) {
	over := time.NewTimer(time.Until(asked.Add(lasting(term))))
	defer over.Stop()
	for {
		select {
		case <-done:
			return
		case <-over.C:
			lose(errLeaseLost)
			return
		case <-ticks:
		}
		asked := time.Now()
		held, err := l.lease(context.WithoutCancel(ctx), w) // also while the job finishes after the loop was stopped
		switch {
		case err != nil:
			l.complain(ctx, w, err)
		case !held:
			lose(errLeaseLost)
			return
		default:
			over.Reset(time.Until(asked.Add(lasting(term))))
		}
	}
}

// release gives back what this instance holds, so that another takes over at its next beat.
func (l *Loop) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	for _, w := range l.work {
		if err := Release(ctx, l.DB, leaseName(w), l.Holder); err != nil {
			l.complain(ctx, w, err)
			return // it runs out by itself
		}
	}
}
