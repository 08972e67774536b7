package scheduler

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func TestAJobThatTakesLongerThanItsTermKeepsItsLease(t *testing.T) {
	address := dbtest.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		db := dbtest.Open(t, address)
		l := &Loop{DB: db, Holder: "een"}
		var ended error
		l.Add(Job{Name: "post bezorgen", Every: time.Minute, Run: func(ctx context.Context, _ time.Time) error {
			select {
			case <-time.After(3 * term):
			case <-ctx.Done():
				ended = context.Cause(ctx)
			}
			return nil
		}})
		go func() {
			<-time.After(2 * term) // in the bubble's time
			if held, err := Lease(t.Context(), db, leaseName(l.work[0]), "twee", term); held || err != nil {
				t.Errorf("another got the lease of a job that runs: %v, %v", held, err)
			}
		}()
		l.turn(t.Context(), l.work[0], time.Now())
		if ended != nil {
			t.Errorf("the job was ended: %v", ended)
		}
	})
}

func TestAJobThatHangsIsEndedAndLetsOthersRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		l := &Loop{Log: slog.New(slog.NewTextHandler(&log, nil))}
		began := time.Now()
		l.Add(Job{Name: "hangt", Every: time.Minute, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			return ctx.Err()
		}})
		ran := false
		l.Add(Job{Name: "rondes openen", Every: time.Minute, Run: func(context.Context, time.Time) error { ran = true; return nil }})
		err := l.RunDue(t.Context(), moment)
		if err == nil || !strings.Contains(err.Error(), "job hangt") || time.Since(began) != longestRun || !ran {
			t.Errorf("after %s it returned %v; the next one ran: %v", time.Since(began), err, ran)
		}
	})
}

func TestARenewalThatFailsOnceKeepsTheJobGoing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		l, _ := counted(db, "een", time.Minute)
		l.Log = slog.New(slog.DiscardHandler)
		l.turn(t.Context(), l.work[0], moment)
		rename := func(from, to string) {
			t.Helper()
			if _, err := db.NewRaw("ALTER TABLE ? RENAME TO ?", bun.Ident(from), bun.Ident(to)).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		beats, done := make(chan time.Time), make(chan struct{})
		leased, ended := renewing(t.Context(), l, beats, done)
		rename("leases", "leases_away")
		beats <- moment
		beats <- moment // it has heard of the first failure by now
		rename("leases_away", "leases")
		endLease(t, db)
		beats <- moment
		close(done)
		<-ended
		if held, err := Lease(t.Context(), db, leaseName(l.work[0]), "twee", term); held || err != nil || leased.Err() != nil {
			t.Fatalf("another got it: %v, %v, the job: %v", held, err, context.Cause(leased))
		}
	})
}

func TestAnInstanceThatStoodStillFindsItsJobEndedAndItsLeaseGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		one, ranOne := counted(db, "een", time.Minute)
		two, ranTwo := counted(db, "twee", time.Minute)
		one.turn(t.Context(), one.work[0], moment)
		endLease(t, db) // one stands still for longer than its term
		two.turn(t.Context(), two.work[0], moment)
		beats := make(chan time.Time)
		leased, ended := renewing(t.Context(), one, beats, nil)
		beats <- moment // and goes on in the middle of its job
		<-ended
		if leased.Err() == nil {
			t.Error("its job goes on without a lease")
		}
		one.turn(t.Context(), one.work[0], moment.Add(time.Hour))
		if *ranOne != 1 || *ranTwo != 1 || one.work[0].held {
			t.Errorf("one ran %d times, the other %d; one thinks it holds the lease: %v", *ranOne, *ranTwo, one.work[0].held)
		}
	})
}
