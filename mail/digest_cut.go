package mail

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// A letter holds so much of a digest at most; the rest stands on its page. Gmail cuts off what is beyond 102 kB, and with it the
// button and the way to unsubscribe.
const (
	entriesAtMost = 40
	ownAtMost     = 10
	saidAtMost    = 280 // runes
	answerAtMost  = 480
	briefAtMost   = 160 // of an answer in the sections
)

// DigestGroup is what stands first in a letter. Its Name is own, constituency or best.
type DigestGroup struct {
	Name    string
	Entries []DigestEntry
	More    int // entries that stand on the page only
}

// First is what stands first for this reader: what is theirs, or what is best of all; none when nothing is either.
func (d Digest) First() []DigestGroup {
	g := DigestGroup{Name: "own", Entries: d.Own}
	switch {
	case len(d.Own) == 0 && len(d.Best) == 0:
		return nil
	case len(d.Own) == 0:
		g = DigestGroup{Name: "best", Entries: d.Best}
	case d.Carries:
		g.Name = "constituency"
	}
	kept := min(len(g.Entries), ownAtMost)
	g.Entries, g.More = shorter(g.Entries[:kept], answerAtMost), len(g.Entries)-kept
	return []DigestGroup{g}
}

// Rest are the sections as a letter holds them, without what stands first in it.
func (d Digest) Rest() []DigestSection {
	first := d.first()
	var rest []DigestSection
	for _, s := range cut(d.Sections) {
		s.More = s.beyond(first)
		s.Entries = slices.DeleteFunc(s.Entries, first.has)
		if len(s.Entries) > 0 || s.More > 0 {
			rest = append(rest, s)
		}
	}
	return rest
}

// first are the entries that stand first.
func (d Digest) first() firstEntries {
	if len(d.Own) > 0 {
		return d.Own
	}
	return d.Best
}

// firstEntries are left out of the sections.
type firstEntries []DigestEntry

func (f firstEntries) has(e DigestEntry) bool { return f.hasItem(e.Item) }

func (f firstEntries) hasItem(item uuid.UUID) bool {
	for i := range f {
		if f[i].Item == item && item != uuid.Nil {
			return true
		}
	}
	return false
}

// beyond is how many entries of a section that was cut stand on the page only, and nowhere in the letter.
func (s DigestSection) beyond(first firstEntries) int {
	more := s.More
	for _, e := range first {
		if e.Section == s.Name && e.Item != uuid.Nil && !slices.ContainsFunc(s.Entries, func(shown DigestEntry) bool { return shown.Item == e.Item }) {
			more--
		}
	}
	return max(0, more)
}

// cut are the sections as a letter holds them. The longest lose entries first, so that none is left out, and each says how many
// more there are.
func cut(sections []DigestSection) []DigestSection {
	kept := make([]int, len(sections))
	total := 0
	for i, s := range sections {
		kept[i] = len(s.Entries)
		total += kept[i]
	}
	for ; total > entriesAtMost && slices.Max(kept) > 1; total-- {
		kept[slices.Index(kept, slices.Max(kept))]--
	}
	short := make([]DigestSection, len(sections))
	for i, s := range sections {
		short[i] = DigestSection{Name: s.Name, Entries: shorter(s.Entries[:kept[i]], briefAtMost), More: s.More + len(s.Entries) - kept[i]}
	}
	return short
}

func shorter(entries []DigestEntry, answer int) []DigestEntry {
	short := slices.Clone(entries)
	for i := range short {
		short[i].Said, short[i].Answer = beginning(short[i].Said, saidAtMost), beginning(short[i].Answer, answer)
	}
	return short
}

// beginning is the text up to a word's end within so many runes.
func beginning(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	text = string([]rune(text)[:most])
	if at := strings.LastIndexAny(text, " \n"); at > len(text)/2 {
		text = text[:at]
	}
	return strings.TrimRight(text, " \n.,;:") + "…"
}
