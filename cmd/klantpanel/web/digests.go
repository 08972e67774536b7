package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const (
	digestsPerPage = 12
	pointsPerPage  = 20
)

// archivePage is what everybody heard, as a list of digests, or of points when it was asked for some of them.
type archivePage struct {
	Panel, Service, Topic, Outcome, Year, Words string // as asked
	Panels, Services, Topics, Outcomes, Years   []Option
	Filtered                                    bool
	Chosen                                      []chosenFilter
	Visitor                                     bool // isn't signed in: finds only what is told to the world
	Digests                                     []toldYear
	Points                                      []dialogue.ToldPoint
	First, Next                                 string
	Feeds                                       []alternate
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
	p := r.archiveAsked()
	filter, err := r.archiveFilter(&p)
	if err != nil {
		return err
	}
	after, err := archivePlace(r.Query("after"))
	if err != nil {
		return err
	}
	if after.Digest != uuid.Nil {
		p.First = p.address("")
	}
	told := r.toldDigests
	if p.listsPoints() {
		told = r.toldPoints
	}
	var choices dialogue.ArchiveChoices
	err = r.together(
		func() error { return told(&p, filter, after) },
		func() (err error) { choices, err = r.Dialogue.ArchiveChoices(r.Context(), p.Visitor); return err },
	)
	if err != nil {
		return err
	}
	p.offer(r, choices)
	p.Chosen = p.chosen(r)
	if p.Feeds, err = r.archiveFeeds(filter, choices); err != nil {
		return err
	}
	return r.Page("digests", p)
}

func (r *Request) toldPoints(p *archivePage, f dialogue.ArchiveFilter, after dialogue.Place) error {
	points, next, err := r.Dialogue.ToldPoints(r.Context(), f, after, pointsPerPage)
	if next != nil {
		p.Next = p.address(archiveAfter(*next))
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
	var tally map[uuid.UUID]map[string]int
	var first map[uuid.UUID]dialogue.Entry
	err = r.together(
		func() (err error) { tally, err = r.Dialogue.DigestTally(r.Context(), digests); return err },
		func() (err error) { first, err = r.Dialogue.FirstEntries(r.Context(), digests); return err },
	)
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
// ids: digests.changed digests.kept digests.promised digests.explained digests.thanked digests.unanswered digests.open_promise digests.dropped
func (r *Request) tallyWords(tally map[string]int) []string {
	var words []string
	for _, section := range dialogue.Sections {
		if n := tally[section]; n > 0 {
			words = append(words, r.TN("digests."+section, n))
		}
	}
	return words
}
