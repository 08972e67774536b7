package dialogue_test

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// lateStart is a Friday: collecting ends on the Friday two weeks later, and what comes after that comes on a Saturday.
const lateStart = "2027-02-12"

// TestTheLettersOfARoundComeOnTheDaysOfItsCalendar lives through a round, three hours at a time, and compares when its letters were decided on
// with what the panel's page promised.
func TestTheLettersOfARoundComeOnTheDaysOfItsCalendar(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		in := h.PanelInput()
		in.Recurrence, in.StartsOn, in.NoticeDays = "every 3 months on the second friday at 09:00", "2027-02-01", 3
		_, err := h.Waterveld.Store.SavePanel(ctx, panel.System, h.Panel.ID, in)
		ok(t, err)
		p, err := h.Waterveld.Store.StartPanel(ctx, panel.System, h.Panel.ID)
		ok(t, err)
		if p.NextOn != lateStart {
			t.Fatalf("the round opens on %s", p.NextOn)
		}
		promised := map[string]scheduler.Date{}
		collecting, responding, _ := panel.Phases(p.NextOn, p, scheduler.Calendar{})
		for _, l := range (panel.RoundDays{Opening: p.NextOn, Collecting: collecting, Responding: responding}).Letters(p, scheduler.Calendar{}) {
			if l.On != "" {
				promised[l.Kind] = l.On
			}
		}
		came := map[string]scheduler.Date{}
		for at := scheduler.Date("2027-02-08").At("00:00", p.Zone()); at.Before(panel.EndOf("2027-03-15", p.Zone())); at = at.Add(3 * time.Hour) {
			h.clock.To(at)
			ok(t, h.Waterveld.Store.OpenDue(ctx, at))
			ok(t, h.Waterveld.Store.NoticeDue(ctx, at))
			h.due(t)
			var kinds []string
			ok(t, h.db.NewSelect().Model((*mail.Mail)(nil)).Column("kind").Scan(ctx, &kinds))
			for _, kind := range kinds {
				came[kind] = cmp.Or(came[kind], scheduler.DateOf(at, p.Zone()))
			}
		}
		for _, kind := range []string{mail.KindNotice, mail.KindOpening, mail.KindReminder, mail.KindLastReminder, mail.KindBundling, mail.KindDigestReady} {
			if came[kind] != promised[kind] || came[kind] == "" {
				t.Errorf("the %s letter came on %q, and the calendar says %q", kind, came[kind], promised[kind])
			}
		}
		if len(promised) != 6 {
			t.Errorf("the calendar has days for %v", promised)
		}
	})
}

func TestADraftBearsTheMomentThatTheJobWasTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		now := c.RespondingUntil.Add(time.Minute) // of all instances; the clock of this one is behind
		ok(t, h.CloseDue(ctx, now))
		d, err := h.DigestOf(ctx, c.ID)
		if err != nil || !d.DraftedAt.Equal(now) {
			t.Errorf("drafted at %s, want %s: %v", d.DraftedAt, now, err)
		}
	})
}

func TestNudgesOfMoreThanAYearAgoAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.owing(t, true)
		h.days(t, routedOn, dueOn)
		days := func() (days []scheduler.Date) {
			ok(t, h.db.NewSelect().Model((*dialogue.Nudge)(nil)).Column("day").Order("day").Scan(ctx, &days))
			return days
		}
		before := days()
		if len(before) < 2 || !slices.Contains(before, dueOn) {
			t.Fatalf("nudged on %v", before)
		}
		ok(t, h.Tidy(ctx, dueOn.At("12:00", time.UTC).AddDate(1, 0, 0)))
		if left := days(); len(left) != 1 || left[0] != dueOn {
			t.Errorf("a year later the nudges of %v are left", left)
		}
	})
}
