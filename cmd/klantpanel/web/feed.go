package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// What a panel or service told, for programs: with a secret address in the path for whoever holds it, without for the world.
var feedRoutes = []Route{
	{Method: "GET", Path: "/feeds/panels/:panel/atom.xml", Access: FeedReader, Handle: showAtom, Nameless: true},
	{Method: "GET", Path: "/feeds/panels/:panel/feed.json", Access: FeedReader, Handle: showJSONFeed, Nameless: true},
	{Method: "GET", Path: "/feeds/panels/:panel/block", Access: FeedReader, Handle: showBlock, Nameless: true},
	{Method: "GET", Path: "/feeds/services/:service/atom.xml", Access: FeedReader, Handle: showAtom, Nameless: true},
	{Method: "GET", Path: "/feeds/services/:service/feed.json", Access: FeedReader, Handle: showJSONFeed, Nameless: true},
	{Method: "GET", Path: "/feeds/services/:service/block", Access: FeedReader, Handle: showBlock, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/panels/:panel/atom.xml", Access: FeedReader, Handle: showAtom, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/panels/:panel/feed.json", Access: FeedReader, Handle: showJSONFeed, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/panels/:panel/block", Access: FeedReader, Handle: showBlock, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/services/:service/atom.xml", Access: FeedReader, Handle: showAtom, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/services/:service/feed.json", Access: FeedReader, Handle: showJSONFeed, Nameless: true},
	{Method: "GET", Path: "/feeds/by/:token/services/:service/block", Access: FeedReader, Handle: showBlock, Nameless: true},
}

// The forms in which it is read, as the path ends.
const (
	atomForm  = "/atom.xml"
	jsonForm  = "/feed.json"
	blockForm = "/block"
)

const (
	feedDigests = 12 // a year of monthly rounds; older ones stand on a further page (RFC 5005)
	feedPoints  = 40
)

// teller is who tells, and by which address that is read.
type teller struct {
	Service bool
	ID      uuid.UUID
	Token   string // of a secret address, "" for the world
}

// feedPath is where this is read in one of the forms, in a language.
func (t teller) feedPath(form, language string) string {
	path := "/feeds/"
	if t.Token != "" {
		path += "by/" + t.Token + "/"
	}
	kind := "panels/"
	if t.Service {
		kind = "services/"
	}
	return path + kind + t.ID.String() + form + "?language=" + language
}

// feed is what a panel told by digest, or what was told about a service by point, the latest first.
type feed struct {
	ID          uuid.UUID
	Title       string
	Author      string
	Home        string // the page for people
	Self        string
	First, Next string // pages of the feed; "" where there is none
	Updated     time.Time
	Entries     []feedEntry
}

// feedEntry is a digest, or a point that one told.
type feedEntry struct {
	ID       uuid.UUID
	Title    string
	Summary  string
	URL      string
	At       time.Time // when it was told; it doesn't change afterwards
	Category string    // what came of a point, "" for a digest
	Label    string    // the same in words
	Headline string
	Intro    string
	Sections []feedSection
}

type feedSection struct {
	Name   string // "" in the entry of a point
	Points []feedPoint
}

// feedPoint is what a digest says about a point.
type feedPoint struct {
	dialogue.Entry
	URL    string
	People string // how many say so
	Status string // what is still to come, and how late it is
	Lines  []string
}

// readFeed reads what the address asks for.
func (r *Request) readFeed(form string) (feed, error) {
	by := teller{ID: r.panel.ID, Token: r.Ctx.Params("token")}
	read := r.panelFeed
	if r.service.ID != uuid.Nil {
		by.Service, by.ID, read = true, r.service.ID, r.serviceFeed
	}
	first := r.BaseURL + by.feedPath(form, r.Language)
	f := feed{ID: uuid.NewSHA1(by.ID, []byte("feed "+r.Language)), Author: r.Organisation.Name, Self: first}
	after, err := archivePlace(r.Query("after"))
	if err != nil {
		return f, errNoAddress
	}
	if after.Digest != uuid.Nil {
		f.First, f.Self = first, first+"&after="+r.Query("after")
	}
	next, err := read(&f, after)
	if isMissing(err) {
		return f, errNoAddress
	}
	if next != "" {
		f.Next = first + "&after=" + next
	}
	if len(f.Entries) > 0 { // the latest is the first; until there is one it is when there was somebody to tell
		f.Updated = f.Entries[0].At
	}
	return f, err
}

// feedText is text as programs may be given it: XML has no room for most control characters (XML 1.0, 2.2).
func feedText(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n', c == '\t', c >= ' ' && c < 0x7f, c >= 0xa0 && c != 0xfffe && c != 0xffff && c != 0xfffd:
			return c
		}
		return -1
	}, s)
}

// answerFeed sends what compose makes of it, unless the program that asks has it already (RFC 9110, section 13).
func (r *Request) answerFeed(f feed, contentType string, compose func(feed) ([]byte, error)) error {
	known, err := r.keptBy(f, f.Updated)
	if err != nil {
		return err
	}
	if known {
		return r.Ctx.SendStatus(fiber.StatusNotModified)
	}
	body, err := compose(f)
	if err != nil {
		return err
	}
	r.Ctx.Set(fiber.HeaderContentType, contentType)
	r.Ctx.Set(fiber.HeaderContentLanguage, r.Language)
	return r.Ctx.Send(body)
}

// feedContent is an entry as HTML.
func (r *Request) feedContent(e feedEntry) (string, error) {
	set, err := r.set(r.Language, "feed")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := set.ExecuteTemplate(&b, "feed-content", e); err != nil {
		return "", fmt.Errorf("feed: %w", err)
	}
	return b.String(), nil
}
