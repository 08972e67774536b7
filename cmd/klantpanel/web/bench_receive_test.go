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

// BenchmarkReceive sends what colleagues say by links, each from an address of their own, over HTTP on keep-alive connections. The same
// number goes to a bare handler with one INSERT just before, for a figure means something only beside that one.
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
			bare.run(b, manyClients)
			least := float64(b.N) / b.Elapsed().Seconds()
			before := c.received(b)
			b.StartTimer()
			load{c.server, way.status, func(client int) *fasthttp.Request { return c.form(client, way.mode) }}.run(b, manyClients)
			reached := float64(b.N) / b.Elapsed().Seconds()
			if got := c.received(b) - before; got != b.N {
				b.Fatalf("%d forms were sent and %d contributions are there", b.N, got)
			}
			b.ReportMetric(reached, "contributions/s")
			b.ReportMetric(least, "bare/s")
			b.ReportMetric(100*reached/least, "of-bare-%")
		})
	}
}

// colleagues are those of forty ambassadors while a round collects.
type colleagues struct {
	*archive
	server net.Listener
	links  []panel.Link
	keys   []*Request // of each link, to seal forms by
	forms  []*fasthttp.Request
	sent   atomic.Uint32
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
	for range manyClients {
		form := &fasthttp.Request{}
		form.Header.SetMethod(fiber.MethodPost)
		form.Header.SetContentType(fiber.MIMEApplicationForm)
		form.Header.Set(fiber.HeaderAcceptEncoding, "gzip, deflate, br")
		form.Header.Set("Sec-Fetch-Site", "same-origin")
		c.forms = append(c.forms, form)
	}
	return c
}

// form is what the next colleague sends, from an address that nobody else has.
func (c *colleagues) form(client int, mode string) *fasthttp.Request {
	n := c.sent.Add(1)
	by := c.keys[int(n)%len(c.keys)]
	key := by.sealKey(colleagueKey{dialogue.NewReceiptCode(), c.Clock.Now().Add(-time.Minute)})
	form := c.forms[client]
	form.SetRequestURI(by.BaseURL + panel.LinkPath(by.link.Code))
	form.Header.Set("Sec-Fetch-Mode", mode)
	form.Header.Set(fiber.HeaderXForwardedFor, fmt.Sprintf("10.%d.%d.%d", byte(n>>16), byte(n>>8), byte(n)))
	form.SetBodyString(colleagueKeyField + "=" + key + "&text.unasked=De+printer+op+de+gang+is+altijd+leeg.")
	return form
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
