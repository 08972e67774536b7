package dialogue_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// toFigures ends collecting and reads the figures of a round: mark, choice, pair.
func (h *house) toFigures(t testing.TB, c panel.Cycle) []dialogue.Figure {
	t.Helper()
	ctx := context.Background()
	h.clock.To(c.CollectingUntil.Time.Add(time.Second))
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	c, err := h.Waterveld.Store.Cycle(ctx, c.ID)
	ok(t, err)
	figures, err := h.Figures(ctx, c)
	ok(t, err)
	return figures
}

func TestEachColleagueIsAVoiceOfTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for _, round := range []struct {
			colleagues int
			hidden     bool
		}{{4, true}, {5, true}, {6, false}} { // of five each would know what four others said
			c := h.OpenRound(t)
			link, asked := h.link(t, c, h.Fatma), h.asked(t, c)
			for i := range round.colleagues {
				_, err := h.Receive(ctx, link, dialogue.NewReceiptCode(), marked(asked, "", 5+i%2))
				ok(t, err)
			}
			mark := h.toFigures(t, c)[0]
			if mark.Hidden != round.hidden || !round.hidden && (mark.People != round.colleagues || mark.Mark != 5.5) {
				t.Errorf("of %d colleagues the figure is %+v", round.colleagues, mark)
			}
		}
		h.healthy(t)
	})
}

// voice is what one who answered knows of a figure: the own answers.
type voice struct{ choice, people int }

func TestNoFigureIsolatesAFewPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d := rand.New(rand.NewPCG(6, 2027))
		shown := 0
		for range 12 {
			c := h.OpenRound(t)
			asked := h.asked(t, c)
			var voices []voice
			for _, who := range []panel.Person{h.Fatma, h.Piet} {
				if own := (voice{d.IntN(3), 1 + d.IntN(8)}); d.IntN(3) > 0 {
					_, err := h.Contribute(ctx, h.As(t, who), c.ID, uuid.New(), []dialogue.Answer{{QuestionID: &asked[2].ID, Choice: &own.choice, People: own.people}})
					ok(t, err)
					voices = append(voices, own)
				}
				for range d.IntN(30) {
					own := voice{d.IntN(1 + d.IntN(3)), 1}
					_, err := h.Receive(ctx, h.link(t, c, who), dialogue.NewReceiptCode(), []dialogue.Answer{{QuestionID: &asked[2].ID, Choice: &own.choice}})
					ok(t, err)
					voices = append(voices, own)
				}
			}
			if f := h.toFigures(t, c)[1]; !f.Hidden {
				shown++
				keepsSecrets(t, f, voices, 5)
			}
		}
		if shown == 0 || shown == 12 {
			t.Errorf("%d of 12 figures are shown: the test doesn't tell the two apart", shown)
		}
		h.healthy(t)
	})
}

// keepsSecrets fails the test when an option of a figure stands for 1 to k-1 people, for everybody or for somebody who takes off the own answer.
func keepsSecrets(t *testing.T, f dialogue.Figure, voices []voice, k int) {
	t.Helper()
	few := func(n int) bool { return n > 0 && n < k }
	options := make([]int, len(f.Options))
	for _, v := range voices {
		options[v.choice] += v.people
	}
	if fmt.Sprint(options) != fmt.Sprint(f.Options) {
		t.Errorf("the figure shows %v, %v answered so", f.Options, options)
	}
	for i, n := range options {
		if few(n) {
			t.Errorf("option %d of %v stands for %d people", i, options, n)
		}
		for _, v := range voices {
			if v.choice == i && few(n-v.people) {
				t.Errorf("who answered for %d sees that %d others chose option %d of %v", v.people, n-v.people, i, options)
			}
		}
	}
}
