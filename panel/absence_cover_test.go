package panel_test

import (
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

func TestAnAbsenceLeavesAServiceUncoveredWhenNobodyAnswersOnSomeDayOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w := paneltest.New(t, db)
		away := func(who panel.Person, from, until scheduler.Date, standIn string) panel.Absence {
			t.Helper()
			a, err := w.Store.SaveAbsence(t.Context(), w.As(t, who), panel.AbsenceInput{From: from, Until: until, StandIn: standIn})
			paneltest.OK(t, err)
			return a
		}
		uncovered := func(a panel.Absence, want ...string) {
			t.Helper()
			if got, err := w.Store.Uncovered(t.Context(), a); err != nil || !slices.Equal(got, want) {
				t.Errorf("from %s to %s nobody answers for %v, want %v: %v", a.FromOn, a.UntilOn, got, want, err)
			}
		}
		uncovered(away(w.Sanne, "2027-02-01", "2027-02-05", ""), "ICT")
		covered := away(w.Sanne, "2027-03-01", "2027-03-12", w.Anton.Email)
		uncovered(covered)
		away(w.Anton, "2027-03-10", "2027-03-10", "") // who stands in is ill for a day
		uncovered(covered, "ICT")
		uncovered(away(w.Fatma, "2027-02-01", "2027-02-05", "")) // she answers for nothing
	})
}
