package mail

import (
	"encoding/base64"
	"mime"
	"strings"
)

// Attached is a letter that brings a file, the same to all who get the letter in one language.
type Attached interface {
	Letter
	// Attachment is the file; false for none.
	Attachment() (Attachment, bool)
}

// Attachment is a file that a letter brings.
type Attachment struct {
	Name    string // of the file, in ASCII
	Type    string // its media type with parameters: text/calendar; method=PUBLISH
	Content string
}

// mixed stands between the letter and its file. It doesn't begin as boundary does, by which readers would take one for the other
// (RFC 2046 section 5.1.2), and base64 holds no "_" either.
const mixed = "=_file_klantpanel"

// mixedHead opens what is around a letter with a file; the letter itself comes next.
const mixedHead = "\r\n--" + mixed + "\r\nContent-Type: " + alternative + "\r\n"

// encodedColumns is how many bytes of a file make a line of 76 columns (RFC 2045 section 6.8).
const encodedColumns = 57

// part is the file as the last part of a message, with what closes it.
func (a Attachment) part() string {
	kind, parameters, err := mime.ParseMediaType(a.Type)
	if err != nil {
		kind, parameters = "application/octet-stream", map[string]string{}
	}
	parameters["name"] = a.Name // older programs look here
	var b strings.Builder
	b.WriteString("\r\n--" + mixed + "\r\n")
	b.Write(header(nil, "Content-Type", mime.FormatMediaType(kind, parameters)))
	b.Write(header(nil, "Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name})))
	b.WriteString("Content-Transfer-Encoding: base64\r\n\r\n")
	for content := a.Content; content != ""; {
		n := min(len(content), encodedColumns)
		b.WriteString(base64.StdEncoding.EncodeToString([]byte(content[:n])) + "\r\n")
		content = content[n:]
	}
	b.WriteString("--" + mixed + "--\r\n")
	return b.String()
}

// attachmentOf is the file of a letter, if it brings one.
func attachmentOf(letter Letter) (Attachment, bool) {
	if l, ok := letter.(Attached); ok {
		return l.Attachment()
	}
	return Attachment{}, false
}
