package mail_test

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	gomail "github.com/wneessen/go-mail"

	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations/dbtest"
)

const benchConnections = 8

// links are the servers that mail is sent to: one that offers everything, one without CHUNKING, one at the end of a slow link.
var links = []struct{ name, settings string }{{"chunking", "chunking"}, {"pipelining", ""}, {"5ms", "chunking 5ms"}}

// benchDigest is a digest whose mails are about 10 kB.
func benchDigest() mail.Digest {
	letters := mail.Examples("nl")
	digest := letters[slices.IndexFunc(letters, func(l mail.Letter) bool { return l.Kind() == mail.KindDigest })].(mail.Digest)
	digest.Sections = digest.Sections[:1]
	return digest
}

// BenchmarkGoMail is go-mail as it comes, with the same letters and no database beside it: what a program without an outbox reaches.
func BenchmarkGoMail(b *testing.B) { benchmarkGoMail(b, rendered) }

// BenchmarkGoMailSame hands go-mail the very same text for everybody: as quick as it can be, and no letter says to whom it is.
func BenchmarkGoMailSame(b *testing.B) {
	same, err := rendered(0)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkGoMail(b, func(int) (mail.Rendered, error) { return same, nil })
}

// rendered is the digest to one reader by html/template.
func rendered(i int) (mail.Rendered, error) {
	return mail.Render(benchDigest(), "nl", mail.Envelope{Sender: sender, Name: "Sanne Jansen", Unsubscribe: sender.BaseURL + "/unsubscribe/" + addressOf(i)})
}

func benchmarkGoMail(b *testing.B, letter func(i int) (mail.Rendered, error)) {
	for _, link := range links {
		b.Run(link.name, func(b *testing.B) {
			server := startReceiver(b, link.settings)
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range benchConnections {
				wg.Go(func() {
					if err := sendByGoMail(server, letter, &next, b.N); err != nil {
						b.Error(err)
					}
				})
			}
			wg.Wait()
			report(b, server, b.N)
		})
	}
}

func sendByGoMail(server receiver, letter func(i int) (mail.Rendered, error), next *atomic.Int64, n int) error {
	host, port, _ := strings.Cut(server.address, ":")
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(host, gomail.WithPort(number), gomail.WithTLSPolicy(gomail.NoTLS))
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	defer client.Close()
	for {
		i := next.Add(1)
		if i > int64(n) {
			return nil
		}
		rendered, err := letter(int(i))
		if err != nil {
			return err
		}
		m := gomail.NewMsg()
		if err := m.FromFormat(sender.Name, sender.Address); err != nil {
			return err
		}
		if err := m.To(addressOf(int(i))); err != nil {
			return err
		}
		m.Subject(rendered.Subject)
		m.SetBodyString(gomail.TypeTextPlain, rendered.Text)
		m.AddAlternativeString(gomail.TypeTextHTML, rendered.HTML)
		if err := client.Send(m); err != nil {
			return err
		}
	}
}

// BenchmarkDeliver sends a digest from the outbox, every outcome durable.
func BenchmarkDeliver(b *testing.B) { dbtest.EachBench(b, benchmarkDeliver) }

func benchmarkDeliver(b *testing.B, db *bun.DB) {
	for _, link := range links {
		b.Run(link.name, func(b *testing.B) {
			server := startReceiver(b, link.settings)
			o := benchOutbox(b, db, b.N)
			transport, err := mail.ParseSMTP("smtp://" + server.address)
			if err != nil {
				b.Fatal(err)
			}
			w := &mail.Worker{Outbox: o, Transport: transport, Connections: benchConnections, Holder: "bench-" + uuid.NewString(), Log: slog.New(slog.DiscardHandler)}
			runtime.GC()
			mailtest.ForgetPeak()
			b.ResetTimer()
			handled, err := w.Deliver(ctx, start.Add(time.Hour))
			if err != nil || handled != b.N {
				b.Fatalf("%d of %d: %v", handled, b.N, err)
			}
			report(b, server, b.N)
			sent, err := db.NewSelect().Table("mails").Where("state = 'sent'").Count(ctx)
			if err != nil || int(sent) != b.N {
				b.Fatalf("%d of %d are recorded: %v", sent, b.N, err)
			}
		})
	}
}

// benchOutbox has a digest queued to so many people.
func benchOutbox(b *testing.B, db *bun.DB, n int) *mail.Outbox {
	b.Helper()
	if _, err := db.NewDelete().Table("mails").Where("1 = 1").Exec(ctx); err != nil {
		b.Fatal(err)
	}
	o := &mail.Outbox{DB: db, Clock: func() time.Time { return start },
		Sender: func(context.Context, bun.IDB) (mail.Sender, error) { return sender, nil }}
	digest := benchDigest()
	o.Register(mail.KindDigest, mail.OneByOne(func(context.Context, bun.IDB, *mail.Mail) (mail.Letter, error) { return digest, nil }))
	subject := uuid.New()
	const step = 1000
	for from := 0; from < n; from += step {
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			var drafts []mail.Draft
			for i := from; i < min(n, from+step); i++ {
				drafts = append(drafts, mail.Draft{Kind: mail.KindDigest, Subject: subject, To: benchPerson(b, tx, i)})
			}
			_, err := o.Queue(ctx, tx, drafts...)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return o
}

// benchPerson is made once and stays for the next size.
func benchPerson(b *testing.B, tx bun.IDB, i int) mail.Recipient {
	id := uuid.NewSHA1(uuid.Nil, []byte(addressOf(i)))
	_, err := tx.NewRaw("INSERT INTO people (id, email, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", id, addressOf(i), "Sanne Jansen", start).Exec(ctx)
	if err != nil {
		b.Fatal(err)
	}
	return mail.Recipient{PersonID: id, Name: "Sanne Jansen", Address: addressOf(i), Language: "nl"}
}

func report(b *testing.B, server receiver, n int) {
	b.Helper()
	b.StopTimer()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "mails/s")
	b.ReportMetric(mailtest.Peak(os.Getpid()), "peak-MB")
	mails, size := server.count(b)
	if mails != n {
		b.Fatalf("%d were sent and %d arrived", n, mails)
	}
	b.ReportMetric(float64(size)/float64(mails)/1024, "kB")
}
