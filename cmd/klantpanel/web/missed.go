package web

import (
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var missedRoutes = []Route{
	{Method: "GET", Path: "/services/missed", Access: CoordinatorAny, Handle: listMissed},
	{Method: "POST", Path: "/services/missed", Access: CoordinatorAny, Handle: settleMissed},
}

var missedExports = exportRoutes("/services/missed", CoordinatorAny, missedListing)

const (
	missedShown = 50
	missedTries = 30 // searches in vain of one reader that count in an hour
)

// noteMissed counts a search that found nothing, once a day of each reader. One who keeps on trying doesn't fill the coordinators' list.
func (r *Request) noteMissed(words string) error {
	search, err := r.Dialogue.SearchKey(r.Context(), r.Actor.Person.ID, words)
	if err != nil {
		return err
	}
	reader, err := r.Dialogue.SearchKey(r.Context(), r.Actor.Person.ID, "")
	if err != nil {
		return err
	}
	counts, err := r.Dialogue.AllowAll(r.Context(), dialogue.Limit{What: dialogue.MissedOnce, Key: search, Most: 1, Per: 24 * time.Hour},
		dialogue.Limit{What: "missed", Key: reader, Most: missedTries, Per: time.Hour})
	if err != nil || !counts {
		return err
	}
	return r.Panel.NoteMissed(r.Context(), words, r.Today())
}

// missedPage is what people looked for in the directory and didn't find, for who can do something about that.
type missedPage struct {
	Form     *Form
	Missed   []Option // by how often it was searched
	Services []Option
}

func listMissed(r *Request) error { return r.missedPage(NewForm()) }

func (r *Request) missedPage(form *Form) error {
	p := missedPage{Form: form, Services: []Option{{Text: r.T("missed.choose")}}}
	missed, err := r.Panel.Missed(r.Context(), missedShown)
	if err != nil {
		return err
	}
	for _, m := range missed {
		p.Missed = append(p.Missed, Option{Value: m.Words, Text: m.Words, Hint: r.TN("missed.times", m.Count, "Day", r.dateInWords(m.LastOn))})
	}
	services, err := serviceOptions(r)
	if err != nil {
		return err
	}
	p.Services = append(p.Services, services...)
	return r.Page("missed", p)
}

// missedListing is the list of the page.
func missedListing(r *Request) (listing[panel.MissedSearch], error) {
	missed, err := r.Panel.Missed(r.Context(), missedShown)
	return listing[panel.MissedSearch]{
		File: r.T("export.missed"),
		Columns: []column[panel.MissedSearch]{
			{r.T("missed.searched"), textColumn, func(m panel.MissedSearch) any { return m.Words }},
			{r.T("missed.count"), numberColumn, func(m panel.MissedSearch) any { return m.Count }},
			{r.T("missed.last"), dayColumn, func(m panel.MissedSearch) any { return m.LastOn }},
		},
		Rows: all(missed),
	}, err
}

// settleMissed makes the words some of a service's, or takes them from the list.
func settleMissed(r *Request) error {
	form := r.Form()
	words := form.All("words")
	var service *uuid.UUID
	if !form.Checked("nowhere") {
		id, err := uuid.Parse(form.Value("service"))
		if err != nil {
			form.Problems = append(form.Problems, FieldProblem{"service", r.T("error.choose")})
		}
		service = &id
	}
	if form.Refused(r, nil) {
		return r.missedPage(form)
	}
	err := r.Panel.SettleMissed(r.Context(), *r.Actor, words, service, r.Today())
	if form.Refused(r, err) {
		return r.missedPage(form)
	}
	if err != nil {
		return err
	}
	if service == nil {
		r.Flash("missed.gone")
	} else {
		r.Flash("missed.added")
	}
	return r.Redirect("/services/missed")
}
