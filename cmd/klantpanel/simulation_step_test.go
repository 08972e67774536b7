package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// moment is the next one worth looking at: mostly a few seconds after something falls due, sometimes hours, and after an outage long after.
// After a step that was cut short it is at once.
func (s *simulation) moment(clean bool) time.Time {
	due := s.now.AddDate(0, 1, 0)
	if !clean {
		due = s.now.Add(time.Second)
	}
	sooner := func(t time.Time) {
		if t.After(s.now) && t.Before(due) {
			due = t
		}
	}
	for _, p := range s.panels {
		sooner(p.row.NextAt.Time)
		sooner(p.row.NoticeAt.Time)
	}
	for _, c := range s.open {
		sooner(c.until)
	}
	sooner(s.letterDue)
	due = due.Add(time.Duration(s.random.IntN(6)) * time.Second)
	if s.random.IntN(3) == 0 {
		due = due.Add(s.about(6 * time.Hour))
	}
	for i := range s.breaks {
		if b := &s.breaks[i]; due.After(b.next) {
			due = due.Add(b.lasts)
			b.next = due.Add(s.about(b.every))
			s.told.outages++
		}
	}
	return due
}

// about is from nothing to twice this long, in whole seconds.
func (s *simulation) about(d time.Duration) time.Duration {
	return time.Duration(s.random.Int64N(int64(2*d/time.Second))) * time.Second
}

// step runs all jobs at the moment, in one program or two. It is clean when everything that was due had its chance.
func (s *simulation) step(t *testing.T) (clean bool) {
	if s.random.IntN(10) == 0 {
		s.one, s.two = s.two, s.one // another one works, or works first
	}
	for _, i := range []*instance{s.one, s.two} {
		i.shift = time.Duration(s.random.IntN(3)-1) * time.Hour
	}
	ended := make(chan error, 1)
	other := func() {
		s.told.pauses++
		s.runBeside(t.Context(), s.two, ended)
	}
	s.one.hands.arm(s.random, s.usual+1, s.random.IntN(6) == 0, s.random.IntN(6) == 0, other)
	err := s.one.jobs.RunDue(t.Context(), s.now)
	s.one.hands.armed = false
	clean = err == nil
	if s.one.hands.paused {
		beside := <-ended
		s.judge(t, beside, false)
		clean = clean && beside == nil
	}
	crashed := s.one.hands.crashed
	s.judge(t, err, crashed)
	if !crashed {
		s.usual = s.one.hands.count
		return clean
	}
	s.told.crashes++
	s.one.Close()
	s.one = s.start(t, 0)
	if s.random.IntN(2) == 0 {
		s.told.takeOvers++
		err := s.two.jobs.RunDue(t.Context(), s.now)
		s.judge(t, err, false)
		clean = err == nil
	}
	return clean
}

// runBeside has the other program do all its jobs while one stands still. On PostgreSQL it may have to wait for rows that the first one
// holds; then the first goes on, and both work at once.
func (s *simulation) runBeside(ctx context.Context, other *instance, ended chan<- error) {
	done := make(chan struct{})
	go func() {
		err := other.jobs.RunDue(ctx, s.now)
		close(done)
		ended <- err
	}()
	select {
	case <-done:
	case <-time.After(50 * time.Millisecond):
	}
}

// judge fails the test for an error that no fault explains.
func (s *simulation) judge(t *testing.T, err error, crashed bool) {
	t.Helper()
	if err != nil && !crashed && !isDeadlock(err) {
		t.Errorf("at %s: %v", s.now, err)
	}
}

// isDeadlock reports that PostgreSQL ended one of two transactions that waited for each other; its work is done at the next step.
func isDeadlock(err error) bool {
	var refused pgdriver.Error
	return errors.As(err, &refused) && refused.Field('C') == "40P01"
}
