package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/scheduler"
)

// inbound is how mail comes in: by a listener, from a mailbox, both or neither.
type inbound struct {
	receiver *back.Receiver
	listener *back.Listener
	mailbox  *back.Mailbox
	socket   net.Listener
}

// takingReplies tells the letters where replies and bounces come in, and to which of them replies are taken.
func (a *App) takingReplies(h *house, sender func(context.Context, bun.IDB) (mail.Sender, error)) func(context.Context, bun.IDB) (mail.Sender, error) {
	return func(ctx context.Context, db bun.IDB) (mail.Sender, error) {
		s, err := sender(ctx, db)
		s.Inbound, s.Answered = strings.ToLower(a.InboundAddress), h.Inbound.Answered
		return s, err
	}
}

// receiver takes in mail for this house.
func (h *house) receiver(log *slog.Logger) *back.Receiver {
	r := back.NewReceiver(h.Outbox, log)
	r.AddressOf = func(ctx context.Context, id uuid.UUID) (string, error) {
		person, err := h.Panel.Person(ctx, id)
		return person.Email, err
	}
	return r
}

// inbound checks the settings and begins to listen.
func (a *App) inbound(h *house) (*inbound, error) {
	in := &inbound{receiver: h.Inbound}
	var err error
	if err := a.checkInboundAddress(); err != nil {
		return nil, wrongUse{err}
	}
	if a.InboundIMAP != "" {
		if in.mailbox, err = back.ParseMailbox(a.InboundIMAP); err != nil {
			return nil, wrongUse{err}
		}
		in.mailbox.Receiver, in.mailbox.Log, in.mailbox.Stay = h.Inbound, a.Log(), 4*time.Minute
	}
	if a.InboundListen != "" {
		if in.listener, err = back.ParseListen(a.InboundListen); err != nil {
			return nil, wrongUse{err}
		}
		in.listener.Receiver, in.listener.Log = h.Inbound, a.Log()
		if in.socket, err = in.listener.Listen(); err != nil {
			return nil, wrongUse{err}
		}
	}
	return in, nil
}

// checkInboundAddress refuses an address that no reply would reach, before it stands in a letter.
func (a *App) checkInboundAddress() error {
	if a.InboundAddress == "" {
		return nil
	}
	local, domain, mailbox := strings.Cut(a.InboundAddress, "@")
	if !mailbox {
		local, domain = "reply", a.InboundAddress
	}
	switch {
	case local == "" || strings.ContainsAny(a.InboundAddress, " <>+,;:\"\\") || !strings.Contains(domain, ".") || strings.Contains(domain, "@"):
		return fmt.Errorf("inbound-address: %q is not like in.example.nl or klantpanel@example.nl", a.InboundAddress)
	case len(local) > mail.InboundLocalAtMost:
		return fmt.Errorf("inbound-address: what stands before the @ is longer than %d characters", mail.InboundLocalAtMost)
	case a.InboundListen == "" && a.InboundIMAP == "":
		return errors.New("inbound-address: nothing takes in what comes there: set inbound-listen or inbound-imap too")
	}
	return nil
}

// printCameIn tells what came in lately, and what became of it.
func printCameIn(a *App, figures []back.Figure) {
	for _, f := range figures {
		fmt.Fprintf(a.stdout, "came in: %-10s %-10s %d\n", f.Class, f.Became, f.Count)
	}
}

// jobs adds those of what comes in. One instance reads the mailbox at a time.
func (in *inbound) jobs(loop *scheduler.Loop) *scheduler.Loop {
	if in == nil {
		return loop
	}
	loop.Add(scheduler.Job{Name: "tidy what came in", Every: time.Hour, Run: in.receiver.Tidy})
	if in.mailbox != nil {
		loop.Add(scheduler.Job{Name: "read the mailbox", Every: 30 * time.Second, Run: in.mailbox.Read})
	}
	return loop
}

// running is what has to run beside the jobs.
func (in *inbound) running(ctx context.Context) []func() error {
	if in == nil || in.listener == nil {
		return nil
	}
	return []func() error{func() error { return in.listener.Serve(ctx, in.socket) }}
}

// Close stops listening, also where Serve never began.
func (in *inbound) Close() {
	if in.socket != nil {
		in.socket.Close()
	}
}
