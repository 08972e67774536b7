package web

import (
	"strings"

	"klantpanel/panel"
)

var peopleExports = exportRoutes("/people", Administrator, peopleListing)

// peopleListing is the people whom the search of the address finds.
func peopleListing(r *Request) (listing[panel.Person], error) {
	words, after := r.Query("q"), ""
	return listing[panel.Person]{
		File: r.T("export.people"),
		Columns: []column[panel.Person]{
			{r.T("people.name"), textColumn, func(p panel.Person) any { return p.Name }},
			{r.T("people.email"), textColumn, func(p panel.Person) any { return p.Email }},
			{r.T("people.unit"), textColumn, func(p panel.Person) any { return unitName(p) }},
			{r.T("people.roles"), textColumn, func(p panel.Person) any { return r.rolesOf(p) }},
			{r.T("wish.title"), textColumn, func(p panel.Person) any { return r.T("wish." + p.DigestWish) }},
		},
		Rows: inPages(func(_ *panel.Person, limit int) ([]panel.Person, error) {
			page, err := r.Panel.People(r.Context(), panel.PeopleFilter{Words: words, After: after, Limit: limit})
			after = page.Next
			return page.People, err
		}),
	}, nil
}

func unitName(p panel.Person) string {
	if p.Unit == nil {
		return ""
	}
	return p.Unit.Name
}

// rolesOf says in words what the badges of the page say.
func (r *Request) rolesOf(p panel.Person) string {
	var roles []string
	if !p.Active {
		roles = append(roles, r.T("people.left"))
	}
	if p.Administrator {
		roles = append(roles, r.T("people.administrator"))
	}
	if p.Manager {
		roles = append(roles, r.T("people.manager"))
	}
	return strings.Join(roles, ", ")
}

// namesOf are people on one line; who left is told apart.
func (r *Request) namesOf(people []panel.Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
		if !p.Active {
			names[i] += " (" + r.T("people.left") + ")"
		}
	}
	return strings.Join(names, ", ")
}
