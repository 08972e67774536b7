package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/robfig/cron/v3"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

const (
	term       = 20 * time.Second // of a job's lease
	beat       = 5 * time.Second  // how often it is renewed or asked for: with term, another takes over within 25 s
	longestRun = 15 * time.Minute // then a job that hangs is told to stop
)

// Job is work that comes back. Run does what is due at now, and again what was left when it is called later; it may be called
// twice for the same moment. Its context ends when the lease is lost, when the loop stops, and in any case after 15 minutes.
type Job struct {
	Name  string        // of its lease too: unique, and the same in every instance
	Every time.Duration // whole seconds
	Run   func(ctx context.Context, now time.Time) error
}

// Loop runs jobs. Instances on one database share them: of each job one instance holds the lease and runs it.
type Loop struct {
	DB     *bun.DB
	Clock  func() time.Time // what jobs are told; nil is the database's clock, which all instances share
	Log    *slog.Logger     // nil is the default
	Holder string           // names this instance, unlike any other; "" makes one up

	work []*work
}

// work is a job and how it stands with it here.
type work struct {
	Job
	running sync.Mutex
	held    bool      // at the last beat
	due     time.Time // next run, in real time
}

// Add adds a job. Jobs are added before Run or RunDue.
func (l *Loop) Add(job Job) {
	l.work = append(l.work, &work{Job: job})
}

// RunDue runs every job once, in the order they were added, as if it were now; a failing job doesn't keep the next from running, and all
// errors are returned. It asks for no lease: it is for virtual time, where one program has the database to itself.
func (l *Loop) RunDue(ctx context.Context, now time.Time) error {
	var all []error
	for _, w := range l.work {
		w.running.Lock()
		err := l.run(ctx, w, now)
		w.running.Unlock()
		if err != nil {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// Run runs the jobs in real time, each at once and then every Every, until ctx ends; it returns nil when the jobs that were running
// have finished, and gives the leases back. What goes wrong in a job is logged, and tried again at its next turn.
func (l *Loop) Run(ctx context.Context) error {
	if l.Holder == "" {
		l.Holder = uuid.NewString()
	}
	ticks := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cron.DiscardLogger))
	for _, w := range l.work {
		ticks.Schedule(&atOnce{then: cron.Every(min(w.Every, beat))}, cron.FuncJob(func() { l.turn(ctx, w, time.Now()) }))
	}
	ticks.Start()
	<-ctx.Done()
	<-ticks.Stop().Done()
	l.release(context.WithoutCancel(ctx))
	return nil
}

// turn is one tick of one job at the real time at: keep or ask for the lease, and run the job if it is due. Who has just taken over runs at
// once, because the former holder may have stopped halfway.
func (l *Loop) turn(ctx context.Context, w *work, at time.Time) {
	if ctx.Err() != nil || !w.running.TryLock() {
		return // its lease is renewed by the run itself
	}
	defer w.running.Unlock()
	asked := time.Now()
	held, err := l.lease(ctx, w)
	if err != nil {
		l.complain(ctx, w, err)
	}
	taken := held && !w.held
	w.held = held
	slack := min(w.Every, beat) / 2 // ticks come a few milliseconds early or late
	if !held || !taken && at.Add(slack).Before(w.due) {
		return
	}
	w.due = at.Add(w.Every)
	now, err := l.now(ctx)
	if err != nil {
		l.complain(ctx, w, err)
		return
	}
	leased, stop := l.whileHeld(ctx, w, asked)
	defer stop()
	if err := l.run(leased, w, now); err != nil {
		l.complain(ctx, w, err)
	}
}

// run runs a job; a panic becomes an error.
func (l *Loop) run(ctx context.Context, w *work, now time.Time) (err error) {
	ctx, cancel := context.WithTimeout(ctx, longestRun)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s: panic: %v\n%s", w.Name, p, debug.Stack())
		}
	}()
	if err := w.Run(ctx, now); err != nil {
		if errors.Is(context.Cause(ctx), errLeaseLost) {
			err = fmt.Errorf("%w: %w", errLeaseLost, err)
		}
		return fmt.Errorf("job %s: %w", w.Name, err)
	}
	return nil
}

func (l *Loop) now(ctx context.Context) (time.Time, error) {
	if l.Clock != nil {
		return l.Clock(), nil
	}
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	return migrations.Now(ctx, l.DB)
}

// complain logs what went wrong, unless it is only that the program stops.
func (l *Loop) complain(ctx context.Context, w *work, err error) {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return
	}
	log := l.Log
	if log == nil {
		log = slog.Default()
	}
	log.Error("a job failed", "job", w.Name, "error", err)
}

// atOnce is a schedule with a first tick without waiting.
type atOnce struct {
	then    cron.Schedule
	started bool
}

func (s *atOnce) Next(t time.Time) time.Time {
	if s.started {
		return s.then.Next(t)
	}
	s.started = true
	return t
}
