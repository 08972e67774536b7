package mail

import (
	"fmt"
	"unicode/utf8"
)

// form is a letter as all its readers get it: rendered and encoded once, cut where something personal stands.
type form struct {
	set     *set
	key     setKey
	subject string
	head    []byte // the headers that are the same for all
	pieces  []piece
	rest    []restSection // of a digest
}

// piece is what stands before a personal part, and that part.
type piece struct {
	fixed         []byte // a part's own headers, and quoted-printable
	column        int    // to which fixed came on its line
	part          int    // -1 in the last piece
	spot          spot
	before, after string // what else stands on the part's line of the text letter: together they may need several
}

// formKey tells which letters have the same form. Which personal parts there are matters too: the templates leave out what is around
// an empty one.
type formKey struct {
	setKey
	organisation, name, address, contact, baseURL string // of the Sender: what letters show

	letter            any
	has               [theFirst]bool
	hasFirst, hasRest bool // of a digest: anything stands there
}

// sender has nothing that isn't in the key, so that no form shows what another letter's sender had.
func (k formKey) sender() Sender {
	return Sender{Organisation: k.organisation, Name: k.name, Address: k.address, Contact: k.contact, BaseURL: k.baseURL, Look: k.look}
}

// forms are kept for the digests and letters that go out together.
var forms = kept[formKey, *form]{most: 32}

// formOf finds or makes the form of a letter to a reader for whom p is personal.
func formOf(letter Letter, language string, sender Sender, p personal) (*form, error) {
	key := formKey{setKey{letter.Kind(), language, sender.Look}, sender.Organisation, sender.Name, sender.Address, sender.Contact, sender.BaseURL,
		letter, [theFirst]bool{}, len(p.first) > 0, p.hasRest}
	if l, ok := letter.(parted); ok {
		key.letter = l.shared()
	}
	for part, value := range p.text {
		key.has[part] = value != ""
	}
	if !p.ordinary() {
		return newForm(letter, key, "", p) // nobody else's
	}
	if f, ok := forms.find(key); ok {
		return f, nil
	}
	f, err := newForm(letter, key, newMarks(), p)
	if err == nil {
		forms.keep(key, f)
	}
	return f, err
}

func newForm(letter Letter, key formKey, m marks, p personal) (*form, error) {
	s, ok := setOf(key.kind, key.language, key.look)
	if !ok {
		return nil, fmt.Errorf("no templates for %s in %q", key.kind, key.language)
	}
	r, err := m.render(s, letter, key.sender(), p)
	if err != nil {
		return nil, err
	}
	list := ""
	if !IsDirectAnswer(key.kind) {
		if list, err = written(s.text.ExecuteTemplate, "list", letter); err != nil {
			return nil, err
		}
	}
	f := &form{set: s, key: key.setKey, subject: r.Subject, head: sharedHeaders(letter, key.sender(), r.Subject, list, key.language)}
	if d, ok := letter.(Digest); ok {
		if f.rest, err = s.newRest(f.key, d.Sections); err != nil {
			return nil, err
		}
	}
	c := cutter{marks: m}
	file, attached := attachmentOf(letter)
	if attached {
		c.raw(mixedHead)
	}
	c.raw(partHeaders("text/plain"))
	err = c.text(r.Text)
	c.raw(partHeaders("text/html"))
	if err == nil {
		err = c.html(r.HTML)
	}
	c.raw(closing)
	if attached {
		c.raw(file.part())
	}
	f.pieces = append(c.pieces, piece{fixed: c.fixed, part: -1})
	return f, err
}

// append writes the body with what is personal in it.
func (f *form) append(b []byte, p personal) (_ []byte, err error) {
	for i := range f.pieces {
		piece := &f.pieces[i]
		b = append(b, piece.fixed...)
		switch {
		case piece.part < 0:
			return b, nil
		case piece.part == theFirst:
			b, err = f.appendFirst(b, p.first, piece.spot)
		case piece.part == theRest:
			b, err = f.appendRest(b, p.left, piece.spot)
		case piece.spot == inText:
			b = piece.appendLine(b, p.text[piece.part])
		default:
			var value string
			value, err = piece.spot.escaped(p.text[piece.part])
			b, _ = appendQuoted(b, piece.column, value)
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

// appendLine writes the line of the text letter that a part stands on, broken as setPlain breaks it.
func (p *piece) appendLine(b []byte, value string) []byte {
	if p.before == "" && p.after == "" && isPlainLink(value) { // never broken
		b, _ = appendQuoted(b, p.column, value)
		return b
	}
	width := utf8.RuneCountInString(p.before) + utf8.RuneCountInString(value) + utf8.RuneCountInString(p.after)
	if width <= columns {
		b, column := appendQuoted(b, p.column, p.before)
		b, column = appendQuoted(b, column, value)
		b, _ = appendQuoted(b, column, p.after)
		return b
	}
	var room [1 << 10]byte
	lines := wrap(room[:0], p.before+value+p.after)
	b, _ = appendQuoted(b, p.column, lines[:len(lines)-1])
	return b
}
