package panel_test

import (
	"testing"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// upcoming are the days of the recurrence whose moments the pages say are to come.
func upcoming(t *testing.T, w *paneltest.Waterveld, n int) (days []scheduler.Date) {
	t.Helper()
	p, err := w.Store.Panel(t.Context(), w.Panel.ID)
	ok(t, err)
	calendar := mustCalendar(t, w)
	opened, err := w.Store.OpenedCycles(t.Context(), p, calendar)
	ok(t, err)
	for _, planned := range panel.Upcoming(p, calendar, w.Clock.Now(), n, opened...) {
		days = append(days, planned.On)
	}
	return days
}

// A round that a coordinator opens by hand stands in for the moment that it takes the day of. No page promises that moment still, and none
// comes: also when the moment moved far from its own day, and whichever of its two days the round took.
func TestAMomentThatARoundByHandStandsInForIsPromisedNowhere(t *testing.T) {
	moving := scheduler.Period{From: "2027-02-09", Until: "2027-03-01", Name: "Verhuizing"} // 9 February moves to 2 March
	for _, test := range []struct {
		name, byHand string
		closed       []scheduler.Period
	}{
		{name: "on its day", byHand: "2027-02-09 08:00"},
		{name: "on the day that it moved from", byHand: "2027-02-09 08:00", closed: []scheduler.Period{moving}},
		{name: "on the day that it moved to", byHand: "2027-03-02 08:00", closed: []scheduler.Period{moving}},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *paneltest.Waterveld) {
				ctx, joris := t.Context(), w.As(t, w.Joris)
				w.OpenRound(t)
				for _, period := range test.closed {
					ok(t, w.Store.AddClosedPeriod(ctx, panel.System, period))
				}
				w.Clock.To(amsterdam(t, test.byHand))
				if days := upcoming(t, w, 2); days[0] != "2027-02-09" {
					t.Fatalf("before it is opened by hand the moments are %v", days)
				}
				_, err := w.Store.OpenNow(ctx, joris, w.Panel.ID)
				ok(t, err)
				if days := upcoming(t, w, 2); len(days) != 2 || days[0] != "2027-03-09" || days[1] != "2027-04-13" {
					t.Errorf("the moments are %v", days)
				}
				if test.closed != nil && test.byHand < "2027-03-02" {
					w.Clock.To(amsterdam(t, "2027-02-25 08:00"))
				}
				if days, _, _ := coming(t, w, 2); len(days) != 2 || days[0] != "2027-03-09" {
					t.Errorf("the rounds to come are on %v", days)
				}
				for _, at := range []string{"2027-03-02 09:00", "2027-03-08 09:00"} {
					w.Clock.To(amsterdam(t, at))
					ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
				}
				if p, err := w.Store.Panel(ctx, w.Panel.ID); err != nil || p.CycleCount != 2 || p.NextOn != "2027-03-09" {
					t.Errorf("%d rounds opened, the next one comes on %s: %v", p.CycleCount, p.NextOn, err)
				}
			})
		})
	}
}
