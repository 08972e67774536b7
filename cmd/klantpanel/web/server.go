package web

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

const (
	maxBody         = 1 << 20          // bytes of a form
	requestDeadline = 10 * time.Second // for all that a page asks of the database
)

// Config is what stands in the program's settings, not in the database.
type Config struct {
	BaseURL        string // of links in letters, without a slash at the end; its scheme decides on Secure cookies and HSTS
	Demo           bool   // sample organisation: banner, open mailbox
	TrustedProxies []netip.Prefix
	Version        string
}

// Server is the face of the program. Fill the exported fields, then call New.
type Server struct {
	DB       *bun.DB
	Panel    *panel.Store
	Dialogue *dialogue.Store
	Outbox   *mail.Outbox
	Mailbox  *mail.Capture    // nil unless mail is captured
	Desk     DemoDesk         // nil outside the demonstration
	Resolver mail.Resolver    // looks up DNS records; nil is the machine's own
	Clock    func() time.Time // UTC in whole seconds
	Log      *slog.Logger
	Config

	app        *fiber.App
	table      []Route
	texts      *texts
	views      *views
	assets     *assets
	shown      *atomic.Pointer[look] // the organisation's, as last read
	crossing   func(*fiber.Ctx) error
	serving    *serving
	lately     *lately
	zone       *atomic.Pointer[time.Location]      // the organisation's, as last read
	calendar   *atomic.Pointer[scheduler.Calendar] // likewise
	answerStep time.Duration                       // sign-in answers at a multiple of it, so that timing tells nothing
}

// New wires the routes.
func New(s Server) (*Server, error) {
	srv := &s
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("base-url: %q is no address like https://klantpanel.example.nl", s.BaseURL)
	}
	srv.BaseURL = strings.TrimSuffix(s.BaseURL, "/")
	srv.serving = &serving{}
	srv.lately = &lately{}
	srv.zone = &atomic.Pointer[time.Location]{}
	srv.zone.Store(time.UTC)
	srv.calendar = &atomic.Pointer[scheduler.Calendar]{}
	srv.calendar.Store(&scheduler.Calendar{})
	srv.answerStep = 300 * time.Millisecond
	if srv.Log == nil {
		srv.Log = slog.New(slog.DiscardHandler)
	}
	if srv.Resolver == nil {
		srv.Resolver = net.DefaultResolver
	}
	if srv.crossing, err = crossOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("base-url: %w", err)
	}
	if srv.texts, err = loadTexts(); err != nil {
		return nil, err
	}
	if srv.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	srv.shown = &atomic.Pointer[look]{}
	srv.shown.Store(srv.ownLook())
	srv.views = &views{parts: map[string]*template.Template{}, sets: map[string]*template.Template{}}
	srv.table = routes()
	srv.app = srv.newApp()
	srv.Outbox.Register(mail.KindSignIn, mail.OneByOne(srv.composeSignIn))
	return srv, srv.register()
}

func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable:             true, // fiber reuses its buffers otherwise, under our feet
		BodyLimit:             maxBody,
		ReadTimeout:           20 * time.Second,
		WriteTimeout:          30 * time.Second,
		IdleTimeout:           90 * time.Second,
		ReadBufferSize:        16 << 10,
		DisableStartupMessage: true,
		ErrorHandler:          s.fail,
	})
	app.Use(s.headers, s.accessLog, s.deadline, s.failures, compress.New(compress.Config{Level: compress.LevelBestSpeed, Next: isWorkbook}), s.recoverPanic, s.plainBody)
	app.Get("/healthz", s.healthz)
	app.Get("/readyz", s.readyz)
	app.Get("/static/:name", unlogged, s.asset)
	app.Get("/appearance/:name", unlogged, s.appearance)
	return app
}

// Routes is the table that all access rules stand in.
func (s *Server) Routes() []Route { return s.table }

// secure reports whether readers come over TLS.
func (s *Server) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }

func (s *Server) healthz(c *fiber.Ctx) error { return c.SendString("ok\n") }

// readyz is red while the database doesn't answer.
func (s *Server) readyz(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if _, err := s.DB.ExecContext(ctx, "SELECT 1"); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString("the database doesn't answer\n")
	}
	return c.SendString("ok\n")
}
