package mail

import "strings"

// ownEntry is one of a reader's own entries, encoded: several people brought in the same point.
type ownEntry struct{ html, text []byte }

type ownKey struct {
	set   setKey
	entry DigestEntry
}

// ownEntries are kept for those digests whose forms are.
var ownEntries = kept[ownKey, ownEntry]{most: 512}

// appendOwn writes the reader's own entries, as many as a letter holds.
func (f *form) appendOwn(b []byte, own []DigestEntry, where spot) ([]byte, error) {
	for i := range own[:min(len(own), ownAtMost)] {
		e, err := f.ownEntry(own[i])
		if err != nil {
			return b, err
		}
		switch {
		case where == inHTML:
			b = append(b, e.html...)
		case i > 0:
			b = append(append(b, "\r\n\r\n"...), e.text...)
		default:
			b = append(b, e.text...)
		}
	}
	return b, nil
}

func (f *form) ownEntry(entry DigestEntry) (ownEntry, error) {
	key := ownKey{f.key, entry}
	if e, ok := ownEntries.find(key); ok {
		return e, nil
	}
	html, text, err := f.set.own(shorter([]DigestEntry{entry})[0])
	if err != nil {
		return ownEntry{}, err
	}
	var e ownEntry
	column := 0
	if e.html, column = appendQuoted(nil, 0, html); column > 0 {
		e.html = append(e.html, softBreak...)
	}
	e.text, _ = appendQuoted(nil, 0, strings.TrimSuffix(setPlain(text, ""), "\n"))
	ownEntries.keep(key, e)
	return e, nil
}
