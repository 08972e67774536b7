package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/valyala/fasthttp"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const manyClients = 32

// BenchmarkArchive asks the real server over HTTP, on keep-alive connections, with 100,000 contributions in the database.
func BenchmarkArchive(b *testing.B) { dbtest.EachBench(b, benchmarkArchive) }

func benchmarkArchive(b *testing.B, db *bun.DB) {
	a := newArchive(b, db)
	ln := listen(b)
	s := serveSite(b, db, a.Waterveld, func(s *Server) {
		s.BaseURL = "http://" + ln.Addr().String()
		s.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	})
	go s.server.Listen(ln)
	b.Cleanup(func() { s.server.Shutdown(context.Background()) })
	for _, page := range []struct {
		name   string
		reader panel.Person
		path   string
	}{
		{"start-coordinator", a.Joris, "/"},
		{"start-responder", a.Sanne, "/"},
		{"inbox", a.Sanne, "/inbox"},
		{"board", a.Joris, "/cycles/" + a.answering.ID.String() + "/board"},
		{"round", a.Joris, "/cycles/" + a.answering.ID.String()},
		{"item", a.Joris, "/items/" + a.newest(b, "items")},
		{"digest", a.Fatma, "/digests/" + a.newest(b, "digests")},
		{"archive", a.Wim, "/digests"},
		{"services", a.Wim, "/services"},
		{"overview", a.Anton, "/overview"},
		{"coverage", a.Joris, "/panels/" + a.Panel.ID.String() + "/coverage"},
		{"constituency", a.people[0], "/constituency"},
		{"panel-form", a.Ineke, "/panels/" + a.Panel.ID.String() + "/edit"}, // the heaviest over the wire
		{"people", a.Ineke, "/people"},
		{"mail-log", a.Ineke, "/settings/mail"},
		{"contribute-form", a.Fatma, "/cycles/" + a.collecting.ID.String() + "/contribute"},
		{"start-ambassador", a.Fatma, "/"},
		{"start-manager", a.Anton, "/"},
		{"start-administrator", a.Ineke, "/"},
	} {
		s.as(page.reader).get(page.path).is(fiber.StatusOK)
		b.Run(page.name, func(b *testing.B) {
			get := s.request(page.reader, fiber.MethodGet, page.path)
			next := func(int) *fasthttp.Request { return get }
			b.Run("1-client", func(b *testing.B) { load{ln, fiber.StatusOK, next}.run(b, 1) })
			b.Run("32-clients", func(b *testing.B) { load{ln, fiber.StatusOK, next}.run(b, manyClients) })
		})
	}
	b.Run("contribute/32-clients", func(b *testing.B) { benchmarkContribute(b, s, a, ln) })
	b.Run("contribute-limit/32-clients", func(b *testing.B) { benchmarkLimit(b, db) })
}

// newest is the last row of a table.
func (a *archive) newest(b *testing.B, table string) string {
	b.Helper()
	var id uuid.UUID
	fatal(b, a.db.NewSelect().Table(table).Column("id").Order("id DESC").Limit(1).Scan(context.Background(), &id))
	return id.String()
}

// benchmarkContribute sends forms of ambassadors, each client signed in as one of them, and counts afterwards.
func benchmarkContribute(b *testing.B, s *site, a *archive, ln net.Listener) {
	path := "/cycles/" + a.collecting.ID.String() + "/contribute"
	var forms []*fasthttp.Request
	for i := range manyClients {
		forms = append(forms, s.request(a.people[i], fiber.MethodPost, path))
	}
	before := a.contributions(b)
	load{ln, fiber.StatusSeeOther, func(client int) *fasthttp.Request {
		forms[client].SetBodyString("_submission=" + uuid.NewString() + "&people.unasked=3&text.unasked=De+printer+op+de+gang+is+altijd+leeg.")
		return forms[client]
	}}.run(b, manyClients)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "contributions/s")
	if got := a.contributions(b) - before; got != b.N {
		b.Fatalf("%d contributions were sent and %d are there", b.N, got)
	}
}

func (a *archive) contributions(b *testing.B) int {
	c, err := a.Store.Cycle(context.Background(), a.collecting.ID)
	fatal(b, err)
	return c.Contributions
}

// benchmarkLimit is the least that taking a contribution can cost: a handler with one INSERT.
func benchmarkLimit(b *testing.B, db *bun.DB) {
	_, err := db.ExecContext(context.Background(), "CREATE TABLE IF NOT EXISTS said (id text PRIMARY KEY, text text NOT NULL)")
	fatal(b, err)
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	app.Post("/", func(c *fiber.Ctx) error {
		_, err := db.ExecContext(c.UserContext(), "INSERT INTO said (id, text) VALUES (?, ?)", uuid.NewString(), c.FormValue("text"))
		return err
	})
	ln := listen(b)
	go app.Listener(ln)
	b.Cleanup(func() { app.Shutdown() })
	form := fasthttp.AcquireRequest()
	form.Header.SetMethod(fiber.MethodPost)
	form.Header.SetContentType(fiber.MIMEApplicationForm)
	form.SetRequestURI("http://" + ln.Addr().String() + "/")
	form.SetBodyString("text=De+printer+op+de+gang+is+altijd+leeg.")
	load{ln, fiber.StatusOK, func(int) *fasthttp.Request { return form }}.run(b, manyClients)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "contributions/s")
}

// load is what clients ask of a server, and the status they expect.
type load struct {
	server net.Listener
	status int
	next   func(client int) *fasthttp.Request
}

// run sends b.N requests from so many clients, each waiting for its answer, and reports how long answers took.
func (l load) run(b *testing.B, clients int) {
	b.ResetTimer()
	took := l.send(b, b.N, clients)
	b.StopTimer()
	reportTimes(b, took)
	b.ReportMetric(0, "ns/op")
}

// send sends so many requests and gives how long each answer took.
func (l load) send(b *testing.B, requests, clients int) []time.Duration {
	http := &fasthttp.HostClient{Addr: l.server.Addr().String(), MaxConns: clients}
	defer http.CloseIdleConnections()
	took := make([][]time.Duration, clients)
	var sent, size atomic.Int64
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			for sent.Add(1) <= int64(requests) {
				l.next(client).CopyTo(req)
				start := time.Now()
				err := http.Do(req, res)
				took[client] = append(took[client], time.Since(start))
				if err != nil || res.StatusCode() != l.status {
					b.Errorf("answered %d, want %d: %v", res.StatusCode(), l.status, err)
					return
				}
				size.Store(int64(len(res.Body()))) // as compressed as it came
			}
		})
	}
	wg.Wait()
	if size.Load() > 0 {
		b.ReportMetric(float64(size.Load())/1000, "kB")
	}
	return slices.Concat(took...)
}

func reportTimes(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	if len(took) > 0 {
		b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
		b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	}
}

// request is what the browser of a reader who is signed in sends.
func (s *site) request(reader panel.Person, method, path string) *fasthttp.Request {
	req := &fasthttp.Request{}
	req.Header.SetMethod(method)
	req.SetRequestURI(s.server.BaseURL + path)
	for name, value := range s.as(reader).cookies {
		req.Header.SetCookie(name, value)
	}
	req.Header.Set(fiber.HeaderAcceptEncoding, "gzip, deflate, br")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == fiber.MethodPost {
		req.Header.SetContentType(fiber.MIMEApplicationForm)
	}
	return req
}

func listen(b *testing.B) net.Listener {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(b, err)
	return ln
}
