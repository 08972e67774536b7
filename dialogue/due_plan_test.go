package dialogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

// lookups keeps what a program looks for in its database.
type lookups struct{ queries []string }

func (l *lookups) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (l *lookups) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	if strings.HasPrefix(e.Query, "SELECT") {
		l.queries = append(l.queries, e.Query)
	}
}

func TestWhatIsLeftToDoOfRoundsIsFoundWithoutReadingAllThatEverWere(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, dbtest.SQLite(t)))
	made := &lookups{}
	h.db.AddQueryHook(made)
	for index, job := range map[string]func(context.Context, time.Time) error{
		"cycles_uncovered (covered_at=?)":                h.CoverDue,
		"cycles_unproposed (proposed_at=?)":              h.ProposeDue,
		"cycles_to_mix":                                  h.MixDue,
		"digests_incomplete (state=? AND complete_at=?)": h.SendDigests,
		"digests_unreported (state=? AND reported_at=?)": h.ReportBackDue,
	} {
		made.queries = nil
		ok(t, job(context.Background(), h.clock.Now()))
		var plans []string
		for _, query := range made.queries {
			plans = append(plans, h.plan(t, query))
		}
		if all := strings.Join(plans, "\n"); !strings.Contains(all, index) {
			t.Errorf("SQLite doesn't take %s:\n%s", index, all)
		}
	}
}

// plan is how SQLite answers a query.
func (h *house) plan(t testing.TB, query string) string {
	t.Helper()
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	ok(t, h.db.NewRaw("EXPLAIN QUERY PLAN "+query).Scan(context.Background(), &steps))
	details := make([]string, len(steps))
	for i, step := range steps {
		details[i] = step.Detail
	}
	return strings.Join(details, "; ")
}
