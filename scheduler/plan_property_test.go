package scheduler_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"klantpanel/scheduler"
)

func drawPlan(t *rapid.T) scheduler.Plan {
	anchor := drawDate(t, "anchor")
	return scheduler.Plan{Recurrence: drawRecurrence(t), Zone: drawZone(t), Anchor: anchor, Calendar: drawCalendar(t, anchor), Skip: rapid.Bool().Draw(t, "skip")}
}

func TestEachPlannedDayIsOneMomentOrSkippedInAnyZone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		var before scheduler.Planned // the last that wasn't skipped
		for on, after := scheduler.Date(""), scheduler.Date(""); ; after = on {
			var ok bool
			if on, ok = p.Recurrence.Next(after, p.Anchor); !ok || on > p.Anchor.AddDays(900) {
				return
			}
			planned, ok := p.Next(after)
			if !ok || planned.On != on {
				t.Fatalf("%s: after %q comes %+v, want %s", p.Recurrence, after, planned, on)
			}
			if planned.Skipped {
				if p.Calendar.IsWorkday(on) {
					t.Fatalf("%s: %s is skipped, and people work", p.Recurrence, on)
				}
				continue
			}
			onItsDay(t, p, planned)
			if planned.Day <= before.Day || !planned.At.After(before.At) {
				t.Fatalf("%s: %+v comes after %+v", p.Recurrence, planned, before)
			}
			before = planned
		}
	})
}

// onItsDay checks the moment of one planned day.
func onItsDay(t *rapid.T, p scheduler.Plan, planned scheduler.Planned) {
	moved := planned.Day != planned.On
	if !isOn(planned.At, planned.Day, p.Zone) || p.Calendar.IsClosed(planned.Day) || moved && !p.Calendar.IsWorkday(planned.Day) {
		t.Fatalf("%s in %s: %+v is not on its day", p.Recurrence, p.Zone, planned)
	}
	if p.Skip && moved {
		t.Fatalf("%s: %+v moved, and was to be skipped", p.Recurrence, planned)
	}
	if by := p.Calendar.WorkdaysBetween(planned.On, planned.Day); moved && (by != 1 || planned.Day < planned.On) {
		t.Fatalf("%s: %+v moved by %d working days", p.Recurrence, planned, by)
	}
	if at := planned.At.In(p.Zone); p.Cron == "" && at.Format("2006-01-02 15:04") < string(planned.Day)+" "+p.Clock {
		t.Fatalf("%s in %s: %+v comes early", p.Recurrence, p.Zone, planned)
	}
}

// isOn reports whether a moment is on a day, or the first of the next day because clocks jumped over the end of that day.
func isOn(at time.Time, day scheduler.Date, loc *time.Location) bool {
	last := at.Add(-time.Second)
	return scheduler.DateOf(at, loc) == day || scheduler.DateOf(last, loc) == day && last.In(loc).Format("15:04:05") < "23:59:59"
}

// saved is what an instance finds in the database.
type saved struct {
	after scheduler.Date
	next  scheduler.Planned
}

// tick is one turn of the loop at a moment on its clock: all that passed has its turn, once, and the next moment is saved.
func (s *saved) tick(p scheduler.Plan, now time.Time) []scheduler.Planned {
	if s.next.At.After(now) {
		return nil
	}
	passed := p.Passed(s.after, now)
	s.after = passed[len(passed)-1].On
	s.next, _ = p.NextMoment(s.after)
	return passed
}

func TestALoopThatTicksAtAnyStepAndWhoseClockJumpsFiresEachPlannedDayOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		now := p.Anchor.Time()
		s := saved{after: p.Before(now)}
		first := s.after
		var ok bool
		if s.next, ok = p.NextMoment(s.after); !ok {
			return
		}
		fired, latest := map[scheduler.Date]time.Time{}, now
		tick := func(now time.Time) {
			for _, planned := range s.tick(p, now) {
				if at, twice := fired[planned.On]; twice {
					t.Fatalf("%s: %s fires at %s and again at %s", p.Recurrence, planned.On, at, now)
				}
				if now.Before(planned.At) {
					t.Fatalf("%s: %+v fires at %s, too early", p.Recurrence, planned, now)
				}
				fired[planned.On] = now
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "ticks") {
			step := time.Duration(rapid.IntRange(1, 40*24*3600).Draw(t, "step")) * time.Second
			if rapid.IntRange(0, 3).Draw(t, "jump") == 0 {
				step = -step / 40 // an instance whose clock is behind, up to a day
			}
			now = now.Add(step)
			latest = later(latest, now)
			tick(now)
		}
		tick(latest)
		for day, ok := p.Recurrence.Next(first, p.Anchor); ok; day, ok = p.Recurrence.Next(day, p.Anchor) {
			planned, _ := p.Next(day.AddDays(-1))
			if planned.At.After(latest) {
				return
			}
			if _, ok := fired[day]; !ok && (!planned.Skipped || day <= s.after) {
				t.Fatalf("%s: %+v never fired", p.Recurrence, planned)
			}
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Every time that a zone's clocks jumped or will, at the quarters of an hour around it.
func TestEachZonesChangesOfTheClockHaveEachPlannedDayOnce(t *testing.T) {
	until := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range zones {
		loc := zone(t, name)
		for at := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC); ; {
			_, change := at.In(loc).ZoneBounds()
			if change.IsZero() || change.After(until) || !change.After(at) {
				break
			}
			onceAround(t, change.In(loc))
			at = change
		}
	}
}

// onceAround walks the days around a change, at the quarters of an hour around its time of day.
func onceAround(t *testing.T, change time.Time) {
	loc := change.Location()
	changed := scheduler.DateOf(change, loc)
	for minutes := -150; minutes <= 90; minutes += 15 {
		clock := change.Add(time.Duration(minutes) * time.Minute).Format("15:04")
		before := changed.AddDays(-3).At(clock, loc)
		for day := changed.AddDays(-2); day <= changed.AddDays(1); day = day.AddDays(1) {
			at := day.At(clock, loc)
			shown := at.In(loc).Format("2006-01-02 15:04")
			if wanted := string(day) + " " + clock; !isOn(at, day, loc) || shown < wanted || !at.After(before) ||
				shown > wanted && at.Add(-time.Second).In(loc).Format("2006-01-02 15:04") >= wanted {
				t.Errorf("%s %s in %s is %s there, after %s", day, clock, loc, shown, before)
			}
			before = at
		}
	}
}
