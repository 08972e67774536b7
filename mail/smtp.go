package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// SMTP sends through a mail server.
type SMTP struct {
	Host     string
	Port     int
	Implicit bool // TLS from the first byte, as smtps:// says
	Plain    bool // without TLS if the server has none; ParseSMTP allows it on loopback only
	RootCAs  *x509.CertPool
	Helo     string     // how we introduce ourselves; "" is the machine's name
	From     netip.Addr // the address of ours that connections come from; the zero Addr leaves it to the system

	// Trace is told each line of the conversation, without passwords and letters, and makes it ask and wait for each answer; nil for none.
	Trace func(who, line string)

	Timeout time.Duration // of connecting and of each command
	Final   time.Duration // of the answer after the final dot: the server may be scanning (RFC 5321 section 4.5.3.2.6)

	user, password string
}

// ParseSMTP reads smtp://user:password@host:587 or smtps://…; without a port it is 587 or 465. Its error is one line that never holds
// the password.
func ParseSMTP(address string) (*SMTP, error) {
	const form = "it looks like smtp://user:password@host:587"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("smtp: the address can't be read; " + form)
	}
	s := &SMTP{Host: u.Hostname(), Port: 587, Timeout: time.Minute, Final: 10 * time.Minute, user: u.User.Username()}
	s.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
	case "smtps":
		s.Implicit, s.Port = true, 465
	default:
		return nil, errors.New("smtp: the address must start with smtp:// or smtps://")
	}
	if s.Host == "" {
		return nil, errors.New("smtp: the address names no host; " + form)
	}
	if port := u.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil || s.Port < 1 || s.Port > 65535 {
			return nil, errors.New("smtp: the port must be a number from 1 to 65535")
		}
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("smtp: nothing may follow the port; " + form)
	}
	if (s.user == "") != (s.password == "") {
		return nil, errors.New("smtp: the address needs both a user and a password, or neither")
	}
	s.Plain = s.loopback()
	return s, nil
}

// String is the address as it may be printed: without user and password.
func (s *SMTP) String() string {
	scheme := "smtp://"
	if s.Implicit {
		scheme = "smtps://"
	}
	return scheme + net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
}

func (s *SMTP) loopback() bool {
	ip := net.ParseIP(s.Host)
	return s.Host == "localhost" || ip != nil && ip.IsLoopback()
}

// Dial connects, secures and signs in. Outside loopback it refuses a server without TLS.
func (s *SMTP) Dial(ctx context.Context) (Connection, error) {
	security := &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
	var conn net.Conn
	dial := func(ctx context.Context, network, address string) (c net.Conn, err error) {
		dialer := &net.Dialer{}
		if s.From.IsValid() {
			dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(s.From, 0))
		}
		if s.Implicit {
			c, err = (&tls.Dialer{NetDialer: dialer, Config: security}).DialContext(ctx, network, address)
		} else {
			c, err = dialer.DialContext(ctx, network, address)
		}
		conn = c
		return c, err
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(s.Timeout), mail.WithTLSConfig(security),
		mail.WithDialContextFunc(dial), mail.WithTLSPolicy(s.policy()), mail.WithoutSMTPUTF8()}
	options = append(options, s.traced()...)
	if s.Helo != "" {
		options = append(options, mail.WithHELO(s.Helo))
	}
	if s.Implicit {
		options = append(options, mail.WithSSL())
	}
	if s.user != "" {
		// go-mail's own discovery passes over PLAIN here, as it can't see that our dialler made TLS. PLAIN itself still refuses to
		// go out in the clear.
		options = append(options, mail.WithUsername(s.user), mail.WithPassword(s.password), mail.WithOpportunisticSMTPAuth(
			mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthCramMD5))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("smtp: %s: %w", s, err)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if conn != nil {
			conn.Close() // go-mail leaves it open when STARTTLS or AUTH fails
		}
		return nil, fmt.Errorf("smtp: %s: %w", s, err)
	}
	opened := &smtpSession{session: session, timeout: s.Timeout, final: s.Final}
	if s.Trace != nil {
		return &plainConnection{smtpSession: opened}, nil
	}
	return opened.connection(), nil
}

func (s *SMTP) policy() mail.TLSPolicy {
	if s.Plain {
		return mail.NoTLS // nobody stands between, and a local server's certificate is seldom one that can be verified
	}
	return mail.TLSMandatory
}
