package web

import (
	"time"

	"github.com/google/uuid"
)

var missedRoutes = []Route{
	{Method: "GET", Path: "/services/missed", Access: CoordinatorAny, Handle: listMissed},
	{Method: "POST", Path: "/services/missed", Access: CoordinatorAny, Handle: settleMissed},
}

const (
	missedShown = 50
	missedTries = 30 // searches in vain of one reader that count in an hour
)

// noteMissed counts a search that found nothing. One reader who keeps on trying doesn't fill the coordinators' list.
func (r *Request) noteMissed(words string) error {
	counts, err := r.Dialogue.Allow(r.Context(), "missed", r.Actor.Person.ID.String(), missedTries, time.Hour)
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
