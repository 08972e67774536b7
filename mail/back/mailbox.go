package back

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	connectAtMost  = 30 * time.Second
	shortestDelay  = 30 * time.Second
	longestDelay   = 30 * time.Minute
	mailsAtOnce    = 100
	handledFolder  = "Klantpanel verwerkt"
	defaultMailbox = "INBOX"
)

// Mailbox is read by IMAP (RFC 9051, and older servers). What was handled is moved to the folder "Klantpanel verwerkt", or where none can be
// made gets the flag of having been read; mail of people that is no answer to a letter stays where it is.
type Mailbox struct {
	Receiver *Receiver
	Log      *slog.Logger
	TLS      *tls.Config // nil is the system's
	// Stay is how long Read stays to hear of new mail (IDLE) before it looks once more: some servers forget to tell. 0 doesn't stay.
	Stay time.Duration

	host, name, user, password string
	plain                      bool // no TLS: only on loopback

	client    *imapclient.Client
	more      chan struct{} // the server said that something came in
	folder    bool          // what was handled can be moved
	held      bool          // a mail has to be tried again
	failures  int
	notBefore time.Time
}

// ParseMailbox reads imaps://user:password@host/INBOX. Without TLS, as imap://, a mailbox is read on loopback only.
func ParseMailbox(setting string) (*Mailbox, error) {
	wrong := func(why string) error { // never with the setting itself: it holds a password
		return fmt.Errorf("inbound-imap: %s; it is like imaps://user:password@host/INBOX", why)
	}
	u, err := url.Parse(setting)
	if err != nil || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, wrong("this is no address")
	}
	port := map[string]string{"imaps": "993", "imap": "143"}[u.Scheme]
	if port == "" {
		return nil, wrong("it begins with something else than imaps://")
	}
	password, set := u.User.Password()
	if u.User.Username() == "" || !set {
		return nil, wrong("the user or the password is missing")
	}
	b := &Mailbox{host: net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)), user: u.User.Username(), password: password,
		name: cmp.Or(strings.Trim(u.Path, "/"), defaultMailbox), plain: u.Scheme == "imap"}
	if ip, err := netip.ParseAddr(u.Hostname()); b.plain && u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, wrong("without TLS the password would be readable on the way")
	}
	return b, nil
}

// Read takes in what the mailbox holds, and then, while it stays, what the server tells of. It is meant to be called again
// and again, by one program at a time. After a failure it waits longer each time before it connects once more.
func (b *Mailbox) Read(ctx context.Context, now time.Time) error {
	if now.Before(b.notBefore) {
		return nil
	}
	err := b.read(ctx)
	if err == nil || ctx.Err() != nil {
		b.failures, b.notBefore = 0, time.Time{}
		if ctx.Err() != nil {
			b.hangUp()
		}
		return nil
	}
	b.hangUp()
	b.notBefore = now.Add(min(shortestDelay<<min(b.failures, 10), longestDelay))
	b.failures++
	return fmt.Errorf("mailbox: %w", err)
}

func (b *Mailbox) read(ctx context.Context) error {
	if b.client == nil {
		if err := b.connect(ctx); err != nil {
			return err
		}
	}
	defer context.AfterFunc(ctx, func() { b.client.Close() })()
	until := time.Now().Add(b.Stay) // a stopwatch: it is no moment of anything
	for {
		left, err := b.takeIn(ctx)
		if err != nil {
			return err
		}
		if left {
			continue
		}
		if b.held {
			return nil
		}
		news, err := b.wait(ctx, time.Until(until))
		if err != nil || !news {
			return err
		}
	}
}

// connect signs in.
func (b *Mailbox) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectAtMost)
	defer cancel()
	dialer := &net.Dialer{}
	conn, err := dialer.DialContext(ctx, "tcp", b.host)
	if err != nil {
		return err
	}
	if !b.plain {
		if conn, err = b.secure(ctx, conn); err != nil {
			return err
		}
	}
	b.more = make(chan struct{}, 1)
	client := imapclient.New(conn, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				select {
				case b.more <- struct{}{}:
				default:
				}
			}
		}}})
	defer context.AfterFunc(ctx, func() { client.Close() })()
	if err := client.Login(b.user, b.password).Wait(); err != nil {
		client.Close()
		return fmt.Errorf("sign in: %w", err)
	}
	var refused *imap.Error
	err = client.Create(handledFolder, nil).Wait()
	if err != nil && !errors.As(err, &refused) {
		client.Close()
		return err
	}
	_, err = client.Status(handledFolder, &imap.StatusOptions{NumMessages: true}).Wait()
	b.folder = err == nil // made now, or by an earlier run
	if err != nil && !errors.As(err, &refused) {
		client.Close()
		return err
	}
	b.client = client
	return nil
}

func (b *Mailbox) secure(ctx context.Context, conn net.Conn) (net.Conn, error) {
	config := &tls.Config{}
	if b.TLS != nil {
		config = b.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(b.host)
	}
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

// wait reports whether the server tells of something new within a while; false at once from one that can't tell.
func (b *Mailbox) wait(ctx context.Context, atMost time.Duration) (news bool, err error) {
	if !b.client.Caps().Has(imap.CapIdle) || atMost <= 0 {
		return false, nil
	}
	idle, err := b.client.Idle()
	if err != nil {
		return false, err
	}
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-b.more:
		news = true
	case <-timer.C:
	case <-ctx.Done():
	case <-b.client.Closed():
	}
	return news, errors.Join(idle.Close(), idle.Wait())
}

func (b *Mailbox) hangUp() {
	if b.client != nil {
		b.client.Close()
		b.client = nil
	}
}
