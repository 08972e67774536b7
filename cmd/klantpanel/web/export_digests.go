package web

import (
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var digestExports = slices.Concat(
	exportRoutes("/digests", SignedIn, digestsListing),
	exportRoutes("/told-points", SignedIn, toldPointsListing),
	exportRoutes("/digests/:digest/points", DigestReader, digestListing),
)

// digestLine is a digest with the number of its points by section.
type digestLine struct {
	dialogue.Digest
	Tally map[string]int
}

func (l digestLine) id() uuid.UUID { return l.ID }

// toldFilter is what the address narrows the archive to.
func (r *Request) toldFilter() (dialogue.ArchiveFilter, error) {
	p := r.archiveAsked()
	return r.archiveFilter(&p)
}

// digestsListing is the archive, narrowed as its page is.
func digestsListing(r *Request) (listing[digestLine], error) {
	filter, err := r.toldFilter()
	columns := []column[digestLine]{
		{r.T("export.panel"), textColumn, func(l digestLine) any { return l.Panel.Name }},
		{r.T("panel_page.round"), numberColumn, func(l digestLine) any { return l.Cycle.Number }},
		{r.T("export.told_on"), dayColumn, func(l digestLine) any { return l.ApprovedAt }},
	}
	for _, section := range dialogue.Sections {
		columns = append(columns, column[digestLine]{r.T("digest.badge." + section), numberColumn, func(l digestLine) any { return l.Tally[section] }})
	}
	return listing[digestLine]{
		File:    r.T("export.digests"),
		Columns: columns,
		Rows: inLines(digestLine.id, func(after uuid.UUID, limit int) ([]dialogue.Digest, error) {
			return r.Dialogue.ToldDigests(r.Context(), filter, after, limit)
		}, r.digestLines),
	}, err
}

func (r *Request) digestLines(digests []dialogue.Digest) ([]digestLine, error) {
	tally, err := r.Dialogue.DigestTally(r.Context(), digests)
	lines := make([]digestLine, len(digests))
	for i, d := range digests {
		lines[i] = digestLine{d, tally[d.ID]}
	}
	return lines, err
}

// digestListing is the points of one digest, in its order of reading.
func digestListing(r *Request) (listing[dialogue.Entry], error) {
	var entries []dialogue.Entry
	for _, section := range dialogue.Sections {
		entries = append(entries, r.digest.In(section)...)
	}
	return listing[dialogue.Entry]{
		File:    r.T("export.digest", "Number", r.digest.Cycle.Number),
		Columns: entryColumns(r, func(e dialogue.Entry) dialogue.Entry { return e }),
		Rows:    all(entries),
	}, nil
}

// entryColumns are what a digest says of a point.
func entryColumns[T any](r *Request, entry func(T) dialogue.Entry) []column[T] {
	of := func(cell func(dialogue.Entry) any) func(T) any { return func(row T) any { return cell(entry(row)) } }
	return []column[T]{
		{r.T("export.item"), textColumn, of(func(e dialogue.Entry) any { return e.Title })},
		{r.T("export.was_said"), textColumn, of(func(e dialogue.Entry) any { return e.Said })},
		{r.T("export.people_behind"), numberColumn, of(func(e dialogue.Entry) any { return r.peopleCell(e.People) })},
		{r.T("panel_page.phase"), textColumn, of(func(e dialogue.Entry) any { return r.T("digest.badge." + e.Section) })},
		{r.T("overview.service"), textColumn, of(func(e dialogue.Entry) any { return e.Service })},
		{r.T("export.answer"), textColumn, of(func(e dialogue.Entry) any { return e.Answer })},
		{r.T("export.due"), dayColumn, of(func(e dialogue.Entry) any { return e.DueOn })},
		{r.T("export.first_due"), dayColumn, of(func(e dialogue.Entry) any { return e.FirstDueOn })},
		{r.T("export.late_days"), numberColumn, of(func(e dialogue.Entry) any { return e.LateDays })},
	}
}

// toldPointsListing is the points that the archive finds.
func toldPointsListing(r *Request) (listing[dialogue.ToldPoint], error) {
	filter, err := r.toldFilter()
	var place dialogue.Place
	columns := entryColumns(r, func(p dialogue.ToldPoint) dialogue.Entry { return p.Entry })
	return listing[dialogue.ToldPoint]{
		File: r.T("export.told_points"),
		Columns: append([]column[dialogue.ToldPoint]{
			{r.T("export.panel"), textColumn, func(p dialogue.ToldPoint) any { return p.PanelName }},
			{r.T("panel_page.round"), numberColumn, func(p dialogue.ToldPoint) any { return p.Round }},
			{r.T("export.told_on"), dayColumn, func(p dialogue.ToldPoint) any { return p.ApprovedAt }},
		}, columns...),
		Rows: func(yield func(dialogue.ToldPoint, error) bool) {
			for more := true; more; { // a search may find less than a page and still go on
				points, next, err := r.Dialogue.ToldPoints(r.Context(), filter, place, exportBatch)
				if err != nil {
					yield(dialogue.ToldPoint{}, err)
					return
				}
				for _, p := range points {
					if !yield(p, nil) {
						return
					}
				}
				if more = next != nil; more {
					place = *next
				}
			}
		},
	}, err
}

// Export is the list of the archive that its filter leaves: digests, or points when some of them were asked for.
func (p archivePage) Export() string {
	if p.listsPoints() {
		return "/told-points"
	}
	return "/digests"
}

// Query is the archive's filter.
func (p archivePage) Query() string {
	return p.asked().Encode()
}
