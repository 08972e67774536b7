package mail

import (
	"cmp"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Message is a mail as it goes to the server. It belongs to whoever made it until Free.
type Message struct {
	MailID  uuid.UUID // of its row in the outbox
	ID      string    // Message-ID without the angle brackets
	From    string    // bare addresses, of the envelope too
	To      string
	Subject string
	At      time.Time
	Raw     []byte // headers and body, lines ending in CRLF; not to be used after Free

	Signature []byte // header lines that go before Raw

	buffer *buffer
}

// buffer is what a message is written in.
type buffer struct{ bytes []byte }

// rawAtMost is how large a buffer may be that is kept for the next mail, in bytes: as large as letters are.
const rawAtMost = 256 << 10

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, 24<<10)} }}

// Free gives the message's buffer to the next one. Doing it twice is no harm.
func (m *Message) Free() {
	if m.buffer != nil && cap(m.buffer.bytes) <= rawAtMost {
		buffers.Put(m.buffer)
	}
	m.buffer, m.Raw = nil, nil
}

// NewMessage puts letter in an envelope for the reader of m: text and HTML as alternatives, and the headers that tell mail programs
// what it is and how to get no more of them (RFC 8058). The letter's form is made once; here only what is personal is written into it.
func NewMessage(letter Letter, m *Mail, sender Sender, now time.Time) (*Message, error) {
	p := personal{}
	p.text[theName] = strings.TrimSpace(oneLine(m.Name))
	if !IsDirectAnswer(letter.Kind()) {
		p.text[theUnsubscribe] = unsubscribeLink(sender.BaseURL, sender.Secret, m.PersonID)
	}
	if l, ok := letter.(parted); ok {
		p.text[theLink] = l.personal()
	}
	if d, ok := letter.(Digest); ok {
		d = d.To(m, sender)
		letter, p.first, p.left, p.hasRest = d, d.First(), d.first(), d.hasRest()
	}
	f, err := formOf(letter, m.Language, sender, p)
	if err != nil {
		return nil, fmt.Errorf("message: %s: %w", letter.Kind(), err)
	}
	message := &Message{MailID: m.ID, ID: m.MessageID, From: cmp.Or(sender.ReturnAddress(m.ID), sender.Address), To: m.Address, Subject: f.subject, At: now, buffer: buffers.Get().(*buffer)}
	b := append(message.buffer.bytes[:0], f.head...)
	b = addressHeader(b, "To", p.text[theName], m.Address)
	b = append(now.AppendFormat(append(b, "Date: "...), time.RFC1123Z), "\r\n"...)
	b = bracketed(b, "Message-ID", m.MessageID)
	if sender.TakesAnswers(m.Kind) {
		b = addressHeader(b, "Reply-To", sender.Name, sender.ReplyAddress(m.Kind, m.ID, m.PersonID))
	}
	if link := p.text[theUnsubscribe]; link != "" {
		b = append(bracketed(b, "List-Unsubscribe", link), "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"...)
	}
	message.Raw, err = f.append(b, p)
	message.buffer.bytes = message.Raw
	if err != nil {
		message.Free()
		return nil, fmt.Errorf("message: %s: %w", letter.Kind(), err)
	}
	return message, nil
}

// bracketed writes a header field whose value stands in angle brackets and has no spaces to fold it at.
func bracketed(b []byte, name, value string) []byte {
	b = append(append(b, name...), ": <"...)
	return append(append(b, oneLine(value)...), ">\r\n"...)
}
