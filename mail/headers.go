package mail

import (
	"mime"
	"net/mail"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// boundary stands between the parts of a letter. Quoted-printable can't hold "=_", so no letter does.
const boundary = "=_klantpanel"

const closing = "\r\n--" + boundary + "--\r\n"

// alternative is what a letter is: text and HTML that say the same.
const alternative = `multipart/alternative; boundary="` + boundary + `"`

// nameAtMost is how much of a name stands in a header, in runes; nobody's is longer.
const nameAtMost = 120

// IsDirectAnswer reports whether letters of this kind answer what their reader did a moment ago: they are of no list, and
// there is nothing to unsubscribe from.
func IsDirectAnswer(kind string) bool {
	return slices.Contains([]string{KindSignIn, KindReplyRefused, KindUnderstood, KindReplyTaken}, kind)
}

// Threaded is a letter that belongs to threads, as mail programs show them: all letters about one item are one.
type Threaded interface {
	// Threads names them; uuid.Nil is none.
	Threads() []uuid.UUID
}

// partHeaders open a part of the letter.
func partHeaders(kind string) string {
	return "\r\n--" + boundary + "\r\nContent-Type: " + kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
}

// sharedHeaders are those that don't differ from reader to reader: they tell mail programs that a machine wrote it (RFC 3834), which
// list it is of (RFC 2919) and which thread. There is no Precedence: it isn't a standard, and some servers make mail wait for it.
func sharedHeaders(letter Letter, sender Sender, subject, list, language string) []byte {
	b := header(nil, "From", address(sender.Name, sender.Address))
	b = header(b, "Subject", mime.QEncoding.Encode("utf-8", subject))
	b = header(b, "Auto-Submitted", "auto-generated")
	domain := sender.Address[strings.LastIndexByte(sender.Address, '@')+1:]
	if list != "" {
		b = header(b, "List-Id", phrase(list)+" <"+listID(letter)+"."+domain+">")
	}
	if roots := threadRoots(letter, domain); roots != "" {
		b = header(b, "In-Reply-To", roots)
		b = header(b, "References", roots)
	}
	b = header(b, "Content-Language", language)
	b = header(b, "MIME-Version", "1.0")
	if _, ok := attachmentOf(letter); ok {
		return header(b, "Content-Type", `multipart/mixed; boundary="`+mixed+`"`)
	}
	return header(b, "Content-Type", alternative)
}

// threadRoots are the letters that the letter answers, which nobody ever sent: mail programs put what names the same one together. RFC 5322
// (3.6.4) lets a letter answer several.
func threadRoots(letter Letter, domain string) string {
	t, ok := letter.(Threaded)
	if !ok {
		return ""
	}
	var roots []string
	for _, id := range t.Threads() {
		if root := "<thread." + id.String() + "@" + domain + ">"; id != uuid.Nil && !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return strings.Join(roots, " ")
}

// listID names the list that a letter is of, before the domain: its kind, and the panel or service that it is about. Readers sort their
// mail by it.
func listID(letter Letter) string {
	about := ""
	switch l := letter.(type) {
	case Notice:
		about = l.Panel
	case Opening:
		about = l.Panel
	case Reminder:
		about = l.Panel
	case Bundling:
		about = l.Panel
	case DigestReady:
		about = l.Panel
	case Digest:
		about = l.Panel
	case DigestTest:
		about = l.Panel
	case DigestSecond:
		about = l.Panel
	case DigestDue:
		about = l.Panel
	case RoundChanged:
		about = l.Panel
	case ReportBack:
		about = l.Panel
	case Thanks:
		about = l.Panel
	case Reach:
		about = l.Panel
	case Decide:
		about = l.Panel
	case Clarification:
		about = l.From
	}
	if about = label(about); about != "" {
		about = "." + about
	}
	return strings.ReplaceAll(letter.Kind(), "_", "-") + about
}

// label is a name as it may stand in a domain: of letters, digits and single hyphens, 63 at most.
func label(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	short := strings.Join(words, "-")
	return strings.Trim(short[:min(len(short), 63)], "-")
}

// phrase is text before an address in angle brackets, as RFC 5322 and RFC 2047 want it there.
func phrase(text string) string {
	quoted := (&mail.Address{Name: oneLine(text), Address: "a@b"}).String()
	return strings.TrimSuffix(quoted, " <a@b>")
}

// header writes one header field, folded at spaces. Whatever the value holds, it stays one field: control characters are gone.
func header(b []byte, name, value string) []byte {
	b = append(append(b, name...), ':')
	column := len(name) + 1
	for word := range strings.SplitSeq(oneLine(value), " ") {
		if column+1+len(word) > 76 && column > len(name)+1 {
			b = append(b, "\r\n"...)
			column = 0
		}
		b = append(append(b, ' '), word...)
		column += 1 + len(word)
	}
	return append(b, "\r\n"...)
}

// addressHeader writes name and address, quickly when nothing of them has to be encoded.
func addressHeader(b []byte, field, name, bare string) []byte {
	if name == "" || len(field)+len(name)+len(bare) > 68 || !plain(name, " .,'-") || !plain(bare, "@.-") {
		return header(b, field, address(name, bare))
	}
	b = append(append(append(b, field...), `: "`...), name...)
	return append(append(append(b, `" <`...), bare...), ">\r\n"...)
}

// plain reports whether s holds only ASCII letters, digits and the others.
func plain(s, others string) bool {
	for i := range len(s) {
		if c := s[i]; (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}

// address is name and address as RFC 5322 wants them; a name beyond ASCII is encoded (RFC 2047).
func address(name, bare string) string {
	if runes := []rune(oneLine(name)); len(runes) > nameAtMost {
		name = string(runes[:nameAtMost])
	}
	return (&mail.Address{Name: oneLine(name), Address: bare}).String()
}
