package panel_test

import (
	"context"
	"maps"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/panel/paneltest"
)

// killed ends a program before the nth statement from now: none reaches the database after that.
type killed struct{ before, count int }

func (k *killed) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	if event.Query == "COMMIT" || event.Query == "ROLLBACK" {
		return ctx // it leaves the same as one that was killed before the statement ahead
	}
	if k.count++; k.before == 0 || k.count < k.before {
		return ctx
	}
	dead, kill := context.WithCancel(ctx)
	kill()
	return dead
}

func (*killed) AfterQuery(context.Context, *bun.QueryEvent) {}

// left counts the rows of what belongs to a round, and what the panel knows of it.
func left(t *testing.T, w *paneltest.Waterveld) map[string]int {
	t.Helper()
	rows := map[string]int{}
	for _, table := range []string{"cycles", "cycle_questions", "cycle_letters", "mails"} {
		n, err := w.Store.DB.NewSelect().Table(table).Count(context.Background())
		ok(t, err)
		rows[table] = int(n)
	}
	p, err := w.Store.Panel(context.Background(), w.Panel.ID)
	ok(t, err)
	rows["rounds of the panel"], rows["next moment ahead"] = p.CycleCount, 0
	if p.NextAt.After(w.Clock.Now()) {
		rows["next moment ahead"] = 1
	}
	return rows
}

func TestAProgramThatIsKilledWhileItOpensARoundLeavesAllOfItOrNothing(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		planned, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		w.Clock.To(planned.NextAt.Time)
		nothing := left(t, w)
		all := map[string]int{"cycles": 1, "cycle_questions": 4, "cycle_letters": 2, "mails": 2, "rounds of the panel": 1, "next moment ahead": 1}
		kill := &killed{}
		w.Store.DB.AddQueryHook(kill)
		for n := 1; ; n++ {
			*kill = killed{before: n}
			err := w.Store.OpenDue(ctx, w.Clock.Now())
			*kill = killed{}
			switch found := left(t, w); {
			case err == nil:
				t.Fatalf("killed before statement %d, it says nothing", n)
			case maps.Equal(found, all) && n > 10: // killed when it looked for the next panel
				t.Logf("killed before each of %d statements", n)
				return
			case !maps.Equal(found, nothing):
				t.Fatalf("killed before statement %d it leaves %v", n, found)
			}
		}
	})
}
