package dialogue_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// link is the open link of an ambassador to a round.
func (h *house) link(t testing.TB, c panel.Cycle, who panel.Person) panel.Link {
	t.Helper()
	l, err := h.Waterveld.Store.OpenLink(context.Background(), c.ID, h.As(t, who).Ambassadors[c.PanelID])
	ok(t, err)
	return l
}

// asked are the questions of a round: open, mark, choice, pair.
func (h *house) asked(t testing.TB, c panel.Cycle) []panel.CycleQuestion {
	t.Helper()
	questions, err := h.Waterveld.Store.CycleQuestions(context.Background(), c.ID)
	ok(t, err)
	return questions
}

// marked is a colleague's form with words and a mark.
func marked(asked []panel.CycleQuestion, text string, mark int) []dialogue.Answer {
	return []dialogue.Answer{{QuestionID: &asked[0].ID, Text: text}, {QuestionID: &asked[1].ID, Mark: number(mark)}}
}

func unasked(text string) []dialogue.Answer { return []dialogue.Answer{{Text: text}} }

// sent are the contributions of a submission.
func (h *house) sent(t testing.TB, code dialogue.ReceiptCode) []dialogue.Contribution {
	t.Helper()
	var found []dialogue.Contribution
	ok(t, h.db.NewSelect().Model(&found).Where("co.submission_id = ?", code.Submission()).Order("co.text DESC").Scan(context.Background()))
	return found
}

func TestAColleagueSendsAFormWithoutBecomingKnown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link, asked := h.link(t, c, h.Fatma), h.asked(t, c)
		h.clock.Add(26 * 3600e9)
		code := dialogue.NewReceiptCode()
		form := marked(asked, "De wifi valt weg in zaal 3.", 4)
		form[0].People = 40 // nobody speaks for forty colleagues by a link
		added, err := h.Receive(ctx, link, code, form)
		ok(t, err)
		if added != 2 {
			t.Errorf("%d contributions were added, want 2", added)
		}
		for _, said := range h.sent(t, code) {
			switch {
			case said.PersonID != nil || said.LinkID == nil || *said.LinkID != link.ID || said.AmbassadorID != link.AmbassadorID:
				t.Errorf("it came from %v by %v of %v", said.PersonID, said.LinkID, said.AmbassadorID)
			case said.People != 1 || said.ID.Version() != 4 || !said.CreatedAt.Equal(c.OpenedAt.Time):
				t.Errorf("%d people, key of version %d, at %v", said.People, said.ID.Version(), said.CreatedAt)
			}
		}
		again, err := h.Receive(ctx, link, code, form)
		ok(t, err)
		if again != 0 || len(h.sent(t, code)) != 2 {
			t.Errorf("the second time added %d", again)
		}
		c, err = h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if c.Contributions != 2 || c.Waiting != 1 || c.InFigures != 1 {
			t.Errorf("the round counts %d, %d waiting and %d in figures", c.Contributions, c.Waiting, c.InFigures)
		}
		h.healthy(t)
	})
}

func TestAFormByALinkIsRefusedAsAnAmbassadorsIs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link, asked, foreign := h.link(t, c, h.Fatma), h.asked(t, c), uuid.New()
		for _, wrong := range []struct {
			answers []dialogue.Answer
			message string
		}{
			{nil, "error.nothing_said"},
			{unasked("  "), "error.nothing_said"},
			{marked(asked, "Koffie op", 11), "error.between"},
			{[]dialogue.Answer{{QuestionID: &asked[2].ID, Choice: number(3)}}, "error.choose"},
			{[]dialogue.Answer{{QuestionID: &foreign, Text: "Koffie op"}}, "error.question_not_found"},
			{unasked(fmt.Sprintf("%04001d", 0)), "error.too_long"},
		} {
			_, err := h.Receive(ctx, link, dialogue.NewReceiptCode(), wrong.answers)
			refused(t, err, wrong.message)
		}
		_, err := h.Receive(ctx, panel.Link{ID: uuid.New()}, dialogue.NewReceiptCode(), unasked("Koffie op"))
		refused(t, err, "error.link_not_found")
		h.healthy(t)
	})
}

func TestWhatIsWrongWithOneFormRefusesThatOneOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link, asked := h.link(t, c, h.Fatma), h.asked(t, c)
		twice := dialogue.NewReceiptCode()
		var mu sync.Mutex
		var wg sync.WaitGroup
		taken, turnedDown := 0, 0
		for i := range 200 {
			wg.Go(func() {
				code, mark := dialogue.NewReceiptCode(), 1+i%12 // 11 and 12 are no marks
				if i%50 == 0 {
					code, mark = twice, 7
				}
				added, err := h.Receive(ctx, link, code, marked(asked, fmt.Sprintf("Punt %d", i), mark))
				mu.Lock()
				defer mu.Unlock()
				if taken += added; err != nil {
					refused(t, err, "error.between")
					turnedDown++
				}
			})
		}
		wg.Wait()
		c, err := h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if c.Contributions != taken || taken != 2*(200-turnedDown-3) {
			t.Errorf("%d were acknowledged and %d are there, %d forms were refused", taken, c.Contributions, turnedDown)
		}
		h.healthy(t)
	})
}

func TestALinkTakesNothingMoreFromTheMomentItIsClosed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link, fatma := h.link(t, c, h.Fatma), h.As(t, h.Fatma)
		var mu sync.Mutex
		var wg sync.WaitGroup
		var acknowledged []dialogue.ReceiptCode
		closed, late := false, 0
		for i := range 200 {
			wg.Go(func() {
				mu.Lock()
				after := closed
				mu.Unlock()
				code := dialogue.NewReceiptCode()
				added, err := h.Receive(ctx, link, code, unasked(fmt.Sprintf("Punt %d", i)))
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					refused(t, err, "error.link_closed")
					return
				}
				if acknowledged = append(acknowledged, code); added != 1 || after {
					late++
				}
			})
			if i == 100 {
				wg.Go(func() {
					_, err := h.CloseLink(ctx, fatma, link.ID, false)
					ok(t, err)
					mu.Lock()
					defer mu.Unlock()
					closed = true
				})
			}
		}
		wg.Wait()
		if late > 0 {
			t.Errorf("%d forms were taken after the link had been closed", late)
		}
		var there []uuid.UUID
		ok(t, h.db.NewSelect().Table("submissions").Column("id").Scan(ctx, &there))
		if len(there) != len(acknowledged) {
			t.Errorf("%d are there, %d were acknowledged", len(there), len(acknowledged))
		}
		c, err := h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		if c.Waiting != len(acknowledged) {
			t.Errorf("the round counts %d, %d were acknowledged", c.Waiting, len(acknowledged))
		}
		h.healthy(t)
	})
}
