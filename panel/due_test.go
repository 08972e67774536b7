package panel_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// opened are the panels whose rounds opened, in that order.
func opened(t *testing.T, w *paneltest.Waterveld) []uuid.UUID {
	t.Helper()
	var keys []uuid.UUID
	ok(t, w.Store.DB.NewSelect().Table("cycles").Column("panel_id").Where("phase = ?", panel.Collecting).Order("id").Scan(context.Background(), &keys))
	return keys
}

func TestPanelsThatAreDueOpenInTheOrderOfTheirMomentsAndOneThatFailsHoldsUpNobody(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		keys := morePanels(t, w, 40)
		set := func(id uuid.UUID, change string) {
			_, err := w.Store.DB.NewUpdate().Table("panels").Set(change).Where("id = ?", id).Exec(ctx)
			ok(t, err)
		}
		for i, id := range keys[:3] { // the first three come last, and in the opposite order
			_, err := w.Store.DB.NewUpdate().Table("panels").Set("recurrence = ?", fmt.Sprintf("every month on the second tuesday at 09:0%d", 3-i)).
				Set("next_at = ?", time.Date(2027, 1, 12, 8, 3-i, 0, 0, time.UTC)).Where("id = ?", id).Exec(ctx)
			ok(t, err)
		}
		set(keys[5], "recurrence = 'onleesbaar'")
		w.Clock.To(time.Date(2027, 1, 12, 8, 5, 0, 0, time.UTC))
		if err := w.Store.OpenDue(ctx, w.Clock.Now()); err == nil || !strings.Contains(err.Error(), keys[5].String()) {
			t.Errorf("nobody hears of the panel that fails: %v", err)
		}
		want := append(slices.Concat(keys[3:5], keys[6:]), keys[2], keys[1], keys[0])
		if got := opened(t, w); !slices.Equal(got, want) {
			t.Errorf("opened %v, want %v", got, want)
		}
		set(keys[5], "recurrence = 'every month on the second tuesday at 09:00'")
		ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
		if got := opened(t, w); len(got) != len(keys) {
			t.Errorf("%d rounds after it was mended, want %d", len(got), len(keys))
		}
	})
}

// SQLite has one writer at a time, so that nobody can hold a panel meanwhile.
func TestAPanelThatSomebodyHoldsWaitsAloneForTheNextTurn(t *testing.T) {
	w := paneltest.New(t, dbtest.Open(t, dbtest.Postgres(t)))
	ctx := context.Background()
	keys := morePanels(t, w, 10)
	w.Clock.To(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC))
	ok(t, w.Store.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := panel.PanelIn(ctx, tx, keys[0]); err != nil {
			return err
		}
		return w.Store.OpenDue(context.Background(), w.Clock.Now())
	}))
	if got := opened(t, w); !slices.Equal(got, keys[1:]) {
		t.Errorf("opened %v meanwhile, want all but the first of %v", got, keys)
	}
	ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
	if got := opened(t, w); len(got) != len(keys) {
		t.Errorf("%d rounds at the next turn, want %d", len(got), len(keys))
	}
}
