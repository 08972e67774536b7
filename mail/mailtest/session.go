package mailtest

import (
	"errors"
	"io"
	"net"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

var (
	errForNow      = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come back later"}
	errForGood     = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user here"}
	errDataNow     = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "no space left"}
	errDataGood    = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "looks like spam"}
	errNested      = &smtp.SMTPError{Code: 503, EnhancedCode: smtp.EnhancedCode{5, 5, 1}, Message: "sender already given"}
	errNotSignedIn = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	errBadSignIn   = errors.New("wrong user or password")
	errNoMoreTalk  = errors.New("hung up")
)

// NewSession is called by the server for each connection.
func (s *Sink) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connections++
	s.clients = append(s.clients, c.Hostname()+" "+c.Conn().RemoteAddr().(*net.TCPAddr).IP.String())
	plain := &session{sink: s, conn: c, signedIn: s.options.User == ""}
	if s.options.User == "" {
		return plain, nil
	}
	return &authSession{plain}, nil
}

// session is one connection's conversation.
type session struct {
	sink     *Sink
	conn     *smtp.Conn
	signedIn bool
	open     bool // a transaction
	to       string
	fault    Fault
	hangUp   bool
}

func (x *session) Mail(string, *smtp.MailOptions) error {
	if !x.signedIn {
		return errNotSignedIn
	}
	if x.open && x.sink.options.Strict {
		return errNested
	}
	switch x.sink.senderFault() {
	case RefuseForNow:
		return errForNow
	case RefuseForGood:
		return errForGood
	case Goodbye:
		return x.goodbye()
	}
	x.open = true
	return nil
}

// goodbye says that the connection ends, and ends it.
func (x *session) goodbye() error {
	io.WriteString(x.conn.Conn(), "421 4.3.2 closing down\r\n")
	x.conn.Conn().Close()
	return errNoMoreTalk
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to, x.fault = to, x.sink.fault(to)
	switch x.fault {
	case RefuseForNow:
		return errForNow
	case RefuseForGood:
		return errForGood
	case DropBefore:
		x.conn.Conn().Close()
		return errNoMoreTalk
	case Goodbye:
		return x.goodbye()
	}
	return nil
}

func (x *session) Data(r io.Reader) error {
	if x.fault == DropHalfway {
		io.CopyN(io.Discard, r, 1000)
		x.conn.Conn().Close()
		return errNoMoreTalk
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	accepted := x.fault != RefuseDataNow && x.fault != RefuseDataGood && x.fault != DropAndForget
	if err := x.sink.seen(x.to, raw, accepted); err != nil {
		return err
	}
	switch x.fault {
	case RefuseDataNow:
		return errDataNow
	case RefuseDataGood:
		return errDataGood
	case DropAfter, DropAndForget:
		x.conn.Conn().Close()
		return errNoMoreTalk
	case Silence:
		<-x.sink.closed
		return errNoMoreTalk
	case AcceptAndHangUp:
		x.hangUp = true
	}
	return nil
}

// Reset is called when the answer to a mail has been written.
func (x *session) Reset() {
	x.open = false
	if x.hangUp {
		x.conn.Conn().Close()
	}
}

func (x *session) Logout() error { return nil }

// authSession is a session that wants to know who is there.
type authSession struct{ *session }

func (x *authSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *authSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != x.sink.options.User || password != x.sink.options.Password {
			return errBadSignIn
		}
		x.signedIn = true
		return nil
	}), nil
}
