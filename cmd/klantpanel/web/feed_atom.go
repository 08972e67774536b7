package web

import (
	"encoding/xml"
	"time"

	"github.com/google/uuid"
)

// The elements of an Atom feed that are used here, in the order of RFC 4287's schema.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomPerson  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}

	atomEntry struct {
		ID        string         `xml:"id"`
		Title     string         `xml:"title"`
		Updated   string         `xml:"updated"`
		Published string         `xml:"published"`
		Links     []atomLink     `xml:"link"`
		Category  []atomCategory `xml:"category"`
		Summary   atomText       `xml:"summary"`
		Content   atomText       `xml:"content"`
	}

	atomPerson struct {
		Name string `xml:"name"`
	}

	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}

	atomCategory struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}

	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

const (
	atomType = "application/atom+xml"
	htmlType = "text/html"
)

// showAtom answers with an Atom feed (RFC 4287), in pages (RFC 5005, section 3).
func showAtom(r *Request) error {
	f, err := r.readFeed(atomForm)
	if err != nil {
		return err
	}
	return r.answerFeed(f, atomType+"; charset=utf-8", r.atom)
}

func (r *Request) atom(f feed) ([]byte, error) {
	out := atomFeed{Lang: r.Language, ID: urn(f.ID), Title: f.Title, Updated: atomTime(f.Updated), Author: atomPerson{feedText(f.Author)},
		Links: []atomLink{{"self", atomType, f.Self}, {"alternate", htmlType, f.Home}}}
	if f.First != "" {
		out.Links = append(out.Links, atomLink{"first", atomType, f.First})
	}
	if f.Next != "" {
		out.Links = append(out.Links, atomLink{"next", atomType, f.Next})
	}
	for _, e := range f.Entries {
		content, err := r.feedContent(e)
		if err != nil {
			return nil, err
		}
		entry := atomEntry{ID: urn(e.ID), Title: e.Title, Updated: atomTime(e.At), Published: atomTime(e.At), Links: []atomLink{{"alternate", htmlType, e.URL}},
			Summary: atomText{"text", e.Summary}, Content: atomText{"html", content}}
		if e.Category != "" {
			entry.Category = []atomCategory{{e.Category, e.Label}}
		}
		out.Entries = append(out.Entries, entry)
	}
	body, err := xml.Marshal(out)
	return append([]byte(xml.Header), body...), err
}

// urn is an id that no address is part of: it stays the same when the organisation moves (RFC 9562, section 4; RFC 4287, 4.2.6).
func urn(id uuid.UUID) string { return id.URN() }

// atomTime is a moment as RFC 3339 writes it, in UTC.
func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
