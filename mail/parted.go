package mail

import (
	"strconv"
	"strings"
	"time"
)

// parted is a letter of which a part is for one reader, or that can't be a key as it is.
type parted interface {
	Letter
	// shared is comparable, and equal for letters that differ in their personal part only.
	shared() any
	// personal is that part: an address, or none. The entries of a digest are written by themselves.
	personal() (link string)
	// with is the letter with another personal part.
	with(link string) Letter
}

func (l SignIn) shared() any              { return SignIn{Minutes: l.Minutes} }
func (l SignIn) personal() string         { return l.URL }
func (l SignIn) with(link string) Letter  { l.URL = link; return l }
func (l Opening) personal() string        { return l.Colleagues }
func (l Opening) with(link string) Letter { l.Colleagues = link; return l }
func (n Notice) personal() string         { return "" }
func (n Notice) with(string) Letter       { return n }
func (d Digest) personal() string         { return "" }
func (d Digest) with(string) Letter       { return d }

// openingKey has the questions in one string, and the day as it is told.
type openingKey struct {
	panel, until, questions, url, kit string
	number                            int
	calendar                          Attachment
	reply                             bool
}

func (l Opening) shared() any {
	return openingKey{l.Panel, l.Until.Format(time.DateOnly), strings.Join(l.Questions, "\x00"), l.URL, l.Kit, l.Number, l.Calendar, l.Reply}
}

// noticeKey is as openingKey.
type noticeKey struct{ panel, on, questions, by, url string }

func (n Notice) shared() any {
	return noticeKey{n.Panel, n.On.Format(time.DateOnly), strings.Join(n.Questions, "\x00"), n.By, n.URL}
}

// digestKey holds the address of the first section, which also keeps it from being used for another digest.
type digestKey struct {
	panel, intro, missed, asks, url string
	number                          int
	sections                        *DigestSection
	count                           int
	people, waiting                 int
	nextOn                          time.Time
}

func (d Digest) shared() any {
	key := digestKey{d.Panel, d.Intro, "", strings.Join(d.Asks, "\x00"), d.URL, d.Number, nil, len(d.Sections), d.People, d.Waiting, d.NextOn}
	if len(d.Sections) > 0 {
		key.sections = &d.Sections[0]
	}
	for _, m := range d.Missed { // few readers have any, and of these many the same
		key.missed += strconv.Itoa(m.Number) + " " + m.Date.Format(time.DateOnly) + " " + m.URL + "\x00"
	}
	return key
}
