package mail_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

const later = 90 * time.Second // after the first delay, whatever its jitter

// servers are the ways in which a server takes mail.
var servers = []struct {
	name    string
	options mailtest.Options
}{
	{"chunking", mailtest.Options{}},
	{"pipelining", mailtest.Options{NoChunking: true}},
	{"plain", mailtest.Options{NoChunking: true, NoPipelining: true}},
}

func TestEachOutcomeOfATryIsWhatItIs(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				for _, one := range []struct {
					name          string
					fault         mailtest.Fault
					state, words  string
					accepted      int // by the server, at the first try
					acceptedAfter int // once it is repeated
				}{
					{"accepted", mailtest.Accept, mail.Sent, "", 1, 1},
					{"accepted and hung up", mailtest.AcceptAndHangUp, mail.Sent, "", 1, 1},
					{"4xx to the recipient", mailtest.RefuseForNow, mail.Retry, "451 4.7.1 greylisted", 0, 1},
					{"4xx after the dot", mailtest.RefuseDataNow, mail.Retry, "452 4.3.1 no space", 0, 1},
					{"5xx to the recipient", mailtest.RefuseForGood, mail.Dead, "550 5.1.1 no such user here", 0, 0},
					{"5xx after the dot", mailtest.RefuseDataGood, mail.Dead, "554 5.7.1 looks like spam", 0, 0},
					{"421 to the recipient", mailtest.Goodbye, mail.Retry, "421 4.3.2 closing down", 0, 1},
					{"hung up before DATA", mailtest.DropBefore, mail.Retry, "connection was lost", 0, 1},
					{"hung up in the middle of the content", mailtest.DropHalfway, mail.Unknown, "may have arrived", 0, 1},
					{"hung up after the dot", mailtest.DropAfter, mail.Unknown, "may have arrived", 1, 2},
					{"hung up after the dot, not accepted", mailtest.DropAndForget, mail.Unknown, "may have arrived", 0, 1},
					{"silence after the dot", mailtest.Silence, mail.Unknown, "may have arrived", 1, 2},
				} {
					if server.name == "chunking" && one.fault == mailtest.DropBefore {
						one.state, one.words = mail.Unknown, "may have arrived" // the content followed at once
					}
					t.Run(one.name, func(t *testing.T) {
						options := server.options
						options.Fault = firstTime(one.fault)
						outcomeOfATry(t, db, options, one.state, one.words, one.accepted, one.acceptedAfter)
					})
				}
			})
		})
	}
}

func outcomeOfATry(t *testing.T, db *bun.DB, options mailtest.Options, state, words string, accepted, acceptedAfter int) {
	o := newOutbox(db)
	s := sink(t, options)
	smtp := transport(t, s.URL())
	smtp.Final = time.Second
	queueMany(t, o, db, 1)
	defer forget(t, db)
	w := worker(o, smtp)
	if n := deliver(t, w, start); n != 1 {
		t.Fatalf("%d handled", n)
	}
	m := only(t, db)
	if m.State != state || !strings.Contains(m.Error, words) || m.Attempts != 1 || m.LeasedBy != "" {
		t.Fatalf("%s %q after %d tries", m.State, m.Error, m.Attempts)
	}
	if m.State == mail.Sent && (m.Error != "" || !m.SentAt.Equal(start)) {
		t.Fatalf("sent at %v, error %q", m.SentAt, m.Error)
	}
	tries, err := o.Tries(ctx, m.ID)
	if err != nil || state == mail.Sent && len(tries) > 0 ||
		state != mail.Sent && (len(tries) != 1 || tries[0].State != state || tries[0].Words != m.Error || !tries[0].At.Equal(start)) {
		t.Fatalf("noted: %+v, %v", tries, err)
	}
	if got := s.ByMessageID()[m.MessageID]; got != accepted {
		t.Fatalf("accepted %d times, want %d", got, accepted)
	}
	if n := deliver(t, w, start.Add(30*time.Second)); n != 0 {
		t.Fatal("repeated without a delay")
	}
	deliver(t, w, start.Add(later))
	if got := s.ByMessageID()[m.MessageID]; got != acceptedAfter {
		t.Fatalf("accepted %d times in the end, want %d", got, acceptedAfter)
	}
	if got := len(s.ByMessageID()); got > 1 {
		t.Fatalf("%d different Message-IDs", got)
	}
}

// forget empties the outbox for the next case.
func forget(t *testing.T, db *bun.DB) {
	t.Helper()
	for _, table := range []string{"mails", "mail_addresses", "people"} {
		if _, err := db.NewDelete().Table(table).Where("true").Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAConnectionThatIsGoneBetweenTwoMailsCostsNoTry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		s := sink(t, mailtest.Options{Fault: always(mailtest.AcceptAndHangUp), NoChunking: true, NoPipelining: true})
		queueMany(t, o, db, 12)
		deliver(t, worker(o, transport(t, s.URL())), start)
		wantCounts(t, o, map[string]int{mail.Sent: 12})
		if tried, _ := db.NewSelect().Table("mails").Where("attempts <> 1").Count(ctx); tried != 0 {
			t.Fatalf("%d mails needed a second try", tried)
		}
	})
}

func TestTriesGrowApartAndEndAfterTwoDays(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	o := newOutbox(db)
	s := sink(t, mailtest.Options{Fault: always(mailtest.DropAndForget)})
	queueMany(t, o, db, 1)
	w := worker(o, transport(t, s.URL()))
	var waits []time.Duration
	now := start
	for only(t, db).State != mail.Dead {
		deliver(t, w, now)
		m := only(t, db)
		if m.State == mail.Unknown {
			waits = append(waits, m.DueAt.Sub(now))
			now = m.DueAt
		}
	}
	for i, about := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour} {
		if waits[i] < about*4/5 || waits[i] > about*6/5 {
			t.Errorf("wait %d is %v, want about %v", i+1, waits[i], about)
		}
	}
	if total := now.Sub(start); total < 40*time.Hour || total > 56*time.Hour {
		t.Errorf("given up after %v", total)
	}
	if m := only(t, db); !strings.Contains(m.Error, "given up after 16 tries") {
		t.Errorf("error %q", m.Error)
	}
	if ids := s.MessageIDs(addressOf(0)); len(ids) != 1 || ids[0] != only(t, db).MessageID {
		t.Errorf("%d different Message-IDs in %d tries", len(ids), s.Tries(addressOf(0)))
	}
}

func TestAServerThatCannotBeReachedCostsOneTry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 600)
		s := sink(t, mailtest.Options{})
		gone := transport(t, s.URL())
		s.Close()
		if _, err := worker(o, gone).Deliver(ctx, start); err == nil || !strings.Contains(err.Error(), "can't be reached") {
			t.Fatalf("error %v", err)
		}
		wantCounts(t, o, map[string]int{mail.Retry: 1, mail.Queued: 599})
		again := sink(t, mailtest.Options{})
		deliver(t, worker(o, transport(t, again.URL())), start.Add(later))
		wantCounts(t, o, map[string]int{mail.Sent: 600})
		if len(again.ByRecipient()) != 600 {
			t.Fatalf("%d recipients", len(again.ByRecipient()))
		}
	})
}

// limited lets only so many connections be open at once, as some servers do.
type limited struct {
	mail.Transport
	free chan struct{}
}

func (l limited) Dial(ctx context.Context) (mail.Connection, error) {
	select {
	case <-l.free:
		return l.Transport.Dial(ctx)
	default:
		return nil, errors.New("421 too many connections")
	}
}

func TestAServerThatAllowsOneConnectionGetsAllMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 30)
		free := make(chan struct{}, 1)
		free <- struct{}{}
		s := sink(t, mailtest.Options{})
		deliver(t, worker(o, limited{transport(t, s.URL()), free}), start)
		wantCounts(t, o, map[string]int{mail.Sent: 30})
	})
}

func TestTwoWorkersSendEachMailOnce(t *testing.T) {
	db := dbtest.Open(t, dbtest.Postgres(t))
	o := newOutbox(db)
	queueMany(t, o, db, 1000)
	s := sink(t, mailtest.Options{CountOnly: true})
	var wg sync.WaitGroup
	for range 2 {
		w := worker(o, transport(t, s.URL()))
		wg.Go(func() {
			if _, err := w.Deliver(ctx, start); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantCounts(t, o, map[string]int{mail.Sent: 1000})
	accepted := 0
	for _, n := range s.ByMessageID() {
		accepted += n
	}
	if accepted != 1000 || len(s.ByRecipient()) != 1000 {
		t.Fatalf("%d accepted for %d recipients", accepted, len(s.ByRecipient()))
	}
}

func TestADeadWorkersMailsMoveOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 3)
		_, err := db.NewUpdate().Table("mails").Set("state = 'sending', leased_by = 'dood', leased_until = ?", time.Now().UTC().Add(time.Minute)).Where("true").Exec(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s := sink(t, mailtest.Options{})
		w := worker(o, transport(t, s.URL()))
		if n := deliver(t, w, start); n != 0 {
			t.Fatal("took mails from a worker whose lease still holds")
		}
		if _, err := db.NewUpdate().Table("mails").Set("leased_until = ?", time.Now().UTC().Add(-time.Second)).Where("true").Exec(ctx); err != nil {
			t.Fatal(err)
		}
		deliver(t, w, start)
		wantCounts(t, o, map[string]int{mail.Sent: 3})
		if twice, _ := db.NewSelect().Table("mails").Where("attempts = 2").Count(ctx); twice != 3 {
			t.Fatalf("%d mails count the try of the dead worker", twice)
		}
	})
}

func TestNoSenderIsNeededWhileNothingIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 2)
		o.Clock = func() time.Time { return start.Add(-time.Hour) }
		o.Sender = func(context.Context, bun.IDB) (mail.Sender, error) { return mail.Sender{}, errors.New("not set up") }
		s := sink(t, mailtest.Options{})
		w := worker(o, transport(t, s.URL()))
		if n := deliver(t, w, start.Add(-time.Hour)); n != 0 {
			t.Fatalf("%d handled before any was due", n)
		}
		if _, err := w.Deliver(ctx, start); err == nil || !strings.Contains(err.Error(), "not set up") {
			t.Fatalf("error %v", err)
		}
		wantCounts(t, o, map[string]int{mail.Queued: 2}) // put back at once, untried
	})
}

func TestComposersMaySuppressOrFail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		o.Register("digest", mail.OneByOne(func(context.Context, bun.IDB, *mail.Mail) (mail.Letter, error) {
			return nil, mail.Suppress("wil geen u zei, wij deden meer")
		}))
		o.Register("routed", mail.OneByOne(func(context.Context, bun.IDB, *mail.Mail) (mail.Letter, error) {
			return nil, errors.New("het punt is\nonleesbaar")
		}))
		jan := person(t, db, "Jan", "jan@gemeente.example")
		for _, kind := range []string{"digest", "routed", "unheard_of"} {
			if _, err := o.Queue(ctx, db, mail.Draft{Kind: kind, Subject: uuid.New(), To: jan}); err != nil {
				t.Fatal(err)
			}
		}
		s := sink(t, mailtest.Options{})
		deliver(t, worker(o, transport(t, s.URL())), start)
		wantCounts(t, o, map[string]int{mail.Suppressed: 1, mail.Retry: 2})
		page, err := o.Log(ctx, mail.LogFilter{States: mail.Failing}, uuid.Nil, 10)
		failures := page.Mails
		if err != nil || len(failures) != 3 || failures[2].Error != "wil geen u zei, wij deden meer" || failures[1].Error != "composing: het punt is onleesbaar" {
			t.Fatalf("%+v, %v", failures, err)
		}
	})
}

func TestStoppingPutsTheRestBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o := newOutbox(db)
		queueMany(t, o, db, 50)
		ctx, stop := context.WithCancel(context.Background())
		s := sink(t, mailtest.Options{Fault: func(to string, _ int) mailtest.Fault {
			if to == addressOf(10) {
				stop()
			}
			return mailtest.Accept
		}})
		if _, err := worker(o, transport(t, s.URL())).Deliver(ctx, start); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		by, err := o.Counts(context.Background())
		if err != nil || by[mail.Sent] != len(s.ByRecipient()) || by[mail.Sent]+by[mail.Queued] != 50 {
			t.Fatalf("%v, %d accepted, %v", by, len(s.ByRecipient()), err)
		}
	})
}

func TestNoMailIsEverUnaccountedFor(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) { unaccountedFor(t, db, server.options, seed(t)) })
		})
	}
}

// seed is by chance, and printed; KLANTPANEL_TEST_SEED repeats a run.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("seed: KLANTPANEL_TEST_SEED=%d", n)
	return n
}

func unaccountedFor(t *testing.T, db *bun.DB, options mailtest.Options, seed uint64) {
	o := newOutbox(db)
	const people = 200
	queueMany(t, o, db, people)
	chance := mailtest.Seeded(seed, 30, 20, 5)
	options.Fault = func(to string, try int) mailtest.Fault {
		if strings.HasSuffix(to, "5@gemeente.example") { // now and then, in the middle of a delivery
			wantSum(t, o, people)
		}
		return chance(to, try)
	}
	s := sink(t, options)
	w := worker(o, transport(t, s.URL()))
	for now := start; now.Before(start.Add(60 * time.Hour)); now = now.Add(time.Hour) {
		deliver(t, w, now)
		wantSum(t, o, people)
	}
	by, err := o.Counts(ctx)
	if err != nil || by[mail.Sent]+by[mail.Dead] != people || by[mail.Dead] == 0 || by[mail.Dead] > people/4 {
		t.Fatalf("in the end: %v, %v", by, err)
	}
	if found, err := mail.Check(ctx, db); err != nil || len(found) > 0 {
		t.Fatalf("doctor: %v, %v", found, err)
	}
	var mails []mail.Mail
	if err := db.NewSelect().Model(&mails).Scan(ctx); err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if ids := s.MessageIDs(m.Address); len(ids) > 1 {
			t.Fatalf("%s got different Message-IDs: %v", m.Address, ids)
		}
		if (m.State == mail.Sent) && s.ByMessageID()[m.MessageID] == 0 {
			t.Fatalf("%s is sent, and the server doesn't hold it", m.Address)
		}
	}
}

func wantSum(t *testing.T, o *mail.Outbox, want int) {
	t.Helper()
	by, err := o.Counts(ctx)
	sum := 0
	for _, n := range by {
		sum += n
	}
	if err != nil || sum != want {
		t.Errorf("states add up to %d, want %d; %v", sum, want, err)
	}
}
