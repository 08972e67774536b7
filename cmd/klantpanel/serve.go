package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"klantpanel/cmd/klantpanel/web"
	"klantpanel/panel"
)

type serveCommand struct{}

// Run serves until the program is asked to stop, then lets what is under way finish.
func (serveCommand) Run(a *App) error {
	proxies, err := a.proxies()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(a.Data, 0o700); err != nil {
		return fmt.Errorf("data: the folder %s can't be made: %w", a.Data, err)
	}
	clock := &sharedClock{}
	h, err := a.house(a.ctx, clock.now, a.SMTP)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := clock.look(a.ctx, h.DB); err != nil {
		return err
	}
	h.Shared = clock
	if err := h.arrive(a); err != nil {
		return err
	}
	if h.In, err = a.inbound(h); err != nil {
		return err
	}
	defer h.In.Close()
	if a.SMTP == capture {
		fmt.Fprintln(a.stderr, "mail is captured in the data folder and reaches nobody: set --smtp when people should get it")
	}
	site, err := web.New(h.face(a, web.Config{BaseURL: h.BaseURL, TrustedProxies: proxies, Version: version}, clock.now))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.Listen)
	if err != nil {
		return wrongUse{fmt.Errorf("listen: %w", err)}
	}
	defer listener.Close()
	if err := a.offerSetUp(h, site); err != nil { // after the listening: another one that runs here keeps its link
		return err
	}
	fmt.Fprintf(a.stdout, "klantpanel serves %s\n", h.BaseURL)
	return h.work(a, site, listener)
}

// offerSetUp prints the link with which the first administrator begins; nothing when there is an organisation.
func (a *App) offerSetUp(h *house, site *web.Server) error {
	_, err := h.Panel.Organisation(a.ctx, h.DB)
	var refused *panel.Problem
	if !errors.As(err, &refused) {
		return err
	}
	link, err := site.SetupLink(a.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "nobody uses this klantpanel yet: open %s to set it up\n", link)
	return nil
}

// work runs the server, the jobs and the delivery side by side. When one of them fails, or the program is asked to stop, the others
// finish what they are doing.
func (h *house) work(a *App, site *web.Server, listener net.Listener) error {
	ctx, stop := context.WithCancel(a.ctx)
	defer stop()
	log := a.Log()
	running := []func() error{
		func() error { return site.Listen(listener) },
		func() error { return h.In.jobs(h.jobs(log)).Run(ctx) },
		func() error { return h.delivering(ctx, log) },
		func() error { return h.noting(ctx, log) },
		func() error { return h.following(ctx, log) },
	}
	running = append(running, h.In.running(ctx)...)
	ended := make(chan error, len(running))
	for _, run := range running {
		go func() { ended <- run() }()
	}
	var err error
	left := len(running)
	select {
	case <-ctx.Done():
	case err = <-ended:
		left--
	}
	stop()
	finish, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 10*time.Second)
	defer cancel()
	if stopping := site.Shutdown(finish); !errors.Is(stopping, context.DeadlineExceeded) { // whoever only half asked needn't be waited for
		err = errors.Join(err, stopping)
	}
	listener.Close() // a server that was stopped before it began would accept for ever
	for range left {
		if ending := <-ended; !errors.Is(ending, net.ErrClosed) {
			err = errors.Join(err, ending)
		}
	}
	return err
}

// face is the web server on this house.
func (h *house) face(a *App, config web.Config, clock func() time.Time) web.Server {
	s := web.Server{DB: h.DB, Panel: h.Panel, Dialogue: h.Dialogue, Outbox: h.Outbox, Clock: clock, Log: a.Log(), Config: config}
	if h.Mailbox != nil {
		s.Mailbox = h.Mailbox
	}
	return s
}
