package mail_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

// at fails the first try to this reader.
func at(i int, f mailtest.Fault) func(string, int) mailtest.Fault {
	return func(to string, try int) mailtest.Fault {
		if to == addressOf(i) && try == 1 {
			return f
		}
		return mailtest.Accept
	}
}

// inOrder queues a letter to each of n people that are due one after the other, and delivers them over one connection at a time.
func inOrder(t *testing.T, db *bun.DB, options mailtest.Options, n int) (*mail.Outbox, *mailtest.Sink, *mail.Worker) {
	t.Helper()
	o := newOutbox(db)
	queueMany(t, o, db, n)
	for i := range n {
		if _, err := db.NewUpdate().Table("mails").Set("due_at = ?", start.Add(time.Duration(i-n)*time.Second)).Where("address = ?", addressOf(i)).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	s := sink(t, options)
	w := worker(o, transport(t, s.URL()))
	w.Connections = 1
	return o, s, w
}

// states are those of the mails in the order of the readers, with the number of tries behind those that took more than one.
func statesOf(t *testing.T, db *bun.DB) []string {
	t.Helper()
	var mails []mail.Mail
	if err := db.NewSelect().Model(&mails).Order("address").Scan(ctx); err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, m := range mails {
		states = append(states, m.State)
		if m.Attempts > 1 {
			states[len(states)-1] += fmt.Sprint(m.Attempts)
		}
	}
	return states
}

func repeated(state string, n int) []string { return slices.Repeat([]string{state}, n) }

func TestTheOutcomesOfAWindowAreMatchedToTheirMails(t *testing.T) {
	const n = 12
	sent := func(around ...string) []string {
		return slices.Concat(repeated(mail.Sent, 5), around, repeated(mail.Sent, n-5-len(around)))
	}
	for _, one := range []struct {
		name    string
		options mailtest.Options
		want    []string
	}{
		{"4xx to a recipient", mailtest.Options{Fault: at(5, mailtest.RefuseForNow)}, sent(mail.Retry)},
		{"5xx to a recipient", mailtest.Options{Fault: at(5, mailtest.RefuseForGood)}, sent(mail.Dead)},
		{"4xx to a content", mailtest.Options{Fault: at(5, mailtest.RefuseDataNow)}, sent(mail.Retry)},
		{"5xx to a content", mailtest.Options{Fault: at(5, mailtest.RefuseDataGood)}, sent(mail.Dead)},
		{"5xx to a sender", mailtest.Options{Sender: sixth(mailtest.RefuseForGood)}, sent(mail.Dead)},
		{"5xx to a recipient of a strict server", mailtest.Options{Fault: at(5, mailtest.RefuseForGood), Strict: true}, sent(mail.Dead)},
		{"421 to a recipient", mailtest.Options{Fault: at(5, mailtest.Goodbye)}, sent(mail.Retry)},
		{"421 between two mails", mailtest.Options{Sender: sixth(mailtest.Goodbye)}, sent()},
	} {
		t.Run(one.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				for _, server := range servers {
					one.options.NoChunking, one.options.NoPipelining = server.options.NoChunking, server.options.NoPipelining
					_, s, w := inOrder(t, db, one.options, n)
					if handled := deliver(t, w, start); handled != n {
						t.Errorf("%s: %d handled", server.name, handled)
					}
					if got := statesOf(t, db); !slices.Equal(got, one.want) {
						t.Errorf("%s: %v", server.name, got)
					}
					for id, times := range s.ByMessageID() {
						if times > 1 {
							t.Errorf("%s: %s arrived %d times", server.name, id, times)
						}
					}
					forget(t, db)
				}
			})
		})
	}
}

func sixth(f mailtest.Fault) func(int) mailtest.Fault {
	return func(nth int) mailtest.Fault {
		if nth == 6 {
			return f
		}
		return mailtest.Accept
	}
}

func TestWhatWasWrittenBehindALostMailIsUnknownAndRepeated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		_, s, w := inOrder(t, db, mailtest.Options{Fault: at(3, mailtest.DropAfter)}, 10)
		deliver(t, w, start)
		got := statesOf(t, db)
		settled := []string{mail.Sent, mail.Unknown, mail.Retry} // to try again: one of which nothing had left when the connection fell away
		if !slices.Equal(got[:4], []string{mail.Sent, mail.Sent, mail.Sent, mail.Unknown}) || slices.ContainsFunc(got, func(s string) bool { return !slices.Contains(settled, s) }) {
			t.Fatalf("%v", got)
		}
		deliver(t, w, start.Add(later))
		if got := s.ByRecipient(); len(got) != 10 || got[addressOf(3)] != 2 {
			t.Fatalf("%v", got)
		}
		for i, state := range statesOf(t, db) {
			if state != mail.Sent && state != mail.Sent+"2" || i < 3 && state != mail.Sent || s.ByRecipient()[addressOf(i)] != 1 && i != 3 {
				t.Fatalf("%d is %s", i, state)
			}
		}
	})
}

// A window's worth of mails at most may have arrived without anybody knowing: what is written next waits for the outcomes.
func TestNoMailIsWrittenWhileAWindowOfOutcomesIsNotDurable(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				most := 0
				options := server.options
				var o *mail.Outbox
				var arrived int
				options.Fault = func(string, int) mailtest.Fault {
					arrived++
					by, err := o.Counts(context.Background())
					if err != nil {
						t.Error(err)
					}
					most = max(most, arrived-by[mail.Sent])
					return mailtest.Accept
				}
				o = newOutbox(db)
				queueMany(t, o, db, 60)
				s := sink(t, options)
				w := worker(o, transport(t, s.URL()))
				w.Connections = 1
				deliver(t, w, start)
				if window := map[string]int{"plain": 1}[server.name]; window == 1 && most > 1 || most > 16 {
					t.Fatalf("%d were written without a durable outcome", most)
				}
			})
		})
	}
}

func TestAConnectionCarriesSoManyMailsAndIsReplaced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for _, server := range servers {
			_, s, w := inOrder(t, db, server.options, 25)
			w.PerConnection = 10
			deliver(t, w, start)
			if s.Connections() != 3 || len(s.ByRecipient()) != 25 {
				t.Errorf("%s: %d connections for %d mails", server.name, s.Connections(), len(s.ByRecipient()))
			}
			forget(t, db)
		}
	})
}

func TestWhileMailIsPausedOrItIsLateOnlySignInGoesOut(t *testing.T) {
	for name, closed := range map[string]func(s *mail.Sender){
		"paused": func(s *mail.Sender) { s.Paused = "teruggezette reservekopie" },
		"late":   func(s *mail.Sender) { s.Hours = mail.Hours{From: 19, Until: 20, Zone: time.UTC} },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				o := newOutbox(db)
				now := sender
				o.Sender = func(context.Context, bun.IDB) (mail.Sender, error) { return now, nil }
				o.Register(mail.KindSignIn, mail.OneByOne(func(context.Context, bun.IDB, *mail.Mail) (mail.Letter, error) {
					return mail.SignIn{URL: "https://klantpanel.gemeente.example/x", Minutes: 10}, nil
				}))
				queueMany(t, o, db, 3)
				jan := person(t, db, "Jan", "jan@gemeente.example")
				if _, err := o.Queue(ctx, db, mail.Draft{Kind: mail.KindSignIn, Subject: uuid.New(), To: jan}); err != nil {
					t.Fatal(err)
				}
				closed(&now)
				s := sink(t, mailtest.Options{})
				w := worker(o, transport(t, s.URL()))
				if n := deliver(t, w, start); n != 1 || s.ByRecipient()[jan.Address] != 1 {
					t.Fatalf("%d handled, %v", n, s.ByRecipient())
				}
				wantCounts(t, o, map[string]int{mail.Sent: 1, mail.Queued: 3})
				now = sender
				deliver(t, w, start)
				wantCounts(t, o, map[string]int{mail.Sent: 4})
			})
		})
	}
}

func TestASuppressedAddressGetsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		o, s, w := inOrder(t, db, mailtest.Options{}, 3)
		if err := o.Suppress(ctx, db, addressOf(1), "550 onbekend", nil); err != nil {
			t.Fatal(err)
		}
		if n := deliver(t, w, start); n != 3 {
			t.Fatalf("%d handled", n)
		}
		if got := statesOf(t, db); !slices.Equal(got, []string{mail.Sent, mail.Suppressed, mail.Sent}) || s.Tries(addressOf(1)) != 0 {
			t.Fatalf("%v", got)
		}
		var m mail.Mail
		if err := db.NewSelect().Model(&m).Where("address = ?", addressOf(1)).Scan(ctx); err != nil || m.Error != "550 onbekend" || m.Attempts != 0 {
			t.Fatalf("%+v, %v", m, err)
		}
		if tries, err := o.Tries(ctx, m.ID); err != nil || len(tries) != 1 || tries[0].State != mail.Suppressed {
			t.Fatalf("%+v, %v", tries, err)
		}
	})
}
