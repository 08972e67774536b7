package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"go.uber.org/goleak"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
)

// cutter has the server cut a connection off, once: right after a statement with words in it, in the middle of its transaction.
type cutter struct {
	db    *bun.DB
	words string
	cut   atomic.Bool
}

func (c *cutter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *cutter) AfterQuery(ctx context.Context, e *bun.QueryEvent) {
	if strings.HasPrefix(e.Query, "INSERT") && strings.Contains(e.Query, c.words) && c.cut.CompareAndSwap(false, true) {
		c.db.NewRaw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE ?", "%"+c.words+"%").Exec(ctx)
	}
}

func TestWhatIsCutOffIsAcknowledgedToNobodyAndCountsOnceWhenItComesAgain(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	link := h.link(t, c, h.Fatma)
	cut := &cutter{db: h.db, words: "De lift " + uuid.NewString()}
	h.db.AddQueryHook(cut)
	codes := make([]dialogue.ReceiptCode, 40)
	for i := range codes {
		codes[i] = dialogue.NewReceiptCode()
	}
	send := func() (acknowledged []dialogue.ReceiptCode) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i, code := range codes {
			wg.Go(func() {
				if _, err := h.Receive(ctx, link, code, unasked(fmt.Sprintf("%s hangt scheef, zegt %d.", cut.words, i))); err == nil {
					mu.Lock()
					defer mu.Unlock()
					acknowledged = append(acknowledged, code)
				}
			})
		}
		wg.Wait()
		return acknowledged
	}
	sent := send()
	if there := h.submissions(t); !cut.cut.Load() || len(sent) == len(codes) || there != len(sent) {
		t.Errorf("%d of %d were acknowledged and %d are there; cut off: %t", len(sent), len(codes), there, cut.cut.Load())
	}
	if again := send(); len(again) != len(codes) || h.submissions(t) != len(codes) {
		t.Errorf("the second time %d were acknowledged and %d are there, want all %d", len(again), h.submissions(t), len(codes))
	}
	h.healthy(t)
}

func (h *house) submissions(t testing.TB) int {
	t.Helper()
	n, err := h.db.NewSelect().Table("submissions").Count(context.Background())
	ok(t, err)
	return int(n)
}

func TestTheWriterEndsWhenNothingWaits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		link := h.link(t, c, h.Fatma)
		before := goleak.IgnoreCurrent()
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := h.Receive(gone, link, dialogue.NewReceiptCode(), unasked("Koffie op")); err == nil {
			t.Error("somebody who was gone was told that it is there")
		}
		h.flood(t, c, link, 3)
		goleak.VerifyNone(t, before)
		h.healthy(t)
	})
}
