package back

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// What mail servers may ask of us. They repeat what we refuse for now.
const (
	connectionsAtMost = 20
	recipientsAtMost  = 50
	lineAtMost        = 64 << 10 // longer than the standard's 998 bytes, for programs that write a page on one line
	quietAtMost       = 2 * time.Minute
	handlingAtMost    = time.Minute
	finishAtMost      = 5 * time.Second
)

// Listener takes mail from a mail server beside us: SMTP, or LMTP (RFC 2033), which tells it what became of each recipient.
type Listener struct {
	Receiver      *Receiver
	Log           *slog.Logger
	Network, Host string // tcp and HOST:PORT, or unix and a path
	LMTP          bool

	handling sync.RWMutex // held for reading while a mail is handled
}

// ParseListen reads 127.0.0.1:2525 (SMTP), lmtp:127.0.0.1:2424 or unix:/PATH (LMTP).
func ParseListen(setting string) (*Listener, error) {
	if path, unix := strings.CutPrefix(setting, "unix:"); unix && path != "" {
		return &Listener{Network: "unix", Host: path, LMTP: true}, nil
	}
	host, lmtp := strings.CutPrefix(setting, "lmtp:")
	if _, port, err := net.SplitHostPort(host); err != nil || port == "" {
		return nil, fmt.Errorf("inbound-listen: %q is not like 127.0.0.1:2525, lmtp:127.0.0.1:2424 or unix:/run/klantpanel/lmtp", setting)
	}
	return &Listener{Network: "tcp", Host: host, LMTP: lmtp}, nil
}

// Listen begins to listen. A socket that a killed program left behind is taken over.
func (l *Listener) Listen() (net.Listener, error) {
	if l.Network == "unix" {
		if info, err := os.Lstat(l.Host); err == nil && info.Mode().Type() == fs.ModeSocket {
			if err := os.Remove(l.Host); err != nil {
				return nil, fmt.Errorf("inbound-listen: %w", err)
			}
		}
	}
	listener, err := net.Listen(l.Network, l.Host)
	if err != nil {
		return nil, fmt.Errorf("inbound-listen: %w", err)
	}
	if l.Network == "unix" {
		if err := os.Chmod(l.Host, 0o660); err != nil {
			listener.Close()
			return nil, fmt.Errorf("inbound-listen: %w", err)
		}
	}
	return listener, nil
}

// Serve takes mail until ctx ends; mails that are being handed over then are finished first.
func (l *Listener) Serve(ctx context.Context, listener net.Listener) error {
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{Listener: l, ctx: context.WithoutCancel(ctx)}, nil
	}))
	server.LMTP, server.Domain, server.EnableSMTPUTF8 = l.LMTP, "klantpanel", true
	server.MaxMessageBytes, server.MaxRecipients, server.MaxLineLength = BytesAtMost, recipientsAtMost, lineAtMost
	server.ReadTimeout, server.WriteTimeout = quietAtMost, quietAtMost
	server.ErrorLog = log.New(io.Discard, "", 0) // of connections that break off; what matters is logged where it happens
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(&crowd{Listener: listener, most: connectionsAtMost}) }()
	select {
	case err := <-ended:
		return fmt.Errorf("inbound-listen: %w", err)
	case <-ctx.Done():
	}
	l.finish(finishAtMost)
	err := server.Close()
	<-ended
	return err
}

// finish waits until no mail is being handled. Whoever is cut off after that gets no answer, and hands the same mail over again.
func (l *Listener) finish(atMost time.Duration) {
	done := make(chan struct{})
	go func() {
		l.handling.Lock()
		defer l.handling.Unlock()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(atMost):
	}
}
