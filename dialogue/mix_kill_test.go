package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// killer kills the program that mixes, once it saved how far it came: before that is committed, or right after it.
type killer struct {
	before, saved bool
	kill          context.CancelFunc
}

func (k *killer) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (k *killer) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	k.saved = k.saved || strings.HasPrefix(e.Query, `UPDATE "mixings"`)
	if k.kill != nil && k.saved && (k.before || e.Query == "COMMIT") {
		k.kill()
	}
}

func TestARoundIsMixedInPartsThoughTheProgramIsKilledAfterEachOfThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		order := h.sentByMany(t, c, 400)
		if like := likeness(order, h.physical(t, "submissions", "id", "ctid")); !migrations.IsSQLite(h.db) && like < 0.99 {
			t.Fatalf("they don't lie in the order of arrival (%.2f): this would prove nothing", like)
		}
		before := h.rowsOf(t, c)
		h.clock.To(c.CollectingUntil.Time.Add(time.Second))
		ok(t, h.CloseDue(context.Background(), h.clock.Now()))
		k := &killer{}
		h.db.AddQueryHook(k)
		runs := 0
		for ; !h.mixed(t, c); runs++ {
			if runs == 300 { // one that meets what the killed one still holds gets no further
				t.Fatal("it never ends")
			}
			ctx, kill := context.WithCancel(context.Background())
			*k = killer{before: runs%2 == 0, kill: kill}
			if err := h.MixDue(ctx, h.clock.Now()); err == nil && k.saved {
				t.Error("it was killed and saw no error")
			}
			kill()
			k.kill = nil
			if after := h.rowsOf(t, c); !slices.Equal(before, after) {
				t.Fatalf("run %d: %d contributions became %d others", runs, len(before), len(after))
			}
		}
		if runs < 10 {
			t.Errorf("it was mixed in %d runs, want many parts", runs)
		}
		h.orderless(t, order)
		h.nothingLeftToMix(t)
	})
}

// nothingLeftToMix fails the test when some mixing didn't end, or a transaction wrote too much for others to wait for it.
func (h *house) nothingLeftToMix(t testing.TB) {
	t.Helper()
	var left, most int
	ok(t, h.db.NewSelect().Table("mixings").ColumnExpr("COUNT(*)").Scan(context.Background(), &left))
	if left > 0 {
		t.Errorf("%d mixings are left", left)
	}
	if migrations.IsSQLite(h.db) {
		return
	}
	ok(t, h.db.NewSelect().Table("contributions").ColumnExpr("COUNT(*) AS n").GroupExpr("xmin").OrderExpr("n DESC").Limit(1).Scan(context.Background(), &most))
	if most > 250 {
		t.Errorf("a transaction wrote %d contributions", most)
	}
}

func TestMixingGivesWayToWhoWrites(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	h.sendMany(t, c, 20)
	h.clock.To(c.CollectingUntil.Time.Add(time.Second))
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	tx, err := h.db.BeginTx(ctx, nil)
	ok(t, err)
	defer tx.Rollback()
	_, err = tx.NewUpdate().Table("contributions").Set("people = 7").Where("cycle_id = ?", c.ID).Exec(ctx)
	ok(t, err)
	ok(t, h.MixDue(ctx, h.clock.Now()))
	if h.mixed(t, c) {
		t.Fatal("it was mixed while somebody wrote it")
	}
	ok(t, tx.Commit())
	ok(t, h.MixDue(ctx, h.clock.Now()))
	changed, err := h.db.NewSelect().Table("contributions").Where("people = 7").Count(ctx)
	ok(t, err)
	if !h.mixed(t, c) || changed != 40 {
		t.Errorf("mixed: %t, with %d of 40 contributions as they were written", h.mixed(t, c), changed)
	}
}

// sentByMany puts so many sendings with three contributions each into a round, as Receive leaves them but in no time, and gives the
// submissions in that order.
func (h *house) sentByMany(t testing.TB, c panel.Cycle, many int) (order []uuid.UUID) {
	t.Helper()
	type submission struct {
		bun.BaseModel                     `bun:"table:submissions"`
		ID, CycleID, AmbassadorID, LinkID uuid.UUID
		CreatedAt                         time.Time
	}
	link, asked := h.link(t, c, h.Fatma), h.asked(t, c)
	for from := 0; from < many; from += 1000 {
		var sent []submission
		var said []dialogue.Contribution
		for i := from; i < min(from+1000, many); i++ {
			one := submission{ID: dialogue.NewReceiptCode().Submission(), CycleID: c.ID, AmbassadorID: link.AmbassadorID, LinkID: link.ID, CreatedAt: c.OpenedAt.Time}
			sent, order = append(sent, one), append(order, one.ID)
			for q, text := range []string{fmt.Sprintf("De lift in hal %d blijft hangen, en dan staan wij te wachten.", i), "", "De koffie is op."} {
				made := dialogue.Contribution{ID: uuid.New(), CycleID: c.ID, QuestionID: &asked[q].ID, SubmissionID: one.ID, AmbassadorID: link.AmbassadorID,
					LinkID: &link.ID, People: 1, Text: text, State: dialogue.Waiting, CreatedAt: c.OpenedAt.Time}
				said = append(said, made)
			}
		}
		for _, rows := range []any{&sent, &said} {
			_, err := h.db.NewInsert().Model(rows).Exec(context.Background())
			ok(t, err)
		}
	}
	return order
}
