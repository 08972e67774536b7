package mail

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A letter holds so much of a digest at most; the rest stands on its page. Gmail cuts off what is beyond 102 kB, and with it the
// button and the way to unsubscribe.
const (
	entriesAtMost = 40
	ownAtMost     = 10
	saidAtMost    = 280 // runes
	answerAtMost  = 480
)

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
		short[i] = DigestSection{Name: s.Name, Entries: shorter(s.Entries[:kept[i]]), More: s.More + len(s.Entries) - kept[i]}
	}
	return short
}

// SectionsShown are the sections as a letter holds them.
func (d Digest) SectionsShown() []DigestSection { return cut(d.Sections) }

// OwnShown are the reader's own entries as a letter holds them.
func (d Digest) OwnShown() []DigestEntry { return shorter(d.Own[:min(len(d.Own), ownAtMost)]) }

// OwnMore is how many of the reader's own entries stand on the page only.
func (d Digest) OwnMore() int { return max(0, len(d.Own)-ownAtMost) }

func shorter(entries []DigestEntry) []DigestEntry {
	short := slices.Clone(entries)
	for i := range short {
		short[i].Said, short[i].Answer = beginning(short[i].Said, saidAtMost), beginning(short[i].Answer, answerAtMost)
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
