package dialogue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// colleagues hires so many people in a team.
func (h *house) colleagues(t testing.TB, unit string, n int) {
	t.Helper()
	for i := range n {
		_, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("Collega %s %d", unit, i),
			Email: fmt.Sprintf("%s.%d@waterveld.example", unit, i), Unit: unit, Active: true})
		ok(t, err)
	}
}

// collected moves the clock past the collecting of a round and does the jobs.
func (h *house) collected(t testing.TB, c panel.Cycle) {
	t.Helper()
	h.clock.To(c.CollectingUntil.Time.Add(2 * time.Minute))
	for _, job := range []func(context.Context, time.Time) error{h.PassDue, h.CloseDue, h.CoverDue} {
		ok(t, job(context.Background(), h.clock.Now()))
	}
}

func (h *house) coverage(t testing.TB) dialogue.Coverage {
	t.Helper()
	c, err := h.Coverage(context.Background(), h.Panel, 6, "2027-01-20")
	ok(t, err)
	return c
}

// line is what came through somebody, and whether they have a line.
func line(c dialogue.Coverage, who panel.Person) (dialogue.CoverageLine, bool) {
	for _, l := range c.Lines {
		if l.Ambassador.PersonID == who.ID {
			return l, true
		}
	}
	return dialogue.CoverageLine{}, false
}

func TestCoverageCountsPeopleAndNotAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 28) // with Fatma and Wim thirty
		h.colleagues(t, "Gemeentewerf", 19)
		c := h.OpenRound(t)
		asked := h.asked(t, c)
		_, err := h.Contribute(context.Background(), h.As(t, h.Fatma), c.ID, uuid.New(), []dialogue.Answer{
			{QuestionID: &asked[0].ID, People: 9, Text: "De wifi valt weg."}, {QuestionID: &asked[1].ID, People: 6, Mark: number(4)}})
		ok(t, err)
		for range 3 {
			_, err = h.Receive(context.Background(), h.link(t, c, h.Fatma), dialogue.NewReceiptCode(), marked(asked, "Het is te koud.", 5))
			ok(t, err)
		}
		h.say(t, h.Piet, c, 7, "De printer is leeg.")
		if got := h.coverage(t); got.Rounds[0].Counted || got.Rounds[0].Sum.In || got.Lines[0].Reached[0].In {
			t.Fatalf("while it collects %+v is shown", got)
		}
		h.collected(t, c)
		got := h.coverage(t)
		fatma, _ := line(got, h.Fatma)
		if fatma.Reached[0] != (dialogue.ReachedPeople{In: true, People: 12, Size: 30}) {
			t.Errorf("through Fatma %+v", fatma.Reached[0])
		}
		if got.Rounds[0].Sum != (dialogue.ReachedPeople{In: true, People: 19, Size: 50}) {
			t.Errorf("together %+v", got.Rounds[0].Sum)
		}
		teams, err := h.CoveredTeams(context.Background(), h.Panel, 6)
		ok(t, err)
		for _, team := range teams {
			if heard := team.Name == "Burgerzaken" || team.Name == "Gemeentewerf"; team.Ever != heard || (team.Round == 1) != heard {
				t.Errorf("%s was heard: %+v", team.Name, team)
			}
		}
		h.healthy(t)
	})
}

func TestCoverageNeverShowsAFew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 28)
		h.colleagues(t, "Gemeentewerf", 19)
		c := h.OpenRound(t)
		h.say(t, h.Fatma, c, 11, "De wifi valt weg.")
		h.say(t, h.Piet, c, 3, "De printer is leeg.")
		h.collected(t, c)
		got := h.coverage(t)
		if piet, _ := line(got, h.Piet); !piet.Reached[0].Hidden || piet.Reached[0].People != 0 {
			t.Errorf("through Piet %+v", piet.Reached[0])
		}
		if fatma, _ := line(got, h.Fatma); fatma.Reached[0].People == 11 && !got.Rounds[0].Sum.Hidden {
			t.Errorf("11 taken off %d tells Piet's", got.Rounds[0].Sum.People)
		}
	})
}

func TestOfATeamBelowTheSmallestGroupNobodyHearsWhetherItWasHeard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 28) // and the yard stays as small as it is
		for _, people := range []int{0, 1} {
			c := h.OpenRound(t)
			h.say(t, h.Fatma, c, 11, "De wifi valt weg.")
			if people > 0 {
				h.say(t, h.Piet, c, people, "De printer is leeg.")
			}
			h.collected(t, c)
			teams, err := h.CoveredTeams(context.Background(), h.Panel, 6)
			ok(t, err)
			for _, team := range teams {
				if small := team.Name != "Burgerzaken"; team.Small != small || small && (team.Ever || team.Round != 0) {
					t.Errorf("%+v", team)
				}
			}
			got := h.coverage(t)
			last := len(got.Rounds) - 1
			piet, _ := line(got, h.Piet)
			if !piet.Reached[last].Hidden || !got.Rounds[last].Sum.Hidden {
				t.Errorf("%d people at the yard: %+v of %+v", people, piet.Reached[last], got.Rounds[last].Sum)
			}
			h.clock.To(c.ReportingUntil.Time)
		}
	})
}

func TestNobodyIsReachedTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 6)
		c := h.OpenRound(t)
		h.say(t, h.Fatma, c, 7, "De wifi valt weg.")
		h.say(t, h.Fatma, c, 6, "De kantine is dicht.")
		h.collected(t, c)
		if fatma, _ := line(h.coverage(t), h.Fatma); fatma.Reached[0] != (dialogue.ReachedPeople{In: true, People: 8, Size: 8}) {
			t.Errorf("through Fatma %+v", fatma.Reached[0])
		}
	})
}

func TestAFloodThatIsTakenOutWasNotReached(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 28)
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.say(t, h.Fatma, c, 6, "De wifi valt weg.")
		for range 5 {
			_, err := h.Receive(context.Background(), link, dialogue.NewReceiptCode(), unasked("Koop nu."))
			ok(t, err)
		}
		h.collected(t, c)
		if fatma, _ := line(h.coverage(t), h.Fatma); fatma.Reached[0].People != 11 {
			t.Errorf("with the flood %+v", fatma.Reached[0])
		}
		_, err := h.CloseLink(context.Background(), h.As(t, h.Joris), link.ID, true)
		ok(t, err)
		ok(t, h.CoverDue(context.Background(), h.clock.Now()))
		if fatma, _ := line(h.coverage(t), h.Fatma); fatma.Reached[0].People != 6 {
			t.Errorf("without it %+v", fatma.Reached[0])
		}
		h.healthy(t)
	})
}

func TestAConstituencyThatPassesInARoundCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.colleagues(t, "Burgerzaken", 28)
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.say(t, h.Fatma, c, 7, "De wifi valt weg.")
		_, err := h.Waterveld.Store.HandOver(context.Background(), h.As(t, h.Joris), h.Panel.ID, link.AmbassadorID, panel.HandOverInput{Email: h.Wim.Email, On: "2027-01-14"})
		ok(t, err)
		h.clock.To(time.Date(2027, 1, 14, 9, 0, 0, 0, time.UTC))
		ok(t, h.PassDue(context.Background(), h.clock.Now()))
		_, err = h.Receive(context.Background(), link, dialogue.NewReceiptCode(), unasked("Van het affiche."))
		ok(t, err)
		h.say(t, h.Wim, c, 5, "De kopieermachine hapert.")
		h.collected(t, c)
		got := h.coverage(t)
		wim, _ := line(got, h.Wim)
		if _, twice := line(got, h.Fatma); twice || wim.Reached[0] != (dialogue.ReachedPeople{In: true, People: 13, Size: 30}) {
			t.Errorf("through Wim %+v; Fatma has a line too: %v", wim.Reached[0], twice)
		}
		h.healthy(t)
	})
}
