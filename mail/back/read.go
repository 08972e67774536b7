package back

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"
	"golang.org/x/text/encoding/charmap"
)

// What is read of a mail at most. Nothing that people write comes near it.
const (
	BytesAtMost    = 10 << 20 // of the whole mail
	textAtMost     = 100 << 10
	headerAtMost   = 256 << 10
	returnedAtMost = 64 << 10 // of the headers of our own letter, in a bounce
	partsAtMost    = 100
	deepest        = 8 // a part within a part within a part
)

var errTooManyParts = errors.New("more parts than a mail has")

func init() {
	// As browsers have it: who says Latin 1 or ASCII and sends a curly quote or a euro, means Windows' own.
	for _, name := range []string{"iso-8859-1", "latin1", "us-ascii", "ascii"} {
		charset.RegisterEncoding(name, charmap.Windows1252)
	}
}

// letter is a mail that came in, as far as it was read. All text is UTF-8.
type letter struct {
	header      mail.Header
	mediaType   string
	parameters  map[string]string // of the media type
	plain, html string
	status      string   // message/delivery-status
	feedback    string   // message/feedback-report
	returned    string   // the letter that it is about, or its headers
	attachments []string // their names
	receipt     bool     // that somebody opened a letter (RFC 8098)
	calendar    bool     // an answer to an invitation

	parts int
}

// read takes a mail apart. What is broken in a part is passed over; an error says that there are no headers to go by.
func read(raw []byte) (*letter, error) {
	if bytes.HasPrefix(raw, []byte("From ")) { // how mailboxes in files begin a mail
		if _, rest, found := bytes.Cut(raw, []byte("\n")); found {
			raw = rest
		}
	}
	e, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: headerAtMost})
	if e == nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if e.Header.Len() == 0 {
		return nil, errors.New("read: a mail without headers")
	}
	l := &letter{header: mail.Header{Header: e.Header}}
	l.mediaType, l.parameters, _ = e.Header.ContentType()
	l.mediaType = strings.ToLower(l.mediaType)
	if err := l.take(e, "", 0); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read: %w", err)
	}
	return l, nil
}

// take reads one part, within a part of the media type within.
func (l *letter) take(e *message.Entity, within string, depth int) error {
	if l.parts++; l.parts > partsAtMost || depth > deepest {
		return errTooManyParts
	}
	kind, parameters, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	kind = strings.ToLower(kind)
	if parts := e.MultipartReader(); parts != nil {
		return l.takeParts(parts, kind, depth)
	}
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		l.status = join(l.status, text(e.Body))
	case "message/feedback-report":
		l.feedback = join(l.feedback, text(e.Body))
	case "message/disposition-notification":
		l.receipt = true
	case "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
		l.returned = join(l.returned, atMost(e.Body, returnedAtMost))
	case "message/rfc822", "message/global":
		l.returned = join(l.returned, atMost(e.Body, returnedAtMost))
		if within != "multipart/report" {
			l.attach(e, kind)
		}
	case "text/calendar":
		method := parameters["method"]
		l.calendar = l.calendar || strings.EqualFold(method, "reply") || strings.EqualFold(method, "counter")
	default:
		l.takeBody(e, kind, parameters, within)
	}
	return nil
}

func (l *letter) takeParts(parts message.MultipartReader, kind string, depth int) error {
	for {
		part, err := parts.NextPart()
		if part == nil {
			if err == io.EOF || l.parts > 0 && err != nil { // cut off halfway: what was read counts
				return nil
			}
			return err
		}
		if err := l.take(part, kind, depth+1); err != nil {
			return err
		}
	}
}

// takeBody takes what a person may have written, and notes what they attached.
func (l *letter) takeBody(e *message.Entity, kind string, parameters map[string]string, within string) {
	disposition, _, _ := e.Header.ContentDisposition()
	attached := strings.EqualFold(disposition, "attachment")
	switch {
	case kind == "text/plain" && !attached:
		words := text(e.Body)
		if strings.EqualFold(parameters["format"], "flowed") {
			words = unflow(words, strings.EqualFold(parameters["delsp"], "yes"))
		}
		l.plain = join(l.plain, words)
	case kind == "text/html" && !attached:
		l.html = join(l.html, text(e.Body))
	case slices.Contains([]string{"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/ms-tnef"}, kind):
		// a signature, or Outlook's own idea of how the text looked
	case !attached && e.Header.Get("Content-Id") != "" && strings.HasPrefix(kind, "image/"):
		// the logo under a signature
	case within == "multipart/report":
	default:
		l.attach(e, kind)
	}
}

func (l *letter) attach(e *message.Entity, kind string) {
	name, err := (&mail.AttachmentHeader{Header: e.Header}).Filename()
	if err != nil || name == "" {
		name = kind
	}
	l.attachments = append(l.attachments, name)
}

// words are what the mail says, as plain text.
func (l *letter) words() string {
	if strings.TrimSpace(l.plain) != "" || l.html == "" {
		return l.plain
	}
	return fromHTML(l.html)
}

// field is a header in UTF-8, on one line.
func (l *letter) field(name string) string {
	value, err := l.header.Text(name)
	if err != nil {
		value = l.header.Get(name)
	}
	return strings.Join(strings.Fields(clean(value)), " ")
}

// addresses are the bare addresses in a header, in small letters.
func (l *letter) addresses(name string) []string {
	var bare []string
	for fields := l.header.FieldsByKey(name); fields.Next(); {
		list, err := mail.ParseAddressList(fields.Value())
		if err != nil {
			bare = append(bare, strings.ToLower(strings.Trim(strings.TrimSpace(fields.Value()), "<>")))
		}
		for _, a := range list {
			bare = append(bare, strings.ToLower(a.Address))
		}
	}
	return bare
}
