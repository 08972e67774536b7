package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// chosenFilter is one choice that narrows the archive, with the way to leave it out.
type chosenFilter struct{ Name, Value, Without string }

// archiveAsked is what the address asks for.
func (r *Request) archiveAsked() archivePage {
	return archivePage{Panel: r.Query("panel"), Service: r.Query("service"), Topic: r.Query("topic"), Outcome: r.Query("outcome"),
		Year: r.Query("year"), Words: searched(r.Query("q")), Visitor: r.visiting}
}

// archiveFilter is what the page was asked to show.
func (r *Request) archiveFilter(p *archivePage) (dialogue.ArchiveFilter, error) {
	p.Filtered = p.Panel != "" || p.Year != "" || p.listsPoints()
	f := dialogue.ArchiveFilter{Words: p.Words, Section: p.Outcome, World: p.Visitor}
	if p.Outcome != "" && !slices.Contains(dialogue.Sections, p.Outcome) {
		return f, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	for _, one := range []struct {
		id    *uuid.UUID
		asked string
	}{{&f.Panel, p.Panel}, {&f.Service, p.Service}, {&f.Topic, p.Topic}} {
		var err error
		if *one.id, err = oneOf(one.asked); err != nil {
			return f, err
		}
	}
	if p.Year == "" {
		return f, nil
	}
	year, err := strconv.Atoi(p.Year)
	if err != nil || year < 1 || year > 9998 {
		return f, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	f.From = time.Date(year, 1, 1, 0, 0, 0, 0, r.Zone()).UTC()
	f.Until = time.Date(year+1, 1, 1, 0, 0, 0, 0, r.Zone()).UTC()
	return f, nil
}

// listsPoints reports whether points are asked for, and not whole digests.
func (p archivePage) listsPoints() bool {
	return p.Service != "" || p.Topic != "" || p.Outcome != "" || p.Words != ""
}

// offer puts what can be chosen into the filter.
func (p *archivePage) offer(r *Request, choices dialogue.ArchiveChoices) {
	option := func(to *[]Option, value, text, asked string) {
		*to = append(*to, Option{Value: value, Text: text, Chosen: value == asked})
	}
	for _, c := range choices.Panels {
		option(&p.Panels, c.ID.String(), c.Name, p.Panel)
	}
	for _, c := range choices.Services {
		option(&p.Services, c.ID.String(), c.Name, p.Service)
	}
	for _, c := range choices.Topics {
		option(&p.Topics, c.ID.String(), c.Name, p.Topic)
	}
	for _, section := range dialogue.Sections {
		option(&p.Outcomes, section, r.T("digest.badge."+section), p.Outcome)
	}
	if choices.First.IsZero() {
		return
	}
	for year := choices.Last.In(r.Zone()).Year(); year >= choices.First.In(r.Zone()).Year(); year-- {
		y := strconv.Itoa(year)
		option(&p.Years, y, y, p.Year)
	}
}

// chosen is what the archive is narrowed by, in the order of the form. What isn't told of can't be named either.
func (p archivePage) chosen(r *Request) []chosenFilter {
	var chosen []chosenFilter
	for _, c := range []struct {
		key, name string
		options   []Option
	}{
		{"q", r.T("digests.word"), []Option{{Text: p.Words, Chosen: true}}}, {"service", r.T("digests.service"), p.Services}, {"topic", r.T("digests.topic"), p.Topics},
		{"outcome", r.T("digests.outcome"), p.Outcomes}, {"panel", r.T("digests.panel"), p.Panels}, {"year", r.T("digests.year"), p.Years},
	} {
		rest := p.asked()
		if !rest.Has(c.key) {
			continue
		}
		rest.Del(c.key)
		value := r.T("digests.unknown")
		if i := slices.IndexFunc(c.options, func(o Option) bool { return o.Chosen }); i >= 0 {
			value = c.options[i].Text
		}
		chosen = append(chosen, chosenFilter{c.name, value, archiveAddress(rest)})
	}
	return chosen
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

// archiveAfter is a point's place as archivePlace reads it.
func archiveAfter(p dialogue.Place) string { return p.Digest.String() + "." + strconv.Itoa(p.Position) }

// asked is the filter as the address has it.
func (p archivePage) asked() url.Values {
	q := url.Values{}
	for _, pair := range [][2]string{{"panel", p.Panel}, {"service", p.Service}, {"topic", p.Topic}, {"outcome", p.Outcome}, {"year", p.Year}, {"q", p.Words}} {
		if pair[1] != "" {
			q.Set(pair[0], pair[1])
		}
	}
	return q
}

// address is the archive with the same filter, read on from a place.
func (p archivePage) address(after string) string {
	q := p.asked()
	if after != "" {
		q.Set("after", after)
	}
	return archiveAddress(q)
}

func archiveAddress(q url.Values) string {
	if len(q) == 0 {
		return "/digests"
	}
	return "/digests?" + q.Encode()
}
