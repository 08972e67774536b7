package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// promise has ICT promise something in a round.
func (h *house) promise(t testing.TB, c panel.Cycle, title string, due scheduler.Date) dialogue.Item {
	t.Helper()
	item := h.bundle(t, c, h.ICT, title, h.say(t, h.Fatma, c, 6, title+"."))
	h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Dat komt er.", DueOn: due})
	return item
}

func (h *house) ledger(t testing.TB, who panel.Person, state string) []dialogue.LedgerLine {
	t.Helper()
	lines, err := h.Ledger(context.Background(), h.As(t, who), h.ICT.ID, state, uuid.Nil, 10)
	ok(t, err)
	return lines
}

func TestALedgerKeepsEachDayThatAPromiseHad(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		sanne := h.As(t, h.Sanne)
		item := h.promise(t, h.OpenRound(t), "Te weinig laders", "2027-05-03")
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-06-01", "De leverancier is later."))
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-07-01", "De leverancier is nog later."))
		lines := h.ledger(t, h.Sanne, dialogue.PromiseOpen)
		if len(lines) != 1 || len(lines[0].Dates) != 3 || lines[0].Dates[0].DueOn != "2027-05-03" || lines[0].Dates[1].Text != "De leverancier is later." {
			t.Fatalf("the ledger says %+v", lines)
		}
		ok(t, h.Deliver(ctx, sanne, item.ID, "De laders hangen er."))
		if lines = h.ledger(t, h.Anton, dialogue.Delivered); len(lines) != 1 || lines[0].Ending != "De laders hangen er." {
			t.Fatalf("the manager reads %+v", lines)
		}
		h.healthy(t)
	})
}

func TestEachDayThatAPromiseHadIsToldInTheDigestAndInTheLetters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		sanne := h.As(t, h.Sanne)
		c := h.OpenRound(t)
		item := h.promise(t, c, "Te weinig laders", "2027-05-03")
		h.toldAndNextDay(t)
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-06-01", "De leverancier is later."))
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-07-01", "De leverancier is nog later."))
		text := h.lastLetter(t, h.deliver(t), mail.KindOutcome, h.Fatma)
		if !strings.Contains(text, "donderdag 1 juli 2027. Eerst was dat maandag 3 mei 2027, daarna dinsdag 1 juni 2027.") {
			t.Errorf("that the day moves Fatma reads as %s", text)
		}
		d := h.send(t, h.toDigest(t, c))
		if e := d.Entries[0]; e.DueOn != "2027-07-01" || !slices.Equal(e.EarlierOn, []scheduler.Date{"2027-05-03", "2027-06-01"}) {
			t.Errorf("the digest tells %+v", e)
		}
		if text = h.lastLetter(t, h.deliver(t), mail.KindDigest, h.Wim); !strings.Contains(text, "Klaar op donderdag 1 juli 2027 (eerst: 3 mei 2027, daarna: 1 jun 2027).") {
			t.Errorf("the caretaker reads %s", text)
		}
		ok(t, h.Deliver(ctx, sanne, item.ID, "De laders hangen er."))
		h.send(t, h.toDigest(t, h.OpenRound(t)))
		if text = h.lastLetter(t, h.deliver(t), mail.KindDigest, h.Wim); !strings.Contains(text, "Toegezegd voor donderdag 1 juli 2027 (eerst: 3 mei 2027, daarna: 1 jun 2027).") {
			t.Errorf("when it was kept the caretaker reads %s", text)
		}
		h.healthy(t)
	})
}

func TestWhoDoesNotWorkOnAPromiseSeesWhatADigestTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		sanne := h.As(t, h.Sanne)
		c := h.OpenRound(t)
		item := h.promise(t, c, "Te weinig laders", "2027-05-03")
		if lines := h.ledger(t, h.Wim, dialogue.PromiseOpen); len(lines) != 0 {
			t.Fatalf("a promise that no digest told is there for the caretaker: %+v", lines)
		}
		told := h.send(t, h.toDigest(t, c))
		ok(t, h.Reschedule(ctx, sanne, item.ID, "2027-06-01", "De leverancier is later."))
		ok(t, h.Deliver(ctx, sanne, item.ID, "De laders hangen er."))
		lines := h.ledger(t, h.Wim, dialogue.PromiseOpen)
		if len(lines) != 1 || lines[0].DueOn != "2027-05-03" || len(lines[0].Dates) != 1 || lines[0].Ending != "" || lines[0].Digest != told.ID {
			t.Fatalf("the caretaker reads more than was told: %+v", lines)
		}
		if n := len(h.ledger(t, h.Wim, dialogue.Delivered)); n != 0 {
			t.Fatal("a delivery that no digest told is there")
		}
		next := h.OpenRound(t)
		h.send(t, h.toDigest(t, next))
		lines = h.ledger(t, h.Wim, dialogue.Delivered)
		if len(lines) != 1 || lines[0].Ending != "De laders hangen er." || len(lines[0].Dates) != 2 {
			t.Fatalf("after it was told the caretaker reads %+v", lines)
		}
	})
}

func TestALedgerIsReadOnFromALine(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		for _, p := range []struct {
			title string
			due   scheduler.Date
		}{{"Laders", "2027-06-01"}, {"Schermen", "2027-05-03"}, {"Muizen", "2027-06-01"}} {
			item := h.promise(t, c, p.title, p.due)
			if p.title == "Muizen" {
				continue
			}
			h.clock.Add(3600e9)
			if p.title == "Laders" {
				ok(t, h.Reschedule(ctx, h.As(t, h.Sanne), item.ID, "2027-06-02", "Een dag later."))
			}
		}
		var titles []string
		after := uuid.Nil
		for range 3 {
			lines, err := h.Ledger(ctx, h.As(t, h.Sanne), h.ICT.ID, dialogue.PromiseOpen, after, 1)
			ok(t, err)
			titles = append(titles, lines[0].Item.Title)
			after = lines[0].Promise.ID
		}
		if strings.Join(titles, " ") != "Schermen Muizen Laders" {
			t.Fatalf("the ledger reads on as %v", titles)
		}
	})
}

func TestTheNextRoundAsksWhetherAKeptPromiseWasNoticed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.promise(t, c, "Te weinig laders", "2027-05-03")
		h.promise(t, c, "Trage wifi", "2027-05-03") // runs on: nothing to notice yet
		h.send(t, h.toDigest(t, c))
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "De laders hangen er."))
		next := h.OpenRound(t)
		q := h.questionsOf(t, next)
		if len(q) != 5 || q[4].ItemID == nil || *q[4].ItemID != item.ID || q[4].Kind != panel.Choice || q[4].TextEN == "" || q[4].Position != 5 {
			t.Fatalf("the next round asks %+v", q)
		}
		for i, who := range []panel.Person{h.Fatma, h.Piet} {
			for range 1 + i {
				_, err := h.Contribute(ctx, h.As(t, who), next.ID, newKey(), []dialogue.Answer{{QuestionID: &q[4].ID, People: 5, Choice: number(i)}})
				ok(t, err)
			}
		}
		h.healthy(t)
		if n := h.noticed(t, item); n != nil {
			t.Fatalf("while it is asked %+v is told", *n)
		}
		h.send(t, h.toDigest(t, next))
		if n := h.noticed(t, item); n == nil || n.Hidden || n.Yes != 5 || n.Of != 15 {
			t.Fatalf("noticed %+v, want 5 of 15", n)
		}
		if again := h.questionsOf(t, h.OpenRound(t)); len(again) != 4 {
			t.Fatalf("the round after asks again: %+v", again)
		}
		h.healthy(t)
	})
}

func (h *house) noticed(t testing.TB, item dialogue.Item) *dialogue.Noticed {
	t.Helper()
	all, err := h.NoticedOf(context.Background(), []uuid.UUID{item.ID})
	ok(t, err)
	if n, known := all[item.ID]; known {
		return &n
	}
	return nil
}

func TestTheDoctorNamesAPromiseThatIsNotWhatWasSaid(t *testing.T) {
	for name, damage := range map[string]struct{ statement, table string }{
		"its day is changed":       {"UPDATE promises SET due_on = '2027-09-01'", "promises"},
		"its first day is changed": {"UPDATE promises SET first_due_on = '2027-09-01'", "promises"},
		"nobody was asked":         {"DELETE FROM cycle_questions WHERE item_id IS NOT NULL", "promises"},
		"it forgot who was asked":  {"UPDATE promises SET asked_in = NULL", "cycle_questions"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				ctx := context.Background()
				c := h.OpenRound(t)
				item := h.promise(t, c, "Te weinig laders", "2027-05-03")
				h.send(t, h.toDigest(t, c))
				ok(t, h.Deliver(ctx, h.As(t, h.Sanne), item.ID, "De laders hangen er."))
				h.OpenRound(t)
				h.healthy(t)
				_, err := h.db.ExecContext(ctx, damage.statement)
				ok(t, err)
				for _, f := range h.findings(t) {
					if f.Rule == 2 && f.Table == damage.table {
						return
					}
				}
				t.Fatalf("the doctor finds %v, want %s", h.findings(t), damage.table)
			})
		})
	}
}
