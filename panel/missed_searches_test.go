package panel_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// missed is what the coordinator reads, in short.
func missed(t *testing.T, w *paneltest.Waterveld) string {
	t.Helper()
	found, err := w.Store.Missed(context.Background(), 10)
	ok(t, err)
	var lines []string
	for _, m := range found {
		lines = append(lines, fmt.Sprintf("%s %d", m.Words, m.Count))
	}
	return strings.Join(lines, ", ")
}

func TestWhatIsSearchedInVainIsListedUntilACoordinatorSeesToIt(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := context.Background(), w.As(t, w.Joris)
		for _, typed := range []string{"Vaatwasser", "  vaatwasser ", "Zwembad", "zwembád", "zwembad", "Piet Hoekstra", "waar kan ik", "", strings.Repeat("lang ", 40)} {
			ok(t, w.Store.NoteMissed(ctx, typed, "2027-01-04"))
		}
		if got := missed(t, w); got != "zwembad 3, vaatwasser 2" {
			t.Errorf("the list is %s", got)
		}
		refused(t, w.Store.SettleMissed(ctx, w.As(t, w.Sanne), []string{"vaatwasser"}, nil, "2027-01-05"), "error.coordinators_only")
		refused(t, w.Store.SettleMissed(ctx, joris, nil, nil, "2027-01-05"), "error.choose")
		refused(t, w.Store.SettleMissed(ctx, joris, []string{"sauna"}, nil, "2027-01-05"), "error.missed_gone")
		ok(t, w.Store.SettleMissed(ctx, joris, []string{"vaatwasser"}, &w.Canteen.ID, "2027-01-05"))
		ok(t, w.Store.SettleMissed(ctx, joris, []string{"vaatwasser"}, &w.Canteen.ID, "2027-01-05")) // twice is once
		ok(t, w.Store.SettleMissed(ctx, joris, []string{"zwembad"}, nil, "2027-01-05"))
		if got := missed(t, w); got != "" {
			t.Errorf("the list is %s", got)
		}
		services, err := w.Store.Services(ctx)
		ok(t, err)
		if found := panel.FindServices(services, "vaatwassers"); len(found) != 1 || found[0].Words != "vaatwasser" {
			t.Errorf("found %v", found)
		}
		ok(t, w.Store.NoteMissed(ctx, "zwembad", "2027-01-06")) // it comes back
		if got := missed(t, w); got != "zwembad 4" {
			t.Errorf("the list is %s", got)
		}
	})
}

func TestWordsThatDoNotFitOrAServiceThatClosedTakeNothingFromTheList(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := context.Background(), w.As(t, w.Joris)
		for range 2 {
			ok(t, w.Store.NoteMissed(ctx, "vaatwasser", "2027-01-04"))
		}
		_, err := w.Store.DB.NewUpdate().Table("services").Set("words = ?", strings.Repeat("x", 1995)).Where("id = ?", w.ICT.ID).Exec(ctx)
		ok(t, err)
		refused(t, w.Store.SettleMissed(ctx, joris, []string{"vaatwasser"}, &w.ICT.ID, "2027-01-05"), "error.words_full")
		ok(t, w.Store.CloseService(ctx, joris, w.Canteen.ID))
		refused(t, w.Store.SettleMissed(ctx, joris, []string{"vaatwasser"}, &w.Canteen.ID, "2027-01-05"), "error.service_closed")
		unknown := uuid.New()
		refused(t, w.Store.SettleMissed(ctx, joris, []string{"vaatwasser"}, &unknown, "2027-01-05"), "error.service_not_found")
		if got := missed(t, w); got != "vaatwasser 2" {
			t.Errorf("the list is %s", got)
		}
	})
}

func TestASearchThatNobodyRepeatsIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		for _, day := range []string{"2027-01-04", "2027-02-01"} {
			for range 2 {
				ok(t, w.Store.NoteMissed(ctx, "gezocht op "+day, scheduler.Date(day)))
			}
		}
		ok(t, w.Store.Tidy(ctx, time.Date(2027, 4, 10, 3, 0, 0, 0, time.UTC)))
		if got := missed(t, w); got != "gezocht op 2027-02-01 2" {
			t.Errorf("the list is %s", got)
		}
	})
}
