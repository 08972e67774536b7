package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// App is what a command gets: the settings and where its output goes.
type App struct {
	settings
	ctx            context.Context
	stdout, stderr io.Writer
}

// Context ends when the program is asked to stop.
func (a *App) Context() context.Context { return a.ctx }

// Log writes to the error output in the chosen format.
func (a *App) Log() *slog.Logger {
	if a.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(a.stderr, nil))
}

// Open opens the database with its schema up to date and gives the store that commands work with.
func (a *App) Open(ctx context.Context) (*panel.Store, func(), error) {
	h, err := a.house(ctx, now, noMail)
	if err != nil {
		return nil, nil, err
	}
	return h.Panel, h.Close, nil
}

// openDatabase tells an address that can't be one, which is wrong use, from a database that can't be reached.
func (a *App) openDatabase(ctx context.Context) (*bun.DB, error) {
	db, err := migrations.Open(ctx, a.database())
	var wrong *migrations.AddressError
	if errors.As(err, &wrong) {
		return nil, wrongUse{wrong}
	}
	return db, err
}

func (a *App) migrate() ([]string, error) {
	db, err := a.openDatabase(a.ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return migrations.Migrate(a.ctx, db)
}

// now is the real clock. Everything else gets a clock as an argument.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// house is the program wired together on one database and one way of sending.
type house struct {
	DB       *bun.DB
	Panel    *panel.Store
	Dialogue *dialogue.Store
	Outbox   *mail.Outbox
	Worker   *mail.Worker
	Inbound  *back.Receiver // takes in what comes back on letters
	In       *inbound       // how that comes in; nil unless it serves
	Mailbox  *mail.Capture  // nil unless mail is captured
	Home     *mail.Home     // nil unless it serves: what mail is sent from
	Shared   *sharedClock   // nil unless it serves: what the packages live by
	BaseURL  string
	Clock    func() time.Time // what the jobs are told; nil is the database's own clock, which all instances share
}

// noMail is for commands that decide on no letters and so need no way of sending.
const noMail = ""

// house opens the database, brings its schema up to date and wires the packages. clock is the time that all of them live in; smtp is
// an address, capture or noMail.
func (a *App) house(ctx context.Context, clock func() time.Time, smtp string) (*house, error) {
	base, err := a.baseURL()
	if err != nil {
		return nil, err
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	h := &house{DB: db, BaseURL: base}
	if _, err := migrations.Migrate(ctx, db); err != nil {
		h.Close()
		return nil, err
	}
	h.Panel = &panel.Store{DB: db, Clock: clock}
	h.Outbox = &mail.Outbox{DB: db, Clock: clock, Sender: a.takingReplies(h, h.Panel.Sender(base))}
	h.Panel.Outbox = h.Outbox
	h.Dialogue = &dialogue.Store{DB: db, Outbox: h.Outbox, Clock: clock}
	h.Panel.RegisterLetters()
	h.Dialogue.RegisterLetters()
	h.Inbound = h.receiver(a.Log())
	h.Dialogue.RegisterReplies(h.Inbound)
	h.Worker = &mail.Worker{Outbox: h.Outbox, Holder: holder(), Log: a.Log()}
	if err := h.sendBy(smtp, a.settings); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// sendBy chooses the way of sending.
func (h *house) sendBy(smtp string, s settings) error {
	if smtp == noMail {
		return nil
	}
	if smtp == capture {
		box, err := mail.OpenCapture(filepath.Join(s.Data, "mailbox"))
		if err != nil {
			return fmt.Errorf("data: %w", err)
		}
		h.Mailbox, h.Worker.Transport = box, box
		return nil
	}
	transport, err := s.transport(smtp)
	if err != nil {
		return err
	}
	h.Worker.Transport, h.Worker.Connections, h.Worker.PerConnection = transport, s.Connections, s.PerConnection
	h.Worker.Limits, err = s.limits()
	return err
}

// Close lets go of the database.
func (h *house) Close() { h.DB.Close() }

// jobs are all that happens by itself, in the order in which one moment needs them: a constituency passes before its new ambassador is told
// of anything, and a round that opens is told at once.
func (h *house) jobs(log *slog.Logger) *scheduler.Loop {
	loop := &scheduler.Loop{DB: h.DB, Log: log, Clock: h.Clock}
	for _, job := range []scheduler.Job{
		{Name: "pass constituencies", Every: 5 * time.Second, Run: h.Dialogue.PassDue},
		{Name: "open rounds", Every: 5 * time.Second, Run: h.Panel.OpenDue},
		{Name: "notice questions", Every: 5 * time.Second, Run: h.Panel.NoticeDue},
		{Name: "close phases", Every: 5 * time.Second, Run: h.Dialogue.CloseDue},
		{Name: "propose points", Every: 5 * time.Second, Run: h.Dialogue.ProposeDue},
		{Name: "mix contributions", Every: 5 * time.Second, Run: h.Dialogue.MixDue},
		{Name: "remind ambassadors", Every: 5 * time.Second, Run: h.Dialogue.RemindDue},
		{Name: "turn clocks", Every: time.Minute, Run: h.Dialogue.ClockDue},
		{Name: "free points", Every: time.Minute, Run: h.Dialogue.FreeLeft},
		{Name: "letters of the week", Every: 5 * time.Second, Run: h.Dialogue.WeekDue},
		{Name: "nudge services", Every: 5 * time.Second, Run: h.Dialogue.NudgeDue},
		{Name: "nudge for responses", Every: 5 * time.Second, Run: h.Dialogue.ResponseNudgeDue},
		{Name: "tell of services without responders", Every: time.Minute, Run: h.Dialogue.UnmannedDue},
		{Name: "nudge for promises", Every: 5 * time.Second, Run: h.Dialogue.PromiseNudgeDue},
		{Name: "nudge for decisions", Every: 5 * time.Second, Run: h.Dialogue.DecideDue},
		{Name: "remind of digests", Every: 5 * time.Second, Run: h.Dialogue.DigestDue},
		{Name: "send digests", Every: 5 * time.Second, Run: h.Dialogue.SendDigests},
		{Name: "report back", Every: 5 * time.Second, Run: h.Dialogue.ReportBackDue},
		{Name: "thank ambassadors", Every: time.Minute, Run: h.Dialogue.ThankDue},
		{Name: "count coverage", Every: time.Minute, Run: h.Dialogue.CoverDue},
		{Name: "tidy sessions", Every: time.Hour, Run: h.Panel.Tidy},
		{Name: "tidy dialogue", Every: time.Hour, Run: h.Dialogue.Tidy},
	} {
		loop.Add(job)
	}
	return loop
}

// holder names this process in leases.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "instance"
	}
	return fmt.Sprintf("%s-%d-%d", host, os.Getpid(), time.Now().UnixNano())
}
