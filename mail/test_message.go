package mail

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"github.com/google/uuid"
)

// testWords are the subject and text of a message that tries the mail out, by language.
var testWords = map[string][2]string{
	"nl": {"Test van het klantpanel", "Dit is een test. Leest u dit? Dan kan het klantpanel van %s u mailen.\r\n\r\nU hoeft niets te doen.\r\n"},
	"en": {"Test of the client panel", "This is a test. Do you read this? Then the client panel of %s can mail you.\r\n\r\nThere is nothing for you to do.\r\n"},
}

// TestMessage is a message in the language, nl or en, that says it is a test. It stands in no outbox. An address that can't be one is an error.
func TestMessage(sender Sender, to, language string, now time.Time) (*Message, error) {
	if err := checkAddress(to); err != nil {
		return nil, fmt.Errorf("%q: %w", to, err)
	}
	domain, err := domainOf(sender.Address)
	if err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	words := testWords[language]
	m := &Message{MailID: uuid.New(), From: sender.Address, To: to, Subject: words[0], At: now}
	m.ID = strings.ReplaceAll(m.MailID.String(), "-", "") + ".test@" + domain
	var b bytes.Buffer
	for _, field := range [][2]string{{"From", address(sender.Name, sender.Address)}, {"To", "<" + to + ">"}, {"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", now.Format(time.RFC1123Z)}, {"Message-ID", "<" + m.ID + ">"}, {"Auto-Submitted", "auto-generated"}, {"Content-Language", language},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "quoted-printable"}} {
		fmt.Fprintf(&b, "%s: %s\r\n", field[0], oneLine(field[1]))
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	fmt.Fprintf(w, words[1], oneLine(sender.Organisation)) // into memory: it can't fail
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("test message: %w", err)
	}
	m.Raw = b.Bytes()
	if sender.Signer != nil {
		if m.Signature, err = sender.Signer.Sign(m.Raw); err != nil {
			return nil, fmt.Errorf("test message: %w", err)
		}
	}
	return m, nil
}
