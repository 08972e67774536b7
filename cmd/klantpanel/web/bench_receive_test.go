package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/valyala/fasthttp"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// turns is how often what is measured and what it stands beside take turns: a machine that others share is not as fast all the time.
const turns = 10

// BenchmarkReceive sends what colleagues say by links, each from an address of their own, over HTTP on keep-alive connections. In turns the
// same number goes to a bare handler with one INSERT, for a figure means something only beside that one.
func BenchmarkReceive(b *testing.B) { dbtest.EachBench(b, benchmarkReceive) }

func benchmarkReceive(b *testing.B, db *bun.DB) {
	c := newColleagues(b, db)
	bare := c.bare(b)
	for _, way := range []struct {
		name   string
		status int
		mode   string
	}{
		{"script", fiber.StatusNoContent, "cors"}, // as the page's script sends it
		{"page", fiber.StatusOK, "navigate"},      // as a browser without scripts does; the answer is a page
	} {
		b.Run(way.name+"/32-clients", func(b *testing.B) {
			b.StopTimer()
			before := c.received(b)
			var took []time.Duration
			var least time.Duration
			for turn := range turns {
				n := b.N*(turn+1)/turns - b.N*turn/turns
				start := time.Now()
				bare.send(b, n, manyClients)
				least += time.Since(start)
				forms := load{c.server, way.status, c.forms(n, way.mode)}
				b.StartTimer()
				took = append(took, forms.send(b, n, manyClients)...)
				b.StopTimer()
			}
			if got := c.received(b) - before; got != b.N {
				b.Fatalf("%d forms were sent and %d contributions are there", b.N, got)
			}
			reportTimes(b, took)
			ours := b.Elapsed()
			b.ReportMetric(float64(b.N)/ours.Seconds(), "contributions/s")
			b.ReportMetric(float64(b.N)/least.Seconds(), "bare/s")
			b.ReportMetric(100*least.Seconds()/ours.Seconds(), "of-bare-%")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// colleagues are those of forty ambassadors while a round collects.
type colleagues struct {
	*archive
	server net.Listener
	links  []panel.Link
	keys   []*Request // of each link, to seal forms by
	sent   uint32
}

func newColleagues(b *testing.B, db *bun.DB) *colleagues {
	b.Helper()
	c := &colleagues{archive: &archive{Waterveld: paneltest.New(b, db), db: db}, server: listen(b)}
	c.hire(b)
	c.collecting = c.OpenRound(b)
	s := serveSite(b, db, c.Waterveld, func(s *Server) {
		s.BaseURL = "http://" + c.server.Addr().String()
		s.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
		s.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	go s.server.Listen(c.server)
	b.Cleanup(func() { s.server.Shutdown(context.Background()) })
	o, err := c.Store.Organisation(context.Background(), db)
	fatal(b, err)
	fatal(b, db.NewSelect().Model(&c.links).Where("l.cycle_id = ?", c.collecting.ID).Scan(context.Background()))
	for _, l := range c.links {
		c.keys = append(c.keys, &Request{Server: s.server, Organisation: o, things: things{link: l}})
	}
	return c
}

// forms are what the next colleagues send, each from an address that nobody else has.
func (c *colleagues) forms(n int, mode string) func(int) *fasthttp.Request {
	forms := make([]*fasthttp.Request, n)
	for i := range forms {
		c.sent++
		by := c.keys[int(c.sent)%len(c.keys)]
		key := by.sealKey(colleagueKey{dialogue.NewReceiptCode(), c.Clock.Now().Add(-time.Minute)})
		form := &fasthttp.Request{}
		form.Header.SetMethod(fiber.MethodPost)
		form.Header.SetContentType(fiber.MIMEApplicationForm)
		form.Header.Set(fiber.HeaderAcceptEncoding, "gzip, deflate, br")
		form.Header.Set("Sec-Fetch-Site", "same-origin")
		form.Header.Set("Sec-Fetch-Mode", mode)
		form.Header.Set(fiber.HeaderXForwardedFor, fmt.Sprintf("10.%d.%d.%d", byte(c.sent>>16), byte(c.sent>>8), byte(c.sent)))
		form.SetRequestURI(by.BaseURL + panel.LinkPath(by.link.Code))
		form.SetBodyString(colleagueKeyField + "=" + key + "&text.unasked=De+printer+op+de+gang+is+altijd+leeg.")
		forms[i] = form
	}
	var next atomic.Int64
	return func(int) *fasthttp.Request { return forms[next.Add(1)-1] }
}

func (c *colleagues) received(b *testing.B) int {
	b.Helper()
	round, err := c.Store.Cycle(context.Background(), c.collecting.ID)
	fatal(b, err)
	return round.Contributions
}

// bare is the least that taking a contribution can cost: a handler with one INSERT.
func (c *colleagues) bare(b *testing.B) load {
	b.Helper()
	_, err := c.db.ExecContext(context.Background(), "CREATE TABLE IF NOT EXISTS said (id text PRIMARY KEY, text text NOT NULL)")
	fatal(b, err)
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	app.Post("/", func(f *fiber.Ctx) error {
		_, err := c.db.ExecContext(f.UserContext(), "INSERT INTO said (id, text) VALUES (?, ?)", uuid.NewString(), f.FormValue("text"))
		return err
	})
	ln := listen(b)
	go app.Listener(ln)
	b.Cleanup(func() { app.Shutdown() })
	form := &fasthttp.Request{}
	form.Header.SetMethod(fiber.MethodPost)
	form.Header.SetContentType(fiber.MIMEApplicationForm)
	form.SetRequestURI("http://" + ln.Addr().String() + "/")
	form.SetBodyString("text=De+printer+op+de+gang+is+altijd+leeg.")
	return load{ln, fiber.StatusOK, func(int) *fasthttp.Request { return form }}
}
