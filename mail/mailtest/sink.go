// Package mailtest is a mail server on loopback that remembers what it accepted and fails as it is told to. Tests and rehearsals
// deliver to it; nothing it accepts goes anywhere.
package mailtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/mail"
	"strings"
	"sync"

	"github.com/emersion/go-smtp"
)

// Options of a Sink. The zero value is a server in the clear that accepts everything.
type Options struct {
	// TLS offers STARTTLS, with a certificate that Sink.Roots vouches for.
	TLS bool
	// Fault says what happens to the try-th try (from 1) to deliver to this address; nil accepts everything.
	Fault func(to string, try int) Fault
	// Sender says what happens to the nth MAIL command (from 1): RefuseForNow, RefuseForGood, Goodbye; nil accepts everything.
	Sender func(nth int) Fault
	// NoPipelining and NoChunking leave these out of what is offered, on connections without TLS.
	NoPipelining, NoChunking bool
	// Strict refuses a second MAIL in a transaction that is still open, as RFC 5321 section 4.1.4 wants it.
	Strict bool
	// User and Password are asked for when they aren't empty.
	User, Password string
	// CountOnly forgets the mails themselves, for a rehearsal with many.
	CountOnly bool
}

// Mail is one that the server took responsibility for, whether or not the sender heard of it.
type Mail struct {
	ID  string // Message-ID without the angle brackets
	To  string
	Raw []byte
}

// Sink is a running server.
type Sink struct {
	options  Options
	server   *smtp.Server
	listener net.Listener
	identity *identity
	closed   chan struct{}
	closing  sync.Once

	mu          sync.Mutex
	mails       []Mail
	byID, byTo  map[string]int
	tries       map[string]int
	attempted   map[string]map[string]bool // address → Message-IDs seen, accepted or not
	connections int
	senders     int
	clients     []string
}

// Start runs a server on a free port of loopback until Close.
func Start(options Options) (*Sink, error) {
	s := &Sink{options: options, closed: make(chan struct{}), byID: map[string]int{}, byTo: map[string]int{},
		tries: map[string]int{}, attempted: map[string]map[string]bool{}}
	s.server = smtp.NewServer(s)
	s.server.Domain = "localhost"
	s.server.ErrorLog = silent{}
	s.server.AllowInsecureAuth = !options.TLS
	if options.TLS {
		var err error
		if s.identity, err = newIdentity(); err != nil {
			return nil, fmt.Errorf("mailtest: %w", err)
		}
		s.server.TLSConfig = s.identity.config
	}
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("mailtest: %w", err)
	}
	go s.server.Serve(plainer{s.listener, options})
	return s, nil
}

// URL is the address as the smtp setting takes it.
func (s *Sink) URL() string { return "smtp://" + s.listener.Addr().String() }

// Close hangs up on everybody. Closing twice does nothing.
func (s *Sink) Close() error {
	s.closing.Do(func() {
		close(s.closed)
		s.listener.Close() // the server knows it only once it serves
	})
	if err := s.server.Close(); !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Mails are those that were accepted, in order; none with CountOnly.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// ByMessageID is how often each Message-ID was accepted.
func (s *Sink) ByMessageID() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.byID)
}

// ByRecipient is how often a mail to each address was accepted.
func (s *Sink) ByRecipient() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.byTo)
}

// MessageIDs are the different ones that were handed over for an address, accepted or not.
func (s *Sink) MessageIDs(to string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id := range s.attempted[to] {
		ids = append(ids, id)
	}
	return ids
}

// Tries is how often somebody tried to deliver to this address.
func (s *Sink) Tries(to string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries[to]
}

// Connections is how many were opened.
func (s *Sink) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

// Clients are the names by which those who connected introduced themselves, each with its address.
func (s *Sink) Clients() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.clients...)
}

func (s *Sink) senderFault() Fault {
	s.mu.Lock()
	s.senders++
	nth := s.senders
	s.mu.Unlock()
	if s.options.Sender == nil {
		return Accept
	}
	return s.options.Sender(nth)
}

func (s *Sink) fault(to string) Fault {
	s.mu.Lock()
	s.tries[to]++
	try := s.tries[to]
	s.mu.Unlock()
	if s.options.Fault == nil {
		return Accept
	}
	return s.options.Fault(to, try)
}

func (s *Sink) seen(to string, raw []byte, accepted bool) error {
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("mailtest: not a mail: %w", err)
	}
	io.Copy(io.Discard, parsed.Body)
	id := strings.Trim(parsed.Header.Get("Message-ID"), "<>")
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.options.CountOnly {
		if s.attempted[to] == nil {
			s.attempted[to] = map[string]bool{}
		}
		s.attempted[to][id] = true
	}
	if !accepted {
		return nil
	}
	s.byID[id]++
	s.byTo[to]++
	if !s.options.CountOnly {
		s.mails = append(s.mails, Mail{ID: id, To: to, Raw: raw})
	}
	return nil
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
