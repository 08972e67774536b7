package mail

import (
	"crypto/rand"
	"fmt"
	"strings"
)

// The personal parts of a letter, as they are numbered in marks and pieces.
const (
	theName = iota
	theUnsubscribe
	theLink
	theFirst // of a digest
	theRest
	theHeard // in an entry
)

// personal is what a letter says to one reader only.
type personal struct {
	text    [theFirst]string
	first   []DigestGroup
	left    firstEntries // out of the rest
	hasRest bool
}

// ordinary reports whether each part is one line without space around it, as are all but those that somebody made to do harm.
func (p personal) ordinary() bool {
	for _, value := range p.text {
		if value != oneLine(value) || value != strings.TrimSpace(value) {
			return false
		}
	}
	return true
}

// marks stand in for the personal parts while a letter is rendered to be cut. Nobody can guess them, so nothing else is taken for one.
// What an escaper makes of a mark's end tells where it stands. The empty marks stand in for nothing.
type marks string

const markEnd = "'/"

var markEnds = []struct {
	written string
	spot    spot
}{{"'/", inText}, {"&#39;/", inHTML}, {"%27/", inLink}}

func newMarks() marks { return marks("kp" + strings.ToLower(rand.Text())) }

// of is the mark of a part. An empty one stays so, because the templates leave out what is around it.
func (m marks) of(part int, value string) string {
	if value == "" || m == "" {
		return value
	}
	return string(m) + string(rune('0'+part)) + markEnd
}

// cut is the text up to the first mark, the part that this stands for (-1 when there is none), where it stands, and what follows.
func (m marks) cut(text string) (before string, part int, where spot, after string, err error) {
	at := strings.Index(text, string(m))
	if m == "" || at < 0 {
		return text, -1, 0, "", nil
	}
	before, after = text[:at], text[at+len(m):]
	for _, end := range markEnds {
		if len(after) > 1 && strings.HasPrefix(after[1:], end.written) && (end.spot != inLink || strings.HasSuffix(before, `="`)) {
			return before, int(after[0] - '0'), end.spot, after[1+len(end.written):], nil
		}
	}
	return "", 0, 0, "", fmt.Errorf("a personal part stands where none can be put in: %.60q", after)
}

// render is a letter with marks in place of what is personal in it; without marks it is as the reader gets it.
func (m marks) render(s *set, letter Letter, sender Sender, p personal) (Rendered, error) {
	if l, ok := letter.(parted); ok && m != "" {
		letter = l.with(m.of(theLink, p.text[theLink]))
	}
	if d, ok := letter.(Digest); ok && m != "" {
		letter = d.marked(m, p)
	}
	r, err := s.render(page{Letter: letter, Envelope: Envelope{Sender: sender, Name: m.of(theName, p.text[theName]),
		Unsubscribe: m.of(theUnsubscribe, p.text[theUnsubscribe])}})
	r.Text = setPlain(r.Text, string(m))
	if err == nil && m != "" && strings.Contains(r.Subject, string(m)) {
		err = fmt.Errorf("the subject is personal: %q", r.Subject)
	}
	return r, err
}

// marked is the digest with marks where its entries are to come.
func (d Digest) marked(m marks, p personal) Digest {
	if len(p.first) > 0 {
		d.firstCut = m.of(theFirst, "first")
	}
	if p.hasRest {
		d.restCut = m.of(theRest, "rest")
	}
	return d
}
