package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"time"

	"klantpanel/cmd/klantpanel/web"
)

type demoCommand struct{}

// Run shows a sample organisation until the program is asked to stop, and leaves nothing behind.
func (demoCommand) Run(a *App) error {
	listener, err := net.Listen("tcp", a.Listen) // first: a port that is taken should be said at once
	if err != nil {
		return wrongUse{fmt.Errorf("listen: %w; choose another with --listen 127.0.0.1:8081", err)}
	}
	defer listener.Close()
	d, err := openDemo(a, now)
	if err != nil {
		return err
	}
	defer d.close()
	d.welcome(a)
	return d.player.work(a, d.site, listener)
}

// demonstration is a house in a temporary folder in which the past was played.
type demonstration struct {
	*demoDesk
	site   *web.Server
	folder string
}

// openDemo makes the demonstration as it is at real time. It keeps its own database and mail, whatever the settings say: a demo must
// never write into an organisation's.
func openDemo(a *App, real func() time.Time) (d *demonstration, err error) {
	folder, err := os.MkdirTemp("", "klantpanel-demo-")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	d = &demonstration{folder: folder}
	begun := d // what is returned beside an error is nil
	defer func() {
		if err != nil {
			begun.close()
		}
	}()
	own := *a
	own.Data, own.Database, own.SMTP = folder, "", capture
	calendar, err := newDemoCalendar(real())
	if err != nil {
		return nil, err
	}
	clock := &demoClock{real: real}
	h, err := own.house(a.ctx, clock.now, capture)
	if err != nil {
		return nil, err
	}
	d.demoDesk = &demoDesk{player: &demoPlayer{house: h}} // so that close finds the house
	// The database is thrown away and nobody else opens it: a power cut may have it, and two thousand transactions needn't wait for the disk.
	if _, err := h.DB.ExecContext(a.ctx, "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY"); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	h.Clock = clock.now
	quiet := slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if d.player, err = newDemoPlayer(h, clock, calendar, h.jobs(quiet)); err != nil {
		return nil, err
	}
	server := h.face(&own, web.Config{BaseURL: h.BaseURL, Demo: true, Version: version}, clock.now)
	server.Desk, server.Log = d.demoDesk, quiet
	if d.site, err = web.New(server); err != nil {
		return nil, err
	}
	// For these seconds memory is cheaper than the newcomer's time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	return d, d.player.playPast(a.ctx)
}

// close removes all that the demonstration wrote.
func (d *demonstration) close() {
	if d.demoDesk != nil {
		d.player.Close()
	}
	os.RemoveAll(d.folder)
}

// welcome prints where to begin, and a way in for every role.
func (d *demonstration) welcome(a *App) {
	p := d.player
	fmt.Fprintf(a.stdout, "%s, a made-up municipality of %d colleagues. There it is %s.\n\n", p.content.Name, demoPeople,
		p.clock.now().In(p.calendar.zone).Format("Monday 2 January 2006, 15:04"))
	fmt.Fprintf(a.stdout, "  Begin here  %s/demo\n  All mail    %s/mailbox\n\nSign in as\n", p.BaseURL, p.BaseURL)
	for _, role := range d.Roles() {
		fmt.Fprintf(a.stdout, "  %-13s  %-18s  %s/demo/sign-in/%s\n", role.Key, role.Name, p.BaseURL, role.Key)
	}
	fmt.Fprintf(a.stdout, "\nCtrl-C ends it and leaves nothing behind.\n")
}
