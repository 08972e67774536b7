package mail

import (
	"fmt"
	"strings"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/log"
)

// Who says a line of a conversation that is traced.
const (
	SaidByUs     = "we"
	SaidByServer = "server"
)

// tracer hands on what go-mail notes of the conversation. It leaves passwords out by itself.
type tracer struct{ say func(who, line string) }

func (t tracer) Debugf(l log.Log) {
	who := SaidByServer
	if l.Direction == log.DirClientToServer {
		who = SaidByUs
	}
	for line := range strings.Lines(fmt.Sprintf(l.Format, l.Messages...)) {
		t.say(who, oneLine(strings.TrimSpace(line)))
	}
}

func (t tracer) Infof(l log.Log)  { t.Debugf(l) }
func (t tracer) Warnf(l log.Log)  { t.Debugf(l) }
func (t tracer) Errorf(l log.Log) { t.Debugf(l) }

// traced are the options of a conversation that is traced.
func (s *SMTP) traced() []mail.Option {
	if s.Trace == nil {
		return nil
	}
	return []mail.Option{mail.WithLogger(tracer{s.Trace}), mail.WithDebugLog()}
}
