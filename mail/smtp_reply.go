package mail

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	closingChannel = 421 // the server says goodbye, whatever it was asked
	badSequence    = 503
	startInput     = 354 // to DATA
)

// replyLinesAtMost ends the patience with a server that goes on and on.
const replyLinesAtMost = 100

// reply is a server's answer to one command.
type reply struct {
	code  int
	words string // not of a yes: nobody reads those
}

func (r reply) yes() bool { return r.code/100 == 2 }

func (r reply) refusal() Try { return refusal(r.code, r.words) }

// reply waits for the answer to the oldest command without one.
func (s *smtpSession) reply(patience time.Duration) (reply, error) {
	if err := s.session.UpdateDeadline(patience); err != nil {
		return reply{}, err
	}
	var r reply
	var words []string
	for range replyLinesAtMost {
		line, err := s.session.Text.R.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return r, errors.New("the server's answer has no end")
		}
		if err != nil {
			return r, err
		}
		code, last, ok := codeOf(line)
		if !ok || r.code != 0 && code != r.code {
			return r, fmt.Errorf("the server's answer is no answer: %q", shorten(string(line)))
		}
		r.code = code
		if !r.yes() {
			words = append(words, strings.TrimSpace(string(line[min(4, len(line)):])))
		}
		if last {
			r.words = strings.Join(words, " ")
			return r, nil
		}
	}
	return r, errors.New("the server's answer has no end")
}

// codeOf reads a line of an answer: 250-more, 250 last, or a bare 250.
func codeOf(line []byte) (code int, last, ok bool) {
	if len(line) < 4 {
		return 0, false, false
	}
	for _, digit := range line[:3] {
		if digit < '0' || digit > '9' {
			return 0, false, false
		}
		code = code*10 + int(digit-'0')
	}
	return code, line[3] != '-', code >= 200
}

// skip takes answers that decide nothing.
func (s *smtpSession) skip(n int) error {
	for range n {
		if _, err := s.reply(s.timeout); err != nil {
			return err
		}
	}
	return nil
}

// write sends out in one piece and returns how much of it went. Behind mails that the server still works on it waits for as long as
// those may take.
func (s *smtpSession) write(out []byte, behind bool) (int, error) {
	patience := s.timeout
	if behind {
		patience = max(s.timeout, s.final)
	}
	if err := s.session.UpdateDeadline(patience); err != nil {
		return 0, err
	}
	w := s.session.Text.W
	n, err := w.Write(out)
	if err == nil {
		err = w.Flush()
	}
	return n - w.Buffered(), err
}

// envelope are the commands before the content. Servers don't take RSET for granted between mails, so it is said only after a refusal.
func envelope(out []byte, m *Message, reset bool) []byte {
	if reset {
		out = append(out, "RSET\r\n"...)
	}
	out = append(out, "MAIL FROM:<"...)
	out = append(out, m.From...)
	out = append(out, ">\r\nRCPT TO:<"...)
	out = append(out, m.To...)
	return append(out, ">\r\n"...)
}
