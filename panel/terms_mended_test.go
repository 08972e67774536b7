package panel_test

import (
	"testing"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

func TestAnEndThatWasChosenAfterTheHandOverStaysWhenThatIsTakenBack(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		_, err = w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-20"})
		paneltest.OK(t, err)
		paneltest.OK(t, w.Store.CancelHandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID))
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "2027-01-20" {
			t.Errorf("her term ends on %q", got.EndsOn)
		}
		sound(t, w)
	})
}

func TestAnEndThatWasChosenAfterTheHandOverStaysWhenItsSuccessorLeft(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		_, err = w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-20"})
		paneltest.OK(t, err)
		_, err = w.Store.SavePerson(t.Context(), panel.System, w.Wim.ID, panel.PersonInput{Name: w.Wim.Name, Email: w.Wim.Email, Active: false})
		paneltest.OK(t, err)
		_, err = handOver(t, w, w.Fatma, w.Bram.Email, "2027-02-01")
		paneltest.OK(t, err)
		paneltest.OK(t, w.Store.CancelHandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID))
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "2027-01-20" {
			t.Errorf("her term ends on %q", got.EndsOn)
		}
		sound(t, w)
	})
}

func TestOfTwoTermsInARoundTheLetterHasTheLinkOfTheOneThatRuns(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		c := w.OpenRound(t)
		save := func(id uuid.UUID, from, until scheduler.Date) panel.Ambassador {
			a, err := w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, id, panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: from, EndsOn: until})
			paneltest.OK(t, err)
			return a
		}
		first := save(ambassador(t, w, w.Fatma).ID, "2027-01-01", "2027-01-13")
		second := save(uuid.Nil, "2027-01-14", "")
		w.Clock.Add(48 * 3600e9)
		_, err := w.Store.MakeLink(t.Context(), w.As(t, w.Fatma), c.ID)
		paneltest.OK(t, err)
		for day, term := range map[scheduler.Date]panel.Ambassador{"2027-01-13": first, "2027-01-14": second} {
			link, err := w.Store.OpenLink(t.Context(), c.ID, term.ID)
			paneltest.OK(t, err)
			codes, err := panel.LinkCodes(t.Context(), w.Store.DB, c.ID, day)
			paneltest.OK(t, err)
			if codes[w.Fatma.ID] != link.Code {
				t.Errorf("on %s she has the link of another term", day)
			}
		}
	})
}
