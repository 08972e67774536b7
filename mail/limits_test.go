package mail_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

// watch is a clock on which waiting is done at once.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watch) After(d time.Duration) <-chan time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
	c := make(chan time.Time, 1)
	c <- w.now
	return c
}

// timed notes when the watch said a mail to each address was tried.
func timed(w *watch) (func(string, int) mailtest.Fault, map[string]time.Duration) {
	at := map[string]time.Duration{}
	var mu sync.Mutex
	return func(to string, _ int) mailtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		at[to] = w.Now().Sub(start)
		return mailtest.Accept
	}, at
}

func TestSoManyMailsGoOutInASecondAtMost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		clock := &watch{now: start}
		fault, at := timed(clock)
		o, _, w := inOrder(t, db, mailtest.Options{Fault: fault}, 45)
		w.Limits, w.Watch = mail.Limits{PerSecond: 10}, mail.Watch{Now: clock.Now, After: clock.After}
		deliver(t, w, start)
		wantCounts(t, o, map[string]int{mail.Sent: 45})
		for second := range 6 {
			n := 0
			for _, when := range at {
				if when >= time.Duration(second)*time.Second && when < time.Duration(second+1)*time.Second {
					n++
				}
			}
			if n > 11 { // one that could go at the end of the second before
				t.Errorf("%d in second %d", n, second)
			}
		}
		if took := clock.Now().Sub(start); took < 4*time.Second || took > 5*time.Second {
			t.Errorf("45 mails at 10 a second took %v", took)
		}
	})
}

func TestADomainAtItsLimitDoesNotHoldUpTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		clock := &watch{now: start}
		fault, at := timed(clock)
		o := newOutbox(db)
		var drafts []mail.Draft
		subject := uuid.New()
		for i := range 60 {
			domain := "traag.example"
			if i >= 40 { // behind all of those
				domain = fmt.Sprintf("kantoor%02d.example", i)
			}
			drafts = append(drafts, mail.Draft{Kind: "outcome", Subject: subject, To: person(t, db, "Noor", fmt.Sprintf("noor%02d@%s", i, domain))})
		}
		if _, err := o.Queue(ctx, db, drafts...); err != nil {
			t.Fatal(err)
		}
		s := sink(t, mailtest.Options{Fault: fault})
		w := worker(o, transport(t, s.URL()))
		w.Connections, w.Limits, w.Watch = 1, mail.Limits{PerDomain: 2}, mail.Watch{Now: clock.Now, After: clock.After}
		now := start
		for len(at) < 60 && now.Before(start.Add(time.Minute)) {
			deliver(t, w, now)
			for to, when := range at {
				if to[len("noor00@"):] != "traag.example" && when > time.Second {
					t.Fatalf("%s waited %v", to, when)
				}
			}
			var next time.Time
			err := db.NewSelect().Table("mails").Column("due_at").Where("state = 'queued'").Order("due_at").Limit(1).Scan(ctx, &next)
			if err != nil {
				break // none is left
			}
			if next.After(now) {
				clock.After(max(0, next.Sub(clock.Now())))
				now = next
			}
		}
		wantCounts(t, o, map[string]int{mail.Sent: 60})
		if took := clock.Now().Sub(start); took < 19*time.Second || took > 26*time.Second {
			t.Fatalf("40 mails at 2 a second took %v", took)
		}
	})
}
