package web

import (
	"fmt"
	"strings"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var absenceRoutes = []Route{
	{Method: "GET", Path: "/profile/absence", Access: SignedIn, Handle: showAbsence},
	{Method: "POST", Path: "/profile/absence", Access: SignedIn, Handle: saveAbsence},
	{Method: "POST", Path: "/profile/absence/:absence/end", Access: SignedIn, Handle: endAbsence}, // finds only the reader's own
	{Method: "POST", Path: "/profile/letters", Access: ResponderAny, Handle: saveLetterTime},
}

type absencePage struct {
	Form     *Form
	Own      []absenceRow
	StandsIn []absenceRow // for others
}

// absenceRow is an absence as its person, or who stands in, sees it.
type absenceRow struct {
	panel.Absence
	Name      string // of the stand-in, or of who is away; "" for nobody
	Now       bool
	Uncovered string // own services for which nobody answers then, in a row; "" for none
}

func showAbsence(r *Request) error { return r.absencePage(NewForm()) }

func (r *Request) absencePage(form *Form) error {
	own, standsIn, err := r.Panel.Absences(r.Context(), r.Actor.Person.ID)
	if err != nil {
		return err
	}
	p, today := absencePage{Form: form}, r.Today()
	for _, a := range own {
		row := absenceRow{Absence: a, Now: a.FromOn <= today}
		if a.StandIn != nil {
			row.Name = a.StandIn.Name
		}
		uncovered, err := r.Panel.Uncovered(r.Context(), a)
		if err != nil {
			return err
		}
		row.Uncovered = strings.Join(uncovered, ", ")
		p.Own = append(p.Own, row)
	}
	for _, a := range standsIn {
		p.StandsIn = append(p.StandsIn, absenceRow{Absence: a, Name: a.Person.Name, Now: a.FromOn <= today})
	}
	return r.Page("absence", p)
}

func saveAbsence(r *Request) error {
	form := r.Form()
	_, err := r.Panel.SaveAbsence(r.Context(), *r.Actor, panel.AbsenceInput{From: scheduler.Date(form.Value("from_on")), Until: scheduler.Date(form.Value("until_on")),
		StandIn: form.Value("stand_in")})
	if form.Refused(r, err) {
		return r.absencePage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("absence.saved")
	return r.Redirect("/profile/absence")
}

func endAbsence(r *Request) error {
	id, err := r.ID("absence")
	if err != nil {
		return err
	}
	if err := r.Panel.EndAbsence(r.Context(), *r.Actor, id); err != nil {
		return err
	}
	r.Flash("absence.ended")
	return r.Redirect("/profile/absence")
}

func saveLetterTime(r *Request) error {
	form := r.Form()
	err := r.Panel.SaveLetterTime(r.Context(), *r.Actor, form.Int(r, "week_day"), form.Int(r, "week_hour"))
	if form.Refused(r, err) {
		p := r.Actor.Person
		form.Values["language"] = []string{p.Language}
		form.Values["digest_wish"] = []string{p.DigestWish}
		return r.profilePage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("profile.saved")
	return r.Redirect("/profile")
}

// letterDays are the days on which the letter of the week may go out.
// ids: profile.day.1 profile.day.2 profile.day.3 profile.day.4 profile.day.5
func (r *Request) letterDays() []Option {
	var days []Option
	for d := range 5 {
		days = append(days, Option{Value: fmt.Sprint(d + 1), Text: r.T(fmt.Sprintf("profile.day.%d", d+1))})
	}
	return days
}

// weekHours are the hours from which letters about what waits may go out.
func (r *Request) weekHours(chosen int) []Option {
	var hours []Option
	for h := 1; h < 24; h++ {
		if h >= 6 && h <= 19 || h == chosen {
			hours = append(hours, Option{Value: fmt.Sprint(h), Text: r.T("profile.hour", "Hour", h)})
		}
	}
	return hours
}
