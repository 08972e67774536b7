package web

import (
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// panelFeed has an entry for each digest of the panel; next is where to go on, "" at the end.
func (r *Request) panelFeed(f *feed, after dialogue.Place) (next string, err error) {
	f.Title = r.feedTitle(false, r.panel.Name)
	f.Home = r.BaseURL + "/digests?panel=" + r.panel.ID.String()
	f.Updated = r.panel.CreatedAt
	told, on, err := r.Dialogue.ToldFeed(r.Context(), r.panel.ID, after.Digest, feedDigests)
	for _, v := range told {
		f.Entries = append(f.Entries, r.digestEntry(v))
	}
	if on != uuid.Nil {
		next = on.String()
	}
	return next, err
}

// digestEntry is a digest in the feed of its panel.
func (r *Request) digestEntry(v dialogue.DigestView) feedEntry {
	e := feedEntry{ID: v.ID, URL: r.BaseURL + "/digests/" + v.ID.String(), At: v.ApprovedAt.Time, Headline: feedText(r.headline(v))}
	if r.address != nil { // the introduction is for colleagues: its writer signs it
		e.Intro = feedText(v.Intro(r.Language))
	}
	e.Title = r.roundName(r.Language, v.Cycle.Number) + ": " + e.Headline
	e.Summary = strings.Join(strings.Fields(e.Headline+" "+e.Intro), " ")
	for _, name := range dialogue.Sections {
		if entries := v.In(name); len(entries) > 0 {
			e.Sections = append(e.Sections, feedSection{name, r.feedPoints(entries)})
		}
	}
	return e
}

// serviceFeed has an entry for each point that was told about the service, of the panels that whoever asks may read. What tells the
// world nothing isn't there for it.
func (r *Request) serviceFeed(f *feed, after dialogue.Place) (next string, err error) {
	f.Title = r.feedTitle(true, r.service.Name)
	f.Home = r.BaseURL + "/digests?service=" + r.service.ID.String()
	f.Updated = r.service.CreatedAt
	filter := dialogue.ArchiveFilter{Service: r.service.ID, Among: r.address.Panels(r.DB)}
	points, on, err := r.Dialogue.ToldPoints(r.Context(), filter, after, feedPoints)
	if err == nil && len(points) == 0 && r.address == nil {
		return "", errNoAddress
	}
	for _, p := range points {
		shown := r.feedPoints([]dialogue.Entry{p.Entry})
		badge := r.toldBadge(r.Language, p.Section)
		f.Entries = append(f.Entries, feedEntry{ID: p.FeedID(), Title: shown[0].Title, URL: shown[0].URL, At: p.ApprovedAt, Category: p.Section, Label: badge.Word,
			Summary: pointSummary(badge.Word, shown[0]), Sections: []feedSection{{"", shown}}})
	}
	if on != nil {
		next = archiveAfter(*on)
	}
	return next, err
}

// pointSummary is what came of a point in a line.
func pointSummary(outcome string, p feedPoint) string {
	words := []string{outcome + "."}
	if answer := strings.Join(p.Lines, " "); answer != "" {
		words = append(words, answer)
	}
	if p.Status != "" {
		words = append(words, p.Status)
	}
	return strings.Join(words, " ")
}

// feedPoints makes entries ready to be sent.
func (r *Request) feedPoints(entries []dialogue.Entry) []feedPoint {
	points := make([]feedPoint, len(entries))
	for i, e := range entries {
		words, late := r.digestStatusWords(e)
		e.Title, e.Said, e.Answer, e.Changed, e.Service = feedText(e.Title), feedText(e.Said), feedText(e.Answer), feedText(e.Changed), feedText(e.Service)
		p := feedPoint{Entry: e, URL: r.BaseURL + toldPointPath(e), People: r.T("point.some"), Status: feedText(strings.TrimSpace(words + " " + late))}
		if e.People > 0 {
			p.People = r.TN("point.group", e.People)
		}
		if e.Answer != "" {
			p.Lines = strings.Split(e.Answer, "\n")
		}
		points[i] = p
	}
	return points
}
