package dialogue_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// sendMany has so many colleagues send a form one after another, and gives the submissions in that order.
func (h *house) sendMany(t testing.TB, c panel.Cycle, many int) []uuid.UUID {
	t.Helper()
	link, asked := h.link(t, c, h.Fatma), h.asked(t, c)
	var order []uuid.UUID
	for i := range many {
		h.clock.Add(17 * time.Minute)
		code := dialogue.NewReceiptCode()
		_, err := h.Receive(context.Background(), link, code, marked(asked, fmt.Sprintf("Punt %d", i), 1+i%10))
		ok(t, err)
		order = append(order, code.Submission())
	}
	return order
}

// physical are the submissions as a table holds them, from its first row to its last; by is what orders them.
func (h *house) physical(t testing.TB, table, key, by string) []uuid.UUID {
	t.Helper()
	q := h.db.NewSelect().TableExpr(table).ColumnExpr(key).Where("link_id IS NOT NULL")
	if !migrations.IsSQLite(h.db) {
		q.OrderExpr(by)
	}
	var rows []uuid.UUID
	ok(t, q.Scan(context.Background(), &rows))
	seen := map[uuid.UUID]bool{}
	return slices.DeleteFunc(rows, func(id uuid.UUID) bool { // a submission has several contributions
		again := seen[id]
		seen[id] = true
		return again
	})
}

// likeness is Spearman's rank correlation of two orders of the same keys: 1 is the same order, around 0 no order.
func likeness(a, b []uuid.UUID) float64 {
	place := map[uuid.UUID]float64{}
	for i, id := range a {
		place[id] = float64(i)
	}
	sum, n := 0.0, float64(len(a))
	for i, id := range b {
		d := place[id] - float64(i)
		sum += d * d
	}
	return 1 - 6*sum/(n*(n*n-1))
}

// orderless fails the test when the rows of colleagues lie in the order of arrival, or bear transactions in that order. Of n rows in random
// order the rank correlation is normal with a deviation of 1/√(n−1): 5.5 of these it exceeds once in 25 million times.
func (h *house) orderless(t testing.TB, order []uuid.UUID) {
	t.Helper()
	for _, by := range []string{"ctid", "xmin::text::bigint, ctid"} {
		for table, key := range map[string]string{"submissions": "id", "contributions": "submission_id"} {
			if like := likeness(order, h.physical(t, table, key, by)); math.Abs(like) > 5.5/math.Sqrt(float64(len(order)-1)) {
				t.Errorf("%s by %s lie in the order of arrival: %.2f", table, by, like)
			}
		}
	}
}

func TestARoundTellsNoOrderOfWhatColleaguesSent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		said := h.say(t, h.Fatma, c, 3, "De printer is leeg.")
		order := h.sendMany(t, c, 100) // takes more than a day
		before := h.rowsOf(t, c)
		ok(t, h.MixDue(ctx, h.clock.Now()))
		h.orderless(t, order)
		if after := h.rowsOf(t, c); len(after) != 201 || !slices.Equal(before, after) {
			t.Errorf("%d contributions became %d others, want the same 201", len(before), len(after))
		}
		if h.mixed(t, c) {
			t.Fatal("it was mixed for the last time while it collects")
		}
		order = append(order, h.sendMany(t, c, 50)...)
		h.clock.To(c.CollectingUntil.Time.Add(time.Second))
		ok(t, h.CloseDue(ctx, h.clock.Now()))
		ok(t, h.MixDue(ctx, h.clock.Now()))
		h.orderless(t, order)
		if !h.mixed(t, c) {
			t.Fatal("it was not mixed when it stopped collecting")
		}
		h.bundle(t, c, h.ICT, "Printer leeg", said)
		h.healthy(t)
	})
}

// The last transactions alone hold what came after the last mixing: it is hidden among what was written again with it.
func TestAColleagueWhoSendsAloneIsHiddenAmongEarlierOnes(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	h.sendMany(t, h.OpenRound(t), 40)
	var newest int
	last := "(SELECT MAX(xmin::text::bigint) FROM submissions)"
	ok(t, h.db.NewSelect().Table("submissions").ColumnExpr("COUNT(*)").Where("xmin::text::bigint = "+last).Scan(context.Background(), &newest))
	if newest < 8 { // as many as don't need hiding
		t.Errorf("the last transaction wrote %d submissions, want one among many", newest)
	}
}

// rowsOf are the contributions of a round in words.
func (h *house) rowsOf(t testing.TB, c panel.Cycle) []string {
	t.Helper()
	var all []dialogue.Contribution
	ok(t, h.db.NewSelect().Model(&all).Where("co.cycle_id = ?", c.ID).Order("co.id").Scan(context.Background()))
	rows := make([]string, len(all))
	for i, one := range all {
		rows[i] = fmt.Sprint(one.ID, one.SubmissionID, one.State, one.Text, one.People, one.CreatedAt.UTC())
	}
	return rows
}

func (h *house) mixed(t testing.TB, c panel.Cycle) bool {
	t.Helper()
	var at bun.NullTime
	ok(t, h.db.NewSelect().Table("cycles").Column("mixed_at").Where("id = ?", c.ID).Scan(context.Background(), &at))
	return !at.IsZero()
}

func TestInstancesThatBeginToMixAtTheSameMomentDoItOnce(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	h.sendMany(t, c, 3)
	h.clock.To(c.CollectingUntil.Time.Add(time.Second))
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	for range 20 { // so that one of them looks before another's beginning is there, and begins after it
		_, err := h.db.NewUpdate().Table("cycles").Set("mixed_at = NULL").Where("id = ?", c.ID).Exec(ctx)
		ok(t, err)
		var instances sync.WaitGroup
		for range 16 {
			instances.Go(func() {
				if err := h.MixDue(ctx, h.clock.Now()); err != nil {
					t.Error(err)
				}
			})
		}
		instances.Wait()
	}
	if !h.mixed(t, c) {
		t.Error("it wasn't mixed")
	}
	h.nothingLeftToMix(t)
}
