package web

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// element is a piece of XML, whatever it is called.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all are the children with this name.
func (e element) all(name string) []element {
	return slices.DeleteFunc(slices.Clone(e.Children), func(c element) bool { return c.XMLName.Local != name })
}

// one is the text of the only child with this name.
func (e element) one(t testing.TB, name string) string {
	t.Helper()
	found := e.all(name)
	if len(found) != 1 {
		t.Fatalf("%s has %d elements %s", e.XMLName.Local, len(found), name)
	}
	return found[0].Text
}

// link is the address of the link with this relation, "" for none.
func (e element) link(rel string) string {
	for _, l := range e.all("link") {
		if l.attr("rel") == rel {
			return l.attr("href")
		}
	}
	return ""
}

const atomSpace = "http://www.w3.org/2005/Atom"

// atomHas says how often each element may stand in a feed and in an entry, least and most: the schema of RFC 4287, appendix B, as far as
// elements of ours go. -1 is any number.
var (
	feedHas  = map[string][2]int{"id": {1, 1}, "title": {1, 1}, "updated": {1, 1}, "author": {1, -1}, "link": {1, -1}, "entry": {0, -1}}
	entryHas = map[string][2]int{"id": {1, 1}, "title": {1, 1}, "updated": {1, 1}, "published": {0, 1}, "link": {1, -1}, "category": {0, -1}, "summary": {0, 1}, "content": {0, 1}}
)

var (
	aURN      = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	aDateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)
)

// validAtom reads a feed and holds it against RFC 4287: what must be there, once, in the right form.
func validAtom(t testing.TB, p *page) element {
	t.Helper()
	if kind := p.header.Get("Content-Type"); kind != "application/atom+xml; charset=utf-8" {
		t.Errorf("the feed comes as %q", kind)
	}
	var feed element
	reader := xml.NewDecoder(strings.NewReader(p.body))
	if err := reader.Decode(&feed); err != nil {
		t.Fatalf("the feed is no XML: %v\n%s", err, p.body)
	}
	if _, err := reader.Token(); err != io.EOF {
		t.Errorf("something stands behind the feed: %v", err)
	}
	if feed.XMLName.Local != "feed" || feed.attr("lang") == "" {
		t.Errorf("the feed is a %v in %q", feed.XMLName, feed.attr("lang"))
	}
	validElement(t, feed, feedHas)
	if len(feed.all("author")) != 1 || strings.TrimSpace(feed.all("author")[0].one(t, "name")) == "" { // 4.1.1: entries have none
		t.Error("the feed has no author with a name")
	}
	if feed.link("self") == "" { // 4.1.1: should
		t.Error("the feed has no link to itself")
	}
	seen, newest := map[string]bool{}, ""
	for _, e := range feed.all("entry") {
		validElement(t, e, entryHas)
		id := e.one(t, "id")
		if seen[id] || id == feed.one(t, "id") {
			t.Errorf("two things are called %s", id)
		}
		seen[id] = true
		if len(e.all("summary")) != 1 || e.all("summary")[0].attr("type") != "text" || e.all("content")[0].attr("type") != "html" {
			t.Errorf("%s has no summary in text and content in HTML", id)
		}
		newest = max(newest, e.one(t, "updated"))
	}
	if updated := feed.one(t, "updated"); newest != "" && updated != newest {
		t.Errorf("the feed is of %s, its newest entry of %s", updated, newest)
	}
	return feed
}

func validElement(t testing.TB, e element, has map[string][2]int) {
	t.Helper()
	count := map[string]int{}
	for _, c := range e.Children {
		count[c.XMLName.Local]++
		if _, known := has[c.XMLName.Local]; !known || c.XMLName.Space != atomSpace {
			t.Errorf("%s holds %v", e.XMLName.Local, c.XMLName)
		}
	}
	for name, n := range has {
		if count[name] < n[0] || n[1] >= 0 && count[name] > n[1] {
			t.Errorf("%s has %d elements %s", e.XMLName.Local, count[name], name)
		}
	}
	if id := e.one(t, "id"); !aURN.MatchString(id) {
		t.Errorf("%q is no id for ever", id)
	}
	for _, date := range append(e.all("updated"), e.all("published")...) { // 3.3
		if _, err := time.Parse(time.RFC3339, date.Text); err != nil || !aDateTime.MatchString(date.Text) {
			t.Errorf("%q is no moment", date.Text)
		}
	}
	type kind struct{ rel, kind, language string }
	links := map[kind]bool{}
	for _, l := range e.all("link") {
		if u, err := url.Parse(l.attr("href")); err != nil || !u.IsAbs() || u.Host == "" {
			t.Errorf("%q is no whole address", l.attr("href"))
		}
		k := kind{l.attr("rel"), l.attr("type"), l.attr("hreflang")}
		if k.rel == "alternate" && links[k] { // 4.1.1 and 4.1.2
			t.Errorf("two alternates of %v", k)
		}
		links[k] = true
	}
	if e.link("alternate") == "" {
		t.Errorf("%s has no page for people", e.XMLName.Local)
	}
	for _, c := range e.all("category") { // 4.2.2.1
		if c.attr("term") == "" {
			t.Error("a category without a term")
		}
	}
}

// validJSONFeed reads a feed and holds it against version 1.1 of JSON Feed.
func validJSONFeed(t testing.TB, p *page) map[string]any {
	t.Helper()
	if kind := p.header.Get("Content-Type"); kind != "application/feed+json; charset=utf-8" {
		t.Errorf("the feed comes as %q", kind)
	}
	var feed map[string]any
	if err := json.Unmarshal([]byte(p.body), &feed); err != nil {
		t.Fatalf("the feed is no JSON: %v", err)
	}
	if feed["version"] != "https://jsonfeed.org/version/1.1" || feed["title"] == "" || feed["feed_url"] == "" {
		t.Errorf("the feed is %v %v %v", feed["version"], feed["title"], feed["feed_url"])
	}
	items, ok := feed["items"].([]any)
	if !ok {
		t.Fatal("the feed has no items")
	}
	ids := map[any]bool{}
	for _, one := range items {
		item := one.(map[string]any)
		if id, ok := item["id"].(string); !ok || id == "" || ids[id] {
			t.Errorf("an item is called %v", item["id"])
		}
		ids[item["id"]] = true
		if html, ok := item["content_html"].(string); !ok || html == "" {
			t.Errorf("%v has no content", item["id"])
		}
		for _, date := range []string{"date_published", "date_modified"} {
			if _, err := time.Parse(time.RFC3339, item[date].(string)); err != nil {
				t.Errorf("%v: %v", date, err)
			}
		}
	}
	return feed
}

// harmless checks that HTML for others' programs only says things and leads to pages of ours.
func (s *site) harmless(html string) *goquery.Document {
	s.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		s.t.Fatal(err)
	}
	if odd := doc.Find("body *").Not("p, strong, h2, h3, a, blockquote, br"); odd.Length() > 0 {
		s.t.Errorf("the content holds a %s", goquery.NodeName(odd.First()))
	}
	doc.Find("a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); !strings.HasPrefix(href, s.server.BaseURL+"/digests/") {
			s.t.Errorf("the content leads to %q", href)
		}
	})
	return doc
}

// noAddress checks the answer to an address that opens nothing.
func (p *page) noAddress() {
	p.t.Helper()
	p.is(http.StatusNotFound)
	if kind := p.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") || strings.Contains(p.body, "<") {
		p.t.Errorf("answered with %s:\n%s", kind, p.body)
	}
}
