package back

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
)

// session is one connection. A mail is for us when it comes to an address that stood in a letter, or to the one that letters come from:
// some servers send bounces there.
type session struct {
	*Listener
	ctx        context.Context
	from       string
	recipients []string
}

func (s *session) Reset() { s.from, s.recipients = "", nil }

func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.from = from; from == "" {
		s.from = "<>"
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ctx, cancel := context.WithTimeout(s.ctx, handlingAtMost)
	defer cancel()
	ours, err := s.Receiver.Takes(ctx, to)
	if err != nil {
		return s.later(err)
	}
	if !ours {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody gets mail here"}
	}
	s.recipients = append(s.recipients, to)
	return nil
}

// Data answers for all recipients with one word: when one has to come again, all do, and those that were done stay done.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var failed error
	for _, to := range s.recipients {
		if err := s.take(raw, to); err != nil && (failed == nil || err.Temporary()) {
			failed = err
		}
	}
	return failed
}

// LMTPData answers for each recipient.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.recipients {
		if err := s.take(raw, to); err != nil {
			status.SetStatus(to, err)
		} else {
			status.SetStatus(to, nil)
		}
	}
	return nil
}

func (s *session) take(raw []byte, to string) *smtp.SMTPError {
	ctx, cancel := context.WithTimeout(s.ctx, handlingAtMost)
	defer cancel()
	s.handling.RLock()
	defer s.handling.RUnlock()
	_, err := s.Receiver.Receive(ctx, raw, s.from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrTooLarge):
		return smtp.ErrDataTooLarge
	case errors.Is(err, ErrNotOurs):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody reads this address; the letter says whom to ask"}
	}
	return s.later(err)
}

func (s *session) later(err error) *smtp.SMTPError {
	s.Log.Error("mail that came in has to come again", "error", err)
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "please try again later"}
}

// Takes reports whether mail to this address is for us.
func (r *Receiver) Takes(ctx context.Context, address string) (bool, error) {
	sender, err := r.Outbox.Sender(ctx, r.Outbox.DB)
	if err != nil {
		return false, fmt.Errorf("receive: sender: %w", err)
	}
	if strings.EqualFold(address, sender.Address) {
		return true, nil
	}
	if _, ok := sender.Returned(address); ok {
		return true, nil
	}
	id, ok := sender.Replied(address)
	if !ok {
		return false, nil
	}
	m, err := mailOf(ctx, r.Outbox.DB, []uuid.UUID{id}, nil)
	return m != nil && sender.AnsweredBy(address, m), err
}
