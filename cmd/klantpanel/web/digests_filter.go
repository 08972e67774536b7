package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

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
