package web

import (
	"klantpanel/dialogue"
)

// coverageListing is the table of the page as a file: the same rows, and hidden where the page hides.
func coverageListing(r *Request) (listing[dialogue.CoverageLine], error) {
	c, err := r.Dialogue.Coverage(r.Context(), r.panel, coverageRounds, r.Today())
	if err != nil {
		return listing[dialogue.CoverageLine]{}, err
	}
	words, err := r.constituenciesOf(c.Lines)
	l := listing[dialogue.CoverageLine]{
		File: r.T("export.coverage"),
		Columns: []column[dialogue.CoverageLine]{
			{r.T("people.name"), textColumn, func(l dialogue.CoverageLine) any { return l.Ambassador.Person.Name }},
			{r.T("panel_page.constituency"), textColumn, func(l dialogue.CoverageLine) any { return words[l.Ambassador.ID.String()] }},
			{r.T("export.starts_on"), dayColumn, func(l dialogue.CoverageLine) any { return l.Ambassador.StartsOn }},
			{r.T("export.ends_on"), dayColumn, func(l dialogue.CoverageLine) any { return l.Ambassador.EndsOn }},
		},
		Rows: all(c.Lines),
	}
	for i, round := range c.Rounds {
		name := r.roundLabel(round.Cycle)
		l.Columns = append(l.Columns,
			column[dialogue.CoverageLine]{name + ", " + r.T("coverage.reached"), numberColumn, func(l dialogue.CoverageLine) any {
				if reach := l.Reached[i]; reach.In && !reach.Hidden {
					return reach.People
				}
				return nil
			}},
			column[dialogue.CoverageLine]{name + ", " + r.T("coverage.size"), numberColumn, func(l dialogue.CoverageLine) any {
				if reach := l.Reached[i]; reach.In {
					return reach.Size
				}
				return nil
			}})
	}
	return l, err
}

// coverageTeamsListing is all teams of the page.
func coverageTeamsListing(r *Request) (listing[teamLine], error) {
	_, teams, err := r.coverageTeams()
	return listing[teamLine]{
		File: r.T("export.teams"),
		Columns: []column[teamLine]{
			{r.T("people.unit"), textColumn, func(t teamLine) any { return t.Name }},
			{r.T("coverage.people"), numberColumn, func(t teamLine) any { return t.People }},
			{r.T("coverage.heard_title"), textColumn, func(t teamLine) any { return t.When }},
		},
		Rows: all(teams),
	}, err
}
