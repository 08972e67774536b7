package mail

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"
)

// nameAtMost is how much of a name stands in a header, in runes; nobody's is longer.
const nameAtMost = 120

// Message is a mail as it goes to the server.
type Message struct {
	MailID  uuid.UUID // of its row in the outbox
	ID      string    // Message-ID without the angle brackets
	From    string    // bare addresses, of the envelope too
	To      string
	Subject string
	At      time.Time
	Raw     []byte // headers and body, lines ending in CRLF
}

// NewMessage renders letter and puts it in an envelope: text and HTML as alternatives, and the headers that tell mail programs that a
// machine wrote it (RFC 3834) and how to get no more of them (RFC 8058).
func NewMessage(letter Letter, m *Mail, sender Sender, now time.Time) (*Message, error) {
	unsubscribe := ""
	if letter.Kind() != KindSignIn { // the direct answer to what the reader did a moment ago
		unsubscribe = sender.BaseURL + "/unsubscribe/" + UnsubscribeToken(sender.Secret, m.PersonID)
	}
	r, err := Render(letter, m.Language, Envelope{Sender: sender, Name: oneLine(m.Name), Unsubscribe: unsubscribe})
	if err != nil {
		return nil, err
	}
	message := &Message{MailID: m.ID, ID: m.MessageID, From: sender.Address, To: m.Address, Subject: r.Subject, At: now}
	var b bytes.Buffer
	b.Grow(2048 + len(r.HTML)*4/3 + len(r.Text)*5/4)
	header(&b, "From", address(sender.Name, sender.Address))
	header(&b, "To", address(m.Name, m.Address))
	header(&b, "Subject", mime.QEncoding.Encode("utf-8", r.Subject))
	header(&b, "Date", now.Format(time.RFC1123Z))
	header(&b, "Message-ID", "<"+m.MessageID+">")
	header(&b, "Auto-Submitted", "auto-generated")
	if unsubscribe != "" {
		header(&b, "List-Unsubscribe", "<"+unsubscribe+">")
		header(&b, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	header(&b, "Content-Language", m.Language)
	header(&b, "MIME-Version", "1.0")
	boundary := "=_" + strings.ReplaceAll(m.ID.String(), "-", "") // quoted-printable can't hold "=_", so no body does
	header(&b, "Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	for _, part := range []struct{ kind, body string }{{"text/plain", r.Text}, {"text/html", r.HTML}} {
		fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", boundary, part.kind)
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write([]byte(part.body)); err != nil {
			return nil, fmt.Errorf("message: %w", err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("message: %w", err)
		}
	}
	fmt.Fprintf(&b, "\r\n--%s--\r\n", boundary)
	message.Raw = b.Bytes()
	return message, nil
}

// header writes one header field, folded at spaces. Whatever the value holds, it stays one field: control characters are gone.
func header(b *bytes.Buffer, name, value string) {
	b.WriteString(name)
	b.WriteByte(':')
	column := len(name) + 1
	for word := range strings.SplitSeq(oneLine(value), " ") {
		if column+1+len(word) > 76 && column > len(name)+1 {
			b.WriteString("\r\n")
			column = 0
		}
		b.WriteByte(' ')
		b.WriteString(word)
		column += 1 + len(word)
	}
	b.WriteString("\r\n")
}

// address is name and address as RFC 5322 wants them; a name beyond ASCII is encoded (RFC 2047).
func address(name, bare string) string {
	if runes := []rune(oneLine(name)); len(runes) > nameAtMost {
		name = string(runes[:nameAtMost])
	}
	return (&mail.Address{Name: oneLine(name), Address: bare}).String()
}
