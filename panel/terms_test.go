package panel_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// ambassador is the latest term of a person in the panel of Waterveld.
func ambassador(t *testing.T, w *paneltest.Waterveld, who panel.Person) panel.Ambassador {
	t.Helper()
	all, err := w.Store.Ambassadors(context.Background(), w.Panel.ID)
	paneltest.OK(t, err)
	var latest panel.Ambassador
	for _, a := range all {
		if a.PersonID == who.ID && a.StartsOn >= latest.StartsOn {
			latest = a
		}
	}
	return latest
}

func handOver(t *testing.T, w *paneltest.Waterveld, from panel.Person, to string, on scheduler.Date) (panel.Succession, error) {
	t.Helper()
	return w.Store.HandOver(context.Background(), w.As(t, w.Joris), w.Panel.ID, ambassador(t, w, from).ID, panel.HandOverInput{Email: to, On: on})
}

// passes carries out what is due, as the job does.
func passes(t *testing.T, w *paneltest.Waterveld) {
	t.Helper()
	paneltest.OK(t, w.Store.DB.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
		for {
			su, due, err := w.Store.DueSuccession(ctx, tx, nil)
			if err != nil || !due {
				return err
			}
			if err := w.Store.Pass(ctx, tx, su, w.Clock.Now()); err != nil {
				return err
			}
		}
	}))
}

func eachTerm(t *testing.T, test func(t *testing.T, w *paneltest.Waterveld)) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) { test(t, paneltest.New(t, db)) })
}

func TestAConstituencyPassesOnItsDayAndNotBefore(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		before := ambassador(t, w, w.Fatma)
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		passes(t, w)
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "2027-01-31" || su.Passed() || !su.Made {
			t.Fatalf("her term ends on %q, the agreement is %+v", got.EndsOn, su)
		}
		if c, _ := w.Store.Constituency(t.Context(), su.SuccessorID); len(c.Units) != 0 {
			t.Fatalf("Wim speaks for %v before the day", c.Units)
		}
		w.Clock.To(w.Clock.Now().AddDate(0, 0, 28))
		passes(t, w)
		c, err := w.Store.Constituency(t.Context(), su.SuccessorID)
		paneltest.OK(t, err)
		if len(c.Units) != 1 || c.Units[0].Name != "Burgerzaken" {
			t.Errorf("Wim speaks for %v", c.Units)
		}
		terms, err := panel.Terms(t.Context(), w.Store.DB, su.SuccessorID)
		paneltest.OK(t, err)
		if len(terms) != 2 || terms[1] != before.ID {
			t.Errorf("his history is of %v", terms)
		}
		if w.As(t, w.Fatma).Ambassadors[w.Panel.ID] != uuid.Nil || w.As(t, w.Wim).Ambassadors[w.Panel.ID] != su.SuccessorID {
			t.Error("the roles didn't change hands")
		}
		sound(t, w)
	})
}

func TestAnAmbassadorTakesOverASecondConstituency(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		piet := ambassador(t, w, w.Piet)
		_, err := w.Store.HandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, ambassador(t, w, w.Fatma).ID, panel.HandOverInput{Successor: piet.ID, On: "2027-01-04"})
		paneltest.OK(t, err)
		passes(t, w)
		passes(t, w) // a second instance
		c, err := w.Store.Constituency(t.Context(), piet.ID)
		paneltest.OK(t, err)
		if len(c.Units) != 2 {
			t.Errorf("Piet speaks for %v", c.Units)
		}
		sound(t, w)
	})
}

func TestAHandOverThatCantBeIsRefused(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		for _, wrong := range []struct {
			to      string
			on      scheduler.Date
			message string
		}{
			{"", "2027-02-01", "error.missing"},
			{"niemand@waterveld.example", "2027-02-01", "error.email_unknown"},
			{w.Fatma.Email, "2027-02-01", "error.hand_over_same"},
			{w.Wim.Email, "2027-01-03", "error.hand_over_past"},
			{w.Wim.Email, "morgen", "error.date"},
		} {
			_, err := handOver(t, w, w.Fatma, wrong.to, wrong.on)
			paneltest.Refused(t, err, wrong.message)
		}
		_, err := w.Store.HandOver(t.Context(), w.As(t, w.Piet), w.Panel.ID, ambassador(t, w, w.Fatma).ID, panel.HandOverInput{Email: w.Wim.Email, On: "2027-02-01"})
		paneltest.Refused(t, err, "error.coordinators_only")
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "" {
			t.Errorf("her term ends on %q", got.EndsOn)
		}
	})
}

func TestAHandOverIsAgreedOnOnce(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		first, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		again, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		if again.SuccessorID != first.SuccessorID {
			t.Error("the second time made another term")
		}
		_, err = handOver(t, w, w.Fatma, w.Bram.Email, "2027-02-01")
		paneltest.Refused(t, err, "error.already_handed_over")
		_, err = w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, first.AmbassadorID, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-03-01"})
		paneltest.Refused(t, err, "error.hand_over_planned")
		for range 2 {
			paneltest.OK(t, w.Store.CancelHandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, first.AmbassadorID))
		}
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "" || ambassador(t, w, w.Wim).ID != uuid.Nil {
			t.Errorf("taken back: her term ends on %q, Wim has %+v", got.EndsOn, ambassador(t, w, w.Wim))
		}
		sound(t, w)
	})
}

func TestASuccessorWhoLeavesBeforeTheDayTakesNothing(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		_, err = w.Store.SavePerson(t.Context(), panel.System, w.Wim.ID, panel.PersonInput{Name: w.Wim.Name, Email: w.Wim.Email, Active: false})
		paneltest.OK(t, err)
		w.Clock.To(w.Clock.Now().AddDate(0, 0, 30))
		passes(t, w)
		if su, err = w.Store.Succession(t.Context(), su.AmbassadorID); err != nil || !su.Void() {
			t.Fatalf("the agreement is %+v, %v", su, err)
		}
		su, err = handOver(t, w, w.Fatma, w.Bram.Email, "2027-02-04")
		paneltest.OK(t, err)
		w.Clock.To(w.Clock.Now().AddDate(0, 0, 1))
		passes(t, w)
		c, err := w.Store.Constituency(t.Context(), su.SuccessorID)
		paneltest.OK(t, err)
		if len(c.Units) != 1 || ambassador(t, w, w.Fatma).EndsOn != "2027-01-31" {
			t.Errorf("Bram speaks for %v, and her term ends on %s", c.Units, ambassador(t, w, w.Fatma).EndsOn)
		}
		sound(t, w)
	})
}

func TestATermThatWasHandedOverTwiceEndsAsItDidAtFirst(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		_, err = w.Store.SavePerson(t.Context(), panel.System, w.Wim.ID, panel.PersonInput{Name: w.Wim.Name, Email: w.Wim.Email, Active: false})
		paneltest.OK(t, err)
		_, err = handOver(t, w, w.Fatma, w.Bram.Email, "2027-02-01")
		paneltest.OK(t, err)
		paneltest.OK(t, w.Store.CancelHandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID))
		if got := ambassador(t, w, w.Fatma); got.EndsOn != "" {
			t.Errorf("taken back: her term ends on %q", got.EndsOn)
		}
		sound(t, w)
	})
}

func TestATermIsNotBroughtBackBesideTheNextOne(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-01")
		paneltest.OK(t, err)
		_, err = w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, uuid.Nil, panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: "2027-06-01"})
		paneltest.OK(t, err)
		err = w.Store.CancelHandOver(t.Context(), w.As(t, w.Joris), w.Panel.ID, su.AmbassadorID)
		paneltest.Refused(t, err, "error.already_ambassador")
		sound(t, w)
	})
}

func TestAFormerAmbassadorCanComeBack(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		first := ambassador(t, w, w.Fatma)
		save := func(id uuid.UUID, from, until scheduler.Date) (panel.Ambassador, error) {
			return w.Store.SaveAmbassador(t.Context(), w.As(t, w.Joris), w.Panel.ID, id, panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: from, EndsOn: until})
		}
		_, err := save(uuid.Nil, "2027-06-01", "")
		paneltest.Refused(t, err, "error.already_ambassador")
		_, err = save(first.ID, "2027-01-01", "2027-01-31")
		paneltest.OK(t, err)
		_, err = save(uuid.Nil, "2027-01-31", "")
		paneltest.Refused(t, err, "error.already_ambassador")
		second, err := save(uuid.Nil, "2027-06-01", "")
		paneltest.OK(t, err)
		_, err = save(first.ID, "2027-01-01", "2027-06-01")
		paneltest.Refused(t, err, "error.already_ambassador")
		terms, err := panel.Terms(t.Context(), w.Store.DB, second.ID)
		paneltest.OK(t, err)
		if len(terms) != 2 || terms[1] != first.ID {
			t.Errorf("her second term has the history of %v", terms)
		}
		sound(t, w)
		_, err = w.Store.DB.NewUpdate().Table("ambassadors").Set("ends_on = ''").Where("id = ?", first.ID).Exec(t.Context())
		paneltest.OK(t, err)
		if found, err := panel.Check(t.Context(), w.Store.DB); err != nil || len(found) != 2 {
			t.Errorf("of two terms that overlap the doctor finds %v, %v", found, err)
		}
	})
}

func TestWhoTakesOverDuringARoundJoinsIt(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		c := w.OpenRound(t)
		old, err := w.Store.OpenLink(t.Context(), c.ID, ambassador(t, w, w.Fatma).ID)
		paneltest.OK(t, err)
		su, err := handOver(t, w, w.Fatma, w.Wim.Email, "2027-01-14")
		paneltest.OK(t, err)
		w.Clock.Add(48 * 3600e9)
		passes(t, w)
		if _, err := w.Store.OpenLink(t.Context(), c.ID, su.SuccessorID); err != nil {
			t.Errorf("Wim has no link: %v", err)
		}
		if still, err := w.Store.Link(t.Context(), old.ID); err != nil || !still.ClosedAt.IsZero() {
			t.Errorf("the link on the wall is closed: %v", err)
		}
		n, err := w.Store.DB.NewSelect().Table("mails").Where("kind = 'opening' AND subject_id = ? AND person_id = ?", c.ID, w.Wim.ID).Count(t.Context())
		paneltest.OK(t, err)
		if n != 1 {
			t.Errorf("Wim has %d letters that open the round", n)
		}
	})
}

func TestAMakeupKnowsTeamsAndNumbersOnly(t *testing.T) {
	eachTerm(t, func(t *testing.T, w *paneltest.Waterveld) {
		m, err := w.Store.Makeup(t.Context(), w.Panel, "nl", "2027-01-04")
		paneltest.OK(t, err)
		if sum := m.Sum(); sum.People != 8 || sum.Spoken != 3 { // Fatma and Wim at Burgerzaken, Piet at the yard
			t.Errorf("of %d people %d are spoken for", sum.People, sum.Spoken)
		}
		if m.Teamless.People != 1 || len(m.SafeLanguages(5)) != 0 {
			t.Errorf("without a team are %d, languages %v", m.Teamless.People, m.SafeLanguages(5))
		}
		for _, s := range m.Suggestions(9) {
			if s.Name == "Burgerzaken" || s.Name == "Gemeentewerf" || s.Missing != 1 {
				t.Errorf("%s is suggested for %d people", s.Name, s.Missing)
			}
		}
		fatma := ambassador(t, w, w.Fatma)
		_, err = w.Store.SaveAmbassador(t.Context(), panel.System, w.Panel.ID, fatma.ID, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-02-10", Units: unitsOf(t, w, fatma), People: w.Bram.Email})
		paneltest.OK(t, err)
		m, err = w.Store.Makeup(t.Context(), w.Panel, "nl", "2027-01-04")
		paneltest.OK(t, err)
		first := m.Suggestions(1)[0]
		if m.Sum().Spoken != 4 || first.Name != "Burgerzaken" || first.Ends != "2027-02-10" || first.Missing != 2 {
			t.Errorf("%d are spoken for, the first suggestion is %+v", m.Sum().Spoken, first)
		}
		_, err = handOver(t, w, w.Fatma, w.Wim.Email, "2027-02-11")
		paneltest.OK(t, err)
		if m, err = w.Store.Makeup(t.Context(), w.Panel, "nl", "2027-01-04"); err != nil || m.Suggestions(1)[0].Name == "Burgerzaken" {
			t.Errorf("Wim takes over, and still the first suggestion is %+v, %v", m.Suggestions(1)[0], err)
		}
	})
}

func unitsOf(t *testing.T, w *paneltest.Waterveld, a panel.Ambassador) []uuid.UUID {
	t.Helper()
	c, err := w.Store.Constituency(context.Background(), a.ID)
	paneltest.OK(t, err)
	var ids []uuid.UUID
	for _, u := range c.Units {
		ids = append(ids, u.ID)
	}
	return ids
}
