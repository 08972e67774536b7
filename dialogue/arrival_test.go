package dialogue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// arrived compares the day on which an item arrived, and those by which its service has to respond and to answer.
func (h *house) arrived(t *testing.T, id uuid.UUID, on, respond, due scheduler.Date) {
	t.Helper()
	item, err := h.Item(context.Background(), id)
	ok(t, err)
	if item.ArrivedOn != on || item.RespondOn != respond || item.DueOn != due {
		t.Errorf("%s arrived on %s, a response is due on %s and an answer on %s; want %s, %s, %s", item.Title, item.ArrivedOn, item.RespondOn, item.DueOn, on, respond, due)
	}
}

func TestTheNormOfAPointCountsFromTheDayItArrivedWhoeverItIsWith(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t) // on 12 January, and it collects until the 26th
		during, after, later := h.say(t, h.Fatma, c, 3, "De wifi valt weg."), h.say(t, h.Piet, c, 1, "De printer hapert."), h.say(t, h.Piet, c, 2, "De lunch is koud.")
		h.clock.To(time.Date(2027, 1, 14, 10, 0, 0, 0, time.UTC))
		h.arrived(t, h.bundle(t, c, h.ICT, "Wifi", during).ID, "2027-01-14", "2027-01-19", "2027-01-28")
		h.clock.To(time.Date(2027, 2, 3, 10, 0, 0, 0, time.UTC))
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		h.arrived(t, h.bundle(t, c, h.ICT, "Printer", after).ID, "2027-01-26", "2027-01-29", "2027-02-09")
		lunch, err := h.Bundle(ctx, h.As(t, h.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{later}, Title: "Lunch", Said: "De lunch is koud."})
		ok(t, err)
		h.arrived(t, lunch.ID, "2027-01-26", "", "")
		h.clock.To(time.Date(2027, 2, 5, 10, 0, 0, 0, time.UTC))
		_, err = h.Route(ctx, h.As(t, h.Joris), lunch.ID, h.ICT.ID)
		ok(t, err)
		_, err = h.HandOver(ctx, h.As(t, h.Sanne), lunch.ID, h.Canteen.ID, "De lunch is van de kantine.")
		ok(t, err)
		h.arrived(t, lunch.ID, "2027-01-26", "2027-01-29", "2027-02-09")
		h.healthy(t)
	})
}

func TestTheFirstResponseToAPointStaysTheFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Wifi", h.say(t, h.Fatma, c, 3, "De wifi valt weg."))
		first := h.clock.Now().Add(time.Hour)
		h.clock.To(first)
		_, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Op welke verdieping?")
		ok(t, err)
		h.clock.Add(time.Hour)
		_, err = h.AcknowledgeItem(ctx, h.As(t, h.Sanne), item.ID)
		ok(t, err)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een sterker punt."})
		item, err = h.Item(ctx, item.ID)
		ok(t, err)
		if !item.RespondedAt.Equal(first) {
			t.Errorf("the first response was at %s, want %s", item.RespondedAt, first)
		}
	})
}

// sayOutside says something outside a round, as somebody who is no ambassador.
func (h *house) sayOutside(t *testing.T, who panel.Person, text string) (c panel.Cycle, id uuid.UUID) {
	t.Helper()
	type submission struct {
		ID, CycleID uuid.UUID
		CreatedAt   time.Time
	}
	ok(t, h.db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) (err error) {
		if c, err = panel.StandingCycle(ctx, tx, h.Panel); err != nil {
			return err
		}
		form := submission{uuid.New(), c.ID, h.clock.Now()}
		if _, err := tx.NewInsert().Model(&form).Exec(ctx); err != nil {
			return err
		}
		said := dialogue.Contribution{ID: uuid.New(), CycleID: c.ID, SubmissionID: form.ID, PersonID: &who.ID, People: 1, Text: text, State: dialogue.Waiting, CreatedAt: h.clock.Now()}
		if _, err := tx.NewInsert().Model(&said).Exec(ctx); err != nil {
			return err
		}
		id = said.ID
		_, err = tx.NewUpdate().Table("cycles").Set("contributions = contributions + 1, waiting = waiting + 1").Where("id = ?", c.ID).Exec(ctx)
		return err
	}))
	return c, id
}

func TestWhatIsSaidOutsideARoundIsBundledAnsweredAndTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(time.Date(2027, 1, 13, 10, 0, 0, 0, time.UTC))
		standing, said := h.sayOutside(t, h.Wim, "De fietsenstalling is donker.")
		again, _ := h.sayOutside(t, h.Wim, "De koffie is op.")
		if standing.ID != again.ID || !standing.Standing() {
			t.Errorf("the panel has the standing cycles %s and %s", standing.ID, again.ID)
		}
		rounds, err := h.Waterveld.Store.Cycles(ctx, h.Panel.ID, 10)
		ok(t, err)
		if len(rounds) != 1 || rounds[0].ID != c.ID {
			t.Errorf("the panel's rounds are %v", rounds)
		}
		waiting, err := h.WaitingByQuestion(ctx, standing.ID, uuid.Nil, "", 10)
		ok(t, err)
		if len(waiting) != 2 || waiting[0].AmbassadorID != uuid.Nil || waiting[0].Person.Name != h.Wim.Name {
			t.Errorf("on the board waits %+v", waiting)
		}
		refused(t, h.PauseCycle(ctx, h.As(t, h.Joris), standing.ID, "De zomer begint."), "error.cycle_standing")
		h.clock.To(time.Date(2027, 1, 18, 10, 0, 0, 0, time.UTC))
		item := h.bundle(t, standing, h.ICT, "Donkere stalling", said)
		h.arrived(t, item.ID, "2027-01-13", "2027-01-18", "2027-01-27")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een lamp."})
		if n := h.letters(t, "outcome", h.Wim); n != 1 {
			t.Errorf("%d letters tell %s what became of it", n, h.Wim.Name)
		}
		h.healthy(t)
		d := h.send(t, h.toDigest(t, c))
		if told := d.In(dialogue.Changed); len(told) != 1 || told[0].ItemID != item.ID {
			t.Errorf("the digest tells %v", told)
		}
		h.healthy(t)
	})
}

func TestADissolvedPointStandsInNoList(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		said := h.say(t, h.Fatma, c, 3, "De wifi valt weg.")
		from, into := h.bundle(t, c, h.ICT, "Wifi", said), h.bundle(t, c, h.ICT, "Netwerk", h.say(t, h.Piet, c, 2, "Het netwerk is traag."))
		for _, statement := range []string{
			"UPDATE contributions SET item_id = ? WHERE id = '" + said.String() + "'",
			"UPDATE items SET contributions = 2, people = 5 WHERE id = ?",
			"UPDATE items SET state = 'outcome', outcome = 'dissolved', contributions = 0, people = 0, dissolved_into = ? WHERE id = '" + from.ID.String() + "'",
			"INSERT INTO events (id, item_id, at, kind, other_id) SELECT '" + uuid.Must(uuid.NewV7()).String() + "', '" + from.ID.String() + "', created_at, 'dissolved', id FROM items WHERE id = ?",
		} {
			_, err := h.db.NewRaw(statement, into.ID).Exec(ctx)
			ok(t, err)
		}
		h.healthy(t)
		tally, err := h.TallyItems(ctx, c.ID)
		ok(t, err)
		items, err := h.ItemsIn(ctx, c.ID, uuid.Nil, 10)
		ok(t, err)
		shares, err := h.Shares(ctx, c, 10, 3)
		ok(t, err)
		done, err := h.InboxPage(ctx, dialogue.InboxView{Part: dialogue.InboxDone, Services: []uuid.UUID{h.ICT.ID}}, nil, 10)
		ok(t, err)
		if tally.All != 1 || tally.Answered != 0 || len(items) != 1 || len(shares) != 1 || shares[0].Total != 1 || len(done) != 0 {
			t.Errorf("of the round there are %+v, %d points, %+v; done are %v", tally, len(items), shares, done)
		}
		d := h.send(t, h.toDigest(t, c))
		if len(d.Entries) != 1 || d.Entries[0].ItemID != into.ID {
			t.Errorf("the digest tells %v", d.Entries)
		}
		h.healthy(t)
	})
}
