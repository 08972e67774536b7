package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

const (
	digestsPerPage = 12
	pointsPerPage  = 20
)

// archivePage is what everybody heard, as a list of digests, or of points when it was asked for a service or for words.
type archivePage struct {
	Panel, Service, Year, Words string // as asked
	Panels, Services, Years     []Option
	Filtered                    bool
	Digests                     []toldYear
	Points                      []dialogue.ToldPoint
	First, Next                 string
}

// toldYear is a year of the archive.
type toldYear struct {
	Year    int
	Digests []toldDigest
}

// toldDigest is a line of the archive.
type toldDigest struct {
	dialogue.Digest
	Counts []string        // "3 aangepast", without zeros
	Best   *dialogue.Entry // the first thing it tells
}

// listDigests is the archive, the latest first.
func listDigests(r *Request) error {
	p := archivePage{Panel: r.Query("panel"), Service: r.Query("service"), Year: r.Query("year"), Words: r.Query("q")}
	filter, err := r.archiveFilter(&p)
	if err != nil {
		return err
	}
	if err := r.archiveChoices(&p); err != nil {
		return err
	}
	after, err := archivePlace(r.Query("after"))
	if err != nil {
		return err
	}
	if after.Digest != uuid.Nil {
		p.First = p.address("")
	}
	if p.Service != "" || p.Words != "" {
		err = r.toldPoints(&p, filter, after)
	} else {
		err = r.toldDigests(&p, filter, after)
	}
	if err != nil {
		return err
	}
	return r.Page("digests", p)
}

// archiveFilter is what the page was asked to show.
func (r *Request) archiveFilter(p *archivePage) (dialogue.ArchiveFilter, error) {
	p.Words = searched(p.Words)
	p.Filtered = p.Panel != "" || p.Service != "" || p.Year != "" || p.Words != ""
	f := dialogue.ArchiveFilter{Words: p.Words}
	var err error
	if f.Panel, err = oneOf(p.Panel); err != nil {
		return f, err
	}
	if f.Service, err = oneOf(p.Service); err != nil || p.Year == "" {
		return f, err
	}
	year, err := strconv.Atoi(p.Year)
	if err != nil || year < 1 || year > 9998 {
		return f, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	f.From = time.Date(year, 1, 1, 0, 0, 0, 0, r.Zone()).UTC()
	f.Until = time.Date(year+1, 1, 1, 0, 0, 0, 0, r.Zone()).UTC()
	return f, nil
}

// archiveChoices puts what can be chosen into the filter.
func (r *Request) archiveChoices(p *archivePage) error {
	choices, err := r.Dialogue.ArchiveChoices(r.Context())
	if err != nil {
		return err
	}
	for _, c := range choices.Panels {
		p.Panels = append(p.Panels, Option{Value: c.ID.String(), Text: c.Name, Chosen: p.Panel == c.ID.String()})
	}
	for _, c := range choices.Services {
		p.Services = append(p.Services, Option{Value: c.ID.String(), Text: c.Name, Chosen: p.Service == c.ID.String()})
	}
	if choices.First.IsZero() {
		return nil
	}
	for year := choices.Last.In(r.Zone()).Year(); year >= choices.First.In(r.Zone()).Year(); year-- {
		y := strconv.Itoa(year)
		p.Years = append(p.Years, Option{Value: y, Text: y, Chosen: p.Year == y})
	}
	return nil
}

// oneOf is the id of a choice, uuid.Nil for none.
func oneOf(value string) (uuid.UUID, error) {
	if value == "" {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(value)
	if err != nil {
		return uuid.Nil, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return id, nil
}

// archivePlace reads ?after=: a digest, with a point's position behind a dot.
func archivePlace(after string) (dialogue.Place, error) {
	digest, position, _ := strings.Cut(after, ".")
	id, err := oneOf(digest)
	place := dialogue.Place{Digest: id}
	if position != "" && err == nil {
		if place.Position, err = strconv.Atoi(position); err != nil || place.Position < 0 || place.Position > 1_000_000 {
			err = panel.Refuse(panel.NotFound, "error.page_not_found")
		}
	}
	return place, err
}

// address is the archive with the same filter, read on from a place.
func (p *archivePage) address(after string) string {
	q := url.Values{}
	for _, pair := range [][2]string{{"panel", p.Panel}, {"service", p.Service}, {"year", p.Year}, {"q", p.Words}, {"after", after}} {
		if pair[1] != "" {
			q.Set(pair[0], pair[1])
		}
	}
	if len(q) == 0 {
		return "/digests"
	}
	return "/digests?" + q.Encode()
}

func (r *Request) toldPoints(p *archivePage, f dialogue.ArchiveFilter, after dialogue.Place) error {
	points, next, err := r.Dialogue.ToldPoints(r.Context(), f, after, pointsPerPage)
	if next != nil {
		p.Next = p.address(fmt.Sprintf("%s.%d", next.Digest, next.Position))
	}
	p.Points = points
	return err
}

func (r *Request) toldDigests(p *archivePage, f dialogue.ArchiveFilter, after dialogue.Place) error {
	digests, err := r.Dialogue.ToldDigests(r.Context(), f, after.Digest, digestsPerPage+1)
	if err != nil {
		return err
	}
	if len(digests) > digestsPerPage {
		digests = digests[:digestsPerPage]
		p.Next = p.address(digests[digestsPerPage-1].ID.String())
	}
	tally, err := r.Dialogue.DigestTally(r.Context(), digests)
	if err != nil {
		return err
	}
	first, err := r.Dialogue.FirstEntries(r.Context(), digests)
	if err != nil {
		return err
	}
	for _, d := range digests {
		line := toldDigest{Digest: d, Counts: r.tallyWords(tally[d.ID])}
		if e, ok := first[d.ID]; ok {
			line.Best = &e
		}
		year := d.ApprovedAt.In(r.Zone()).Year()
		if n := len(p.Digests); n == 0 || p.Digests[n-1].Year != year {
			p.Digests = append(p.Digests, toldYear{Year: year})
		}
		last := &p.Digests[len(p.Digests)-1]
		last.Digests = append(last.Digests, line)
	}
	return nil
}

// tallyWords says how many points came to what; what there is none of stays unsaid.
// ids: digests.changed digests.promised digests.explained digests.thanked digests.unanswered
func (r *Request) tallyWords(n map[string]int) []string {
	var words []string
	for _, c := range []struct {
		n  int
		id string
	}{
		{n[dialogue.Changed] + n[dialogue.SectionKept], "digests.changed"},
		{n[dialogue.Promised], "digests.promised"},
		{n[dialogue.Explained], "digests.explained"},
		{n[dialogue.Thanked], "digests.thanked"},
		{n[dialogue.SectionUnanswered], "digests.unanswered"},
	} {
		if c.n > 0 {
			words = append(words, r.TN(c.id, c.n))
		}
	}
	return words
}
