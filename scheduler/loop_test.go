package scheduler

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptrace/bun"
	"go.uber.org/goleak"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

var moment = time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC)

// counted is a loop with one job, and how often that ran.
func counted(db *bun.DB, holder string, every time.Duration) (*Loop, *int) {
	runs := new(int)
	l := &Loop{DB: db, Holder: holder, Clock: func() time.Time { return moment }}
	l.Add(Job{Name: "rondes openen", Every: every, Run: func(context.Context, time.Time) error { *runs++; return nil }})
	return l, runs
}

func endLease(t *testing.T, db *bun.DB) {
	t.Helper()
	_, err := db.NewUpdate().Model((*lease)(nil)).Set("until = ?", moment.AddDate(-10, 0, 0)).Where("1 = 1").Exec(context.Background())
	if err != nil {
		t.Fatal(err)
	}
}

func TestVirtualTimeRunsEveryJobOnceInOrder(t *testing.T) {
	var log []string
	l := &Loop{}
	note := func(name string, err error) {
		l.Add(Job{Name: name, Every: time.Hour, Run: func(_ context.Context, now time.Time) error {
			log = append(log, name+" "+now.Format(time.DateOnly))
			return err
		}})
	}
	full := errors.New("de schijf is vol")
	note("rondes openen", full)
	l.Add(Job{Name: "kapot", Every: time.Hour, Run: func(context.Context, time.Time) error { panic("au") }})
	note("post bezorgen", nil)
	err := l.RunDue(context.Background(), moment)
	if !slices.Equal(log, []string{"rondes openen 2027-03-28", "post bezorgen 2027-03-28"}) {
		t.Errorf("ran %v", log)
	}
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "job kapot: panic: au") {
		t.Errorf("error %v", err)
	}
}

func TestTwoInstancesShareAJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		one, ranOne := counted(db, "een", time.Minute)
		two, ranTwo := counted(db, "twee", time.Minute)
		for second := range 121 {
			if second%5 == 0 { // two minutes of beats
				at := moment.Add(time.Duration(second) * time.Second)
				one.turn(context.Background(), one.work[0], at)
				two.turn(context.Background(), two.work[0], at)
			}
		}
		if *ranOne != 3 || *ranTwo != 0 {
			t.Fatalf("in two minutes one ran %d times, the other %d", *ranOne, *ranTwo)
		}
	})
}

func TestAnotherInstanceTakesOverAtOnceWhenTheLeaseRanOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		one, ranOne := counted(db, "een", time.Hour)
		two, ranTwo := counted(db, "twee", time.Hour)
		one.turn(context.Background(), one.work[0], moment)
		endLease(t, db) // one was stopped for longer than its lease
		two.turn(context.Background(), two.work[0], moment.Add(beat))
		one.turn(context.Background(), one.work[0], moment.Add(2*time.Hour))
		if *ranOne != 1 || *ranTwo != 1 {
			t.Fatalf("one ran %d times, the other %d", *ranOne, *ranTwo)
		}
		if term+beat > 30*time.Second {
			t.Errorf("taking over takes up to %s", term+beat)
		}
	})
}

// renewing renews the lease of the first job at each of beats, until done is closed or ctx has ended.
func renewing(ctx context.Context, l *Loop, beats chan time.Time, done chan struct{}) (leased context.Context, ended chan struct{}) {
	leased, lose := context.WithCancelCause(ctx)
	ended = make(chan struct{})
	go func() {
		defer close(ended)
		l.renew(leased, l.work[0], time.Now(), beats, done, lose)
	}()
	return leased, ended
}

func TestALeaseIsRenewedWhileItsJobRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		l, _ := counted(db, "een", time.Minute)
		l.turn(t.Context(), l.work[0], moment)
		endLease(t, db)
		beats, done := make(chan time.Time), make(chan struct{})
		leased, ended := renewing(t.Context(), l, beats, done)
		beats <- moment
		close(done)
		<-ended
		if held, err := Lease(t.Context(), db, leaseName(l.work[0]), "twee", term); held || err != nil || leased.Err() != nil {
			t.Fatalf("another got it: %v, %v, %v", held, err, leased.Err())
		}
	})
}

func TestAJobEndsWhenItsLeaseIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		l, _ := counted(db, "een", time.Minute)
		if held, err := Lease(t.Context(), db, leaseName(l.work[0]), "twee", term); !held || err != nil {
			t.Fatal(held, err)
		}
		beats := make(chan time.Time)
		leased, ended := renewing(t.Context(), l, beats, nil)
		beats <- moment
		<-ended
		if !errors.Is(context.Cause(leased), errLeaseLost) {
			t.Fatalf("ended by %v", context.Cause(leased))
		}
	})
}

func TestAJobEndsWhenTheDatabaseIsAwayForAWholeTerm(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	db.Close()
	synctest.Test(t, func(t *testing.T) {
		l, _ := counted(db, "een", time.Minute)
		l.Log = slog.New(slog.DiscardHandler)
		asked := time.Now()
		leased, stop := l.whileHeld(t.Context(), l.work[0], asked)
		defer stop()
		<-leased.Done()
		if after := time.Since(asked); after != lasting(term) || !errors.Is(context.Cause(leased), errLeaseLost) {
			t.Fatalf("ended after %s by %v", after, context.Cause(leased))
		}
	})
}

func TestARunningLoopSurvivesAPanicAndStopsAfterItsJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		before := goleak.IgnoreCurrent()
		var log bytes.Buffer
		l := &Loop{DB: db, Log: slog.New(slog.NewTextHandler(&log, nil))}
		ctx, stop := context.WithCancel(context.Background())
		panicked, started, finished := make(chan struct{}), make(chan time.Time, 1), false
		l.Add(Job{Name: "kapot", Every: time.Hour, Run: func(context.Context, time.Time) error {
			defer close(panicked)
			panic("au")
		}})
		l.Add(Job{Name: "rondes openen", Every: time.Second, Run: func(ctx context.Context, now time.Time) error {
			<-panicked
			started <- now
			<-ctx.Done() // the loop is stopped while this job runs
			finished = true
			return ctx.Err()
		}})
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		told := <-started
		stop()
		if err := <-ended; err != nil || !finished {
			t.Fatalf("returned %v, job finished: %v", err, finished)
		}
		if now, err := migrations.Now(context.Background(), db); err != nil || now.Sub(told) > time.Minute || told.After(now) {
			t.Errorf("the job was told %s, the database says %s", told, now)
		}
		if text := log.String(); strings.Count(text, "level=ERROR") != 1 || !strings.Contains(text, "panic: au") {
			t.Errorf("logged %s", text)
		}
		if held, err := db.NewSelect().Model((*lease)(nil)).Count(context.Background()); err != nil || held != 0 {
			t.Errorf("%d leases weren't given back, %v", held, err)
		}
		goleak.VerifyNone(t, before)
	})
}

func TestAJobNeverOverlapsItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		l := &Loop{DB: db, Holder: "een"}
		running, goOn, runs := make(chan struct{}), make(chan struct{}), 0
		l.Add(Job{Name: "post bezorgen", Every: time.Second, Run: func(context.Context, time.Time) error {
			runs++
			running <- struct{}{}
			<-goOn
			return nil
		}})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			l.turn(context.Background(), l.work[0], moment)
		}()
		<-running
		l.turn(context.Background(), l.work[0], moment.Add(time.Minute)) // returns without running
		close(goOn)
		<-ended
		if runs != 1 {
			t.Fatalf("ran %d times at once", runs)
		}
	})
}
