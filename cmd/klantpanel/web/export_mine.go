package web

import (
	"cmp"

	"klantpanel/dialogue"
)

var mineExports = exportRoutes("/mine", SignedIn, mineListing)

// unquotedCell says of a contribution whether its words are not to be quoted.
func (r *Request) unquotedCell(unquoted bool) string {
	if !unquoted {
		return ""
	}
	return r.T("unquoted.yes")
}

// mineListing is all that the reader said under their own name, as their page shows it.
func mineListing(r *Request) (listing[dialogue.Contribution], error) {
	line := func(c dialogue.Contribution) ownLine { return r.ownLines([]dialogue.Contribution{c})[0] }
	return listing[dialogue.Contribution]{
		File: r.T("export.mine"),
		Columns: []column[dialogue.Contribution]{
			{r.T("export.round"), textColumn, func(c dialogue.Contribution) any { return line(c).Round }},
			{r.T("export.said_on"), dayColumn, func(c dialogue.Contribution) any { return line(c).On }},
			{r.T("export.question"), textColumn, func(c dialogue.Contribution) any { return r.questionOf(c) }},
			{r.T("export.given"), textColumn, func(c dialogue.Contribution) any { return r.givenWords(c) }},
			{r.T("export.text"), textColumn, func(c dialogue.Contribution) any { return c.Text }},
			{r.T("panel_page.phase"), textColumn, func(c dialogue.Contribution) any { return line(c).Badge.Word }},
			{r.T("export.item"), textColumn, func(c dialogue.Contribution) any { return line(c).Title }},
			{r.T("mail_log.reason"), textColumn, func(c dialogue.Contribution) any { return cmp.Or(line(c).Reason, line(c).Note) }},
			{r.T("unquoted.word"), textColumn, func(c dialogue.Contribution) any { return r.unquotedCell(c.Unquoted) }},
		},
		Rows: inPages(func(last *dialogue.Contribution, limit int) ([]dialogue.Contribution, error) {
			return r.Dialogue.OwnContributions(r.Context(), r.Actor.Person.ID, idAfter(last, contributionID), limit)
		}),
	}, nil
}
