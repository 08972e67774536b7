package mail

import (
	"bytes"
	"strings"
)

// The entries of a digest are encoded one by one: those that stand first differ from reader to reader, and so do those that are left.

// block is a piece of a letter, encoded.
type block struct{ html, text []byte }

// entryBlock is an entry that stands first: up to the address that only one reader gets, that, and the rest.
type entryBlock struct{ html, text []piece }

type entryKey struct {
	set   setKey
	entry DigestEntry
}

type lineKey struct {
	set  setKey
	name string // of the template
	of   any
}

// These are kept for those digests whose forms are.
var (
	entryBlocks = kept[entryKey, entryBlock]{most: 512}
	lineBlocks  = kept[lineKey, block]{most: 256}
)

// restSection is a section as its form holds it: all that it may say.
type restSection struct {
	DigestSection
	head    block
	entries []block
}

// newRest encodes the sections of a digest.
func (s *set) newRest(key setKey, sections []DigestSection) ([]restSection, error) {
	var rest []restSection
	for _, section := range cut(sections) {
		made := restSection{DigestSection: section}
		var err error
		if made.head, err = s.line(key, "section head", section.Name); err != nil {
			return nil, err
		}
		for _, e := range section.Entries {
			html, text, err := s.both("brief", e)
			if err != nil {
				return nil, err
			}
			made.entries = append(made.entries, encoded(html, text))
		}
		rest = append(rest, made)
	}
	return rest, nil
}

// appendFirst writes what stands first.
func (f *form) appendFirst(b []byte, groups []DigestGroup, where spot) ([]byte, error) {
	w := blockWriter{b: b, where: where}
	for _, g := range groups {
		head, err := f.set.line(f.key, "group head", g.Name)
		if err != nil {
			return b, err
		}
		w.write(head)
		for _, e := range g.Entries {
			made, err := f.set.first(f.key, e)
			if err != nil {
				return b, err
			}
			if err := w.entry(made, e.HeardURL); err != nil {
				return b, err
			}
		}
		if err := w.more(f, g.More); err != nil {
			return b, err
		}
	}
	return w.b, nil
}

// appendRest writes the sections without what stands first.
func (f *form) appendRest(b []byte, first firstEntries, where spot) ([]byte, error) {
	w := blockWriter{b: b, where: where}
	for i := range f.rest {
		s, begun := &f.rest[i], false
		begin := func() {
			if !begun {
				begun = true
				w.write(s.head)
			}
		}
		for n := range s.Entries {
			if first.hasItem(s.Entries[n].Item) {
				continue
			}
			begin()
			w.write(s.entries[n])
		}
		if more := s.beyond(first); more > 0 {
			begin()
			if err := w.more(f, more); err != nil {
				return b, err
			}
		}
	}
	return w.b, nil
}

// hasRest reports whether there is anything in the sections that doesn't stand first.
func (d Digest) hasRest() bool {
	first := d.first()
	for i := range d.Sections {
		s := &d.Sections[i]
		if s.More > 0 {
			return true
		}
		for n := range s.Entries {
			if !first.hasItem(s.Entries[n].Item) {
				return true
			}
		}
	}
	return false
}

// blockWriter writes blocks of the text letter with an empty line between them.
type blockWriter struct {
	b     []byte
	where spot
	begun bool
}

func (w *blockWriter) apart() {
	if w.where == inText && w.begun {
		w.b = append(w.b, "\r\n\r\n"...)
	}
	w.begun = true
}

func (w *blockWriter) write(made block) {
	w.apart()
	if w.where == inText {
		w.b = append(w.b, made.text...)
	} else {
		w.b = append(w.b, made.html...)
	}
}

// entry writes one with the reader's own address in it.
func (w *blockWriter) entry(made entryBlock, link string) error {
	w.apart()
	pieces := made.html
	if w.where == inText {
		pieces = made.text
	}
	for i := range pieces {
		p := &pieces[i]
		w.b = append(w.b, p.fixed...)
		switch {
		case p.part < 0:
		case p.spot == inText:
			w.b = p.appendLine(w.b, link)
		default:
			value, err := p.spot.escaped(link)
			if err != nil {
				return err
			}
			w.b, _ = appendQuoted(w.b, p.column, value)
		}
	}
	return nil
}

func (w *blockWriter) more(f *form, n int) error {
	if n == 0 {
		return nil
	}
	made, err := f.set.line(f.key, "more line", n)
	w.write(made)
	return err
}

// line is a part of the letter that many letters have.
func (s *set) line(key setKey, name string, of any) (block, error) {
	k := lineKey{key, name, of}
	if made, ok := lineBlocks.find(k); ok {
		return made, nil
	}
	html, text, err := s.both(name, of)
	if err != nil {
		return block{}, err
	}
	made := encoded(html, text)
	lineBlocks.keep(k, made)
	return made, nil
}

// first is an entry that stands first, cut where the reader's own address comes.
func (s *set) first(key setKey, entry DigestEntry) (entryBlock, error) {
	if entry.HeardURL != "" {
		entry.HeardURL = "https://x.example/" // whichever: it isn't in the block
	}
	k := entryKey{key, entry}
	if made, ok := entryBlocks.find(k); ok {
		return made, nil
	}
	m := newMarks()
	entry.HeardURL = m.of(theHeard, entry.HeardURL)
	html, text, err := s.both("said and done", entry)
	if err != nil {
		return entryBlock{}, err
	}
	var made entryBlock
	asHTML, asText := cutter{marks: m}, cutter{marks: m}
	if err := asHTML.html(html); err != nil {
		return made, err
	}
	if err := asText.text(setPlain(text, string(m))); err != nil {
		return made, err
	}
	made.html, made.text = asHTML.end(inHTML), asText.end(inText)
	entryBlocks.keep(k, made)
	return made, nil
}

// end gives the pieces. Those of the text end at their last word; what is written next begins a line of the encoding.
func (c *cutter) end(where spot) []piece {
	switch {
	case where == inText:
		c.fixed = bytes.TrimSuffix(c.fixed, []byte("\r\n"))
	case c.column > 0 || c.open:
		c.fixed = append(c.fixed, softBreak...)
	}
	return append(c.pieces, piece{fixed: c.fixed, part: -1})
}

// both executes a template of the letter and of its text.
func (s *set) both(name string, of any) (html, text string, err error) {
	var h, t strings.Builder
	if err = s.html.ExecuteTemplate(&h, name, of); err == nil {
		err = s.text.ExecuteTemplate(&t, name, of)
	}
	return h.String(), t.String(), err
}

func encoded(html, text string) block {
	var made block
	column := 0
	if made.html, column = appendQuoted(nil, 0, html); column > 0 {
		made.html = append(made.html, softBreak...)
	}
	made.text, _ = appendQuoted(nil, 0, strings.TrimSuffix(setPlain(text, ""), "\n"))
	return made
}
