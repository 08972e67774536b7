package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// flood sends so many forms by a link.
func (h *house) flood(t testing.TB, c panel.Cycle, link panel.Link, many int) {
	t.Helper()
	asked := h.asked(t, c)
	for i := range many {
		_, err := h.Receive(context.Background(), link, dialogue.NewReceiptCode(), marked(asked, fmt.Sprintf("Koop nu %d", i), 1))
		ok(t, err)
	}
}

func TestALinkIsClosedAndItsFloodTakenOut(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		fatma, link := h.As(t, h.Fatma), h.link(t, c, h.Fatma)
		_, err := h.Receive(ctx, link, dialogue.NewReceiptCode(), unasked("De wifi valt weg in zaal 3."))
		ok(t, err)
		waiting, err := h.WaitingPage(ctx, c.ID, uuid.Nil, 10)
		ok(t, err)
		h.bundle(t, c, h.ICT, "Wifi valt weg", waiting[0].ID)
		h.flood(t, c, link, 20)
		h.say(t, h.Fatma, c, 3, "De printer is leeg.")
		removed, err := h.CloseLink(ctx, fatma, link.ID, true)
		ok(t, err)
		if removed != 40 {
			t.Errorf("%d contributions were taken out, want 40", removed)
		}
		waiting, err = h.WaitingPage(ctx, c.ID, uuid.Nil, 10)
		ok(t, err)
		if len(waiting) != 1 || waiting[0].Text != "De printer is leeg." {
			t.Errorf("%d wait, want the ambassador's own", len(waiting))
		}
		sent, err := h.LinkCounts(ctx, c.ID, link.AmbassadorID)
		ok(t, err)
		if sent != 1 {
			t.Errorf("%d forms count, want the one that was bundled", sent)
		}
		_, err = h.Receive(ctx, link, dialogue.NewReceiptCode(), unasked("Nog meer"))
		refused(t, err, "error.link_closed")
		again, err := h.CloseLink(ctx, h.As(t, h.Joris), link.ID, true)
		ok(t, err)
		if again != 0 {
			t.Errorf("the second time took out %d", again)
		}
		var kept panel.Link
		ok(t, h.db.NewSelect().Model(&kept).Where("l.id = ?", link.ID).Scan(ctx))
		if kept.ClosedBy == nil || *kept.ClosedBy != h.Fatma.ID {
			t.Errorf("it was closed by %v, want who did it first", kept.ClosedBy)
		}
		fresh, err := h.Waterveld.Store.MakeLink(ctx, fatma, c.ID)
		ok(t, err)
		_, err = h.Receive(ctx, fresh, dialogue.NewReceiptCode(), unasked("De lift is stuk."))
		ok(t, err)
		h.healthy(t)
	})
}

func TestOnlyItsAmbassadorOrACoordinatorClosesALink(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		for _, who := range []panel.Person{h.Piet, h.Sanne, h.Wim, h.Anton} {
			_, err := h.CloseLink(ctx, h.As(t, who), link.ID, true)
			refused(t, err, "error.link_not_found")
		}
		_, err := h.CloseLink(ctx, h.As(t, h.Joris), uuid.New(), true)
		refused(t, err, "error.link_not_found")
		_, err = h.CloseLink(ctx, h.As(t, h.Joris), link.ID, false)
		ok(t, err)
		h.healthy(t)
	})
}

// Two looks at the figures, one before and one after, must not show what the few between them answered.
func TestAFewAreNotTakenOutOfFiguresThatCanBeSeen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		few, many := h.link(t, c, h.Fatma), h.link(t, c, h.Piet)
		h.flood(t, c, few, 3)
		h.flood(t, c, many, 12)
		h.clock.To(c.CollectingUntil.Time.Add(time.Second))
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		_, err := h.CloseLink(ctx, h.As(t, h.Joris), few.ID, true)
		refused(t, err, "error.flood_in_figures")
		removed, err := h.CloseLink(ctx, h.As(t, h.Joris), many.ID, true)
		ok(t, err)
		if removed != 24 {
			t.Errorf("%d were taken out, want 24", removed)
		}
		h.healthy(t)
	})
}

func TestTheDoctorSeesWhatIsWrongWithALink(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		h.flood(t, c, link, 3)
		h.flood(t, c, h.link(t, c, h.Piet), 1)
		_, err := h.CloseLink(ctx, h.As(t, h.Fatma), link.ID, true)
		ok(t, err)
		h.healthy(t)
		for statement, table := range map[string]string{
			"UPDATE links SET closed_at = NULL, closed_by = NULL":                                                                 "cycles",
			"UPDATE links SET ambassador_id = (SELECT a.id FROM ambassadors a WHERE a.id <> links.ambassador_id)":                 "submissions",
			"UPDATE contributions SET people = 2":                                                                                 "contributions",
			"UPDATE contributions SET state = 'removed', reason = 'flood' WHERE state = 'waiting'":                                "contributions",
			"UPDATE contributions SET ambassador_id = (SELECT a.id FROM ambassadors a WHERE a.id <> contributions.ambassador_id)": "contributions",
			"UPDATE submissions SET created_at = (SELECT collecting_until FROM cycles)":                                           "submissions",
			"UPDATE cycles SET links_closed = 0":                                                                                  "cycles",
		} {
			h.damaged(t, statement, table)
		}
	})
}

// damaged fails the test unless the doctor has something to say about a table after a statement, which is taken back.
func (h *house) damaged(t *testing.T, statement, table string) {
	t.Helper()
	ctx := context.Background()
	tx, err := h.db.BeginTx(ctx, nil)
	ok(t, err)
	defer tx.Rollback()
	if _, err = tx.ExecContext(ctx, statement); migrations.IsForeignKey(err) {
		return // the database refuses it by itself
	}
	ok(t, err)
	found, err := dialogue.Check(ctx, tx)
	ok(t, err)
	if !slices.ContainsFunc(found, func(f migrations.Finding) bool { return f.Table == table }) {
		t.Errorf("after %q the doctor finds %v, want something in %s", statement, found, table)
	}
}

// Whoever takes what comes in remembers links, each as it was when it was looked at. Of two links of a round one may be known from before
// the other one was closed.
func TestAClosedLinkTakesNothingBesideOneThatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		fatma, open := h.As(t, h.Fatma), h.link(t, c, h.Piet)
		for range 5 {
			h.Store = h.instance() // that knows no link yet
			closed, err := h.Waterveld.Store.MakeLink(ctx, fatma, c.ID)
			ok(t, err)
			_, err = h.Receive(ctx, closed, dialogue.NewReceiptCode(), unasked("De wifi valt weg in zaal 3."))
			ok(t, err)
			_, err = h.CloseLink(ctx, fatma, closed.ID, false)
			ok(t, err)
			_, err = h.Receive(ctx, open, dialogue.NewReceiptCode(), unasked("De lift is stuk."))
			ok(t, err)
			var late atomic.Int64
			var wg sync.WaitGroup
			for i := range 40 {
				link := []panel.Link{closed, open}[i%2]
				wg.Go(func() {
					if added, _ := h.Receive(ctx, link, dialogue.NewReceiptCode(), unasked("De printer is leeg.")); link.ID == closed.ID {
						late.Add(int64(added))
					}
				})
			}
			wg.Wait()
			if late.Load() != 0 {
				t.Errorf("%d came in by a link that was closed", late.Load())
			}
		}
		h.healthy(t)
	})
}
