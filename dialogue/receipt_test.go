package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// whisper sends one point by the link of an ambassador, as a colleague does.
func (h *house) whisper(t testing.TB, c panel.Cycle, through panel.Person, text string) dialogue.ReceiptCode {
	t.Helper()
	code := dialogue.NewReceiptCode()
	_, err := h.Receive(context.Background(), h.link(t, c, through), code, unasked(text))
	ok(t, err)
	return code
}

// pointOf makes a routed item of all that was sent with these receipts.
func (h *house) pointOf(t testing.TB, c panel.Cycle, service panel.Service, title string, codes ...dialogue.ReceiptCode) dialogue.Item {
	t.Helper()
	var ids []uuid.UUID
	for _, code := range codes {
		for _, said := range h.sent(t, code) {
			ids = append(ids, said.ID)
		}
	}
	return h.bundle(t, c, service, title, ids...)
}

func (h *house) receipt(t testing.TB, code dialogue.ReceiptCode) dialogue.Receipt {
	t.Helper()
	r, err := h.ReceiptOf(context.Background(), code)
	ok(t, err)
	return r
}

func TestAReceiptSaysWhereEachThingStands(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		questions := h.asked(t, c)
		code := dialogue.NewReceiptCode()
		mark := 4
		_, err := h.Receive(ctx, h.link(t, c, h.Fatma), code, []dialogue.Answer{
			{QuestionID: &questions[0].ID, Text: "Inloggen duurt elke ochtend tien minuten."}, {QuestionID: &questions[1].ID, Mark: &mark}, {Text: "Fijn dat u dit vraagt."}})
		ok(t, err)
		r := h.receipt(t, code)
		if len(r.Said) != 3 || r.Cycle.ID != c.ID || r.Said[0].State != dialogue.Waiting || r.Said[2].QuestionID != nil {
			t.Fatalf("the receipt holds %+v", r.Said)
		}
		item := h.bundle(t, c, h.ICT, "Inloggen duurt lang", r.Said[0].ID)
		ok(t, h.AcknowledgeContributions(ctx, h.As(t, h.Joris), c.ID, []uuid.UUID{r.Said[2].ID}, "Dank u wel, dat lezen wij graag."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Na de vakantie gaat dit sneller.", DueOn: "2027-03-01"})
		ok(t, h.Reschedule(ctx, h.As(t, h.Sanne), item.ID, "2027-04-01", "De leverancier is later."))
		h.send(t, h.toDigest(t, c)) // it works after the round
		r = h.receipt(t, code)
		first := r.Said[0].Item
		if first == nil || first.Service.Name != "ICT" || first.Promise.DueOn != "2027-04-01" || first.Promise.FirstDueOn != "2027-03-01" {
			t.Fatalf("the point on the receipt is %+v", first)
		}
		if r.Said[1].State != dialogue.Acknowledged || r.Said[1].Reason != dialogue.InFigures || r.Said[2].Reason != "Dank u wel, dat lezen wij graag." {
			t.Fatalf("the other things on the receipt are %+v", r.Said[1:])
		}
		if r.Exchanges[item.ID].Told != nil {
			t.Fatal("the receipt asks whether a promise helped that isn't kept yet")
		}
	})
}

func TestACodeThatNobodyHasOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.whisper(t, c, h.Fatma, "De lift piept.")
		_, err := h.ReceiptOf(ctx, dialogue.NewReceiptCode())
		refused(t, err, "error.receipt_not_found")
		item := h.pointOf(t, c, h.ICT, "Wifi", h.whisper(t, c, h.Piet, "De wifi valt weg."))
		asked, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "In welke zaal?")
		ok(t, err)
		stranger := dialogue.NewReceiptCode().Voice()
		refused(t, h.Clarify(ctx, stranger, asked.ID, "Overal"), "error.item_not_found")
		refused(t, h.HeardCheck(ctx, stranger, item.ID, true, "", nil), "error.item_not_found")
		refused(t, h.OfferAddress(ctx, dialogue.NewReceiptCode(), h.Wim.Email), "error.receipt_not_found")
	})
}

// TestAWholeDialogueWithAColleagueLeavesNobodyKnown looks at each row of what colleagues did: no person, no address, and no moment but
// those of the round, the question and the outcome.
func TestAWholeDialogueWithAColleagueLeavesNobodyKnown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.Add(3701e9)
		codes := []dialogue.ReceiptCode{h.whisper(t, c, h.Fatma, "De beamer in zaal 2 doet het niet."), h.whisper(t, c, h.Fatma, "Geen beeld in zaal 2."), h.whisper(t, c, h.Piet, "Zaal 2 is onbruikbaar.")}
		item := h.pointOf(t, c, h.ICT, "Geen beeld in zaal 2", codes...)
		h.clock.Add(7e9)
		asked, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Welke laptop gebruikt u?")
		ok(t, err)
		for i, code := range codes {
			h.clock.Add(61e9)
			ok(t, h.Clarify(ctx, code.Voice(), asked.ID, fmt.Sprintf("Een laptop van type %d", i)))
			ok(t, h.OfferAddress(ctx, code, "nobody@waterveld.example"))
		}
		h.clock.Add(3701e9)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er ligt een nieuwe kabel."})
		told, err := h.Item(ctx, item.ID)
		ok(t, err)
		for i, code := range codes {
			h.clock.Add(61e9)
			ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, i > 0, "Dank u", nil))
		}
		h.healthy(t)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM contributions WHERE person_id IS NOT NULL":                                0,
			"SELECT COUNT(*) FROM reached":                                                                  0,
			"SELECT COUNT(*) FROM reach_requests":                                                           0,
			"SELECT COUNT(*) FROM mails WHERE kind = 'reach'":                                               0,
			"SELECT COUNT(*) FROM clarification_answers":                                                    3,
			"SELECT COUNT(DISTINCT answered_at) FROM clarification_answers":                                 1,
			"SELECT COUNT(*) FROM heard_checks":                                                             3,
			"SELECT COUNT(DISTINCT checked_at) FROM heard_checks":                                           1,
			"SELECT COUNT(*) FROM events WHERE kind = 'clarified'":                                          0,
			"SELECT COUNT(*) FROM events WHERE person_id IS NULL AND at <> (SELECT answered_at FROM items)": 0,
		} {
			var n int
			ok(t, h.db.NewRaw(query).Scan(ctx, &n))
			if n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		var moments []dialogue.Heard
		ok(t, h.db.NewSelect().Model(&moments).Scan(ctx))
		for _, m := range moments {
			if !m.CheckedAt.Equal(told.AnsweredAt.Time) {
				t.Errorf("a heard check bears %s, want the moment of the outcome %s", m.CheckedAt, told.AnsweredAt)
			}
		}
		view, err := h.Clarifications(ctx, item.ID)
		ok(t, err)
		if all := strings.Join(view[0].Answers, " "); len(view[0].Answers) != 3 || strings.Contains(all, "@") {
			t.Errorf("the service reads %q", view[0].Answers)
		}
	})
}
