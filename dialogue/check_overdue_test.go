package dialogue_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestTheDoctorNamesWhatAJobLeft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Piet, c, 1, "De wifi valt weg."))
		day := func(ago int) scheduler.Date { return scheduler.DateOf(h.clock.Now(), time.UTC).AddDays(-ago) }
		ok(t, h.OfferAddress(ctx, h.whisper(t, c, h.Fatma, "De balie is te hoog."), h.Wim.Email))
		_, err := h.Waterveld.Store.HandOver(ctx, h.As(t, h.Joris), h.Panel.ID, h.As(t, h.Fatma).Ambassadors[h.Panel.ID], panel.HandOverInput{Email: h.Wim.Email, On: "2027-02-01"})
		ok(t, err)
		h.healthy(t)
		for _, left := range []struct {
			statement, table string
			fine, late       scheduler.Date
		}{
			{"INSERT INTO limit_keys (day, secret) VALUES (?, 'x')", "limit_keys", day(1), day(3)},
			{"UPDATE reach_requests SET until = ?", "reach_requests", day(1), day(3)},
			{"UPDATE successions SET on_day = ?", "successions", day(1), day(3)},
			{"UPDATE ambassadors SET starts_on = '2020-01-01', ends_on = ? WHERE ends_on <> ''", "ambassadors", day(1), day(4)},
			{"UPDATE items SET due_on = ?", "items", day(4), day(5)}, // Friday and Thursday: it is Tuesday
			{"UPDATE items SET respond_on = ?", "items", day(4), day(5)},
			{"UPDATE people SET week_next_on = ?", "people", day(4), day(5)},
		} {
			found := func(on scheduler.Date) bool {
				tx, err := h.db.BeginTx(ctx, nil)
				ok(t, err)
				defer tx.Rollback()
				_, err = tx.NewRaw(left.statement, on).Exec(ctx)
				ok(t, err)
				all, err := dialogue.CheckOverdue(ctx, tx, h.clock.Now())
				ok(t, err)
				return slices.ContainsFunc(all, func(f migrations.Finding) bool { return f.Table == left.table && f.Row != "" })
			}
			if found(left.fine) {
				t.Errorf("%s: the doctor complains of what is still in time", left.table)
			}
			if !found(left.late) {
				t.Errorf("%s: the doctor doesn't see what a job left", left.table)
			}
		}
	})
}
